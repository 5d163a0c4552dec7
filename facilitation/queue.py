"""The speaking queue: raised hands per room, in order. Knows no script and no levels; the floor is `rooms.voices`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from rooms.order import Excluded
from rooms.places import FOYER, PLENARY, Places, Seated, people_in
from rooms.presence import BACK_S, Presence
from rooms.seats import known_seat
from rooms.spoken import Spoken
from rooms.voices import FloorGiven, Voices, guides

SAID_S = 3.0
"""So long somebody with a raised hand has to speak for the hand to go down by itself."""


@dataclass(frozen=True, slots=True)
class HandRaised:
    """`written`: this person will type. `at`: epoch seconds."""

    room: str
    seat: int
    written: bool = False
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class HandLowered:
    seat: int


@dataclass(frozen=True, slots=True)
class QueueOrdered:
    """Staff put the hands of a room into another order."""

    room: str
    hands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RaiseHand:
    """`hand.raise`: `written` says that one will type. Refuses `wrong-room` in the foyer. Raising twice, or with the
    floor, changes nothing."""

    written: bool = False


@dataclass(frozen=True, slots=True)
class LowerHand:
    """`hand.lower`: one's own, or another's by whoever leads the room. Refuses `no-hand`, `not-allowed`."""

    seat: int


@dataclass(frozen=True, slots=True)
class LowerHeard:
    """Server only: lowers the hands of those in groups who have said what they wanted."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Hands by room, first come first. A hand whose owner dropped keeps its place for three minutes. `written`: whose
    turn will be typed; `since`: when each hand was raised."""

    hands: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    written: frozenset[int] = frozenset()
    since: Mapping[int, float] = field(default_factory=dict)

    def room_of(self, seat: int) -> str | None:
        return next((room for room, seats in self.hands.items() if seat in seats), None)


def waiting(dialogue: Dialogue, room: str) -> list[int]:
    """The hands of those who are here, in order."""
    here, places = dialogue.part(Presence).here, dialogue.part(Places)
    return [seat for seat in dialogue.part(Queue).hands.get(room, ()) if seat in here and places.of(seat) == room]


def heard_out(dialogue: Dialogue) -> list[int]:
    """Whose hand is still up though they have spoken since, and are silent again: in groups nobody gives the floor."""
    queue, spoken = dialogue.part(Queue), dialogue.part(Spoken)
    raised = [seat for room, seats in queue.hands.items() for seat in seats if room != PLENARY]
    said = [seat for seat in raised if spoken.since(seat, queue.since.get(seat, 0.0)) >= SAID_S]
    return [seat for seat in said if spoken.heard_at.get(seat, 0.0) < spoken.at]


def decide(
    dialogue: Dialogue, command: RaiseHand | LowerHand | LowerHeard, actor: int, given: Given
) -> Sequence[Event]:
    match command:
        case LowerHeard():
            return [HandLowered(seat) for seat in heard_out(dialogue)]
        case RaiseHand(written=written):
            return _raise(dialogue, actor, written, given.now)
        case LowerHand(seat=seat):
            return _lower(dialogue, actor, known_seat(dialogue, seat))
        case _:
            assert_never(command)


def _raise(dialogue: Dialogue, actor: int, written: bool, now: float) -> Sequence[Event]:
    room = dialogue.part(Places).of(actor)
    if room == FOYER or actor not in people_in(dialogue, room):
        raise Refused("wrong-room")
    if dialogue.part(Queue).room_of(actor) == room or actor in dialogue.part(Voices).floor(room):
        return ()
    return (HandRaised(room, actor, written, now),)


def _lower(dialogue: Dialogue, actor: int, seat: int) -> Sequence[Event]:
    room = dialogue.part(Queue).room_of(seat)
    if seat != actor and not guides(dialogue, actor, dialogue.part(Places).of(seat)):
        raise Refused("not-allowed", command="hand.lower")
    if room is None:
        raise Refused("no-hand")
    return (HandLowered(seat),)


def evolve(queue: Queue, event: HandRaised | HandLowered | QueueOrdered | FloorGiven | Seated | Excluded) -> Queue:
    match event:
        case HandRaised(room=room, seat=seat):
            others = _without(queue, seat)
            written = others.written | ({seat} if event.written else set())
            hands = {**others.hands, room: (*others.hands.get(room, ()), seat)}
            return Queue(hands, written, {**others.since, seat: event.at})
        case QueueOrdered(room=room, hands=hands):
            return replace(queue, hands={**queue.hands, room: hands})
        case HandLowered(seat=seat) | FloorGiven(seat=seat) | Excluded(seat=seat):
            return _without(queue, seat)
        case Seated(rooms=rooms):
            for seat, room in rooms.items():
                if queue.room_of(seat) not in (None, room):
                    queue = _without(queue, seat)
            return queue
        case _:
            assert_never(event)


def _without(queue: Queue, seat: int) -> Queue:
    """The same object where the seat has no hand up: a move must not make every queue stale."""
    if queue.room_of(seat) is None:
        return queue
    left = {room: tuple(other for other in seats if other != seat) for room, seats in queue.hands.items()}
    since = {other: at for other, at in queue.since.items() if other != seat}
    return Queue({room: seats for room, seats in left.items() if seats}, queue.written - {seat}, since)


def _gone(dialogue: Dialogue) -> dict[int, float]:
    """Seats with a raised hand that are not here, and until when their place is kept."""
    presence = dialogue.part(Presence)
    raised = [seat for seats in dialogue.part(Queue).hands.values() for seat in seats if seat in presence.gone]
    return {seat: presence.gone[seat] + (0 if seat in presence.left else BACK_S) for seat in raised}


def tick(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    return [HandLowered(seat) for seat, until in _gone(dialogue).items() if until <= given.now]


def due_at(dialogue: Dialogue) -> float | None:
    return min(_gone(dialogue).values(), default=None)


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """The order of hands is shown to everyone in that room and to nobody else."""
    if audience.seat is not None:
        return {}
    hands, written = waiting(dialogue, audience.room), dialogue.part(Queue).written
    return {"queue": {"hands": hands, "written": [seat for seat in hands if seat in written]}}


QUEUE: Part[Queue] = Part(
    slice=Queue,
    initial=Queue(),
    evolve=evolve,
    decide=decide,
    tick=tick,
    due_at=due_at,
    topics=topics,
    events={"hand-raised": HandRaised, "hand-lowered": HandLowered, "queue-ordered": QueueOrdered},
    follows=(FloorGiven, Seated, Excluded),
    commands={"hand.raise": RaiseHand, "hand.lower": LowerHand},
    server={"hand.lower-heard": LowerHeard},
)
