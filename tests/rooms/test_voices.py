"""Voices: who is heard where, and who gives the floor."""

from __future__ import annotations

import pytest

from dialogue.machine import Tick
from rooms.order import SetSound
from rooms.places import FOYER, PLENARY, Seated
from rooms.presence import Arrived, Drop
from rooms.roles import ROLES
from rooms.voices import KEPT_S, FloorGiven, FloorTaken, GiveFloor, LimitFloor, TakeFloor, Voices, audible
from tests.rooms.house import House


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("room", [FOYER, PLENARY, "runde/1"])
def test_audible_by_room_and_role(role: str, room: str) -> None:
    house = House()
    seat = house.add(role, room)
    expected = {FOYER: False, PLENARY: role in ("moderator", "podium", "interpreter"), "runde/1": True}[room]
    assert audible(house.dialogue, seat) is expected


@pytest.mark.parametrize("room", [PLENARY, "runde/1"])
def test_silenced_seat_is_heard_nowhere_not_even_with_the_floor(room: str) -> None:
    house = House()
    lead, seat = house.add("moderator", room), house.add("citizen", room)
    house.do(GiveFloor(seat), lead)
    assert audible(house.dialogue, seat)
    house.do(SetSound(seat, True), lead)
    assert not audible(house.dialogue, seat)


def test_floor_is_given_taken_and_shown_in_order_in_its_room_alone() -> None:
    house = House()
    lead, one, two = house.add("moderator", PLENARY), house.add("citizen", PLENARY), house.add("citizen", PLENARY)
    for seat in (two, one):
        assert house.do(GiveFloor(seat), lead) == [FloorGiven(PLENARY, seat, house.now)]
    assert house.do(GiveFloor(two), lead) == []
    assert house.shown("citizen", PLENARY)["floor"]["seats"] == [two, one]
    assert house.shown("citizen", "runde/1")["floor"]["seats"] == []
    assert house.do(TakeFloor(two), lead) == [FloorTaken(PLENARY, two)]
    assert house.do(TakeFloor(one), one) == [FloorTaken(PLENARY, one)]
    assert house.do(TakeFloor(one), one) == []


@pytest.mark.parametrize("role", sorted(ROLES))
def test_floor_is_given_by_leads_everywhere_and_by_facilitators_in_their_group(role: str) -> None:
    house = House()
    actor, seat = house.add(role, "runde/1"), house.add("citizen", "runde/1")
    other = house.add("citizen", PLENARY)
    leading = role in ("organizer", "moderator", "director")
    for target, may in ((seat, leading or role == "facilitator"), (other, leading)):
        if may:
            house.do(GiveFloor(target), actor)
        else:
            assert house.refused(GiveFloor(target), actor) == "not-allowed"


def test_floor_in_the_foyer_or_for_who_is_not_here_is_refused() -> None:
    house = House()
    lead, waiting, absent = house.add("moderator", PLENARY), house.add("citizen", FOYER), house.add("citizen")
    assert [house.refused(GiveFloor(seat), lead) for seat in (waiting, absent, 9)] == [
        "wrong-room",
        "wrong-room",
        "unknown-seat",
    ]


def test_move_ends_the_floor_and_a_move_of_others_changes_nothing() -> None:
    house = House()
    lead, seat, other = house.add("moderator", PLENARY), house.add("citizen", PLENARY), house.add("citizen", PLENARY)
    house.do(GiveFloor(seat), lead)
    before = house.dialogue.part(Voices)
    house.fold(Seated({other: "runde/1"}))
    assert house.dialogue.part(Voices) is before
    house.fold(Seated({seat: "runde/1"}))
    assert house.dialogue.part(Voices) == Voices()


def test_time_per_turn_is_set_by_who_guides_and_counts_from_the_floor() -> None:
    house = House()
    lead, seat = house.add("moderator", PLENARY), house.add("citizen", PLENARY)
    assert house.refused(LimitFloor(60), seat) == "not-allowed"
    house.do(LimitFloor(90), lead)
    assert house.do(LimitFloor(90), lead) == []
    house.do(GiveFloor(seat), lead)
    shown = {"seats": [seat], "since": {str(seat): house.now}, "limit_s": 90, "lead": lead}
    assert house.shown("citizen", PLENARY)["floor"] == shown
    house.do(LimitFloor(0), lead)
    assert house.shown("citizen", PLENARY)["floor"] == shown | {"limit_s": 0}


def test_floor_of_who_goes_is_free_at_once_and_of_who_drops_after_a_minute() -> None:
    """Nobody comes back much later and is heard unawares."""
    house = House()
    lead, one, two = house.add("moderator", PLENARY), house.add("citizen", PLENARY), house.add("citizen", PLENARY)
    for seat in (one, two):
        house.do(GiveFloor(seat), lead)
    house.do(Drop(one, left=True))
    house.do(Drop(two))
    house.do(Tick())
    assert house.dialogue.part(Voices).floor(PLENARY) == (two,)
    house.now += KEPT_S
    house.do(Tick())
    house.fold(Arrived(two, house.now))
    assert (house.dialogue.part(Voices).floor(PLENARY), audible(house.dialogue, two)) == ((), False)


def test_floor_is_still_there_for_who_comes_back_in_the_same_minute() -> None:
    house = House()
    lead, seat = house.add("moderator", PLENARY), house.add("citizen", PLENARY)
    house.do(GiveFloor(seat), lead)
    house.do(Drop(seat))
    house.now += KEPT_S - 1
    house.do(Tick())
    house.fold(Arrived(seat, house.now))
    house.now += KEPT_S
    house.do(Tick())
    assert audible(house.dialogue, seat)
