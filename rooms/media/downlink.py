"""The line towards one receiver: what it reports, what was sent, what follows. Pure; knows no slots, no sources.

Padding: while the budget rises and somebody would profit from more, the gap between what is sent and what is granted
is filled, so that the line is tried out before a larger picture is put on it.
"""

from __future__ import annotations

from math import sqrt

from rooms.media.budget import LOSS_BAD, Budget
from rooms.media.rtcp import Report

LOSSY = 0.02  # of what leaves: more is no accident
ENOUGH = 20  # packets, before their share says anything
LOSS_WEIGHT = 0.2  # of a second in `lossy`
FRESH_S = 3.0  # an older word of the browser says nothing about now
PADDING = 200  # bytes in one padding packet, of at most 255


class Downlink:
    """`loss`: share lost between the last two rounds of reports, on the way from here; `hungry`: more budget would
    show more."""

    __slots__ = (
        "_expected",
        "_judged_at",
        "_lossy",
        "_lost",
        "_octets",
        "_owed",
        "_padded",
        "_padded_at",
        "_remb_at",
        "_reported_at",
        "_reports",
        "_skipped",
        "budget",
        "hungry",
        "loss",
        "media_bps",
        "remb_bps",
    )

    def __init__(self, now: float) -> None:
        self.budget = Budget(now)
        self.hungry = False
        self.loss, self.remb_bps, self.media_bps = 0.0, 0, 0.0
        self._remb_at = self._reported_at = now - FRESH_S
        self._reports: dict[int, Report] = {}
        self._skipped: dict[int, tuple[int, int]] = {}  # SSRC -> as told last, and what was not yet found in a report
        self._lossy = 0.0
        self._lost = self._expected = 0
        self._judged_at, self._octets = now, 0
        self._owed, self._padded, self._padded_at = 0.0, 0, now

    # -- what the browser says

    def estimated(self, bitrate_bps: int, now: float) -> None:
        """REMB."""
        self.remb_bps, self._remb_at = bitrate_bps, now

    def reported(self, report: Report, now: float, *, skipped: int = 0) -> float:
        """The share of that stream lost since its last report: by its counters, or as it says itself (of 256).

        `skipped`: numbers of it so far under which nothing left. The receiver takes them for lost, but its line carried
        all there was.
        """
        former = self._reports.get(report.ssrc)
        self._reports[report.ssrc] = report
        self._reported_at = now
        share = report.fraction / 256
        if former is None:
            self._excuse(report.ssrc, max(0, report.lost), skipped=skipped)
            return share
        expected = (report.highest - former.highest) & 0xFFFFFFFF
        if not 0 < expected < 1 << 16:  # nothing new, or a stream that began again
            return share
        lost = max(0, min(expected, max(report.lost - former.lost, round(share * expected))))
        lost -= self._excuse(report.ssrc, lost, skipped=skipped)
        self._expected += expected
        self._lost += lost
        return lost / expected

    def _excuse(self, ssrc: int, lost: int, *, skipped: int) -> int:
        """How many of those `lost` never left; the others of `skipped` are told of by a later report."""
        told, owed = self._skipped.get(ssrc, (0, 0))
        owed = max(0, owed + skipped - told)
        excused = min(owed, lost)
        self._skipped[ssrc] = skipped, owed - excused
        return excused

    # -- once a second

    def judge(self, now: float, *, octets: int) -> bool:
        """`octets` of pictures ever sent; whether what may be sent changed."""
        seconds = max(now - self._judged_at, 0.1)
        self.media_bps = (octets - self._octets) * 8 / seconds
        sent_bps = self.media_bps + self._padded * 8 / seconds
        self._judged_at, self._octets, self._padded = now, octets, 0
        sure: float | None = None
        if self._expected >= ENOUGH:
            self.loss = self._lost / self._expected
            # by one standard deviation; of a line that is limited already, each packet counts
            sure = max(0.0, self._lost - sqrt(self._lost)) / self._expected if self.budget.bps is None else self.loss
        elif now - self._reported_at > FRESH_S:
            self.loss = sure = 0.0
        if sure is not None:
            self._lost = self._expected = 0
            self._lossy += (self.loss - self._lossy) * LOSS_WEIGHT
        remb_bps = self.remb_bps if now - self._remb_at < FRESH_S else 0
        return self.budget.update(now, sent_bps=sent_bps, loss=sure, remb_bps=remb_bps)

    @property
    def lossy(self) -> bool:
        """Whether it loses so much that what is sent again may be lost again, but not because it is full."""
        return self.budget.bps is None and LOSSY < self._lossy <= LOSS_BAD

    # -- padding

    def padding(self, now: float) -> int:
        """How many packets of `PADDING` bytes are due; counts them as sent. Called on every tick."""
        seconds, self._padded_at = now - self._padded_at, now
        budget = self.budget
        if not (budget.rising and self.hungry and budget.bps is not None):
            self._owed = 0.0
            return 0
        self._owed += max(0.0, budget.bps - self.media_bps) * min(seconds, 0.1) / 8
        due = int(self._owed // PADDING)
        self._owed -= due * PADDING
        self._padded += due * PADDING
        return due
