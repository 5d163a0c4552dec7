"""Frames of the bus on a Unix socket: length-prefixed JSON and a bounded way out; it must not know what they mean."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from collections import deque
from pathlib import Path
from typing import Any

FRAME_LIMIT = 4 << 20  # bytes; the largest real message, a plan of 75 seats, has about 10 kB
OUT_LIMIT = 4096  # frames that may wait for a slow reader before the oldest is dropped

LENGTH = struct.Struct("!I")


def pack(frame: dict[str, Any]) -> bytes:
    body = json.dumps(frame, separators=(",", ":"), ensure_ascii=False).encode()
    if len(body) > FRAME_LIMIT:
        raise ValueError(f"a bus message of {len(body)} bytes is over the limit of {FRAME_LIMIT}")
    return LENGTH.pack(len(body)) + body


async def read_frame(reader: asyncio.StreamReader) -> dict[str, Any]:
    """Raises IncompleteReadError at the end, ValueError for what is no frame."""
    (length,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
    if length > FRAME_LIMIT:
        raise ValueError(f"a bus frame of {length} bytes is over the limit of {FRAME_LIMIT}")
    frame = json.loads(await reader.readexactly(length))
    if not isinstance(frame, dict):
        raise ValueError("a bus frame is not an object")
    return frame


class Out:
    """What waits for one reader: never blocks the sender, drops the oldest and counts when the reader is too slow."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.frames: deque[bytes] = deque()
        self.some = asyncio.Event()
        self.dropped = 0

    def put(self, frame: bytes) -> None:
        if len(self.frames) >= OUT_LIMIT:
            self.frames.popleft()
            self.dropped += 1
        self.frames.append(frame)
        self.some.set()

    def put_now(self, frame: bytes) -> None:
        """Past the queue and never dropped: for the few small frames that say what is subscribed."""
        self.writer.write(frame)

    async def run(self) -> None:
        """Write until cancelled or the connection breaks."""
        while True:
            await self.some.wait()
            while self.frames:
                self.writer.write(self.frames.popleft())
                await self.writer.drain()
            self.some.clear()

    async def close(self) -> None:
        self.writer.transport.abort()  # not close(): that waits for a reader who may never read again
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()


def listen(path: Path) -> socket.socket:
    """Bind for this user only, replacing the file a dead process left; OSError if a living one serves there."""
    if path.is_socket():
        if answers(path):
            raise OSError(f"another process already serves {path}")
        path.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    # Nobody connects before listen(), so the mode is right before it matters.
    listener.bind(str(path))
    path.chmod(0o600)
    return listener


def answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
