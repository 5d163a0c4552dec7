"""Spreads bursts of pictures towards one receiver: sealed packets wait for their turn. Pure; knows no protocol.

Seventy-five people who are moved at once are all sent keyframes at once; a line or its access point would drop what
does not fit its queue, sound included. Sound and ordinary pictures pass by; what follows a waiting keyframe waits too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

SLACK_S = 0.005  # sent at once if due by then: the clock of the shell is no finer
LONGEST_S = 1.0  # nothing waits longer, however much there is
OPEN_BPS = 12_000_000  # while nothing is known of the line
LEAST_BPS = 600_000
HEADROOM = 2.5  # times the budget, so that a keyframe does not stand for seconds


class Pacer:
    """`waiting`: (when it leaves, whose it is, whether it may still leave, the sealed packet), in order."""

    __slots__ = ("_free_at", "rate_bps", "waiting")

    def __init__(self) -> None:
        self.rate_bps: float = OPEN_BPS
        self.waiting: deque[tuple[float, Any, int, bytes]] = deque()
        self._free_at = 0.0

    def follow(self, budget_bps: float | None) -> None:
        """The budget changed."""
        self.rate_bps = OPEN_BPS if budget_bps is None else max(LEAST_BPS, min(OPEN_BPS, HEADROOM * budget_bps))

    def turn(self, now: float, length: int) -> float:
        """When a packet of `length` bytes leaves; `now` at the earliest."""
        at = min(max(now, self._free_at), now + LONGEST_S)
        self._free_at = at + length * 8 / self.rate_bps
        return at

    def must_wait(self, now: float, at: float) -> bool:
        return bool(self.waiting) or at > now + SLACK_S

    def hold(self, at: float, owner: Any, token: int, packet: bytes) -> None:
        """`token` as `owner.stops` is now: when it has changed by then, the packet does not leave, and `owner` is told
        (`withheld`)."""
        self.waiting.append((at, owner, token, packet))

    def release(self, now: float, send: Callable[[bytes], None]) -> None:
        """Sends what is due."""
        waiting = self.waiting
        while waiting and waiting[0][0] <= now:
            _, owner, token, packet = waiting.popleft()
            if owner.stops == token:
                send(packet)
            else:
                owner.withheld()
