"""A browser's clock seen from ours, from its sender reports: when something was recorded. Pure; knows no streams.

All streams of one browser share one clock (RFC 3550 section 5.2: the NTP times of one cname are comparable), so they
must share one offset too: two offsets would pull sound and picture of a person apart.
"""

from __future__ import annotations

from rooms.media.rtcp import NTP_EPOCH

CREEP_S = 0.0005  # the offset may grow so much with each report: clocks drift, and paths grow longer
STEP_S = 1.0  # a journey longer than that was none: somebody set the clock


class SenderClock:
    """`offset_s`: what to add to its times to get ours, with the fastest report's journey in it."""

    __slots__ = ("_offset_s",)

    def __init__(self) -> None:
        self._offset_s: float | None = None

    def reported(self, ntp: int, now: float) -> float:
        """A report written at `ntp` (64 bits) came `now`; when that was on our clock."""
        said = ntp / (1 << 32) - NTP_EPOCH
        fresh_s = now - said
        usual_s = fresh_s if self._offset_s is None else min(fresh_s, self._offset_s + CREEP_S)
        self._offset_s = usual_s if fresh_s - usual_s < STEP_S else fresh_s
        return said + self._offset_s
