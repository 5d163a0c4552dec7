"""What a source sent that has not come: when to ask for it again, when to give up. Knows no peer, no packets.

After two later packets or 20 ms, at most five times; more gaps than that are cheaper to heal by a keyframe.
"""

from __future__ import annotations

PATIENCE = 0.020
LATER = 2
TRIES = 5
MOST = 128
SOONEST = 0.030  # between two requests for the same packet, or the round trip if that is longer


class Missing:
    """`open`: there is something to ask for, as far as known; `overflowed`: only a keyframe helps."""

    __slots__ = ("_asked", "_since", "open", "overflowed")

    def __init__(self) -> None:
        self._since: dict[int, float] = {}
        self._asked: dict[int, tuple[int, float]] = {}
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

    def came(self, seq: int) -> None:
        self._since.pop(seq, None)
        self._asked.pop(seq, None)

    def due(self, now: float, *, highest: int, rtt_s: float) -> list[int]:
        """Which to ask for now, ascending; counts as asked."""
        asking = []
        for seq, since in list(self._since.items()):
            if highest - seq < LATER and now - since < PATIENCE:
                continue
            tries, last = self._asked.get(seq, (0, -1.0))
            if tries >= TRIES:
                self.came(seq)
            elif last < 0 or now - last >= max(SOONEST, rtt_s):
                self._asked[seq] = (tries + 1, now)
                asking.append(seq)
        self.open = bool(self._since)
        return sorted(asking)
