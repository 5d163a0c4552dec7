"""Exclusion by two: who may propose it, who decides, who learns of it."""

from __future__ import annotations

import pytest

from dialogue.machine import Audience
from rooms.exclusion import EXCLUSION, DeclineExclusion, Exclusions, ProposeExclusion
from rooms.order import Exclude, Order
from rooms.places import PLENARY
from rooms.roles import ROLES
from tests.rooms.house import House

LEADING = ("organizer", "moderator", "director")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_exclusion_is_proposed_by_who_keeps_order_there(role: str) -> None:
    house = House()
    actor, here, there = house.add(role, "runde/1"), house.add("citizen", "runde/1"), house.add("citizen", "runde/2")
    for seat, may in ((here, role in (*LEADING, "facilitator")), (there, role in LEADING)):
        if may:
            assert len(house.do(ProposeExclusion(seat, "Grund"), actor)) == 1
            assert house.do(ProposeExclusion(seat, "Noch einmal"), actor) == []
        else:
            assert house.refused(ProposeExclusion(seat, "Grund"), actor) == "not-allowed"


def test_facilitator_alone_excludes_nobody() -> None:
    house = House()
    facilitator, seat = house.add("facilitator", "runde/1"), house.add("citizen", "runde/1")
    house.do(ProposeExclusion(seat, "Grund"), facilitator)
    assert house.refused(Exclude(seat, "Grund"), facilitator) == "not-allowed"
    assert house.refused(DeclineExclusion(seat), facilitator) == "not-allowed"
    assert house.room(seat) == "runde/1"
    assert house.dialogue.part(Order).excluded == {}


def test_leading_staff_cannot_be_proposed() -> None:
    house = House()
    facilitator, moderator = house.add("facilitator", "runde/1"), house.add("moderator", "runde/1")
    assert house.refused(ProposeExclusion(moderator, "Grund"), facilitator) == "not-allowed"
    assert house.refused(ProposeExclusion(99, "Grund"), facilitator) == "unknown-seat"


def test_proposal_is_answered_by_excluding_or_by_declining() -> None:
    house = House()
    facilitator, director = house.add("facilitator", "runde/1"), house.add("director", PLENARY)
    one, two = house.add("citizen", "runde/1"), house.add("citizen", "runde/1")
    for seat in (one, two):
        house.do(ProposeExclusion(seat, "Grund"), facilitator)
    house.do(DeclineExclusion(one), director)
    assert house.do(DeclineExclusion(one), director) == []
    assert list(house.dialogue.part(Exclusions).open) == [two]
    house.do(Exclude(two, "Grund"), director)
    assert house.dialogue.part(Exclusions).open == {}
    assert house.do(Exclude(two, "Grund"), director) == []
    assert house.do(ProposeExclusion(two, "Grund"), facilitator) == []


@pytest.mark.parametrize("role", sorted(ROLES))
def test_proposal_is_read_by_who_decides_and_by_nobody_else(role: str) -> None:
    """The reason was written: it exists, and still only the desk gets it."""
    house = House()
    facilitator, seat = house.add("facilitator", "runde/1"), house.add("citizen", "runde/1")
    house.do(ProposeExclusion(seat, "Beleidigungen"), facilitator)
    proposal = {"seat": seat, "by": facilitator, "reason": "Beleidigungen", "at": house.now}
    shown = house.shown(role, "runde/1")
    if role in LEADING:
        assert shown["exclusions"] == [proposal]
    else:
        assert "exclusions" not in shown
        assert "Beleidigungen" not in str(shown)


def test_who_proposed_sees_that_it_is_not_decided() -> None:
    house = House()
    facilitator, other = house.add("facilitator", "runde/1"), house.add("facilitator", "runde/1")
    seat = house.add("citizen", "runde/1")
    house.do(ProposeExclusion(seat, "Grund"), facilitator)

    def own(seat: int, role: str) -> object:
        return EXCLUSION.topics(house.dialogue, Audience(role, "runde/1", seat))

    assert own(facilitator, "facilitator") == {"my-exclusions": [seat]}
    assert own(other, "facilitator") == {"my-exclusions": []}
    assert own(seat, "citizen") == {}
