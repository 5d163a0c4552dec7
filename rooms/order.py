"""Order: sound off for one or all of a room, picture off, exclude. Set by staff, never undone by the person; enforced
where packets are forwarded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, assert_never

from annotated_types import Len

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from rooms.places import Places, people_in, room_kind
from rooms.presence import Dropped
from rooms.roles import staff
from rooms.seats import Seats, known_seat, leads, must_lead


@dataclass(frozen=True, slots=True)
class SoundSet:
    seat: int
    off: bool


@dataclass(frozen=True, slots=True)
class SoundsSet:
    """The same for several at once."""

    seats: tuple[int, ...]
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
class MuteAll:
    """`order.mute-all`: sound off, or allowed again, for all of a room but staff; who may as for `order.sound`. Who
    comes afterwards is heard. Changes nothing where all are so already."""

    room: str
    off: bool


@dataclass(frozen=True, slots=True)
class SetPicture:
    """`order.picture`: as `order.sound`."""

    seat: int
    off: bool


@dataclass(frozen=True, slots=True)
class Exclude:
    """`order.exclude`: leading staff only, with a reason; they themselves cannot be excluded (`not-allowed`). Changes
    nothing for who is excluded already: two who confirm the same proposal do it once."""

    seat: int
    reason: Annotated[str, Len(1, 500)]


@dataclass(frozen=True, slots=True)
class Order:
    silenced: frozenset[int] = frozenset()
    unseen: frozenset[int] = frozenset()
    excluded: Mapping[int, str] = field(default_factory=dict)


OrderCommand = SetSound | MuteAll | SetPicture | Exclude


def decide(dialogue: Dialogue, command: OrderCommand, actor: int, given: Given) -> Sequence[Event]:
    match command:
        case SetSound(off=off):
            return (SoundSet(_ordered(dialogue, actor, command.seat, "order.sound"), off),)
        case SetPicture(off=off):
            return (PictureSet(_ordered(dialogue, actor, command.seat, "order.picture"), off),)
        case MuteAll(room=room, off=off):
            if not keeps_order(dialogue, actor, room):
                raise Refused("not-allowed", command="order.mute-all")
            return _all_set(dialogue, room, off)
        case Exclude(reason=reason):
            must_lead(dialogue, actor, "order.exclude")
            seat = known_seat(dialogue, command.seat)
            if leads(dialogue, seat):
                raise Refused("not-allowed", command="order.exclude")
            if seat in dialogue.part(Order).excluded:
                return ()
            # Gone with the same row: whoever is excluded is in nobody's room list from here on.
            return Excluded(seat, given.keep(reason)), Dropped(seat, given.now, left=True)
        case _:
            assert_never(command)


def _ordered(dialogue: Dialogue, actor: int, seat: int, command: str) -> int:
    """The seat, where the actor may keep order there."""
    if not keeps_order(dialogue, actor, dialogue.part(Places).of(known_seat(dialogue, seat))):
        raise Refused("not-allowed", command=command)
    return seat


def keeps_order(dialogue: Dialogue, actor: int, room: str) -> bool:
    """Leading staff everywhere, facilitators in the group they are in."""
    own_group = dialogue.part(Seats).role(actor).guides and dialogue.part(Places).of(actor) == room
    return leads(dialogue, actor) or (own_group and room_kind(room) == "group")


def _all_set(dialogue: Dialogue, room: str, off: bool) -> Sequence[Event]:
    seats, silenced = dialogue.part(Seats), dialogue.part(Order).silenced
    found = tuple(
        seat for seat in people_in(dialogue, room) if not staff(seats.roles[seat]) and (seat in silenced) is not off
    )
    return (SoundsSet(found, off),) if found else ()


def evolve(order: Order, event: SoundSet | SoundsSet | PictureSet | Excluded) -> Order:
    match event:
        case SoundsSet(seats=seats, off=off):
            return replace(order, silenced=order.silenced | {*seats} if off else order.silenced - {*seats})
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
    events={"sound-set": SoundSet, "sounds-set": SoundsSet, "picture-set": PictureSet, "excluded": Excluded},
    commands={
        "order.sound": SetSound,
        "order.mute-all": MuteAll,
        "order.picture": SetPicture,
        "order.exclude": Exclude,
    },
)
