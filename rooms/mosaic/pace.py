"""How many pictures a second are painted: as many as their share of a core allows. Pure; time is an input."""

from __future__ import annotations

STEPS = (2, 3, 4, 5, 6, 8)
BEGIN = 5
MOST = 0.25  # of a core: more, and pictures come more rarely
LEISURE = 0.11  # what the next step may be expected to cost
CALM_S = 5.0


class Pace:
    """`fps` follows what a second of painting cost; down at once, up after calm."""

    __slots__ = ("_calm_at", "fps")

    def __init__(self) -> None:
        self.fps = BEGIN
        self._calm_at = 0.0

    def judge(self, cores: float, now: float, *, late: bool = False) -> None:
        """Once a second. `cores`: what all of the process took; `late`: pictures were not ready when they were due."""
        at = STEPS.index(self.fps)
        if (cores > MOST or late) and at > 0:
            self.fps, self._calm_at = STEPS[at - 1], now
        elif cores > MOST or late:
            self._calm_at = now
        elif now - self._calm_at >= CALM_S and at + 1 < len(STEPS) and cores * STEPS[at + 1] / self.fps <= LEISURE:
            self.fps, self._calm_at = STEPS[at + 1], now
