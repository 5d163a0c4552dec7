"""What a source sent that has not come: when to ask for it again, when to give up. Knows no peer, no packets.

At once, at most five times; what is missing then, as more than `MOST` gaps, only a keyframe heals. Where packets
overtake each other it waits for two later ones or 20 ms (libwebrtc: by a histogram of reordering). Each request is made
twice in a row: on a line that loses packets a request is lost as easily, and what comes only after a second round trip
is too late for the picture. A sender that got both answers one: none again within a round trip.
"""

from __future__ import annotations

PATIENCE = 0.020
LATER = 2
OVERTAKEN_S = 10.0  # how long one packet that was late by itself makes it patient
TRIES = 5
MOST = 128
AGAIN = 0.015  # until the second of two requests in a row
SOONEST = 0.030  # between two pairs of them, or the round trip if that is longer


class Missing:
    """`open`: there is something to ask for, as far as known; `overflowed`: only a keyframe helps."""

    __slots__ = ("_asked", "_overtaken_at", "_since", "open", "overflowed")

    def __init__(self) -> None:
        self._since: dict[int, float] = {}
        self._asked: dict[int, tuple[int, float]] = {}
        self._overtaken_at = -OVERTAKEN_S
        self.open = self.overflowed = False

    def gap(self, first: int, end: int, now: float) -> None:
        """Sequence numbers `first` to `end - 1` were jumped over."""
        self.open = True
        if end - first + len(self._since) > MOST:
            self._since.clear()
            self._asked.clear()
            self.overflowed = True
            return
        for seq in range(first, end):
            self._since[seq] = now

    def came(self, seq: int, now: float, *, recovered: bool) -> None:
        """`recovered`: because it was asked for; else it was only late."""
        if self._since.pop(seq, None) is not None and not recovered:
            self._overtaken_at = now
        self._asked.pop(seq, None)

    def due(self, now: float, *, highest: int, rtt_s: float, keyframe: int = -1) -> list[int]:
        """Which to ask for now, ascending; counts as asked. Nobody misses what is older than the last `keyframe`."""
        asking = []
        patient = now - self._overtaken_at < OVERTAKEN_S
        for seq, since in list(self._since.items()):
            if patient and highest - seq < LATER and now - since < PATIENCE:
                continue
            said, last = self._asked.get(seq, (0, -1.0))
            if said and now - last < (AGAIN if said % 2 else max(SOONEST, rtt_s)):
                continue
            if said >= 2 * TRIES:
                self._since.pop(seq)
                self._asked.pop(seq)
                self.overflowed |= seq > keyframe
            else:
                self._asked[seq] = (said + 1, now)
                asking.append(seq)
        self.open = bool(self._since)
        return sorted(asking)
