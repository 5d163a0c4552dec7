"""A worker process that dies is replaced."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from dialogue.workers import Workers


def die_once(mark: Path) -> int:
    """Kills its own process at the first call; tells the process id at the second."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


async def test_call_is_made_again_when_its_worker_dies(tmp_path: Path) -> None:
    workers = Workers()
    try:
        assert await workers.call(die_once, tmp_path / "mark") != os.getpid()
        assert (tmp_path / "mark").exists()
    finally:
        workers.close()


async def test_fault_of_the_work_is_raised_to_whoever_called() -> None:
    workers = Workers()
    try:
        with pytest.raises(ZeroDivisionError):
            await workers.call(divmod, 1, 0)
    finally:
        workers.close()
