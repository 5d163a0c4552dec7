"""Voices: who may be heard where. The room's policy, the floor and the order of the evening; knows no loudness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, assert_never

from annotated_types import Interval

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from rooms.interpreting import interprets, interprets_all
from rooms.lead import lead_of
from rooms.order import Order
from rooms.places import FOYER, PLENARY, Places, Seated, people_in, room_kind
from rooms.presence import Presence
from rooms.seats import Seats, known_seat, leads

KEPT_S = 60.0
"""Who loses the line in the middle of a sentence goes on with it; who stays away for longer comes back unheard."""


@dataclass(frozen=True, slots=True)
class FloorGiven:
    """`at`: since when, epoch seconds."""

    room: str
    seat: int
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class FloorTaken:
    room: str
    seat: int


@dataclass(frozen=True, slots=True)
class FloorLimited:
    """`seconds` for each turn in this room; 0: as long as it takes."""

    room: str
    seconds: int


@dataclass(frozen=True, slots=True)
class LimitFloor:
    """`floor.limit`: time per turn in the own room, 0 for none; by who guides it. Nobody is cut: clocks count on."""

    seconds: Annotated[int, Interval(ge=0, le=900)]


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
    """Who has the floor, by room, in the order in which it was given; since when, by seat; time per turn, by room."""

    floors: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    since: Mapping[int, float] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)

    def floor(self, room: str) -> tuple[int, ...]:
        return self.floors.get(room, ())


def guides(dialogue: Dialogue, actor: int, room: str) -> bool:
    """Whether the actor leads the evening, or guides this group and sits in it."""
    in_own_group = dialogue.part(Seats).role(actor).guides and dialogue.part(Places).of(actor) == room
    return leads(dialogue, actor) or (in_own_group and room_kind(room) == "group")


def audible(dialogue: Dialogue, seat: int) -> bool:
    """Whether what this seat says is forwarded to its room: nobody in the foyer; in the plenary the floor, who leads,
    moderation and podium, and who interprets for one of them or for all; in groups, the Regieraum and corners everyone;
    never whom staff silenced."""
    if seat in dialogue.part(Order).silenced:
        return False
    match dialogue.part(Places).of(seat):
        case "foyer":
            return False
        case "plenary":
            on_stage = dialogue.part(Seats).role(seat).stage or seat == lead_of(dialogue)
            return on_stage or seat in dialogue.part(Voices).floor(PLENARY) or _speaks_for_others(dialogue, seat)
        case _:
            return True


def _speaks_for_others(dialogue: Dialogue, seat: int) -> bool:
    """Interpreters who are on are heard with the floor of their person."""
    person = interprets(dialogue, seat)
    return interprets_all(dialogue, seat) if person is None else audible(dialogue, person)


def decide(
    dialogue: Dialogue, command: GiveFloor | TakeFloor | LimitFloor, actor: int, given: Given
) -> Sequence[Event]:
    if isinstance(command, LimitFloor):
        return _limit(dialogue, actor, command.seconds)
    room = dialogue.part(Places).of(known_seat(dialogue, command.seat))
    match command:
        case GiveFloor(seat=seat):
            _must_guide(dialogue, actor, room, "floor.give")
            if room == FOYER or seat not in people_in(dialogue, room):
                raise Refused("wrong-room")
            return () if seat in dialogue.part(Voices).floor(room) else (FloorGiven(room, seat, given.now),)
        case TakeFloor(seat=seat):
            if seat != actor:
                _must_guide(dialogue, actor, room, "floor.take")
            return (FloorTaken(room, seat),) if seat in dialogue.part(Voices).floor(room) else ()
        case _:
            assert_never(command)


def _limit(dialogue: Dialogue, actor: int, seconds: int) -> Sequence[Event]:
    room = dialogue.part(Places).of(actor)
    _must_guide(dialogue, actor, room, "floor.limit")
    return (FloorLimited(room, seconds),) if dialogue.part(Voices).limits.get(room, 0) != seconds else ()


def _must_guide(dialogue: Dialogue, actor: int, room: str, command: str) -> None:
    if not guides(dialogue, actor, room):
        raise Refused("not-allowed", command=command)


def _gone(dialogue: Dialogue) -> dict[tuple[str, int], float]:
    """Who has the floor and is not here, by room and seat, and until when it is kept for them."""
    presence, floors = dialogue.part(Presence), dialogue.part(Voices).floors
    away = [(room, seat) for room, seats in floors.items() for seat in seats if seat in presence.gone]
    return {(room, seat): presence.gone[seat] + (0 if seat in presence.left else KEPT_S) for room, seat in away}


def tick(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    return [FloorTaken(room, seat) for (room, seat), until in _gone(dialogue).items() if until <= given.now]


def due_at(dialogue: Dialogue) -> float | None:
    return min(_gone(dialogue).values(), default=None)


def evolve(voices: Voices, event: FloorGiven | FloorTaken | FloorLimited | Seated) -> Voices:
    match event:
        case FloorGiven(room=room, seat=seat):
            floors = {**voices.floors, room: (*voices.floor(room), seat)}
            return replace(voices, floors=floors, since={**voices.since, seat: event.at})
        case FloorLimited(room=room, seconds=seconds):
            return replace(voices, limits={**voices.limits, room: seconds})
        case FloorTaken(room=room, seat=seat):
            return _left(voices, _cleared(voices.floors, {seat: ""}))
        case Seated(rooms=rooms):
            # Same object where nothing changes: a move must not make every floor topic stale.
            cleared = _cleared(voices.floors, rooms)
            return voices if cleared == voices.floors else _left(voices, cleared)
        case _:
            assert_never(event)


def _left(voices: Voices, floors: Mapping[str, tuple[int, ...]]) -> Voices:
    """With these floors, and the clocks of those who have one still."""
    speaking = {seat for seats in floors.values() for seat in seats}
    return replace(voices, floors=floors, since={seat: at for seat, at in voices.since.items() if seat in speaking})


def _cleared(floors: Mapping[str, tuple[int, ...]], moved: Mapping[int, str]) -> dict[str, tuple[int, ...]]:
    """The floors without the seats that are now elsewhere."""
    left = {room: tuple(s for s in seats if moved.get(s, room) == room) for room, seats in floors.items()}
    return {room: seats for room, seats in left.items() if seats}


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Who has the floor, and the lead where they are here, is shown to everyone in that room and to nobody else."""
    if audience.seat is not None:
        return {}
    here = people_in(dialogue, audience.room)
    voices = dialogue.part(Voices)
    seats = [seat for seat in voices.floor(audience.room) if seat in here]
    since = {str(seat): voices.since.get(seat, 0.0) for seat in seats}
    lead = lead_of(dialogue)
    shown = {"seats": seats, "since": since, "limit_s": voices.limits.get(audience.room, 0)}
    return {"floor": {**shown, "lead": lead if lead in here else None}}


VOICES: Part[Voices] = Part(
    slice=Voices,
    initial=Voices(),
    evolve=evolve,
    decide=decide,
    tick=tick,
    due_at=due_at,
    events={"floor-given": FloorGiven, "floor-taken": FloorTaken, "floor-limited": FloorLimited},
    follows=(Seated,),
    commands={"floor.give": GiveFloor, "floor.take": TakeFloor, "floor.limit": LimitFloor},
    topics=topics,
)
