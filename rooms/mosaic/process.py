"""The mosaic child process: a socket to the media process, and `Mosaic` between what comes and what goes.

Run by the supervisor as `python -m rooms.mosaic.process`. It finds its media process again whenever that starts anew,
and ends with the supervisor: whose end of the stdin pipe closes however it dies.
"""

from __future__ import annotations

import argparse
import logging
import os
import select
import socket
import stat
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from dialogue.logs import set_up
from rooms.media.hall_line import BUFFER_BYTES
from rooms.media.hall_wire import LARGEST
from rooms.mosaic.mosaic import Mosaic

AGAIN_S = 0.1  # between two attempts to find the media process
IDLE_S = 60.0
GATHER_S = 0.015  # what comes meanwhile is heard in one go: waking up costs more than reading
NICE = 5  # sound is worth more than this picture

log = logging.getLogger(__name__)


class Ended(Exception):
    """The supervisor is gone."""


def rest(poll: select.poll, seconds: float) -> None:
    """Until something is there to be read, or so long. Raises `Ended`."""
    for number, _ in poll.poll(max(0.0, seconds) * 1000):
        if number == 0 and not os.read(0, 4096):
            raise Ended


def watching_parent() -> select.poll:
    poll = select.poll()
    mode = os.fstat(0).st_mode
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):  # else started by hand
        poll.register(0, select.POLLIN)
    return poll


def connect(path: Path) -> socket.socket:
    """Raises `Ended`; otherwise tries until there is a media process."""
    while True:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            line.connect(str(path))
        except OSError:
            line.close()
            rest(watching_parent(), AGAIN_S)
        else:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_BYTES)
            return line


def serve(line: socket.socket) -> None:
    """Until the media process is gone. Raises `Ended`, `OSError`."""
    mosaic = Mosaic(line.sendall, time.process_time, time.monotonic())
    poll = watching_parent()
    poll.register(line, select.POLLIN)
    room = memoryview(bytearray(LARGEST))
    while True:
        wake_at = mosaic.wake_at()
        rest(poll, IDLE_S if wake_at is None else wake_at - time.monotonic())
        while message := _waiting(line, room):
            mosaic.hear(message, time.monotonic())
        mosaic.work(time.monotonic())
        time.sleep(GATHER_S)


def _waiting(line: socket.socket, room: memoryview) -> bytes:
    """The next message, if one is there. Raises `ConnectionError` where none will come any more."""
    try:
        length = line.recv_into(room, 0, socket.MSG_DONTWAIT)
    except BlockingIOError:
        return b""
    if not length:
        raise ConnectionResetError
    return bytes(room[:length])


def run(path: Path) -> int:
    """The exit code."""
    while True:
        try:
            with connect(path) as line:
                serve(line)
        except Ended:
            return 0
        except OSError as error:
            log.info("- the media process is gone: %s", error)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m rooms.mosaic.process", description="The mosaic child process.")
    parser.add_argument("--media", type=Path, required=True, help="path of the media process's socket")
    parser.add_argument("--instance", default="hall", help="this process's name")
    given = parser.parse_args(arguments)
    set_up(os.environ.get("LOG_LEVEL", "info"), os.environ.get("LOG_STYLE", "text"))
    os.nice(NICE)
    return run(given.media)


if __name__ == "__main__":
    sys.exit(main())
