"""Who heard and saw whom, by the payload that came, against who was with whom, by what people read on their screens.

It never asks the media process or its plan. Times are the loop's. Pure: who owns it tells it what happened and when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from web.visitor.visitor import UNKNOWN

GRACE_S: Final = 2.0
"""What is on its way at a move, and how late a screen may say that one was moved."""
SETTLED_S: Final = 3.0
ENOUGH: Final = {"voice": 3, "picture": 5}
"""Looks, one a second, at which one should have been heard or seen, before it counts as missing."""
DARK: Final = frozenset({"", "foyer"})
"""Nobody is heard or seen there."""

Kind = Literal["voice", "picture"]
Pair = tuple[int, int, str]


@dataclass(slots=True)
class Sense:
    """Of one kind. Pairs are (who received, whose it was, in which room)."""

    should: Counter[Pair] = field(default_factory=Counter)
    met: set[Pair] = field(default_factory=set)
    wrong: Counter[tuple[int, int]] = field(default_factory=Counter)


class Matrix:
    """`moved`, `noticed` and `expected` are told as they happen; `sweep` judges what is old enough."""

    def __init__(self) -> None:
        self.senses: dict[str, Sense] = {"voice": Sense(), "picture": Sense()}
        self._stays: dict[int, list[tuple[float, str]]] = {}
        self._open: dict[tuple[str, int, int], tuple[float, float]] = {}

    def moved(self, seat: int, room: str, at: float) -> None:
        """`room` empty: gone; `UNKNOWN`: nobody can tell, so that nothing is judged."""
        self._stays.setdefault(seat, []).append((at, room))

    def noticed(self, receiver: int, kind: str, seat: int, at: float) -> None:
        """A packet of `seat` was read. Judged later: the screen may say a moment afterwards who is where."""
        if kind in self.senses:
            first, _ = self._open.get((kind, receiver, seat), (at, at))
            self._open[kind, receiver, seat] = first, at

    def expected(self, receiver: int, kind: Kind, seats: Iterable[int], at: float) -> None:
        """At this moment those should have come, as long as both have been where they are for a while."""
        room = self.settled_in(receiver, at)
        if room in DARK or room == UNKNOWN:
            return
        for seat in seats:
            if seat != receiver and self.settled_in(seat, at) == room:
                self.senses[kind].should[receiver, seat, room] += 1

    def settled_in(self, seat: int, at: float) -> str:
        """Where this seat has been for some seconds; empty where it just came."""
        stays = self._stays.get(seat)
        return stays[-1][1] if stays and at - stays[-1][0] >= SETTLED_S else ""

    def sweep(self, at: float, *, all_of_it: bool = False) -> None:
        """Judges every notice whose moves are known by now. Each is judged by its first and its last moment."""
        ripe = [key for key, (first, _) in self._open.items() if all_of_it or at - first > 2 * GRACE_S]
        for kind, receiver, seat in ripe:
            moments = self._open.pop((kind, receiver, seat))
            self._judge(self.senses[kind], receiver, seat, moments)

    def _judge(self, sense: Sense, receiver: int, seat: int, moments: tuple[float, float]) -> None:
        for moment in dict.fromkeys(moments):
            own, others = self._rooms(receiver, moment), self._rooms(seat, moment)
            if rooms := own & others - DARK - {UNKNOWN}:
                sense.met |= {(receiver, seat, room) for room in rooms}
            elif UNKNOWN not in own | others:
                sense.wrong[receiver, seat] += 1

    def _rooms(self, seat: int, at: float) -> set[str]:
        """All rooms in which this seat was within the grace around that moment."""
        stays = self._stays.get(seat, [])
        ends = [*(start for start, _ in stays[1:]), float("inf")]
        return {
            room
            for (start, room), end in zip(stays, ends, strict=True)
            if start <= at + GRACE_S and end >= at - GRACE_S
        }

    def wrong(self, kind: Kind) -> int:
        """Pairs of people of whom one got the other's sound or picture without being in one room."""
        return len(self.senses[kind].wrong)

    def missing(self, kind: Kind) -> list[Pair]:
        sense = self.senses[kind]
        return [pair for pair, looks in sense.should.items() if looks >= ENOUGH[kind] and pair not in sense.met]

    def wanted(self, kind: Kind) -> int:
        return sum(looks >= ENOUGH[kind] for looks in self.senses[kind].should.values())
