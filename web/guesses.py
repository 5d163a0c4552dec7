"""How often an address may be wrong about a code. A library full of people behind one address still gets in."""

from __future__ import annotations

from collections import defaultdict, deque

WINDOW_S = 600.0
WRONG = 60
"""Per address and window: with 39-bit codes and 75 seats open, guessing one takes some ten thousand years."""


class Guesses:
    """Addresses live here for ten minutes, in memory only."""

    def __init__(self, *, wrong: int = WRONG) -> None:
        self.most = wrong
        self.times: defaultdict[str, deque[float]] = defaultdict(deque)

    def allowed(self, address: str, now: float) -> bool:
        times = self.times[address]
        while times and times[0] < now - WINDOW_S:
            times.popleft()
        if not times:
            del self.times[address]
        return len(times) < self.most

    def wrong(self, address: str, now: float) -> None:
        self.times[address].append(now)
