"""When to ask a source for a keyframe: many wishes, few requests. Knows no peer, no receiver."""

from __future__ import annotations

SMALL_S = 0.5
LARGE_S = 1.0
LARGE_HEIGHT = 360


class Throttle:
    """One per source; all receivers' wishes meet here."""

    __slots__ = ("_asked_at", "asked")

    def __init__(self) -> None:
        self._asked_at = -LARGE_S
        self.asked = 0

    def may(self, now: float, *, height: int) -> bool:
        """Whether to send a request now; if so, it counts as sent."""
        if now - self._asked_at < (LARGE_S if height >= LARGE_HEIGHT else SMALL_S):
            return False
        self._asked_at = now
        self.asked += 1
        return True
