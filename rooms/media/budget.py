"""How much picture one receiver's line carries, by loss and by its own estimate (REMB). Pure; knows no streams.

A browser's estimate starts low, lags behind what it is sent and counts pictures only, so a low one means nothing by
itself. It falls only when delay grows: a fall to below what was sent speaks of a full line. Down at once, up only after
ten seconds of calm; what is granted on the way up is filled with padding (`rising`), so that a line that has not
become wider says so before a larger picture is put on it.
"""

from __future__ import annotations

SETTLE_S = 5.0  # estimates of the first seconds are guesses
CALM_S = 10.0
WARY_S = 15.0  # of calm after a rise that failed
STRIKES = 2  # one bad second may be a busy browser; not one in which we tried for more, nor a very bad one
LOSS_CALM, LOSS_BAD, LOSS_WORST = 0.02, 0.10, 0.30
GROWTH, GROWTH_BPS, WARY_BPS = 1.08, 40_000, 25_000  # each second, whichever is more; the last after a failed rise
RETREAT = 0.85
EPISODE_S = 5.0  # reports of what was sent before a cut, and what is sent again for it, still tell of loss for so long
FALL = 0.95  # of the estimate a second before
FELL_S = 2.5  # how long a fall speaks; an estimate that merely stays low does not know what we try now
FULL = 0.85  # of what was sent
LEAST_BPS, MOST_BPS = 100_000, 6_000_000


class Budget:
    """`bps`: what pictures may take, sound being set aside; None while nothing speaks for a limit.

    `rising`: `bps` is more than the line has shown to carry.
    """

    __slots__ = (
        "_born_at",
        "_calm_at",
        "_carried_bps",
        "_cut_at",
        "_failed_bps",
        "_fell_at",
        "_remb_bps",
        "_strikes",
        "_untrimmed",
        "bps",
        "rising",
    )

    def __init__(self, now: float) -> None:
        self.bps: float | None = None
        self.rising = False
        self._born_at = self._calm_at = now
        self._strikes = 0
        self._remb_bps = self._failed_bps = 0.0
        self._untrimmed = False
        self._fell_at = self._cut_at = -max(FELL_S, EPISODE_S)
        self._carried_bps = 0.0

    def update(self, now: float, *, sent_bps: float, loss: float | None, remb_bps: float) -> bool:
        """Called once a second; `sent_bps` of pictures, `loss` None and `remb_bps` 0 without a fresh one. Whether `bps`
        changed."""
        full = self._full(now, sent_bps, remb_bps)
        before = self.bps
        if loss is None and not full:
            self._relax(now)  # what was said once does not count again
            return self.bps != before
        share = loss or 0.0
        if share > LOSS_BAD or full:
            target = sent_bps * (1 - share / 2) if share > LOSS_BAD else sent_bps
            target = min(target, remb_bps) if full else max(target, self._floor(now))
            self._tighten(now, target, sent_bps * (1 - share), at_once=self.rising or share > LOSS_WORST)
        elif share > LOSS_CALM:
            self._strikes, self._calm_at = 0, now
            if self.rising:
                self._retreat()
            else:
                self._trim(sent_bps, share)
        else:
            self._strikes = 0
            self._relax(now)
        return self.bps != before

    def _full(self, now: float, sent_bps: float, remb_bps: float) -> bool:
        if 0 < remb_bps < self._remb_bps * FALL:
            self._fell_at = now
        elif remb_bps > self._remb_bps:
            self._fell_at = -FELL_S
        self._remb_bps = remb_bps
        return now - self._fell_at < FELL_S and 0 < remb_bps < sent_bps * FULL

    def _floor(self, now: float) -> float:
        """One cut answers one overload: no further one below what came through when it was made."""
        return self._carried_bps * RETREAT if now - self._cut_at < EPISODE_S else 0.0

    def _tighten(self, now: float, target_bps: float, carried_bps: float, *, at_once: bool) -> None:
        self._strikes += 1
        self._calm_at = now
        self._retreat()
        if (self._strikes >= STRIKES or at_once) and now - self._born_at >= SETTLE_S:
            self.bps = max(LEAST_BPS, min(target_bps, self.bps or MOST_BPS))
            self._untrimmed = True
            if now - self._cut_at >= EPISODE_S:
                self._cut_at, self._carried_bps = now, carried_bps

    def _retreat(self) -> None:
        if self.rising and self.bps is not None:
            self._failed_bps = self.bps
            self.bps = max(LEAST_BPS, self.bps * RETREAT)
            self._untrimmed = True
        self.rising = False

    def _trim(self, sent_bps: float, loss: float) -> None:
        """Once after a fall, to what comes through; a line that loses a little whatever it carries stays as it is."""
        if self._untrimmed and self.bps is not None:
            self.bps = max(LEAST_BPS, min(self.bps, sent_bps * (1 - loss - LOSS_CALM)))
        self._untrimmed = False

    def _relax(self, now: float) -> None:
        if self.bps is None or now - self._calm_at < (WARY_S if self._failed_bps else CALM_S):
            return
        self.bps = max(self.bps * GROWTH, self.bps + (WARY_BPS if self._failed_bps else GROWTH_BPS))
        if self.bps > 1.5 * self._failed_bps:
            self._failed_bps = 0.0
        self.rising = self.bps < MOST_BPS
        if not self.rising:
            self.bps = None
