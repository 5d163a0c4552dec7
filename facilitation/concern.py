"""Concerns: "Ich fühle mich hier nicht wohl", said to the desk alone; the group and its facilitator never learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from dialogue.machine import Dialogue, Event, Given, Part
from rooms.order import Excluded
from rooms.presence import Dropped
from rooms.seats import must_lead


@dataclass(frozen=True, slots=True)
class ConcernRaised:
    seat: int
    at: float


@dataclass(frozen=True, slots=True)
class ConcernCleared:
    seat: int


@dataclass(frozen=True, slots=True)
class RaiseConcern:
    """`concern.raise`: anybody, anywhere; again changes nothing. No reason is asked."""


@dataclass(frozen=True, slots=True)
class ClearConcern:
    """`concern.clear`: leading staff took care. Coming into the room does not clear it: that would tell on them."""

    seat: int


@dataclass(frozen=True, slots=True)
class Concerns:
    """Since when, by seat, oldest first."""

    open: Mapping[int, float] = field(default_factory=dict)


def decide(dialogue: Dialogue, command: RaiseConcern | ClearConcern, actor: int, given: Given) -> Sequence[Event]:
    known = dialogue.part(Concerns).open
    match command:
        case RaiseConcern():
            return () if actor in known else (ConcernRaised(actor, given.now),)
        case ClearConcern(seat=seat):
            must_lead(dialogue, actor, "concern.clear")
            return (ConcernCleared(seat),) if seat in known else ()
        case _:
            assert_never(command)


def evolve(concerns: Concerns, event: ConcernRaised | ConcernCleared | Excluded | Dropped) -> Concerns:
    match event:
        case ConcernRaised(seat=seat, at=at):
            return Concerns({**concerns.open, seat: at})
        case ConcernCleared(seat=seat) | Excluded(seat=seat):
            return _without(concerns, seat)
        case Dropped(seat=seat, left=left):
            return _without(concerns, seat) if left else concerns
        case _:
            assert_never(event)


def _without(concerns: Concerns, seat: int) -> Concerns:
    if seat not in concerns.open:
        return concerns
    return Concerns({other: at for other, at in concerns.open.items() if other != seat})


CONCERN: Part[Concerns] = Part(
    slice=Concerns,
    initial=Concerns(),
    evolve=evolve,
    decide=decide,
    events={"concern-raised": ConcernRaised, "concern-cleared": ConcernCleared},
    follows=(Excluded, Dropped),
    commands={"concern.raise": RaiseConcern, "concern.clear": ClearConcern},
)
