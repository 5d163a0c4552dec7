"""Presence: who is here, as events written by the node that holds the socket. Knows no socket and no address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from dialogue.machine import Dialogue, Event, Given, Part

BACK_S = 180.0
"""Who dropped less than this ago still counts for groups."""


@dataclass(frozen=True, slots=True)
class Arrived:
    seat: int
    at: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """Ten seconds without a socket, or `left`: on purpose, no place is kept."""

    seat: int
    at: float
    left: bool = False


@dataclass(frozen=True, slots=True)
class CameToDoor:
    """A socket, but not here yet: in the Bild- und Tonprobe, before the seat is taken."""

    seat: int


@dataclass(frozen=True, slots=True)
class DoorLeft:
    """The socket is gone, and nobody came in."""

    seat: int


@dataclass(frozen=True, slots=True)
class Knock:
    """Server only: the seat has a socket, and its person still tries sound and picture. Emits nothing for a seat that
    is here."""

    seat: int


@dataclass(frozen=True, slots=True)
class Drop:
    """Server only. Emits nothing for a seat that is neither here nor at the door."""

    seat: int
    left: bool = False


@dataclass(frozen=True, slots=True)
class Presence:
    """`here`: since when; `gone`: who was here, and when they dropped; `left`: those of them who said goodbye. `door`:
    who tries sound and picture before coming in: they count nowhere, and no place is kept for them."""

    here: Mapping[int, float] = field(default_factory=dict)
    gone: Mapping[int, float] = field(default_factory=dict)
    left: frozenset[int] = frozenset()
    door: frozenset[int] = frozenset()

    def counts(self, seat: int, now: float) -> bool:
        """Whether the seat counts for groups: here, or dropped a moment ago and likely to come back."""
        dropped = now - self.gone.get(seat, float("-inf")) < BACK_S
        return seat in self.here or (dropped and seat not in self.left)


def decide(dialogue: Dialogue, command: Drop | Knock, actor: int, given: Given) -> Sequence[Event]:
    seat, presence = command.seat, dialogue.part(Presence)
    match command:
        case Knock():
            return () if seat in presence.here or seat in presence.door else (CameToDoor(seat),)
        case Drop(left=left) if seat in presence.here:
            return (Dropped(seat, given.now, left),)
        case Drop():
            return (DoorLeft(seat),) if seat in presence.door else ()
        case _:
            assert_never(command)


def evolve(presence: Presence, event: Arrived | Dropped | CameToDoor | DoorLeft) -> Presence:
    match event:
        case Arrived(seat=seat, at=at):
            here, gone = {**presence.here, seat: at}, _without(presence.gone, seat)
            return Presence(here, gone, presence.left - {seat}, presence.door - {seat})
        case Dropped(seat=seat, at=at, left=left):
            here, gone = _without(presence.here, seat), {**presence.gone, seat: at}
            return replace(presence, here=here, gone=gone, left=presence.left | {seat} if left else presence.left)
        case CameToDoor(seat=seat):
            return replace(presence, door=presence.door | {seat})
        case DoorLeft(seat=seat):
            return replace(presence, door=presence.door - {seat})
        case _:
            assert_never(event)


def _without(times: Mapping[int, float], seat: int) -> dict[int, float]:
    return {other: at for other, at in times.items() if other != seat}


PRESENCE: Part[Presence] = Part(
    slice=Presence,
    initial=Presence(),
    evolve=evolve,
    decide=decide,
    events={"arrived": Arrived, "dropped": Dropped, "came-to-door": CameToDoor, "door-left": DoorLeft},
    server={"presence.drop": Drop, "presence.knock": Knock},
)
