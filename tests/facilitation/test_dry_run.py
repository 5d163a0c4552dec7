"""Every shipped script from its first phase to the report, with synthetic people and a desk that only clicks on."""

from __future__ import annotations

import pytest

from facilitation import clock_plan, pacing
from facilitation.agenda import Close, Next, Start
from facilitation.boards import Boards
from facilitation.cards import WriteCard
from facilitation.groups import Groups
from facilitation.report import report_of
from facilitation.shipped import NAMES, shipped, source
from rooms.places import PLENARY
from rooms.presence import Presence
from tests.facilitation.evening import Evening, prepared

MODERATOR = 1


def write_everywhere(evening: Evening) -> int:
    """A card of one person in each group that may write now; returns how many."""
    boards, written = evening.dialogue.part(Boards), 0
    for room, group in zip(evening.dialogue.part(Groups).rooms(), evening.dialogue.part(Groups).now(), strict=True):
        board = boards.of(room)
        if board is not None and boards.writing(room):
            evening.do(WriteCard(board.columns[0].id, f"Aus {room}"), group.seats[0])
            written += 1
    return written


def run(evening: Evening) -> dict[str, int]:
    """To the last phase, clicking on where a person must; one card a group and step. Returns the cards by phase."""
    written: dict[str, int] = {}
    evening.do(Start(), MODERATOR)
    while (following := evening.agenda().next) is not None:
        phase = evening.agenda().phase
        assert phase is not None
        for step in evening.agenda().steps:
            evening.to(step)
            written[phase.id] = written.get(phase.id, 0) + write_everywhere(evening)
        evening.to(evening.agenda().ends_at)
        if pacing.manual(phase):
            evening.do(Next(phase.id, now=True), MODERATOR)
        assert evening.phase() == following.id
    return written


@pytest.mark.parametrize("citizens", [7, 42])
@pytest.mark.parametrize("name", NAMES)
def test_shipped_script_runs_on_time_to_the_expected_report(name: str, citizens: int) -> None:
    evening = prepared(citizens, staff=("moderator", "facilitator", "podium"), script=source(name))
    began = evening.now
    written = run(evening)
    assert evening.agenda().ends_at == began + clock_plan.total(shipped(name))
    assert {evening.room(seat) for seat in evening.dialogue.part(Presence).here} == {PLENARY}
    evening.do(Close(), MODERATOR)
    report = report_of(evening.dialogue)
    cards = {
        each.id: [card for group in each.groups for column in group.columns for card in column.cards]
        for each in report.rounds
    }
    assert {phase: len(found) for phase, found in cards.items()} == {phase: n for phase, n in written.items() if n}
    for each in report.rounds:
        assert sum(group.people for group in each.groups) == citizens
        for group in each.groups:
            texts = {evening.side.texts[card.text.id] for column in group.columns for card in column.cards}
            assert texts == {f"Aus {group.id}"}
    assert evening.replayed().slices == evening.dialogue.slices


def test_new_mix_lets_people_meet_others_in_the_second_round() -> None:
    evening = prepared(42, script=source("classic"))
    run(evening)
    first, second = evening.dialogue.part(Groups).rounds.values()
    pairs = [
        {(a, b) for group in groups for a in group.seats for b in group.seats if a < b} for groups in (first, second)
    ]
    assert len(pairs[0] & pairs[1]) <= len(pairs[0]) // 20
