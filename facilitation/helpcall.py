"""Calls for help from a room: which, since when, until staff are there. Knows no script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from rooms.order import Excluded
from rooms.places import Places, Seated, people_in, room_kind
from rooms.roles import ROLES
from rooms.seats import SeatAdded, Seats
from rooms.voices import guides


@dataclass(frozen=True, slots=True)
class HelpCalled:
    room: str
    seat: int
    at: float


@dataclass(frozen=True, slots=True)
class HelpCleared:
    room: str


@dataclass(frozen=True, slots=True)
class CallHelp:
    """`help.call`: once per group, elsewhere once per person; calling again changes nothing. Refuses `wrong-room`."""


@dataclass(frozen=True, slots=True)
class ClearHelp:
    """`help.clear`: leading staff and support anywhere, facilitators in their group, and who called. Refuses
    `not-allowed`, `unknown-room` where nobody called."""

    room: str


@dataclass(frozen=True, slots=True)
class HelpCalls:
    """Open calls, oldest first; `helpers`: seats whose coming answers a call."""

    calls: tuple[HelpCalled, ...] = ()
    helpers: frozenset[int] = frozenset()

    def since(self, room: str) -> float | None:
        """When the oldest open call of this room was made."""
        return next((call.at for call in self.calls if call.room == room), None)

    def called(self, seat: int, room: str) -> bool:
        """Whether this seat waits for help: its own call, or its group's."""
        shared = room_kind(room) == "group"
        return any(call.room == room and (shared or call.seat == seat) for call in self.calls)


def decide(dialogue: Dialogue, command: CallHelp | ClearHelp, actor: int, given: Given) -> Sequence[Event]:
    match command:
        case CallHelp():
            room = dialogue.part(Places).of(actor)
            if actor not in people_in(dialogue, room):
                raise Refused("wrong-room")
            return () if dialogue.part(HelpCalls).called(actor, room) else (HelpCalled(room, actor, given.now),)
        case ClearHelp(room=room):
            _must_help(dialogue, actor, room)
            return (HelpCleared(room),)
        case _:
            assert_never(command)


def _must_help(dialogue: Dialogue, actor: int, room: str) -> None:
    calls = dialogue.part(HelpCalls)
    own = any(call.room == room and call.seat == actor for call in calls.calls)
    if not (own or dialogue.part(Seats).role(actor).knows_names or guides(dialogue, actor, room)):
        raise Refused("not-allowed", command="help.clear")
    if calls.since(room) is None:
        raise Refused("unknown-room")


def evolve(calls: HelpCalls, event: HelpCalled | HelpCleared | Seated | SeatAdded | Excluded) -> HelpCalls:
    match event:
        case HelpCalled():
            return replace(calls, calls=(*calls.calls, event))
        case HelpCleared(room=room):
            return _kept(calls, lambda call: call.room != room)
        case Seated(rooms=rooms):
            answered = {room for seat, room in rooms.items() if seat in calls.helpers}
            return _kept(calls, lambda call: call.room not in answered and rooms.get(call.seat, call.room) == call.room)
        case SeatAdded(seat=seat, role=role):
            comes = ROLES[role].leads or ROLES[role].guides or ROLES[role].knows_names
            return replace(calls, helpers=calls.helpers | {seat}) if comes else calls
        case Excluded(seat=seat):
            return _kept(calls, lambda call: call.seat != seat)
        case _:
            assert_never(event)


def _kept(calls: HelpCalls, stays: Callable[[HelpCalled], bool]) -> HelpCalls:
    """The same object where no call ends: moves must not make the console stale."""
    left = tuple(call for call in calls.calls if stays(call))
    return calls if left == calls.calls else replace(calls, calls=left)


HELP: Part[HelpCalls] = Part(
    slice=HelpCalls,
    initial=HelpCalls(),
    evolve=evolve,
    decide=decide,
    events={"help-called": HelpCalled, "help-cleared": HelpCleared},
    follows=(Seated, SeatAdded, Excluded),
    commands={"help.call": CallHelp, "help.clear": ClearHelp},
)
