"""Admission: who is kept in the foyer, who may send there and who may let in."""

from __future__ import annotations

import pytest

from rooms.admission import Admission, HoldNewcomer, SendToFoyer, SetAdmission
from rooms.order import Exclude, MuteAll, Order
from rooms.places import FOYER, PLENARY, Move
from rooms.roles import ROLES
from rooms.voices import audible
from tests.rooms.house import House

LEADING = ("organizer", "moderator", "director")


def waiting(house: House) -> frozenset[int]:
    return house.dialogue.part(Admission).waiting


@pytest.mark.parametrize("role", sorted(ROLES))
def test_foyer_is_for_leads_support_and_the_groups_facilitator(role: str) -> None:
    house = House()
    actor, seat, other = house.add(role, "runde/1"), house.add("citizen", "runde/1"), house.add("citizen", "runde/2")
    here, there = role in (*LEADING, "support", "facilitator"), role in (*LEADING, "support")
    for target, may in ((seat, here), (other, there)):
        if may:
            house.do(SendToFoyer(target), actor)
            assert (house.room(target), target in waiting(house)) == (FOYER, True)
        else:
            assert house.refused(SendToFoyer(target), actor) == "not-allowed"


def test_staff_that_lead_are_not_sent_to_the_foyer() -> None:
    house = House()
    actor, other = house.add("moderator", PLENARY), house.add("director", PLENARY)
    assert house.refused(SendToFoyer(other), actor) == "not-allowed"
    assert house.refused(SendToFoyer(99), actor) == "unknown-seat"


def test_newcomers_wait_only_while_admission_is_by_hand() -> None:
    house = House()
    support, one, two, three = (house.add(role, FOYER) for role in ("support", "citizen", "citizen", "citizen"))
    house.do(HoldNewcomer(one))
    house.do(SetAdmission(True), support)
    assert house.do(SetAdmission(True), support) == []
    house.do(HoldNewcomer(two))
    house.do(SetAdmission(False), support)
    house.do(HoldNewcomer(three))
    assert waiting(house) == {two}
    assert house.refused(SetAdmission(True), one) == "not-allowed"


def test_moving_somebody_out_of_the_foyer_lets_them_in() -> None:
    house = House()
    actor, seat = house.add("moderator", PLENARY), house.add("citizen", PLENARY)
    house.do(SendToFoyer(seat), actor)
    house.do(Move(seat, PLENARY), actor)
    assert waiting(house) == frozenset()
    house.do(SendToFoyer(seat), actor)
    house.do(Exclude(seat, "Grund"), actor)
    assert waiting(house) == frozenset()


def test_mute_all_takes_the_sound_of_everybody_but_staff_and_gives_it_back() -> None:
    house = House()
    actor, one, two = (
        house.add("facilitator", "runde/1"),
        house.add("citizen", "runde/1"),
        house.add("citizen", "runde/1"),
    )
    other, podium = house.add("citizen", "runde/2"), house.add("podium", "runde/1")
    house.do(MuteAll("runde/1", True), actor)
    assert [audible(house.dialogue, seat) for seat in (actor, one, two, podium, other)] == [
        True,
        False,
        False,
        True,
        True,
    ]
    assert house.do(MuteAll("runde/1", True), actor) == []
    house.do(MuteAll("runde/1", False), actor)
    assert house.dialogue.part(Order).silenced == frozenset()
    assert house.refused(MuteAll("runde/2", True), actor) == "not-allowed"
    assert house.refused(MuteAll("runde/1", True), one) == "not-allowed"
