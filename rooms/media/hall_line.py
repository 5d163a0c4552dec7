"""The socket between the media process and the mosaic process beside it. Knows messages, not what they say.

It never waits: a mosaic process that does not read is sent nothing, and one that misses what it must know is cut off;
it comes back by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from pathlib import Path

from rooms.media.hall_wire import CONTROL, LARGEST

AT_ONCE = 4  # messages, then packets get their turn
BUFFER_BYTES = 4 << 20

logger = logging.getLogger(__name__)


class HallLine:
    """One mosaic process at a time; the newest stays. `path`: None for no hall."""

    def __init__(
        self,
        path: Path | None,
        *,
        opened: Callable[[], None],
        heard: Callable[[bytes], None],
        closed: Callable[[], None],
    ) -> None:
        self._path, self._opened, self._heard, self._closed = path, opened, heard, closed
        self._listener: socket.socket | None = None
        self._line: socket.socket | None = None
        self._room = memoryview(bytearray(LARGEST if path is not None else 0))

    def start(self) -> None:
        """Without a socket there is no hall, and all else goes on."""
        if self._path is None:
            return
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listener.setblocking(False)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.unlink(missing_ok=True)  # of a process that was killed
            listener.bind(str(self._path))
            self._path.chmod(0o600)
            listener.listen(1)
        except OSError as error:
            listener.close()
            logger.warning("no picture of the hall: %s", error)
            return
        self._listener = listener
        asyncio.get_running_loop().add_reader(listener.fileno(), self._accept)

    def close(self) -> None:
        self._drop()
        if self._listener is not None and self._path is not None:
            asyncio.get_running_loop().remove_reader(self._listener.fileno())
            self._listener.close()
            self._listener = None
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)

    def send(self, message: bytes) -> bool:
        """Whether it was taken."""
        if self._line is None:
            return False
        try:
            self._line.send(message)
        except OSError as error:
            if message[0] == CONTROL or not isinstance(error, BlockingIOError):
                asyncio.get_running_loop().call_soon(self._drop, self._line)
            return False
        return True

    def _accept(self) -> None:
        assert self._listener is not None
        try:
            line, _ = self._listener.accept()
        except OSError:
            return
        self._drop()
        line.setblocking(False)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_BYTES)
        self._line = line
        asyncio.get_running_loop().add_reader(line.fileno(), self._readable, line)
        self._opened()

    def _readable(self, line: socket.socket) -> None:
        for _ in range(AT_ONCE):
            try:
                length = line.recv_into(self._room)
            except BlockingIOError:
                return
            except OSError:
                length = 0
            if not length:
                self._drop(line)
                return
            self._heard(bytes(self._room[:length]))
            if line is not self._line:
                return

    def _drop(self, line: socket.socket | None = None) -> None:
        """That line, or whichever there is."""
        if self._line is None or (line is not None and line is not self._line):
            return
        asyncio.get_running_loop().remove_reader(self._line.fileno())
        self._line.close()
        self._line = None
        self._closed()
