"""A whole server for benches: `dialogue serve` with its process tree in a folder of its own. Knows no measurement."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dialogue.bus import LinkBus
from web.creation import Invitation, from_answer
from web.visitor import door

START_S = 60.0  # on a machine shared with others
NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Tree:
    """One running installation at `base`."""

    base: str
    data: Path
    process: asyncio.subprocess.Process

    async def new(self, name: str, **wanted: Any) -> Sequence[Invitation]:
        """A new dialogue, as `web.creation.Wanted` says; waits until there is somebody to make it."""
        message = {"name": name, "starts_at": time.time() + 60, **wanted}
        return from_answer(await self.ask("control.create", message))

    async def ask(self, subject: str, message: dict[str, Any]) -> dict[str, Any]:
        """The control process's answer on the bus, once it is there."""
        link = LinkBus(self.data / "bus")
        await link.start()
        try:
            async with asyncio.timeout(START_S):
                await link.connected.wait()
            return await link.request(subject, message, timeout=START_S)
        finally:
            await link.close()

    async def healthy(self) -> None:
        """Returns once pages, clock, bus and media are all there."""
        async with asyncio.timeout(START_S):
            while not await asyncio.to_thread(self._well):  # noqa: ASYNC110 - another process tells nobody
                await asyncio.sleep(0.05)

    def _well(self) -> bool:
        try:
            return door.request(self.base, "GET", "/health")[0] == 200
        except OSError:
            return False

    def pid_of(self, module: str) -> int:
        """The child that runs `python -m {module}`."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return next(int(pid) for pid in children if module in Path(f"/proc/{pid}/cmdline").read_text().split("\0"))


@contextlib.asynccontextmanager
async def tree(settings: Mapping[str, str] = NONE, *, quiet: bool = False) -> AsyncIterator[Tree]:
    """Started as in production, on free ports of the loopback, with `settings` besides; ended whatever happens.
    `quiet`: what it says goes into `server.log` beside its data, and Ctrl-C in the terminal does not reach it."""
    port, media = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_DGRAM)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        places = {"DATA_DIR": folder, "PORT": str(port), "MEDIA_PORT": str(media)}
        with (data / "server.log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "web.cli", "serve"),
                env={**os.environ, **places, "LOG_LEVEL": "WARNING", **settings},
                stdout=asyncio.subprocess.DEVNULL,
                stderr=log if quiet else None,
                start_new_session=quiet,
            )
        try:
            yield Tree(f"http://localhost:{port}", data, process)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
