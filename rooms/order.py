"""Order: sound off, picture off, exclude. Set by staff, never undone by the person; enforced where packets are
forwarded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, assert_never

from annotated_types import Len

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from rooms.places import PLENARY, Places
from rooms.presence import Dropped
from rooms.seats import Seats, known_seat, leads, must_lead


@dataclass(frozen=True, slots=True)
class SoundSet:
    seat: int
    off: bool


@dataclass(frozen=True, slots=True)
class PictureSet:
    seat: int
    off: bool


@dataclass(frozen=True, slots=True)
class Excluded:
    """`reason` is a text id; the page of the excluded person shows it."""

    seat: int
    reason: str


@dataclass(frozen=True, slots=True)
class SetSound:
    """`order.sound`: leading staff everywhere, facilitators in their own room."""

    seat: int
    off: bool


@dataclass(frozen=True, slots=True)
class SetPicture:
    """`order.picture`: as `order.sound`."""

    seat: int
    off: bool


@dataclass(frozen=True, slots=True)
class Exclude:
    """`order.exclude`: leading staff only, with a reason; staff cannot be excluded (`not-allowed`)."""

    seat: int
    reason: Annotated[str, Len(1, 500)]


@dataclass(frozen=True, slots=True)
class Order:
    silenced: frozenset[int] = frozenset()
    unseen: frozenset[int] = frozenset()
    excluded: Mapping[int, str] = field(default_factory=dict)


def decide(dialogue: Dialogue, command: SetSound | SetPicture | Exclude, actor: int, given: Given) -> Sequence[Event]:
    seat = known_seat(dialogue, command.seat)
    match command:
        case SetSound(off=off):
            _must_keep_order(dialogue, actor, seat, "order.sound")
            return (SoundSet(seat, off),)
        case SetPicture(off=off):
            _must_keep_order(dialogue, actor, seat, "order.picture")
            return (PictureSet(seat, off),)
        case Exclude(reason=reason):
            must_lead(dialogue, actor, "order.exclude")
            if leads(dialogue, seat):
                raise Refused("not-allowed", command="order.exclude")
            # Gone with the same row: whoever is excluded is in nobody's room list from here on.
            return Excluded(seat, given.keep(reason)), Dropped(seat, given.now, left=True)
        case _:
            assert_never(command)


def _must_keep_order(dialogue: Dialogue, actor: int, seat: int, command: str) -> None:
    places = dialogue.part(Places)
    own_room = dialogue.part(Seats).role(actor).guides and places.of(actor) == places.of(seat) != PLENARY
    if not (leads(dialogue, actor) or own_room):
        raise Refused("not-allowed", command=command)


def evolve(order: Order, event: SoundSet | PictureSet | Excluded) -> Order:
    match event:
        case SoundSet(seat=seat, off=off):
            return replace(order, silenced=order.silenced | {seat} if off else order.silenced - {seat})
        case PictureSet(seat=seat, off=off):
            return replace(order, unseen=order.unseen | {seat} if off else order.unseen - {seat})
        case Excluded(seat=seat, reason=reason):
            return replace(order, excluded={**order.excluded, seat: reason})
        case _:
            assert_never(event)


ORDER: Part[Order] = Part(
    slice=Order,
    initial=Order(),
    evolve=evolve,
    decide=decide,
    events={"sound-set": SoundSet, "picture-set": PictureSet, "excluded": Excluded},
    commands={"order.sound": SetSound, "order.picture": SetPicture, "order.exclude": Exclude},
)
