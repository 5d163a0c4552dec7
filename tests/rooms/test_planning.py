"""The media plan as it follows from the state."""

from __future__ import annotations

from rooms.order import Exclude, SetPicture, SetSound
from rooms.places import FOYER, PLENARY
from rooms.plan import Plan, RoomPlan, SeatPlan
from rooms.planning import FLOOR_RANK, render_plan
from rooms.presence import Drop, Knock
from rooms.voices import GiveFloor
from tests.rooms.house import House


def test_plan_has_every_room_with_people_and_the_foyer_dark() -> None:
    house = House()
    lead, one, two = house.add("moderator", PLENARY), house.add("citizen", FOYER), house.add("citizen", "runde/1")
    assert render_plan(house.dialogue, "d1") == Plan(
        "d1",
        house.dialogue.seq,
        (
            RoomPlan("foyer", (SeatPlan(one, heard=False),), dark=True),
            RoomPlan("plenary", (SeatPlan(lead, heard=True, rank=2, screen=True),)),
            RoomPlan("runde/1", (SeatPlan(two),)),
        ),
    )


def test_floor_beats_everybody_and_is_heard() -> None:
    house = House()
    lead, seat = house.add("moderator", PLENARY), house.add("citizen", PLENARY)
    house.do(GiveFloor(seat), lead)
    [room] = render_plan(house.dialogue, "d1").rooms
    assert {each.seat: (each.heard, each.rank) for each in room.seats} == {lead: (True, 2), seat: (True, FLOOR_RANK)}


def test_order_is_in_the_plan() -> None:
    house = House()
    lead, seat, out = house.add("moderator", PLENARY), house.add("citizen", "runde/1"), house.add("citizen", "runde/1")
    house.do(SetSound(seat, True), lead)
    house.do(SetPicture(seat, True), lead)
    house.do(Exclude(out, "Grund"), lead)
    groups = [room for room in render_plan(house.dialogue, "d1").rooms if room.room == "runde/1"]
    assert groups == [RoomPlan("runde/1", (SeatPlan(seat, heard=False, seen=False),))]


def test_seat_that_dropped_is_in_no_room() -> None:
    house = House()
    house.do(Drop(house.add("citizen", PLENARY)))
    assert render_plan(house.dialogue, "d1").rooms == ()


def test_probing_seat_is_alone_with_its_echo_wherever_it_sits() -> None:
    house = House()
    one, two, three = house.add("citizen", FOYER), house.add("citizen", "runde/1"), house.add("citizen", "runde/1")
    house.do(SetSound(two, True))
    assert render_plan(house.dialogue, "d1", probing={one, two, 99}).rooms == (
        RoomPlan(f"probe/{one}", (SeatPlan(one),), echo=True),
        RoomPlan("runde/1", (SeatPlan(three),)),
        RoomPlan(f"probe/{two}", (SeatPlan(two),), echo=True),
    )


def test_probing_seat_at_the_door_has_its_echo_and_is_in_no_other_room() -> None:
    house = House()
    one, two = house.add("citizen", None), house.add("citizen", None)
    for seat in (one, two):
        house.do(Knock(seat))
    assert render_plan(house.dialogue, "d1", probing={one}).rooms == (
        RoomPlan(f"probe/{one}", (SeatPlan(one),), echo=True),
    )
    house.do(Exclude(one, "Grund"))
    assert render_plan(house.dialogue, "d1", probing={one}).rooms == ()
