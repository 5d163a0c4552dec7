"""How often an address may be wrong about a code. A library full of people behind one address still gets in."""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict, deque
from collections.abc import Callable

WINDOW_S = 600.0
WRONG = 60
"""Per address and window: with 39-bit codes and 75 seats open, guessing one takes some ten thousand years."""


class Guesses:
    """Addresses live here for ten minutes, in memory only, and as marks that only nodes with the same key can make.
    `told(mark, now)` hears of every wrong guess, to tell the other nodes."""

    def __init__(self, key: str = "", *, wrong: int = WRONG) -> None:
        self.key = (key or secrets.token_hex(16)).encode()
        self.most = wrong
        self.times: defaultdict[str, deque[float]] = defaultdict(deque)
        self.told: Callable[[str, float], None] = lambda mark, now: None

    def allowed(self, address: str, now: float) -> bool:
        mark = self._mark(address)
        times = self.times[mark]
        while times and times[0] < now - WINDOW_S:
            times.popleft()
        if not times:
            del self.times[mark]
        return len(times) < self.most

    def wrong(self, address: str, now: float) -> None:
        mark = self._mark(address)
        self.count(mark, now)
        self.told(mark, now)

    def count(self, mark: str, now: float) -> None:
        """A wrong guess here, or at another node."""
        self.times[mark].append(now)

    def _mark(self, address: str) -> str:
        return hashlib.blake2s(address.encode(), key=hashlib.sha256(self.key).digest(), digest_size=12).hexdigest()
