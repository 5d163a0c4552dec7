"""Not on the picture of the hall: everybody for themselves, and nobody else learns it."""

from __future__ import annotations

import pytest

from dialogue.machine import Audience
from rooms.appearing import Appear, HallChosen, topics
from rooms.places import PLENARY
from rooms.planning import render_plan
from rooms.roles import ROLES
from tests.rooms.house import House


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everybody_may_choose_for_themselves(role: str) -> None:
    house = House()
    seat = house.add(role, PLENARY)
    assert house.do(Appear(False), seat) == [HallChosen(seat, False)]
    assert house.do(Appear(False), seat) == []
    assert house.do(Appear(True), seat) == [HallChosen(seat, True)]


def test_only_the_person_is_told() -> None:
    house = House()
    seat, other = house.add("citizen", PLENARY), house.add("moderator", PLENARY)
    house.do(Appear(False), seat)

    def shown(role: str, reader: int | None) -> object:
        return topics(house.dialogue, Audience(role, PLENARY, reader)).get("my-hall")

    assert shown("citizen", seat) == {"on": False}
    assert shown("moderator", other) == {"on": True}
    assert shown("moderator", None) is None


def test_plan_says_who_is_on_the_picture_and_who_sits_in_the_first_row() -> None:
    house = House()
    one, two, lead = (house.add(role, PLENARY) for role in ("citizen", "citizen", "moderator"))
    away = house.add("citizen", "runde/1")
    house.do(Appear(False), two)
    rooms = {room.room: room for room in render_plan(house.dialogue, "d").rooms}
    assert {name: room.hall for name, room in rooms.items()} == {PLENARY: True, "runde/1": False}
    seats = {each.seat: (each.hall, each.staff) for each in (*rooms[PLENARY].seats, *rooms["runde/1"].seats)}
    assert seats == {one: (True, False), two: (False, False), lead: (True, True), away: (True, False)}
