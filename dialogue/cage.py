"""A process for one piece of work on data that nobody trusts: little time, little memory, nothing to open.

`caged` is called by the server, `enter` by the program in the cage once it has loaded all it needs and read its work
from stdin. From there on it may compute and write to stdout, nothing else.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys

FRAME_BYTES = 4


class Broken(Exception):
    """The work ran out of time or memory, crashed, or answered what it must not."""


async def caged(module: str, work: bytes, *, seconds: float, answer_bytes: int) -> list[bytes]:
    """The frames that `python -m {module}` writes for `work`. Raises `Broken`.

    The environment stays outside: the server's secrets are not known in there.
    """
    known = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        env=known,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(seconds):
            _, answer = await asyncio.gather(_tell(process, work), _listen(process, answer_bytes))
            code = await process.wait()
    except TimeoutError:
        raise Broken(f"{module} took longer than {seconds:.0f} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if code != 0:
        raise Broken(f"{module} ended with {code}")
    return _frames(answer)


async def _tell(process: asyncio.subprocess.Process, work: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(work)
        await process.stdin.drain()
        process.stdin.close()
    except (BrokenPipeError, ConnectionResetError):
        pass  # it ended before it had read everything: its exit code tells


async def _listen(process: asyncio.subprocess.Process, most: int) -> bytes:
    assert process.stdout is not None
    answer = bytearray()
    while chunk := await process.stdout.read(1 << 16):
        answer += chunk
        if len(answer) > most:
            raise Broken(f"the answer is longer than {most} bytes")
    return bytes(answer)


def _frames(answer: bytes) -> list[bytes]:
    frames, at = [], 0
    while at < len(answer):
        length = int.from_bytes(answer[at : at + FRAME_BYTES], "big")
        at += FRAME_BYTES
        if at + length > len(answer):
            raise Broken("the answer is cut off")
        frames.append(answer[at : at + length])
        at += length
    return frames


def framed(body: bytes) -> bytes:
    return len(body).to_bytes(FRAME_BYTES, "big") + body


def enter(*, memory_bytes: int, seconds: int) -> None:
    """Shuts the cage: no file, socket or process can be opened any more, memory and time are bounded, and everybody
    else of this machine goes first."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # stdout is a pipe and has no size
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
