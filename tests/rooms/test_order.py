"""Order: sound, picture, exclusion, and who may."""

from __future__ import annotations

import pytest

from rooms.order import Exclude, Excluded, Order, SetPicture, SetSound
from rooms.places import PLENARY, people_in
from rooms.presence import Dropped
from rooms.roles import ROLES
from tests.rooms.house import House

LEADING = ("organizer", "moderator", "director")


@pytest.mark.parametrize("command", [SetSound, SetPicture])
@pytest.mark.parametrize("role", sorted(ROLES))
def test_sound_and_picture_in_a_group_are_for_leads_and_its_facilitator(role: str, command: type) -> None:
    house = House()
    actor, seat, other = house.add(role, "runde/1"), house.add("citizen", "runde/1"), house.add("citizen", "runde/2")
    may_here, may_there = role in (*LEADING, "facilitator"), role in LEADING
    for target, may in ((seat, may_here), (other, may_there)):
        if may:
            assert len(house.do(command(target, True), actor)) == 1
        else:
            assert house.refused(command(target, True), actor) == "not-allowed"


def test_facilitator_keeps_no_order_in_the_plenary() -> None:
    house = House()
    actor, seat = house.add("facilitator", PLENARY), house.add("citizen", PLENARY)
    assert house.refused(SetSound(seat, True), actor) == "not-allowed"


def test_sound_off_is_undone_by_staff_not_by_the_person() -> None:
    house = House()
    actor, seat = house.add("moderator", PLENARY), house.add("citizen", PLENARY)
    house.do(SetSound(seat, True), actor)
    house.do(SetPicture(seat, True), actor)
    assert house.refused(SetSound(seat, False), seat) == "not-allowed"
    assert house.dialogue.part(Order) == Order(frozenset({seat}), frozenset({seat}))
    house.do(SetSound(seat, False), actor)
    house.do(SetPicture(seat, False), actor)
    assert house.dialogue.part(Order) == Order()


@pytest.mark.parametrize("role", sorted(ROLES))
def test_exclusion_is_for_leading_staff(role: str) -> None:
    house = House()
    actor, seat = house.add(role, "runde/1"), house.add("citizen", "runde/1")
    if role not in LEADING:
        assert house.refused(Exclude(seat, "Grund"), actor) == "not-allowed"
        return
    excluded, dropped = house.do(Exclude(seat, "Beleidigungen"), actor)
    assert (type(excluded), dropped) == (Excluded, Dropped(seat, house.now, left=True))
    assert house.side.texts[excluded.reason] == "Beleidigungen"
    assert people_in(house.dialogue, "runde/1") == [actor]


def test_leading_staff_cannot_be_excluded() -> None:
    house = House()
    actor, other = house.add("moderator", PLENARY), house.add("organizer", PLENARY)
    assert house.refused(Exclude(other, "Grund"), actor) == "not-allowed"
    assert house.refused(Exclude(9, "Grund"), actor) == "unknown-seat"
