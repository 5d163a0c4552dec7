"""Voices: who may be heard where. The room's policy, the floor and the order of the evening; knows no loudness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from rooms.lead import lead_of
from rooms.order import Order
from rooms.places import FOYER, PLENARY, Places, Seated, people_in
from rooms.seats import Seats, known_seat, leads


@dataclass(frozen=True, slots=True)
class FloorGiven:
    room: str
    seat: int


@dataclass(frozen=True, slots=True)
class FloorTaken:
    room: str
    seat: int


@dataclass(frozen=True, slots=True)
class GiveFloor:
    """`floor.give`: whoever leads the room or guides the group lets this seat be heard. Refuses `wrong-room`."""

    seat: int


@dataclass(frozen=True, slots=True)
class TakeFloor:
    """`floor.take`: ends somebody's turn; everybody may end their own."""

    seat: int


@dataclass(frozen=True, slots=True)
class Voices:
    """Who has the floor, by room, in the order in which it was given."""

    floors: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def floor(self, room: str) -> tuple[int, ...]:
        return self.floors.get(room, ())


def guides(dialogue: Dialogue, actor: int, room: str) -> bool:
    """Whether the actor leads the evening, or guides this group and sits in it."""
    in_own_group = dialogue.part(Seats).role(actor).guides and dialogue.part(Places).of(actor) == room
    return leads(dialogue, actor) or (in_own_group and room not in (PLENARY, FOYER))


def audible(dialogue: Dialogue, seat: int) -> bool:
    """Whether what this seat says is forwarded to its room: nobody in the foyer; in the plenary the floor, who leads,
    moderation and podium; in groups everyone; never whom staff silenced."""
    if seat in dialogue.part(Order).silenced:
        return False
    match dialogue.part(Places).of(seat):
        case "foyer":
            return False
        case "plenary":
            on_stage = dialogue.part(Seats).role(seat).stage or seat == lead_of(dialogue)
            return on_stage or seat in dialogue.part(Voices).floor(PLENARY)
        case _:
            return True


def decide(dialogue: Dialogue, command: GiveFloor | TakeFloor, actor: int, given: Given) -> Sequence[Event]:
    room = dialogue.part(Places).of(known_seat(dialogue, command.seat))
    match command:
        case GiveFloor(seat=seat):
            _must_guide(dialogue, actor, room, "floor.give")
            if room == FOYER or seat not in people_in(dialogue, room):
                raise Refused("wrong-room")
            return () if seat in dialogue.part(Voices).floor(room) else (FloorGiven(room, seat),)
        case TakeFloor(seat=seat):
            if seat != actor:
                _must_guide(dialogue, actor, room, "floor.take")
            return (FloorTaken(room, seat),) if seat in dialogue.part(Voices).floor(room) else ()
        case _:
            assert_never(command)


def _must_guide(dialogue: Dialogue, actor: int, room: str, command: str) -> None:
    if not guides(dialogue, actor, room):
        raise Refused("not-allowed", command=command)


def evolve(voices: Voices, event: FloorGiven | FloorTaken | Seated) -> Voices:
    match event:
        case FloorGiven(room=room, seat=seat):
            return Voices({**voices.floors, room: (*voices.floor(room), seat)})
        case FloorTaken(room=room, seat=seat):
            return Voices(_cleared(voices.floors, {seat: ""}))
        case Seated(rooms=rooms):
            # Same object where nothing changes: a move must not make every floor topic stale.
            cleared = _cleared(voices.floors, rooms)
            return voices if cleared == voices.floors else Voices(cleared)
        case _:
            assert_never(event)


def _cleared(floors: Mapping[str, tuple[int, ...]], moved: Mapping[int, str]) -> dict[str, tuple[int, ...]]:
    """The floors without the seats that are now elsewhere."""
    left = {room: tuple(s for s in seats if moved.get(s, room) == room) for room, seats in floors.items()}
    return {room: seats for room, seats in left.items() if seats}


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Who has the floor is shown to everyone in that room and to nobody else."""
    if audience.seat is not None:
        return {}
    here = people_in(dialogue, audience.room)
    return {"floor": {"seats": [seat for seat in dialogue.part(Voices).floor(audience.room) if seat in here]}}


VOICES: Part[Voices] = Part(
    slice=Voices,
    initial=Voices(),
    evolve=evolve,
    decide=decide,
    events={"floor-given": FloorGiven, "floor-taken": FloorTaken},
    follows=(Seated,),
    commands={"floor.give": GiveFloor, "floor.take": TakeFloor},
    topics=topics,
)
