"""Presence: who is here, as events written by the node that holds the socket. Knows no socket and no address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from dialogue.machine import Dialogue, Event, Given, Part
from rooms.seats import Seats

BACK_S = 180.0
"""Who dropped less than this ago still counts for groups."""


@dataclass(frozen=True, slots=True)
class Arrived:
    seat: int
    at: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """Ten seconds without a socket, or a leave."""

    seat: int
    at: float


@dataclass(frozen=True, slots=True)
class Drop:
    """Server only. Emits nothing for a seat that is not here."""

    seat: int


@dataclass(frozen=True, slots=True)
class Presence:
    """`here`: since when; `gone`: seats that were here, and when they dropped."""

    here: Mapping[int, float] = field(default_factory=dict)
    gone: Mapping[int, float] = field(default_factory=dict)

    def counts(self, seat: int, now: float) -> bool:
        """Whether the seat counts for groups: here, or dropped a moment ago."""
        return seat in self.here or now - self.gone.get(seat, float("-inf")) < BACK_S


def citizens_here(dialogue: Dialogue) -> list[int]:
    """Citizens present now, oldest arrival first."""
    seats, here = dialogue.part(Seats), dialogue.part(Presence).here
    return [seat for seat in here if seats.role(seat).counted]


def decide(dialogue: Dialogue, command: Drop, actor: int, given: Given) -> Sequence[Event]:
    if command.seat not in dialogue.part(Presence).here:
        return ()
    return (Dropped(command.seat, given.now),)


def evolve(presence: Presence, event: Arrived | Dropped) -> Presence:
    match event:
        case Arrived(seat=seat, at=at):
            return replace(presence, here={**presence.here, seat: at}, gone=_without(presence.gone, seat))
        case Dropped(seat=seat, at=at):
            return replace(presence, here=_without(presence.here, seat), gone={**presence.gone, seat: at})
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
