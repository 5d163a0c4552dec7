"""Attendance: how many citizens were here in each minute, as bare counts. Knows nobody: no seat leaves this slice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Final, assert_never

from dialogue.machine import Part
from rooms.presence import Arrived, Dropped
from rooms.roles import ROLES
from rooms.seats import SeatAdded

MINUTE_S: Final = 60.0
POINTS: Final = 30
"""A curve has about so many points: by the minute it would tell when one person's line broke."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """`minutes`: by minute since the epoch, the most who were here in it and how many were at its end; minutes in which
    nobody came or went are not in it."""

    citizens: frozenset[int] = frozenset()
    here: frozenset[int] = frozenset()
    minutes: Mapping[int, tuple[int, int]] = field(default_factory=dict)


def evolve(attendance: Attendance, event: Arrived | Dropped | SeatAdded) -> Attendance:
    match event:
        case Arrived(seat=seat, at=at):
            return _counted(attendance, attendance.here | ({seat} & attendance.citizens), at)
        case Dropped(seat=seat, at=at):
            return _counted(attendance, attendance.here - {seat}, at)
        case SeatAdded(seat=seat, role=role):
            counted = ROLES[role].counted
            return replace(attendance, citizens=attendance.citizens | {seat}) if counted else attendance
        case _:
            assert_never(event)


def _counted(attendance: Attendance, here: frozenset[int], at: float) -> Attendance:
    if here == attendance.here:
        return attendance
    minute = int(at // MINUTE_S)
    most, _ = attendance.minutes.get(minute, (len(attendance.here), 0))
    return replace(attendance, here=here, minutes={**attendance.minutes, minute: (max(most, len(here)), len(here))})


@dataclass(frozen=True, slots=True)
class Moment:
    """`citizens`: the most who were here at one time from `at` on, until the next moment."""

    at: float
    citizens: int


def curve(attendance: Attendance, begins: float, ends: float) -> Sequence[Moment]:
    """In even steps of whole minutes."""
    first, last = int(begins // MINUTE_S), int(ends // MINUTE_S)
    step = max(1, ceil((last - first + 1) / POINTS))
    changes = sorted(attendance.minutes)
    moments = []
    for start in range(first, last + 1, step):
        before = [minute for minute in changes if minute < start]
        standing = attendance.minutes[before[-1]][1] if before else 0
        inside = [attendance.minutes[minute][0] for minute in changes if start <= minute < start + step]
        moments.append(Moment(max(begins, start * MINUTE_S), max([standing, *inside])))
    return moments


ATTENDANCE: Part[Attendance] = Part(
    slice=Attendance,
    initial=Attendance(),
    evolve=evolve,
    events={},
    follows=(Arrived, Dropped, SeatAdded),
)
