"""Places: rooms, moves by hand, and who sees whom."""

from __future__ import annotations

import pytest

from rooms.places import FOYER, PLENARY, Move, Seated, group_id, group_number, people_in, room_kind, rooms_in_use
from rooms.presence import Drop
from rooms.roles import ROLES
from tests.rooms.house import House


def test_group_rooms_say_phase_and_number() -> None:
    assert (group_id("runde-1", 3), group_number("runde-1/3"), room_kind("runde-1/3")) == ("runde-1/3", 3, "group")
    assert [(group_number(room), room_kind(room)) for room in (FOYER, PLENARY)] == [(None, FOYER), (None, PLENARY)]


def test_seat_that_never_came_is_in_no_rooms_list() -> None:
    house = House()
    house.add("citizen")
    assert [people_in(house.dialogue, room) for room in rooms_in_use(house.dialogue)] == [[], []]


def test_drop_empties_the_place_in_the_list_and_keeps_the_room() -> None:
    house = House()
    seat = house.add("citizen", "runde/1")
    house.do(Drop(seat))
    assert (people_in(house.dialogue, "runde/1"), house.room(seat)) == ([], "runde/1")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_move_of_others_is_for_leading_staff(role: str) -> None:
    house = House()
    actor, seat = house.add(role, PLENARY), house.add("citizen", PLENARY)
    if role in ("organizer", "moderator", "director"):
        assert house.do(Move(seat, FOYER), actor) == [Seated({seat: FOYER})]
    else:
        assert house.refused(Move(seat, FOYER), actor) == "not-allowed"


@pytest.mark.parametrize("role", sorted(ROLES))
def test_visit_is_for_leading_staff_and_support(role: str) -> None:
    house = House()
    house.add("citizen", "runde/1")
    actor = house.add(role, PLENARY)
    if role in ("organizer", "moderator", "director", "support"):
        house.do(Move(actor, "runde/1"), actor)
        assert house.shown("citizen", "runde/1")["room"]["people"][-1] == {"seat": actor, "role": role}
    else:
        assert house.refused(Move(actor, "runde/1"), actor) == "not-allowed"


def test_move_into_a_room_that_is_none_is_refused() -> None:
    house = House()
    actor = house.add("moderator", PLENARY)
    assert house.refused(Move(actor, "runde/9"), actor) == "unknown-room"
    assert house.refused(Move(9, PLENARY), actor) == "unknown-seat"


def test_people_of_a_room_are_seen_by_that_room_alone() -> None:
    house = House()
    one, two = house.add("citizen", "runde/1", "Maria"), house.add("citizen", "runde/2", "Ömer")
    shown = house.shown("citizen", "runde/1")
    assert shown["room"] == {
        "id": "runde/1",
        "kind": "group",
        "number": 1,
        "people": [{"seat": one, "role": "citizen"}],
    }
    assert shown["names"] == {str(one): "Maria"}
    assert house.shown("moderator", "runde/1")["names"] == {str(one): "Maria", str(two): "Ömer"}
    assert house.shown("moderator", "runde/1")["room"] == shown["room"]
