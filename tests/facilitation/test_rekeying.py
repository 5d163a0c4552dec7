"""A whole evening under new seat numbers brings the same report, and everybody sits where they sat."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from functools import cache

from dialogue.machine import Dialogue
from facilitation.cards import Cards
from facilitation.groups import Groups
from facilitation.outcome import mine, outcome_of
from facilitation.report import report_of, to_plain
from rooms.places import Places
from rooms.presence import Presence
from rooms.rekeying import Row, new_key, rekeyed
from rooms.seats import Seats
from tests.facilitation.evening import CODEC, MACHINE, Evening
from tests.web.course import course


@cache
def evenings() -> tuple[Evening, ...]:
    """Every evening of the course, as it ended."""
    return tuple({id(evening): evening for evening in course()}.values())


def under_new_numbers(evening: Evening) -> tuple[Dialogue, Mapping[int, int]]:
    rows = [Row(seq, 0, "", json.loads(events)) for seq, (_, events) in enumerate(evening.rows, start=1)]
    key = new_key(evening.dialogue.part(Seats).roles, randomness=random.Random(7))
    dialogue = MACHINE.empty()
    for row, (at, _) in zip(rekeyed(rows, key), evening.rows, strict=True):
        dialogue = MACHINE.apply(dialogue, row.seq, at, CODEC.load(json.dumps(row.events)))
    return dialogue, key


def both() -> Iterator[tuple[Evening, Dialogue, Mapping[int, int]]]:
    for evening in evenings():
        yield evening, *under_new_numbers(evening)


def test_report_and_outcome_are_the_same() -> None:
    cards = 0
    for evening, after, _ in both():
        for model in (report_of, lambda dialogue: outcome_of(dialogue, {})):
            assert to_plain(model(after), evening.side) == to_plain(model(evening.dialogue), evening.side)
        cards += len(after.part(Cards).cards)
    assert cards > 10


def test_everybody_is_where_they_were() -> None:
    for evening, after, key in both():
        before = evening.dialogue
        assert after.part(Places).rooms == {key.get(s, s): room for s, room in before.part(Places).rooms.items()}
        assert after.part(Presence).here == {key.get(s, s): at for s, at in before.part(Presence).here.items()}
        assert dict(after.part(Seats).roles) == {key.get(s, s): role for s, role in before.part(Seats).roles.items()}
        for phase, groups in before.part(Groups).rounds.items():
            seats = [tuple(key.get(seat, seat) for seat in group.seats) for group in groups]
            assert [group.seats for group in after.part(Groups).rounds[phase]] == seats


def test_own_cards_go_with_the_number_and_old_numbers_belong_to_nobody() -> None:
    owners = 0
    for evening, after, key in both():
        for old, new in key.items():
            own = to_plain(mine(evening.dialogue, old, {}), evening.side)
            assert to_plain(mine(after, new, {}), evening.side) == own
            assert old not in after.part(Seats).roles
            owners += bool(own["cards"])
    assert owners > 3


def test_the_rows_that_add_seats_stand_in_the_order_of_the_new_numbers() -> None:
    for evening, after, key in both():
        roles = list(after.part(Seats).roles)
        assert roles == sorted(roles)
        assert set(key.values()) <= set(roles)
        assert len(evening.rows) == after.seq
