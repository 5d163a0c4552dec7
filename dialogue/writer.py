"""SQLite's one writing thread: a transaction goes to it whole and comes back done; knows no table.

The driver for asyncio sends every statement to a thread and waits for the loop each time. With a loop that renders for
a full house, those waits were most of what an entry in the log took.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import URL, Connection, create_engine

T = TypeVar("T")


class Writer:
    """`engine` is used by its own thread alone; who owns this prepares its connections."""

    def __init__(self, url: URL) -> None:
        self.engine = create_engine(url, pool_reset_on_return=None, hide_parameters=True)
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="log")

    async def run(self, work: Callable[[Connection], T]) -> T:
        """`work`'s result, once its transaction is on the disk. Raises what it raises; nothing is written then. It ends
        what it began even if nobody waits any more."""
        return await asyncio.get_running_loop().run_in_executor(self.thread, self._transact, work)

    def _transact(self, work: Callable[[Connection], T]) -> T:
        with self.engine.begin() as connection:
            return work(connection)

    def close(self) -> None:
        self.thread.shutdown()
        self.engine.dispose()
