"""Presence: who is here, and who still counts."""

from __future__ import annotations

from rooms.presence import BACK_S, Arrived, CameToDoor, DoorLeft, Drop, Dropped, Knock, Presence
from tests.rooms.house import House


def test_drop_of_who_is_here_is_an_event_and_of_who_is_not_is_none() -> None:
    house = House()
    seat = house.add("citizen", "plenary")
    assert house.do(Drop(seat)) == [Dropped(seat, house.now)]
    assert house.do(Drop(seat)) == []
    assert house.dialogue.part(Presence) == Presence(here={}, gone={seat: house.now})


def test_seat_counts_while_here_and_three_minutes_longer() -> None:
    house = House()
    seat = house.add("citizen", "plenary")
    house.do(Drop(seat))
    presence = house.dialogue.part(Presence)
    assert [presence.counts(seat, house.now + after) for after in (0, BACK_S - 1, BACK_S)] == [True, True, False]
    assert not presence.counts(99, house.now)


def test_return_takes_the_seat_from_the_gone_ones() -> None:
    house = House()
    seat = house.add("citizen", "plenary")
    house.do(Drop(seat))
    house.fold(Arrived(seat, house.now + 60))
    assert house.dialogue.part(Presence) == Presence(here={seat: house.now + 60}, gone={})


def test_place_of_who_left_on_purpose_is_free_at_once_until_they_return() -> None:
    house = House()
    seat = house.add("citizen", "plenary")
    assert house.do(Drop(seat, left=True)) == [Dropped(seat, house.now, left=True)]
    assert not house.dialogue.part(Presence).counts(seat, house.now)
    house.fold(Arrived(seat, house.now + 1))
    house.do(Drop(seat))
    assert house.dialogue.part(Presence).counts(seat, house.now)


def test_who_is_at_the_door_counts_nowhere_and_no_place_is_kept() -> None:
    house = House()
    seat = house.add("citizen", None)
    assert house.do(Knock(seat)) == [CameToDoor(seat)]
    assert house.do(Knock(seat)) == []
    assert house.dialogue.part(Presence) == Presence(door=frozenset({seat}))
    assert not house.dialogue.part(Presence).counts(seat, house.now)
    assert house.do(Drop(seat)) == [DoorLeft(seat)]
    assert house.dialogue.part(Presence) == Presence()


def test_arrival_ends_the_time_at_the_door_and_who_is_here_needs_no_door() -> None:
    house = House()
    seat = house.add("citizen", None)
    house.do(Knock(seat))
    house.fold(Arrived(seat, house.now))
    assert house.do(Knock(seat)) == []
    assert house.dialogue.part(Presence) == Presence(here={seat: house.now})
