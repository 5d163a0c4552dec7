"""The peer's one UDP socket: drained from the event loop, connected to the server; knows nothing of what it carries."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

Address = tuple[str, int]
_AT_ONCE = 128
_BUFFER = 1 << 20


class Radio:
    """`receive` gets a view of each datagram that the next one overwrites."""

    def __init__(self, receive: Callable[[memoryview], None]) -> None:
        self._receive = receive
        self._view = memoryview(bytearray(2048))
        self._socket: socket.socket | None = None
        self.unsent = 0

    def open(self, remote: Address) -> None:
        """Also moves to a new local address when open already, as a phone does that changes its network."""
        self.close()
        sock = socket.socket(socket.AF_INET6 if ":" in remote[0] else socket.AF_INET, socket.SOCK_DGRAM)
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        sock.connect(remote)
        self._socket = sock
        asyncio.get_running_loop().add_reader(sock.fileno(), self._drain)

    def close(self) -> None:
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
            self._socket.close()
            self._socket = None

    @property
    def local(self) -> Address:
        assert self._socket is not None
        name = self._socket.getsockname()
        return name[0], name[1]

    def send(self, data: bytes | memoryview) -> None:
        if self._socket is None:
            return
        try:
            self._socket.send(data)
        except OSError:  # full, or the server is away: a datagram may be lost
            self.unsent += 1

    def _drain(self) -> None:
        for _ in range(_AT_ONCE):
            if self._socket is None:
                return
            try:
                size = self._socket.recv_into(self._view)
            except BlockingIOError:
                return
            except OSError:  # ICMP says that nobody listens there
                continue
            if size:
                self._receive(self._view[:size])
