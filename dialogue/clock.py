"""The time of a node: its monotonic clock plus the offset to the database's clock; it must not know which database.

All nodes that share a database agree on `now` this way, and a wall clock that is set in mid-evening moves no phase.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

TOLERANCE_S = 0.25  # beyond this the health turns red
CHECK_EVERY_S = 60.0
SAMPLES = 3  # the one with the shortest round trip counts

Read = Callable[[], Awaitable[float]]

log = logging.getLogger(__name__)


class Clock:
    """`now()` in epoch seconds. Until the first check it trusts the machine's own clock."""

    def __init__(
        self, *, monotonic: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time
    ) -> None:
        self.monotonic = monotonic
        self.offset = wall() - monotonic()
        self.error_s = 0.0

    def now(self) -> float:
        return self.monotonic() + self.offset

    @property
    def healthy(self) -> bool:
        """Whether the last check found this clock within the tolerance of the database's."""
        return abs(self.error_s) <= TOLERANCE_S

    async def check(self, read: Read) -> float:
        """Ask the database (`read` gives its epoch seconds) and follow it; returns how far ahead this clock was."""
        _, offset = min([await self.sample(read) for _ in range(SAMPLES)])
        self.error_s = self.offset - offset
        self.offset = offset
        if not self.healthy:
            log.warning("- clock was %.3f s off the database's", self.error_s)
        return self.error_s

    async def sample(self, read: Read) -> tuple[float, float]:
        """(round trip, offset): the answer is taken to be from the middle of the round trip."""
        asked = self.monotonic()
        there = await read()
        answered = self.monotonic()
        return answered - asked, there - (asked + answered) / 2

    async def keep(self, read: Read, *, every: float = CHECK_EVERY_S) -> None:
        """Check for ever; a database that does not answer leaves the clock as it is."""
        while True:
            try:
                await self.check(read)
            except Exception:  # the clock runs on without its database
                log.exception("x clock could not be checked")
            await asyncio.sleep(every)
