"""How much picture one receiver's line carries, by loss and by its own estimate (REMB). Pure; knows no streams.

A browser's estimate starts low, lags behind what it is sent and counts pictures only, so a low one means nothing by
itself. It falls only when delay grows: a fall to below what was sent speaks of a full line. Down at once, up only after
ten seconds of calm.
"""

from __future__ import annotations

SETTLE_S = 5.0  # estimates of the first seconds are guesses
CALM_S = 10.0
STRIKES = 2  # one bad second may be a busy browser
LOSS_CALM, LOSS_BAD = 0.02, 0.10
GROWTH = 1.05
FALL = 0.95  # of the estimate a second before
FULL = 0.85  # of what was sent
LEAST_BPS, MOST_BPS = 100_000, 6_000_000


class Budget:
    """`bps`: what pictures may take, sound being set aside; None while nothing speaks for a limit."""

    __slots__ = ("_born_at", "_calm_at", "_fell", "_remb_bps", "_strikes", "bps")

    def __init__(self, now: float) -> None:
        self.bps: float | None = None
        self._born_at = self._calm_at = now
        self._strikes = 0
        self._remb_bps = 0.0
        self._fell = False

    def update(self, now: float, *, sent_bps: float, loss: float, remb_bps: float) -> bool:
        """Called once a second; `sent_bps` of pictures, `remb_bps` 0 without a fresh one. Whether `bps` changed."""
        full = self._full(sent_bps, remb_bps)
        before = self.bps
        if loss > LOSS_BAD or full:
            target = sent_bps * (1 - loss / 2) if loss > LOSS_BAD else sent_bps
            self._tighten(now, min(target, remb_bps) if full else target)
        else:
            self._strikes = 0
            if loss > LOSS_CALM:
                self._calm_at = now
            elif self.bps is not None and now - self._calm_at >= CALM_S:
                grown = self.bps * GROWTH
                self.bps = grown if grown < MOST_BPS else None
        return self.bps != before

    def _full(self, sent_bps: float, remb_bps: float) -> bool:
        if 0 < remb_bps < self._remb_bps * FALL:
            self._fell = True
        elif remb_bps > self._remb_bps:
            self._fell = False
        self._remb_bps = remb_bps
        return self._fell and 0 < remb_bps < sent_bps * FULL

    def _tighten(self, now: float, target_bps: float) -> None:
        self._strikes += 1
        self._calm_at = now
        if self._strikes >= STRIKES and now - self._born_at >= SETTLE_S:
            self.bps = max(LEAST_BPS, min(target_bps, self.bps or MOST_BPS))
