"""Debian's Janus with only VideoRoom and WebSockets: started, asked, stopped. Knows its signalling, no media."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import websockets

PORT = 8188
ROOM = 1234
PLUGIN = "janus.plugin.videoroom"
LIBRARIES = "usr/lib/*/janus"
MAIN = """
general: {{ configs_folder = "{folder}" plugins_folder = "{library}/plugins" transports_folder = "{library}/transports"
    events_folder = "{library}/events" loggers_folder = "{library}/loggers" debug_level = 2 }}
media: {{ rtp_port_range = "20000-29999" }}
nat: {{ ice_enforce_list = "{address}" }}
plugins: {{ disable = "{plugins}" }}
transports: {{ disable = "{transports}" }}
"""
SOCKETS = """
general: {{ json = "compact" ws = true ws_port = {port} ws_ip = "{address}" wss = false }}
"""


class Caller:
    """One session over one WebSocket; answers are matched by their transaction."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._numbers = count()
        self._session: dict[str, Any] = {}
        self._reading = asyncio.create_task(self._read())

    async def open(self) -> None:
        self._session = {"session_id": (await self._ask({"janus": "create"}))["data"]["id"]}

    async def close(self) -> None:
        self._reading.cancel()
        await self._socket.close()

    async def attach(self) -> int:
        return int((await self._ask({"janus": "attach", "plugin": PLUGIN}))["data"]["id"])

    async def tell(self, handle: int, body: dict[str, Any], *, jsep: dict[str, str] | None = None) -> dict[str, Any]:
        """The plugin's answer: `plugindata` and, where there is one, `jsep`. Raises ValueError where it refuses."""
        message: dict[str, Any] = {"janus": "message", "handle_id": handle, "body": body}
        if jsep is not None:
            message["jsep"] = jsep
        answer = await self._ask(message)
        data = answer["plugindata"]["data"]
        if "error" in data:
            raise ValueError(data["error"])
        return answer

    async def trickle(self, handle: int, candidate: str) -> None:
        line = {"sdpMid": "0", "sdpMLineIndex": 0, "candidate": candidate}
        for found in (line, {"completed": True}):
            await self._ask({"janus": "trickle", "handle_id": handle, "candidate": found}, acknowledged=True)

    async def _ask(self, message: dict[str, Any], *, acknowledged: bool = False) -> dict[str, Any]:
        transaction = f"{next(self._numbers)}{'a' if acknowledged else ''}"
        future = self._waiting[transaction] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps(message | self._session | {"transaction": transaction}))
        async with asyncio.timeout(30):
            answer: dict[str, Any] = await future
            return answer

    async def _read(self) -> None:
        async for text in self._socket:
            message = json.loads(text)
            transaction = message.get("transaction", "")
            if message["janus"] == "ack" and not transaction.endswith("a"):
                continue  # the answer follows
            future = self._waiting.pop(transaction, None)
            if future is None or future.done():
                continue
            if message["janus"] == "error":
                future.set_exception(ValueError(message["error"]["reason"]))
            else:
                future.set_result(message)


def library() -> Path | None:
    """Where Debian put its plugins; None where Janus is not installed."""
    return next(iter(Path("/").glob(LIBRARIES)), None) if shutil.which("janus") else None


def _configure(folder: Path, library: Path, address: str) -> None:
    plugins = (path.name for path in (library / "plugins").glob("*.so") if "videoroom" not in path.name)
    transports = (path.name for path in (library / "transports").glob("*.so") if "websockets" not in path.name)
    main = MAIN.format(
        folder=folder,
        library=library,
        address=address,
        plugins=",".join(sorted(plugins)),
        transports=",".join(sorted(transports)),
    )
    (folder / "janus.jcfg").write_text(main)
    (folder / "janus.transport.websockets.jcfg").write_text(SOCKETS.format(port=PORT, address=address))


@contextlib.asynccontextmanager
async def janus(library: Path, address: str) -> AsyncIterator[tuple[Caller, int]]:
    """Its caller, with the room made, and its process id; ended whatever happens."""
    with tempfile.TemporaryDirectory() as folder:
        _configure(Path(folder), library, address)
        quiet = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec("janus", "-F", folder, "-o", stdout=quiet, stderr=quiet)
        try:
            caller = Caller(await _socket(address))
            await caller.open()
            handle = await caller.attach()
            room = {"request": "create", "room": ROOM, "publishers": 32, "bitrate": 10_000_000, "videocodec": "vp8"}
            await caller.tell(handle, room)
            yield caller, process.pid
            await caller.close()
        finally:
            process.terminate()
            await process.wait()


async def _socket(address: str) -> Any:
    async with asyncio.timeout(20):
        while True:
            try:
                return await websockets.connect(
                    f"ws://{address}:{PORT}", subprotocols=[websockets.Subprotocol("janus-protocol")], max_size=None
                )
            except OSError:
                await asyncio.sleep(0.1)
