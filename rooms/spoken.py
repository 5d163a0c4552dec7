"""Spoken: how long people were heard, by room and seat. Lent to the state for a moment by the node that counts, never
folded into it, never logged, gone when the evening closes. Knows no levels and no script.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from dialogue.machine import Part

WINDOW_S = 180.0
"""So far back shares of speaking time look."""
NOTICED_S = 0.5
"""Less than this is a cough, not somebody breaking their silence."""

Seconds = Mapping[str, Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Spoken:
    """`rooms`: seconds since the evening began; `at`: when that was read; `began_at`: when this node read first;
    `heard_at`: when each seat was heard last since then; `earlier`: readings of the last three minutes, oldest first;
    `mute`: seats whose microphone does not work."""

    rooms: Seconds = field(default_factory=dict)
    at: float = 0.0
    began_at: float = 0.0
    heard_at: Mapping[int, float] = field(default_factory=dict)
    earlier: tuple[tuple[float, Seconds], ...] = ()
    mute: frozenset[int] = frozenset()

    def seconds(self, seat: int) -> float:
        """All evening, in whatever room."""
        return sum(seats.get(seat, 0.0) for seats in self.rooms.values())

    def since(self, seat: int, at: float) -> float:
        """Seconds since the first reading after `at`; none where it is longer ago than anybody looked."""
        first = next((Spoken(rooms) for then, rooms in self.earlier if then >= at), self)
        return self.seconds(seat) - first.seconds(seat)

    def lately(self, room: str) -> dict[int, float] | None:
        """Seconds by seat within the window; None where nobody looked that long yet."""
        if not self.earlier or self.at - self.earlier[0][0] < WINDOW_S:
            return None
        before = self.earlier[0][1].get(room, {})
        return {seat: seconds - before.get(seat, 0.0) for seat, seconds in self.rooms.get(room, {}).items()}


def read(before: Spoken, rooms: Seconds, at: float, *, mute: Collection[int] = ()) -> Spoken:
    """The next reading; the first one says nothing about when anybody was heard."""
    now, first = Spoken(rooms, at), not before.began_at
    seats = {seat for seats in rooms.values() for seat in seats}
    noticed = [seat for seat in seats if now.seconds(seat) - before.seconds(seat) >= NOTICED_S and not first]
    readings = (*before.earlier, (at, rooms))
    # The newest of those that are old enough is where the window begins.
    old = [index for index, (then, _) in enumerate(readings) if at - then >= WINDOW_S]
    return Spoken(
        rooms,
        at,
        before.began_at or at,
        {**before.heard_at, **dict.fromkeys(noticed, at)},
        readings[old[-1] if old else 0 :],
        frozenset(mute),
    )


class Tally:
    """Counters of one dialogue by who counted, room and seat. Each only grows, so being told twice, late or by a
    process that began anew changes nothing. `changed`: what is not stored yet."""

    def __init__(self, stored: Mapping[tuple[str, str, int], float] | None = None) -> None:
        self.counts = dict(stored or {})
        self.changed: set[tuple[str, str, int]] = set()

    def note(self, counter: str, room: str, seat: int, seconds: float) -> None:
        key = (counter, room, seat)
        if seconds > self.counts.get(key, 0.0):
            self.counts[key] = seconds
            self.changed.add(key)

    def add(self, counter: str, room: str, seat: int, seconds: float) -> None:
        self.note(counter, room, seat, self.counts.get((counter, room, seat), 0.0) + seconds)

    def seconds(self, *, of: Iterable[int]) -> dict[str, dict[int, float]]:
        """By room and seat, of these seats alone."""
        rooms: dict[str, dict[int, float]] = {}
        seats = frozenset(of)
        for (_, room, seat), seconds in self.counts.items():
            if seat in seats:
                held = rooms.setdefault(room, {})
                held[seat] = held.get(seat, 0.0) + seconds
        return rooms


def _unchanged(held: Spoken, event: object) -> Spoken:
    return held


SPOKEN: Part[Spoken] = Part(slice=Spoken, initial=Spoken(), evolve=_unchanged, events={})
