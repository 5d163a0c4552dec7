"""A reverse proxy for tests: what deploy/caddy/Caddyfile asks of Caddy, or Caddy itself with that very file."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2 as httpx

CADDYFILE = Path(__file__).parents[2] / "deploy/caddy/Caddyfile"
LOOK_S, TRY_S, AGAIN_S = 0.5, 3.0, 0.1


class Front:
    """Every connection goes to the ready node that has the fewest."""

    def __init__(self, nodes: Sequence[int]) -> None:
        self.ready = dict.fromkeys(nodes, True)
        self.carried: Counter[int] = Counter()

    async def look(self) -> None:
        """Until cancelled."""
        async with httpx.AsyncClient(trust_env=False, timeout=2.0) as client:
            while True:
                for node in self.ready:
                    self.ready[node] = await _ready(client, node)
                await asyncio.sleep(LOOK_S)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(TRY_S):
                node, behind, before = await self._open()
            self.carried[node] += 1
            try:
                await asyncio.gather(_pass(reader, before), _pass(behind, writer))
            finally:
                self.carried[node] -= 1
                before.close()
        writer.close()

    async def _open(self) -> tuple[int, asyncio.StreamReader, asyncio.StreamWriter]:
        while True:
            ready = [node for node, well in self.ready.items() if well]
            for node in sorted(ready, key=lambda node: self.carried[node]):
                with contextlib.suppress(OSError):
                    return node, *await asyncio.open_connection("localhost", node)
            await asyncio.sleep(AGAIN_S)


async def _ready(client: httpx.AsyncClient, node: int) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return (await client.get(f"http://localhost:{node}/ready")).status_code == 200
    return False


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def front(port: int, nodes: Sequence[int]) -> AsyncIterator[None]:
    """Ours, at `port`, before the nodes with these ports."""
    made = Front(nodes)
    looking = asyncio.create_task(made.look())
    server = await asyncio.start_server(made.serve, "localhost", port)
    try:
        yield
    finally:
        server.close()
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


@asynccontextmanager
async def caddy(program: str, port: int, nodes: Sequence[int], folder: Path) -> AsyncIterator[None]:
    """Debian's, with the shipped file. On one machine without a certificate: plain HTTP."""
    places = {"SITE": f"http://localhost:{port}", "CONTROL": " ".join(f"localhost:{node}" for node in nodes)}
    homes = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "caddy.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(program, "run", "--adapter", "caddyfile", "--config", str(CADDYFILE)),
            env=os.environ | places | homes,
            stdout=log,
            stderr=log,
        )
    try:
        yield
    finally:
        process.terminate()
        await process.wait()
