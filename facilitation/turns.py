"""Written turns: what somebody says by typing, on the stage like a voice. Knows no script; the queue is `queue`.

While it is typed it is a signal that nobody keeps; only the finished turn is a command. In groups writing is always
open, in the plenary to who has the floor: nobody without a microphone is mute. Like a voice it leaves nothing behind:
once it leaves the stage its text is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Annotated, Any, assert_never

from annotated_types import MaxLen

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from dialogue.refs import Text
from facilitation.queue import HandLowered, Queue
from facilitation.wording import worded
from rooms.order import Order
from rooms.places import FOYER, PLENARY, Places, people_in
from rooms.seats import Seats
from rooms.voices import FloorTaken, Voices

LENGTH = 500
SHOWN_S = 20.0
"""So long a finished turn stays on the stage; browsers take it away by their clock."""
KEPT = 3
"""Finished turns that a room shows at most."""
FADED_S = SHOWN_S + 5.0
"""After so long, when the slowest browser has taken it away, its text is deleted."""


@dataclass(frozen=True, slots=True)
class TurnWritten:
    """`text` is a text id."""

    room: str
    seat: int
    text: str
    at: float


@dataclass(frozen=True, slots=True)
class TurnsFaded:
    """The texts with these ids have been on the stage long enough, and are deleted."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WriteTurn:
    """`turn.write`: a finished turn; it lowers one's hand, in the plenary it ends one's floor. Refuses `no-floor`,
    `wrong-room` in the foyer, `not-allowed` for whom staff silenced, `empty`, `too-long`."""

    text: Annotated[str, MaxLen(10_000)]


@dataclass(frozen=True, slots=True)
class Turns:
    """The newest finished turns by room; how many turns each seat has written, and when the last one."""

    shown: Mapping[str, tuple[TurnWritten, ...]] = field(default_factory=dict)
    count: Mapping[int, int] = field(default_factory=dict)
    last: Mapping[int, float] = field(default_factory=dict)


def may_write(dialogue: Dialogue, seat: int) -> str:
    """The room that sees what this seat types. Refuses as `turn.write`."""
    room = dialogue.part(Places).of(seat)
    if room == FOYER or seat not in people_in(dialogue, room):
        raise Refused("wrong-room")
    if seat in dialogue.part(Order).silenced:
        raise Refused("not-allowed", command="turn.write")
    heard = dialogue.part(Seats).role(seat).stage or seat in dialogue.part(Voices).floor(room)
    if room == PLENARY and not heard:
        raise Refused("no-floor")
    return room


def decide(dialogue: Dialogue, command: WriteTurn, actor: int, given: Given) -> Sequence[Event]:
    room = may_write(dialogue, actor)
    text = given.keep(worded(command.text, limit=LENGTH))
    floor = actor in dialogue.part(Voices).floor(room)
    written = TurnWritten(room, actor, text, given.now)
    pushed_off = dialogue.part(Turns).shown.get(room, ())[: -KEPT + 1]
    given.forget(*(turn.text for turn in pushed_off))
    raised = dialogue.part(Queue).room_of(actor) is not None
    return [written, *([FloorTaken(room, actor)] if floor else []), *([HandLowered(actor)] if raised else [])]


def evolve(turns: Turns, event: TurnWritten | TurnsFaded) -> Turns:
    match event:
        case TurnWritten(room=room, seat=seat, at=at):
            shown = {**turns.shown, room: (*turns.shown.get(room, ()), event)[-KEPT:]}
            return Turns(shown, {**turns.count, seat: turns.count.get(seat, 0) + 1}, {**turns.last, seat: at})
        case TurnsFaded(texts=gone):
            left = {room: tuple(turn for turn in each if turn.text not in gone) for room, each in turns.shown.items()}
            return replace(turns, shown={room: each for room, each in left.items() if each})
        case _:
            assert_never(event)


def tick(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    faded = tuple(turn.text for turn in _on_stage(dialogue) if turn.at + FADED_S <= given.now)
    given.forget(*faded)
    return (TurnsFaded(faded),) if faded else ()


def due_at(dialogue: Dialogue) -> float | None:
    return min((turn.at + FADED_S for turn in _on_stage(dialogue)), default=None)


def _on_stage(dialogue: Dialogue) -> Iterator[TurnWritten]:
    return chain.from_iterable(dialogue.part(Turns).shown.values())


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Everyone in the room reads what is written there, with its author's seat; nobody elsewhere."""
    if audience.seat is not None:
        return {}
    return {"turns": [_turn(turn) for turn in dialogue.part(Turns).shown.get(audience.room, ())]}


def _turn(turn: TurnWritten) -> dict[str, Any]:
    return {"seat": turn.seat, "text": Text(turn.text), "at": turn.at, "until": turn.at + SHOWN_S}


TURNS: Part[Turns] = Part(
    slice=Turns,
    initial=Turns(),
    evolve=evolve,
    decide=decide,
    tick=tick,
    due_at=due_at,
    topics=topics,
    events={"turn-written": TurnWritten, "turns-faded": TurnsFaded},
    commands={"turn.write": WriteTurn},
)
