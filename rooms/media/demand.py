"""Which layers of a camera anybody needs: on at once, off after three seconds. Pure; knows layer names only."""

from __future__ import annotations

from collections.abc import Collection, Iterable

DOWN_S = 3.0
START_S = 3.0  # how long a layer just asked for may take to appear


class Demand:
    """One per camera. `layers`: rid -> whether its owner should send it; all are on at first."""

    __slots__ = ("_needed_at", "_woken_at", "layers")

    def __init__(self, rids: Iterable[str], now: float) -> None:
        self.layers = dict.fromkeys(rids, True)
        self._needed_at = dict.fromkeys(self.layers, now)
        self._woken_at = -START_S

    def need(self, rids: Collection[str], now: float) -> bool:
        """Called often with what is needed now; whether `layers` changed."""
        changed = False
        for rid, on in self.layers.items():
            if rid in rids:
                self._needed_at[rid] = now
            wanted = now - self._needed_at[rid] < DOWN_S
            if wanted != on:
                self.layers[rid] = wanted
                changed = True
                if wanted:
                    self._woken_at = now
        return changed

    def asleep(self) -> bool:
        """Silence of such a camera says nothing about whether it could send."""
        return not any(self.layers.values())

    def waking(self, now: float) -> bool:
        return now - self._woken_at < START_S
