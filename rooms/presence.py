"""Presence: who is here, as events written by the node that holds the socket. Knows no socket and no address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
class Drop:
    """Server only. Emits nothing for a seat that is not here."""

    seat: int
    left: bool = False


@dataclass(frozen=True, slots=True)
class Presence:
    """`here`: since when; `gone`: who was here, and when they dropped; `left`: those of them who said goodbye."""

    here: Mapping[int, float] = field(default_factory=dict)
    gone: Mapping[int, float] = field(default_factory=dict)
    left: frozenset[int] = frozenset()

    def counts(self, seat: int, now: float) -> bool:
        """Whether the seat counts for groups: here, or dropped a moment ago and likely to come back."""
        dropped = now - self.gone.get(seat, float("-inf")) < BACK_S
        return seat in self.here or (dropped and seat not in self.left)


def decide(dialogue: Dialogue, command: Drop, actor: int, given: Given) -> Sequence[Event]:
    if command.seat not in dialogue.part(Presence).here:
        return ()
    return (Dropped(command.seat, given.now, command.left),)


def evolve(presence: Presence, event: Arrived | Dropped) -> Presence:
    match event:
        case Arrived(seat=seat, at=at):
            return Presence({**presence.here, seat: at}, _without(presence.gone, seat), presence.left - {seat})
        case Dropped(seat=seat, at=at, left=left):
            gone = {**presence.gone, seat: at}
            return Presence(_without(presence.here, seat), gone, presence.left | {seat} if left else presence.left)
        case _:
            assert_never(event)


def _without(times: Mapping[int, float], seat: int) -> dict[int, float]:
    return {other: at for other, at in times.items() if other != seat}


PRESENCE: Part[Presence] = Part(
    slice=Presence,
    initial=Presence(),
    evolve=evolve,
    decide=decide,
    events={"arrived": Arrived, "dropped": Dropped},
    server={"presence.drop": Drop},
)
