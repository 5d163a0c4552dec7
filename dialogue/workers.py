"""Worker processes for long computing, so that the dialogue's task and the media never wait for it."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from dialogue.ties import tie_to

CALLS_BEFORE_FRESH = 200


class Workers:
    """One process, started when first needed. A worker that dies is replaced, and its call made once more."""

    def __init__(self) -> None:
        self.pool = self._fresh()

    @staticmethod
    def _fresh() -> ProcessPoolExecutor:
        # spawn: a forked copy of a process with a running loop and database threads would not be safe to use.
        return ProcessPoolExecutor(
            1,
            mp_context=multiprocessing.get_context("spawn"),
            max_tasks_per_child=CALLS_BEFORE_FRESH,
            initializer=tie_to,
            initargs=(os.getpid(),),
        )

    async def call(self, run: Callable[..., Any], *arguments: Any) -> Any:
        """The result of `run(*arguments)`, which must be picklable. Raises what it raises."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self.pool, run, *arguments)
        except BrokenProcessPool:
            self.close()
            self.pool = self._fresh()
            return await loop.run_in_executor(self.pool, run, *arguments)

    def close(self) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)
