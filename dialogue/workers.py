"""Worker processes for long computing, so that the dialogue's task and the media never wait for it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any

from dialogue.ties import tie_to

CALLS_BEFORE_FRESH = 200


class _Bare(SpawnProcess):
    """Starts without the main module of its parent, which is all of the server: seconds of imports for nothing."""

    def start(self) -> None:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            super().start()
        finally:
            sys.modules["__main__"] = main


class _Spawned(SpawnContext):
    Process = _Bare


class Workers:
    """One process, started when first needed. A worker that dies is replaced, and its call made once more."""

    def __init__(self) -> None:
        self.pool = self._fresh()

    @staticmethod
    def _fresh() -> ProcessPoolExecutor:
        # spawn: a forked copy of a process with a running loop and database threads would not be safe to use.
        return ProcessPoolExecutor(
            1,
            mp_context=_Spawned(),
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
