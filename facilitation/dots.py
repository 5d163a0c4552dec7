"""Dots: who gave how many to which theme, as state. An open opinion: it can be changed until its phase ends.

Who gave what is kept, because only its giver may change it; it leaves the server in sums alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from dialogue.machine import Part
from rooms.seats import PairSet

Given = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class DotsOpened:
    """From here on citizens of this phase have so many dots each, and so many of them for one theme."""

    phase: str
    total: int
    per_theme: int


@dataclass(frozen=True, slots=True)
class DotsGiven:
    """So many of this seat's dots are with the theme now."""

    phase: str
    seat: int
    theme: str
    dots: int


@dataclass(frozen=True, slots=True)
class DotsClosed:
    phase: str


@dataclass(frozen=True, slots=True)
class DotRound:
    """`given`: dots by seat and theme, none of them zero."""

    total: int
    per_theme: int
    given: Given = field(default_factory=dict)

    def of(self, seat: int) -> Mapping[str, int]:
        return self.given.get(seat, {})

    def sums(self) -> Counter[str]:
        """Dots by theme."""
        return sum((Counter(dots) for dots in self.given.values()), Counter[str]())


@dataclass(frozen=True, slots=True)
class Dots:
    """Rounds by phase, oldest first; `open`: the phase in which dots are given now."""

    rounds: Mapping[str, DotRound] = field(default_factory=dict)
    open: str | None = None

    @property
    def newest(self) -> tuple[str, DotRound] | None:
        """The round that runs, else the last one."""
        phase = self.open or next(reversed([*self.rounds]), None)
        return (phase, self.rounds[phase]) if phase is not None else None

    def dotted(self) -> set[str]:
        """Themes with a dot."""
        return {theme for each in self.rounds.values() for theme in each.sums()}


def evolve(dots: Dots, event: DotsOpened | DotsGiven | DotsClosed | PairSet) -> Dots:
    match event:
        case DotsOpened(phase=phase, total=total, per_theme=per_theme):
            # Opened again after "back": what was given stays.
            given = dots.rounds[phase].given if phase in dots.rounds else {}
            return Dots({**dots.rounds, phase: DotRound(total, per_theme, given)}, phase)
        case DotsGiven(phase=phase, seat=seat, theme=theme, dots=count):
            left = {other: n for other, n in dots.rounds[phase].of(seat).items() if other != theme}
            return _given(dots, phase, seat, {**left, theme: count} if count else left)
        case DotsClosed():
            return replace(dots, open=None)
        case PairSet(seat=seat, pair=pair):
            # One person has half the dots: they are given anew.
            fewer = not pair and dots.open is not None and dots.rounds[dots.open].of(seat)
            return _given(dots, dots.open, seat, {}) if fewer and dots.open else dots
        case _:
            assert_never(event)


def _given(dots: Dots, phase: str, seat: int, own: Mapping[str, int]) -> Dots:
    others = {other: given for other, given in dots.rounds[phase].given.items() if other != seat}
    round_ = replace(dots.rounds[phase], given={**others, seat: own} if own else others)
    return replace(dots, rounds={**dots.rounds, phase: round_})


DOTS: Part[Dots] = Part(
    slice=Dots,
    initial=Dots(),
    evolve=evolve,
    events={"dots-opened": DotsOpened, "dots-given": DotsGiven, "dots-closed": DotsClosed},
    follows=(PairSet,),
)
