"""Datagrams over TCP where a network blocks UDP: a passive ICE-TCP listener (RFC 6544) with RFC 4571 framing.

Each connection is an outbox of its own to the unit. What does not fit into its line any more is dropped, as a network
would drop it: a late picture is of no use.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable
from struct import Struct
from typing import Any, cast

from rooms.media.addresses import pack_address
from rooms.media.buffers import LARGEST, Buffers

LENGTH = Struct("!H")
MARK = b"tcp"  # behind the raw address: the same host and port may also be known by UDP
WAITING = 128 * 1024  # bytes in a line before packets are dropped; about half a second of a full picture
CONNECTIONS = 400
PROOF_S = 10.0  # in which the first valid check must have come
SILENT_S = 30.0  # the unit's own patience for a browser that never finished joining

COUNTED = ("sent", "dropped", "batches", "messages")

Handle = Callable[["Line", memoryview, Any, int, bytes, float], None]

logger = logging.getLogger(__name__)


class Line(asyncio.Protocol):
    """One connection. `view` and `data` are where the unit writes what it then pushes."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        buffers = Buffers(2)
        self._into, self._into_data = buffers.views[0], buffers.data[0]
        self.view, self.data = buffers.views[1], buffers.data[1]
        self._held = bytearray()
        self._frames: list[bytes] = []
        self._transport: asyncio.Transport | None = None
        self._proof: asyncio.TimerHandle | None = None
        self.address = b""
        self.heard_at = time.monotonic()
        self.sent = self.dropped = self.batches = self.messages = 0

    # -- the connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast(asyncio.Transport, transport)  # uvloop's are none by their class
        peername = transport.get_extra_info("peername")
        if peername is None:  # reset while it was being accepted
            transport.abort()
            return
        host, port = peername[:2]
        self._transport, self.address = transport, pack_address(host, port) + MARK
        if not self._listener.admit(self):
            transport.abort()
            return
        self._proof = self._listener.later(PROOF_S, self._unproven)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if self._proof is not None:
            self._proof.cancel()
        self._listener.forget(self)

    def _unproven(self) -> None:
        """Whoever has credentials was answered by now: the unit answers nobody else."""
        if not self.sent:
            self.end()

    def data_received(self, data: bytes) -> None:
        held = self._held
        held += data
        at = 0
        while len(held) - at >= LENGTH.size:
            (length,) = LENGTH.unpack_from(held, at)
            if length > LARGEST:
                self.end()
                return
            end = at + LENGTH.size + length
            if len(held) < end:
                break
            self._into[:length] = held[at + LENGTH.size : end]
            self._listener.handle(self, self._into, self._into_data, length, self.address, time.monotonic())
            at = end
        del held[:at]
        self.heard_at = time.monotonic()

    def end(self) -> None:
        """At once: what waits in it is of no use any more."""
        if self._transport is not None:
            self._transport.abort()

    # -- an outbox

    def destination(self, raw: bytes) -> None:
        """There is only one."""

    def push(self, length: int, destination: Any) -> None:
        transport = self._transport
        if transport is None or transport.get_write_buffer_size() > WAITING:
            self.dropped += 1
            return
        if not self._frames:
            asyncio.get_running_loop().call_soon(self.flush)
        self._frames.append(LENGTH.pack(length) + self.view[:length])
        self.sent += 1
        self.messages += 1

    def flush(self) -> None:
        if self._frames and self._transport is not None:
            self._transport.write(b"".join(self._frames))
            self.batches += 1
        self._frames.clear()


class Listener:
    """One TCP port beside a UDP one. `handle` gets every datagram that came."""

    def __init__(self, handle: Handle) -> None:
        self.handle = handle
        self.lines: set[Line] = set()
        self._past: Counter[str] = Counter()
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> bool:
        """Whether the port could be had: without it people are served by UDP all the same."""
        try:
            self._server = await asyncio.get_running_loop().create_server(lambda: Line(self), host, port)
        except OSError as error:
            logger.warning("no sound and picture by TCP on port %d: %s", port, error.strerror)
            return False
        return True

    def later(self, seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle | None:
        """On the loop that it listens on; None before it does."""
        return self._server.get_loop().call_later(seconds, call) if self._server is not None else None

    def admit(self, line: Line) -> bool:
        """Makes room by ending lines that said nothing for long; False where there is none."""
        if len(self.lines) >= CONNECTIONS:
            late = time.monotonic() - SILENT_S
            for each in [each for each in self.lines if each.heard_at < late]:
                each.end()
                self.forget(each)
        if len(self.lines) >= CONNECTIONS:
            return False
        self.lines.add(line)
        return True

    def forget(self, line: Line) -> None:
        if line in self.lines:
            self.lines.discard(line)
            self._past.update({name: getattr(line, name) for name in COUNTED})

    def count(self, name: str) -> int:
        """One of `COUNTED` over all lines there ever were."""
        now: list[int] = [getattr(line, name) for line in self.lines]
        return self._past[name] + sum(now)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for line in list(self.lines):
            line.flush()
            line.end()
        if self._server is not None:
            await self._server.wait_closed()
