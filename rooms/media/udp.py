"""One UDP socket per advertised address, with whichever batching this machine has. Knows bytes and addresses only."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any, Protocol

from rooms.media import mmsg
from rooms.media.addresses import family_of, pack_address, raw_length, unpack_address
from rooms.media.buffers import LARGEST, Buffers, Datagram

BUFFER_BYTES = 4 << 20

logger = logging.getLogger(__name__)


class Inbox(Protocol):
    batch: int

    def receive(self) -> list[Datagram]: ...


class Outbox(Protocol):
    view: memoryview
    data: Any
    sent: int
    dropped: int
    batches: int
    messages: int

    def destination(self, raw: bytes) -> Any: ...
    def push(self, length: int, destination: Any) -> None: ...
    def flush(self) -> None: ...


class PlainInbox:
    """`recvfrom`, one datagram a call, where recvmmsg is missing."""

    __slots__ = ("_data", "_socket", "_view")
    batch = 1

    def __init__(self, sock: socket.socket) -> None:
        buffers = Buffers(1)
        self._socket, self._data, self._view = sock, buffers.data[0], buffers.views[0]

    def receive(self) -> list[Datagram]:
        try:
            length, sender = self._socket.recvfrom_into(self._view, LARGEST)
        except (BlockingIOError, ConnectionError):
            return []
        return [(self._view, self._data, length, pack_address(sender[0], sender[1]))]


class PlainOutbox:
    """`sendto`, one datagram a call, where sendmmsg is missing."""

    __slots__ = ("_socket", "batches", "data", "dropped", "messages", "sent", "view")

    def __init__(self, sock: socket.socket) -> None:
        buffers = Buffers(1)
        self._socket, self.data, self.view = sock, buffers.data[0], buffers.views[0]
        self.sent = self.dropped = self.batches = self.messages = 0

    def destination(self, raw: bytes) -> Any:
        return unpack_address(raw)

    def push(self, length: int, destination: Any) -> None:
        self.batches += 1
        try:
            self._socket.sendto(self.view[:length], destination)
        except OSError:
            self.dropped += 1
        else:
            self.sent += 1
            self.messages += 1

    def flush(self) -> None:
        pass


class Port:
    """A bound socket: `inbox`, `outbox`, and the address it ended up with (port 0 picks a free one)."""

    __slots__ = ("address", "inbox", "outbox", "socket", "timer")

    def __init__(self, host: str, port: int, *, batching: bool = True) -> None:
        family = family_of(host)
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        _widen(self.socket)
        try:
            self.socket.bind((host, port))
        except OSError:
            self.socket.close()
            raise
        self.address: tuple[str, int] = self.socket.getsockname()[:2]
        self.timer: asyncio.TimerHandle | None = None  # while packets are collected
        self.inbox: Inbox
        self.outbox: Outbox
        if batching and mmsg.available():
            self.inbox = mmsg.Inbox(self.socket.fileno(), name_length=raw_length(family))
            self.outbox = mmsg.Outbox(
                self.socket.fileno(), name_length=raw_length(family), segments=mmsg.segments(self.socket)
            )
        else:
            self.inbox, self.outbox = PlainInbox(self.socket), PlainOutbox(self.socket)

    def close(self) -> None:
        self.socket.close()


def _widen(sock: socket.socket) -> None:
    for option, name in ((socket.SO_RCVBUF, "receive"), (socket.SO_SNDBUF, "send")):
        sock.setsockopt(socket.SOL_SOCKET, option, BUFFER_BYTES)
        # Linux reports twice what it granted (socket(7))
        granted = sock.getsockopt(socket.SOL_SOCKET, option) // 2
        if granted < BUFFER_BYTES:
            logger.warning("the %s buffer is capped at %d bytes; raise net.core.[rw]mem_max", name, granted)
