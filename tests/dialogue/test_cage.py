"""The cage: what is in it computes and answers, and can do nothing else; who takes too much is ended."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from dialogue.cage import Broken, caged

LOADED = "import sys, os, socket, subprocess, resource\n"
HEAD = LOADED + "from dialogue.cage import enter, framed\nwork = sys.stdin.buffer.read()\n"
FORBIDDEN = "sys.stdout.buffer.write(framed(b'forbidden'))"
SHUT = "enter(memory_bytes=1 << 29, seconds=5)\n"


async def run(
    path: Path, body: str, *, work: bytes = b"", seconds: float = 60.0, monkeypatch: pytest.MonkeyPatch
) -> list[bytes]:
    """What a program of that body answers."""
    (path / "caged_program.py").write_text(HEAD + body)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(path), *sys.path]))
    return await caged("caged_program", work, seconds=seconds, answer_bytes=1000)


async def test_cage_gives_the_work_and_takes_the_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = SHUT + "sys.stdout.buffer.write(framed(work.upper()) + framed(b''))"
    assert await run(tmp_path, body, work=b"folie", monkeypatch=monkeypatch) == [b"FOLIE", b""]


@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/hostname').read()",
        "socket.socket()",
        "os.pipe()",
        "subprocess.run(['true'], close_fds=False)",
        "bytearray(1 << 30)",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9)) if os.getuid() else open('/dev/null')",
    ],
)
async def test_cage_forbids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    """The deed succeeds outside: it is the cage that forbids it."""
    outside = await asyncio.create_subprocess_exec(sys.executable, "-c", LOADED + deed)
    assert await outside.wait() == 0
    body = f"{SHUT}try:\n    {deed}\nexcept (OSError, MemoryError, ValueError):\n    {FORBIDDEN}"
    assert await run(tmp_path, body, monkeypatch=monkeypatch) == [b"forbidden"]


async def test_secrets_of_the_server_stay_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "only-for-tests")
    body = "sys.stdout.buffer.write(framed(repr('SECRET_KEY' in os.environ).encode()))"
    assert await run(tmp_path, body, monkeypatch=monkeypatch) == [b"False"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("while True: pass", "longer than"),
        ("sys.exit(3)", "ended with 3"),
        (SHUT + "while True: pass", "ended with -"),
        ("os.kill(os.getpid(), 11)", "ended with -11"),
        ("sys.stdout.buffer.write(bytes(1001))", "longer than 1000 bytes"),
        ("sys.stdout.buffer.write(b'\\0\\0\\0\\5abc')", "cut off"),
    ],
)
async def test_cage_says_what_went_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, why: str) -> None:
    seconds = 1.0 if body.startswith("while") else 60.0
    with pytest.raises(Broken, match=why):
        await run(tmp_path, body, seconds=seconds, monkeypatch=monkeypatch)


async def test_work_that_nobody_reads_is_no_fault_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a pipe holds, to a program that ends without reading."""
    (tmp_path / "deaf_program.py").write_text("import sys; sys.exit(7)")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    with pytest.raises(Broken, match="ended with 7"):
        await caged("deaf_program", bytes(10_000_000), seconds=60, answer_bytes=10)
