"""A worker process that dies is replaced."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
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


LARGE = """
import asyncio, sys
from dialogue.workers import Workers

print("loaded", flush=True)

async def main():
    workers = Workers()
    print(await workers.call(eval, "sorted(__import__('sys').modules['__main__'].__dict__.get('LARGE', []))"))
    workers.close()

LARGE = ["much"]
if __name__ == "__main__":
    asyncio.run(main())
    print(sys.modules["__main__"].LARGE)
"""


async def test_worker_starts_without_the_main_module_of_its_parent(tmp_path: Path) -> None:
    """Else each would load the whole server first; and the parent keeps its own."""
    (tmp_path / "large.py").write_text(LARGE)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    parent = await asyncio.create_subprocess_exec(
        sys.executable, str(tmp_path / "large.py"), stdout=asyncio.subprocess.PIPE, env=environment
    )
    said, _ = await asyncio.wait_for(parent.communicate(), 60)
    assert said.decode().splitlines() == ["loaded", "[]", "['much']"]


PARENT = """
import asyncio, os
from dialogue.workers import Workers

async def main():
    print(await Workers().call(os.getpid), flush=True)
    await asyncio.Event().wait()

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_worker_ends_with_the_process_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(PARENT)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    parent = await asyncio.create_subprocess_exec(
        sys.executable, str(tmp_path / "parent.py"), stdout=asyncio.subprocess.PIPE, env=environment
    )
    assert parent.stdout is not None
    worker = int(await asyncio.wait_for(parent.stdout.readline(), 60))
    parent.kill()
    await parent.wait()
    async with asyncio.timeout(30):
        while alive(worker):  # noqa: ASYNC110 - somebody else's child has no event
            await asyncio.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
