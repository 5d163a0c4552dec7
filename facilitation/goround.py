"""Reihum: each person of a group in turn, so many seconds each, the next one told beforehand. Nobody is muted by it.

Knows no script; it goes on by the clock, by "weiter", and past those who are not here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, assert_never

from annotated_types import Interval

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from rooms.places import people_in, room_kind
from rooms.seats import Seats
from rooms.voices import guides


@dataclass(frozen=True, slots=True)
class RoundStarted:
    """`seat` begins; each has `seconds`."""

    room: str
    seat: int
    seconds: int
    at: float


@dataclass(frozen=True, slots=True)
class TurnPassed:
    """From here on it is this seat's turn."""

    room: str
    seat: int
    at: float


@dataclass(frozen=True, slots=True)
class RoundEnded:
    room: str


@dataclass(frozen=True, slots=True)
class RoundsHeld:
    """Everything stands still; no turn runs out."""

    at: float


@dataclass(frozen=True, slots=True)
class RoundsResumed:
    at: float


@dataclass(frozen=True, slots=True)
class StartRound:
    """`round.start`: in a group, by who guides it. Begins anew where one runs. Refuses `wrong-room` elsewhere."""

    room: str
    seconds: Annotated[int, Interval(ge=10, le=600)]


@dataclass(frozen=True, slots=True)
class PassTurn:
    """`round.next`: "weiter", by whose turn it is or who guides. `seat`: whose turn this ends, else `turn-over`."""

    room: str
    seat: int


@dataclass(frozen=True, slots=True)
class EndRound:
    """`round.end`: by who guides. Changes nothing where none runs."""

    room: str


@dataclass(frozen=True, slots=True)
class GoRound:
    """One running round. `done`: who has had a turn, the present one included."""

    seat: int
    seconds: int
    ends_at: float
    done: frozenset[int]


@dataclass(frozen=True, slots=True)
class GoRounds:
    """Rounds by room; `held_at`: since when all of them stand still."""

    rooms: Mapping[str, GoRound] = field(default_factory=dict)
    held_at: float | None = None


def decide(dialogue: Dialogue, command: StartRound | PassTurn | EndRound, actor: int, given: Given) -> Sequence[Event]:
    running = dialogue.part(GoRounds).rooms.get(command.room)
    match command:
        case StartRound(room=room, seconds=seconds):
            _must_guide(dialogue, actor, room, "round.start")
            if room_kind(room) != "group" or not _waiting(dialogue, room, frozenset()):
                raise Refused("wrong-room")
            return start(dialogue, room, seconds, given.now)
        case PassTurn(room=room, seat=seat):
            if running is None or running.seat != seat:
                raise Refused("turn-over")
            if actor != seat:
                _must_guide(dialogue, actor, room, "round.next")
            return _passed(dialogue, room, running, given.now)
        case EndRound(room=room):
            _must_guide(dialogue, actor, room, "round.end")
            return (RoundEnded(room),) if running else ()
        case _:
            assert_never(command)


def _must_guide(dialogue: Dialogue, actor: int, room: str, command: str) -> None:
    if not guides(dialogue, actor, room):
        raise Refused("not-allowed", command=command)


def start(dialogue: Dialogue, room: str, seconds: int, now: float) -> list[Event]:
    """Nothing where nobody is there to begin."""
    waiting = _waiting(dialogue, room, frozenset())
    return [RoundStarted(room, waiting[0], seconds, now)] if waiting else []


def stop(dialogue: Dialogue, rooms: Collection[str] | None = None) -> list[Event]:
    """The rounds in these rooms, or in all."""
    return [RoundEnded(room) for room in dialogue.part(GoRounds).rooms if rooms is None or room in rooms]


def hold(dialogue: Dialogue, now: float) -> list[Event]:
    return [RoundsHeld(now)] if dialogue.part(GoRounds).rooms else []


def resume(dialogue: Dialogue, now: float) -> list[Event]:
    return [RoundsResumed(now)] if dialogue.part(GoRounds).held_at is not None else []


def share(dialogue: Dialogue, room: str, seconds: float) -> int:
    """What each gets of a step so long: enough for a sentence, not more than two minutes."""
    people = len(_waiting(dialogue, room, frozenset()))
    return round(min(120.0, max(15.0, seconds / max(1, people))))


def _waiting(dialogue: Dialogue, room: str, done: frozenset[int]) -> list[int]:
    """Who is here, belongs to the group and has not had a turn; staff and visitors have none."""
    seats = dialogue.part(Seats)
    return [seat for seat in people_in(dialogue, room) if seats.role(seat).grouped and seat not in done]


def _passed(dialogue: Dialogue, room: str, running: GoRound, now: float) -> list[Event]:
    waiting = _waiting(dialogue, room, running.done)
    return [TurnPassed(room, waiting[0], now) if waiting else RoundEnded(room)]


def tick(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    rounds = dialogue.part(GoRounds)
    if rounds.held_at is not None:
        return ()
    due = [(room, each) for room, each in rounds.rooms.items() if each.ends_at <= given.now]
    return [event for room, each in due for event in _passed(dialogue, room, each, given.now)]


def due_at(dialogue: Dialogue) -> float | None:
    rounds = dialogue.part(GoRounds)
    return None if rounds.held_at is not None else min((each.ends_at for each in rounds.rooms.values()), default=None)


def evolve(rounds: GoRounds, event: RoundStarted | TurnPassed | RoundEnded | RoundsHeld | RoundsResumed) -> GoRounds:
    match event:
        case RoundStarted(room=room, seat=seat, seconds=seconds, at=at):
            started = GoRound(seat, seconds, at + seconds, frozenset({seat}))
            return replace(rounds, rooms={**rounds.rooms, room: started})
        case TurnPassed(room=room, seat=seat, at=at):
            before = rounds.rooms[room]
            passed = replace(before, seat=seat, ends_at=at + before.seconds, done=before.done | {seat})
            return replace(rounds, rooms={**rounds.rooms, room: passed})
        case RoundEnded(room=ended):
            return replace(rounds, rooms={room: each for room, each in rounds.rooms.items() if room != ended})
        case RoundsHeld(at=at):
            return replace(rounds, held_at=at)
        case RoundsResumed(at=at):
            stood = at - (at if rounds.held_at is None else rounds.held_at)
            later = {room: replace(each, ends_at=each.ends_at + stood) for room, each in rounds.rooms.items()}
            return GoRounds(later)
        case _:
            assert_never(event)


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Whose turn it is, and who is next, is for everyone in that room and nobody else."""
    running = dialogue.part(GoRounds).rooms.get(audience.room)
    if audience.seat is not None or running is None:
        return {}
    waiting = _waiting(dialogue, audience.room, running.done)
    held_at = dialogue.part(GoRounds).held_at
    return {
        "round": {
            "seat": running.seat,
            "next": waiting[0] if waiting else None,
            "left": len(waiting),
            "seconds": running.seconds,
            "ends_at": running.ends_at,
            "held_at": held_at,
        }
    }


GOROUND: Part[GoRounds] = Part(
    slice=GoRounds,
    initial=GoRounds(),
    evolve=evolve,
    decide=decide,
    tick=tick,
    due_at=due_at,
    topics=topics,
    events={
        "round-started": RoundStarted,
        "turn-passed": TurnPassed,
        "round-ended": RoundEnded,
        "rounds-held": RoundsHeld,
        "rounds-resumed": RoundsResumed,
    },
    commands={"round.start": StartRound, "round.next": PassTurn, "round.end": EndRound},
)
