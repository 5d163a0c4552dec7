"""Taking turns with other nodes that write the same dialogue: who has just written waits for one that could not.

Writing optimistically is not fair by itself. Who lost must read, decide and write again, and the other, with a full
inbox or a shorter way to the database, is sooner ready with its next commit: it could win for as long as it has
something to write. So the loser tells how long its try takes, and the winner lets that time pass between its commits.
What comes meanwhile joins its next one: nothing is lost by it but a few milliseconds. Pure.
"""

from __future__ import annotations

SHARED_S = 1.0
"""For so long after another node lost, it is expected to write again."""
ENOUGH = 1.5
"""Tries of the other: none takes as long as the one before."""
LONGEST_S = 0.25


class Turns:
    """All times are monotonic seconds. A node that is alone never waits."""

    __slots__ = ("_needs_s", "_until", "_wrote_at")

    def __init__(self) -> None:
        self._needs_s = self._until = self._wrote_at = 0.0

    def other_lost(self, now: float, *, try_s: float) -> None:
        """Another node wanted to write and was late; its try took `try_s`."""
        known_s = self._needs_s if now < self._until else 0.0
        self._needs_s, self._until = min(LONGEST_S, max(known_s, ENOUGH * try_s)), now + SHARED_S

    def wrote(self, now: float) -> None:
        """Our own commit is through."""
        self._wrote_at = now

    def pause_s(self, now: float) -> float:
        """How long to wait before the next commit."""
        return max(0.0, self._wrote_at + self._needs_s - now) if now < self._until else 0.0
