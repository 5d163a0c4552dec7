"""How fast one browser may talk: a token bucket that first slows down and then gives up. Knows no socket."""

from __future__ import annotations

from dataclasses import dataclass

RATE_PER_S = 8.0
BURST = 40.0
PATIENCE = 200
"""Messages over the rate before the socket is closed."""


@dataclass(slots=True)
class Bucket:
    """`level` messages may be sent at once; it fills by `RATE_PER_S`."""

    level: float = BURST
    at: float = 0.0
    over: int = 0

    def take(self, now: float) -> float | None:
        """Seconds to wait before answering this message; None: too much, close."""
        self.level = min(BURST, self.level + (now - self.at) * RATE_PER_S)
        self.at = now
        self.level -= 1
        if self.level >= 0:
            self.over = 0
            return 0.0
        self.over += 1
        return None if self.over > PATIENCE else -self.level / RATE_PER_S
