"""Cover: a group whose facilitator's line is gone runs itself, is taken over by a click and given back without one."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.cards import Cards, RevealCards, WriteCard
from facilitation.cover import CoverGroup
from facilitation.groups import Groups
from facilitation.picks import PickCard
from rooms.places import PLENARY, Move
from tests.facilitation.evening import Evening, in_groups

MODERATOR, DIRECTOR, ONE, TWO, SPARE = 1, 2, 3, 4, 11
STAFF = ("moderator", "director", "facilitator", "facilitator")


def tile(evening: Evening, number: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = evening.sees(MODERATOR)["console"]["groups"][number - 1]
    return found


@pytest.fixture
def evening() -> Evening:
    """Two groups with their facilitators; a third facilitator came too late to get one."""
    evening = in_groups(6, staff=STAFF)
    evening.come(evening.seat("facilitator"))
    assert [group.facilitator for group in evening.dialogue.part(Groups).now()] == [ONE, TWO]
    return evening


def member(evening: Evening, number: int = 1) -> int:
    return evening.sitting()[number - 1][0]


def test_facilitator_drops_the_group_goes_on_and_reads_who_comes_back(evening: Evening) -> None:
    dropped = evening.now
    evening.drop(ONE)
    seen = evening.sees(member(evening))["lead"]
    away = {"facilitator": ONE, "name": "facilitator-3", "away_since": dropped, "cover": None, "visitors": []}
    assert seen == {**away, "topic": None, "alone": None}
    assert (tile(evening)["alone_since"], tile(evening)["cover"]) == (dropped, None)
    evening.to(evening.agenda().steps[1])
    assert evening.agenda().step == 1
    author = member(evening)
    evening.do(WriteCard("gut", "Bänke"), author)
    evening.to(evening.agenda().steps[3])
    [card] = evening.dialogue.part(Cards).of("runde/1")
    evening.do(PickCard(card.id, True), author)
    assert evening.dialogue.part(Cards).cards[card.id].top


@pytest.mark.parametrize(("actor", "seat"), [(MODERATOR, SPARE), (MODERATOR, MODERATOR), (DIRECTOR, 2), (SPARE, SPARE)])
def test_take_over_and_the_role_is_back_without_a_click(evening: Evening, actor: int, seat: int) -> None:
    """jitsi-meet #8646: the moderator's line drops and the lobby keeps them out"""
    evening.drop(ONE)
    evening.do(CoverGroup("runde/1", seat), actor)
    assert (evening.room(seat), tile(evening)["alone_since"], tile(evening)["cover"]) == ("runde/1", None, seat)
    evening.do(RevealCards("runde/1"), seat)
    evening.wait(400)
    evening.come(ONE)
    lead = evening.sees(member(evening))["lead"]
    assert (evening.room(ONE), lead["facilitator"], lead["away_since"], lead["cover"]) == ("runde/1", ONE, None, None)
    assert lead["visitors"] == [seat]
    assert evening.replayed().slices == evening.dialogue.slices


def test_cover_ends_when_who_covers_goes_or_drops(evening: Evening) -> None:
    evening.drop(ONE)
    gone = evening.now
    for end in (lambda: evening.do(Move(SPARE, PLENARY), MODERATOR), lambda: evening.drop(SPARE)):
        evening.do(CoverGroup("runde/1", SPARE), MODERATOR)
        assert tile(evening)["alone_since"] is None
        end()
        assert tile(evening)["alone_since"] == gone


def test_free_facilitator_becomes_the_lead_of_a_group_without() -> None:
    evening = in_groups(6, staff=("moderator", "director", "facilitator"))
    late = evening.seat("facilitator")
    assert [group.facilitator for group in evening.dialogue.part(Groups).now()] == [3, None]
    evening.come(late)
    assert evening.dialogue.part(Groups).now()[1].facilitator == late


@pytest.mark.parametrize(
    ("command", "actor", "code"),
    [
        (CoverGroup("runde/1", SPARE), 6, "not-allowed"),
        (CoverGroup("runde/1", 6), MODERATOR, "not-allowed"),
        (CoverGroup("runde/1", TWO), MODERATOR, "not-allowed"),
        (CoverGroup("runde/2", SPARE), MODERATOR, "has-lead"),
        (CoverGroup("plenary", SPARE), MODERATOR, "unknown-room"),
        (CoverGroup("runde/1", 99), MODERATOR, "unknown-seat"),
    ],
)
def test_cover_is_refused(evening: Evening, command: CoverGroup, actor: int, code: str) -> None:
    evening.drop(ONE)
    assert evening.refused(command, actor)[0] == code


def test_visit_is_announced_and_only_to_the_group_that_is_visited(evening: Evening) -> None:
    """Whoever can hear a room stands in its list."""
    evening.do(Move(DIRECTOR, "runde/2"), DIRECTOR)
    seen = evening.sees(member(evening, 2))
    assert (seen["lead"]["visitors"], {"seat": DIRECTOR, "role": "director"} in seen["room"]["people"]) == (
        [DIRECTOR],
        True,
    )
    assert seen["names"][str(DIRECTOR)] == "director-2"
    assert evening.sees(member(evening, 1))["lead"]["visitors"] == []
    assert "lead" not in evening.sees(MODERATOR)


def test_visitor_comes_back_with_every_right(evening: Evening) -> None:
    """jitsi-meet #17433, comhairle #756: the moderator visits a group and comes back without rights"""
    evening.do(Move(MODERATOR, "runde/2"), MODERATOR)
    evening.do(Move(MODERATOR, PLENARY), MODERATOR)
    assert "console" in evening.sees(MODERATOR)
    evening.do(Move(member(evening), "runde/2"), MODERATOR)


def test_nobody_becomes_moderator_inside_a_group(evening: Evening) -> None:
    """bigbluebutton #8652"""
    evening.drop(ONE)
    assert evening.refused(RevealCards("runde/1"), member(evening))[0] == "not-allowed"
    assert evening.sees(member(evening))["me"]["role"] == "citizen"
