"""A real server for tests: `dialogue serve` with its whole process tree on free ports, and means to kill parts."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from dialogue.bus import LinkBus
from web.creation import Invitation, from_answer

START_S = 90.0  # on a machine shared with others


@dataclass
class Town:
    """One running installation. `base` is its address."""

    base: str
    data: Path
    process: asyncio.subprocess.Process
    log: Path

    @property
    def file(self) -> Path:
        """SQLite's; skips the test that looks into it where the town works with another database."""
        path = self.data / "dialogue.db"
        if not path.exists():
            pytest.skip("looks into SQLite's file")
        return path

    async def new(self, name: str = "d1", **wanted: Any) -> list[Invitation]:
        """A new dialogue (see `web.creation.Wanted`); returns its invitations."""
        link = LinkBus(self.data / "bus")
        await link.start()
        try:
            async with asyncio.timeout(START_S):
                await link.connected.wait()
            message = {"name": name, "script": "trial", "starts_at": time.time() + 60, **wanted}
            return list(from_answer(await link.request("control.create", message, timeout=START_S)))
        finally:
            await link.close()

    def pid_of(self, module: str) -> int:
        """The child that runs `python -m {module}`."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in children:
            if module in Path(f"/proc/{pid}/cmdline").read_text().split("\0"):
                return int(pid)
        raise AssertionError(f"no child runs {module}: {self.log.read_text()}")

    def kill(self, module: str) -> None:
        os.kill(self.pid_of(module), signal.SIGKILL)

    async def healthy(self) -> None:
        """Returns once pages, clock and media are all there."""
        async with asyncio.timeout(START_S), httpx.AsyncClient() as client:
            while True:
                assert self.process.returncode is None, self.log.read_text()
                try:
                    if (await client.get(f"{self.base}/health")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)


@asynccontextmanager
async def town(path: Path, *, well: bool = True, **settings: str) -> AsyncIterator[Town]:
    """Starts and stops one. `well`: not before all is well with it."""
    port = settings.get("PORT") or str(free_port(socket.SOCK_STREAM))
    media = free_port(socket.SOCK_DGRAM)
    data, log = path / "data", path / "server.log"
    environment = os.environ | {
        "DATA_DIR": str(data),
        "PORT": port,
        "MEDIA_PORT": str(media),
        "HOTLINE": "0800 123 456",
        "TOWN": "Musterstadt",
        **settings,
    }
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "web.cli", "serve", env=environment, stdout=out, stderr=out
        )
    try:
        place = Town(f"http://localhost:{port}", data, process, log)
        if well:
            await place.healthy()
        yield place
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
