"""How well one source arrives: the numbers of a receiver report. Knows RFC 3550, no peer."""

from __future__ import annotations

from rooms.media.rtcp import NTP_EPOCH, Report

USUAL = 0.95  # how much of a lively second is still expected in the next


class Reception:
    """Counters after RFC 3550 appendices A.3 and A.8; sequence numbers are extended ones."""

    __slots__ = (
        "_base",
        "_expected",
        "_heard",
        "_jitter",
        "_last_sr",
        "_reported_at",
        "_reported_octets",
        "_sr_at",
        "_transit",
        "bps",
        "fraction",
        "highest",
        "octets",
        "rate",
        "received",
        "usual_bps",
    )

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._base = self.highest = -1
        self.received = self.octets = self._expected = self._heard = 0
        self.fraction = self.bps = self.usual_bps = 0.0
        self._reported_at, self._reported_octets = 0.0, 0
        self._jitter = 0.0
        self._transit: float | None = None
        self._last_sr, self._sr_at = 0, 0.0

    def note(self, seq: int, ts: int, now: float, *, octets: int) -> None:
        if self._base < 0:
            self._base = self.highest = seq
        elif seq > self.highest:
            self.highest = seq
        self.received += 1
        self.octets += octets
        transit = now * self.rate - ts
        if self._transit is not None:
            self._jitter += (abs(transit - self._transit) - self._jitter) / 16
        self._transit = transit

    def sender_reported(self, ntp: int, now: float) -> None:
        self._last_sr, self._sr_at = ntp >> 16 & 0xFFFFFFFF, now

    def report(self, ssrc: int, now: float, *, far_loss: float = 0.0) -> Report:
        """`far_loss`: told instead of what is lost on the way to us where that is less; it turns on Opus' FEC."""
        self._measure(now)
        expected = self.highest - self._base + 1 if self._base >= 0 else 0
        fresh, got = expected - self._expected, self.received - self._heard
        self._expected, self._heard = expected, self.received
        self.fraction = max(0.0, (fresh - got) / fresh) if fresh > 0 else 0.0
        return Report(
            ssrc=ssrc,
            fraction=min(255, int(256 * max(self.fraction, far_loss))),
            lost=max(0, min(0x7FFFFF, expected - self.received)),
            highest=self.highest & 0xFFFFFFFF,
            jitter=min(int(self._jitter), 0xFFFFFFFF),
            last_sr=self._last_sr,
            delay=int((now - self._sr_at) * 65536) & 0xFFFFFFFF if self._last_sr else 0,
        )

    def _measure(self, now: float) -> None:
        """`bps` since the last report; `usual_bps`: of the livelier seconds, kept while nothing comes."""
        if now > self._reported_at:
            self.bps = (self.octets - self._reported_octets) * 8 / (now - self._reported_at)
        if self.bps:
            self.usual_bps = max(self.bps, self.usual_bps * USUAL)
        self._reported_at, self._reported_octets = now, self.octets


def round_trip(report: Report, *, epoch: float) -> float | None:
    """Seconds, from a report about a stream of ours; None before our first sender report came back."""
    if not report.last_sr:
        return None
    middle = int((epoch + NTP_EPOCH) * 65536) & 0xFFFFFFFF
    elapsed = middle - report.last_sr - report.delay & 0xFFFFFFFF
    return elapsed / 65536 if elapsed < 60 * 65536 else None
