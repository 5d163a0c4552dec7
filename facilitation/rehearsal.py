"""Rehearsals: a dialogue that is one says so to everybody, and it alone has places for synthetic people. Knows no
program that sits on them.

A dialogue is marked before it has any seat, and never afterwards: so no synthetic seat comes among people who were
invited to an evening of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from rooms.presence import Dropped, Presence
from rooms.roles import ROLES
from rooms.seats import SeatAdded, Seats, must_lead


@dataclass(frozen=True, slots=True)
class RehearsalMarked:
    """From here on everybody reads that this is a rehearsal."""


@dataclass(frozen=True, slots=True)
class VisitorsDismissed:
    """All synthetic people were asked to leave, and none of them comes back."""

    at: float


@dataclass(frozen=True, slots=True)
class MarkRehearsal:
    """Server only, before the first seat. Refuses `real-people` afterwards; changes nothing the second time."""


@dataclass(frozen=True, slots=True)
class AddVisitor:
    """Server only: a place for a synthetic person. Refuses `real-people` where the dialogue is no rehearsal."""

    role: str


@dataclass(frozen=True, slots=True)
class DismissVisitors:
    """`rehearsal.dismiss`: leading staff send all synthetic people away for good. Refuses `not-rehearsal`."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Whether this dialogue is one, and whether its synthetic people were sent away."""

    on: bool = False
    dismissed: bool = False


RehearsalCommand = MarkRehearsal | AddVisitor | DismissVisitors


def decide(dialogue: Dialogue, command: RehearsalCommand, actor: int, given: Given) -> Sequence[Event]:
    match command:
        case MarkRehearsal():
            return _mark(dialogue)
        case AddVisitor(role=role):
            return (_visitor(dialogue, role),)
        case DismissVisitors():
            must_lead(dialogue, actor, "rehearsal.dismiss")
            return _dismiss(dialogue, given.now)
        case _:
            assert_never(command)


def _mark(dialogue: Dialogue) -> Sequence[Event]:
    if dialogue.part(Rehearsal).on:
        return ()
    if dialogue.part(Seats).roles:
        raise Refused("real-people")
    return (RehearsalMarked(),)


def _visitor(dialogue: Dialogue, role: str) -> Event:
    assert role in ROLES, role
    if not dialogue.part(Rehearsal).on:
        raise Refused("real-people")
    return SeatAdded(max(dialogue.part(Seats).roles, default=0) + 1, role, synthetic=True)


def _dismiss(dialogue: Dialogue, now: float) -> Sequence[Event]:
    """They are gone with the same row: no list shows them a moment longer."""
    rehearsal, here = dialogue.part(Rehearsal), dialogue.part(Presence).here
    if not rehearsal.on:
        raise Refused("not-rehearsal")
    if rehearsal.dismissed:
        return ()
    visitors = [seat for seat in sorted(dialogue.part(Seats).synthetic) if seat in here]
    return VisitorsDismissed(now), *(Dropped(seat, now, left=True) for seat in visitors)


def sent_away(dialogue: Dialogue, seat: int) -> bool:
    """Whether this seat is a synthetic one of a rehearsal that goes on without them."""
    return dialogue.part(Rehearsal).dismissed and seat in dialogue.part(Seats).synthetic


def evolve(rehearsal: Rehearsal, event: RehearsalMarked | VisitorsDismissed) -> Rehearsal:
    match event:
        case RehearsalMarked():
            return replace(rehearsal, on=True)
        case VisitorsDismissed():
            return replace(rehearsal, dismissed=True)
        case _:
            assert_never(event)


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """That it is a rehearsal, and how many synthetic people are here, is for everybody; an evening that is none has no
    such topic."""
    if audience.seat is not None or not dialogue.part(Rehearsal).on:
        return {}
    here = len(dialogue.part(Seats).synthetic & dialogue.part(Presence).here.keys())
    return {"rehearsal": {"visitors": here}}


REHEARSAL: Part[Rehearsal] = Part(
    slice=Rehearsal,
    initial=Rehearsal(),
    evolve=evolve,
    decide=decide,
    topics=topics,
    events={"rehearsal-marked": RehearsalMarked, "visitors-dismissed": VisitorsDismissed},
    commands={"rehearsal.dismiss": DismissVisitors},
    server={"rehearsal.mark": MarkRehearsal, "rehearsal.add": AddVisitor},
)
