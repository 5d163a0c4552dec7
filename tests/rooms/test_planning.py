"""The media plan as it follows from the state."""

from __future__ import annotations

import contextlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dialogue.machine import SERVER, Dialogue, Refused
from rooms.exclusion import ProposeExclusion
from rooms.order import Exclude, SetPicture, SetSound
from rooms.places import FOYER, PLENARY, Seated
from rooms.plan import Plan, RoomPlan, SeatPlan
from rooms.planning import FLOOR_RANK, draw, render_plan
from rooms.presence import Arrived, Drop, Knock
from rooms.seats import Rename, Seats
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
            RoomPlan("plenary", (SeatPlan(lead, heard=True, rank=2, screen=True, staff=True),), hall=True),
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


MOVES = st.one_of(
    st.builds(Drop, st.integers(1, 4)),
    st.builds(Arrived, st.integers(1, 4)),
    st.builds(lambda seat, room: Seated({seat: room}), st.integers(1, 4), st.sampled_from([PLENARY, FOYER, "runde/1"])),
    st.builds(SetSound, st.integers(1, 4), st.booleans()),
    st.builds(SetPicture, st.integers(1, 4), st.booleans()),
    st.builds(Exclude, st.integers(2, 4), st.just("Grund")),
    st.builds(ProposeExclusion, st.integers(2, 4), st.just("Grund")),
    st.builds(Rename, st.integers(1, 4), st.just("Maria")),
    st.builds(GiveFloor, st.integers(1, 4)),
)


def full_house() -> House:
    house = House()
    for role in ("moderator", "podium", "citizen", "citizen"):
        house.add(role, PLENARY)
    return house


def attempt(house: House, move: Any) -> None:
    if isinstance(move, Arrived | Seated):
        house.fold(move)
        return
    with contextlib.suppress(Refused):
        house.do(move, SERVER if isinstance(move, Drop) else 1)


@given(st.lists(st.tuples(MOVES, st.frozensets(st.integers(1, 4), max_size=1)), max_size=8))
def test_plan_that_stands_is_the_plan_drawn_anew(moves: list[tuple[Any, frozenset[int]]]) -> None:
    house = full_house()
    for move, probing in moves:
        drawing = draw(house.dialogue, "d1", probing=(), measured=everyone)
        attempt(house, move)
        anew = render_plan(house.dialogue, "d1", probing=probing, measured=everyone(house.dialogue))
        assert anew.tells_the_same(drawing.plan) or not drawing.stands(house.dialogue, probing)


def test_plan_stands_while_nobody_moves_and_falls_when_somebody_does() -> None:
    house = full_house()
    drawing = draw(house.dialogue, "d1", probing=(), measured=everyone)
    house.do(ProposeExclusion(3, "Grund"), 1)
    assert drawing.stands(house.dialogue, ())
    assert not drawing.stands(house.dialogue, {3})
    house.do(GiveFloor(3), 1)
    assert not drawing.stands(house.dialogue, ())


def everyone(dialogue: Dialogue) -> list[int]:
    return dialogue.part(Seats).counted()
