"""Debian's PostgreSQL and Redis for tests: real servers on free loopback ports, gone with the test, restartable."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from dialogue.ties import tied_to_parent
from tests.town import free_port

START_S = 60.0
numbers = count(1)


def postgres_folder() -> Path | None:
    """Where Debian keeps `postgres` and `initdb`: not on the PATH; the newest of them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[-3]))
    return found[-1].parent if found else None


def missing_postgres() -> str | None:
    return None if postgres_folder() else "PostgreSQL is not installed (apt-get install postgresql-15)"


def missing_redis() -> str | None:
    return None if shutil.which("redis-server") else "Redis is not installed (apt-get install redis-server)"


class Server:
    """One process that can be stopped and started again on the same port, with the same folder."""

    def __init__(self, folder: Path, command: list[str], port: int, *, user: str | None = None) -> None:
        self.folder = folder
        self.command = command
        self.port = port
        self.user = user
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it listens."""
        log = (self.folder / "log").open("ab")
        options = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}
        self.process = subprocess.Popen(
            self.command, stdout=log, stderr=log, cwd=self.folder, preexec_fn=tied_to_parent(), **options
        )
        log.close()
        until(self.listens, lambda: (self.folder / "log").read_text())

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(START_S)
            self.process = None

    def restart(self) -> None:
        self.stop(signal.SIGINT)  # PostgreSQL: does not wait for its clients
        self.start()

    def listens(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "log").read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def until(holds: Callable[[], bool], told: Callable[[], str]) -> None:
    ends_at = time.monotonic() + START_S
    while not holds():
        assert time.monotonic() < ends_at, told()
        time.sleep(0.02)


class Postgres(Server):
    """`fresh()` makes an empty database and gives its address."""

    def run(self, program: str, *arguments: str) -> str:
        """One of its own tools, as its user; what it printed."""
        folder = postgres_folder()
        assert folder is not None
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "dialogue"]
        return subprocess.run(
            [folder / program, *where, *arguments], check=True, capture_output=True, text=True, timeout=START_S
        ).stdout

    def fresh(self) -> str:
        name = f"t{next(numbers)}"
        self.run("createdb", name)
        return self.url(name)

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://dialogue@127.0.0.1:{self.port}/{name}"

    def ready(self) -> bool:
        try:
            return self.run("psql", "-tAc", "SELECT 1", "postgres").strip() == "1"
        except subprocess.CalledProcessError:
            return False

    def start(self) -> None:
        super().start()
        until(self.ready, lambda: (self.folder / "log").read_text())


@contextmanager
def postgres() -> Iterator[Postgres]:
    """root cannot run it: as Debian's user `postgres`, who owns the folder."""
    programs = postgres_folder()
    assert programs is not None
    user = "postgres" if os.getuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as made:
        folder, port = Path(made), free_port(socket.SOCK_STREAM)
        if user:
            shutil.chown(folder, user)
        as_user = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
        make = [programs / "initdb", "-D", folder / "data", "-U", "dialogue", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(make, check=True, capture_output=True, cwd=folder, timeout=START_S, **as_user)
        settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "fsync": "off"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        server = Postgres(folder, [str(programs / "postgres"), "-D", str(folder / "data"), *options], port, user=user)
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGINT)


class Redis(Server):
    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


@contextmanager
def redis() -> Iterator[Redis]:
    program = shutil.which("redis-server")
    assert program is not None
    with tempfile.TemporaryDirectory(prefix="redis-", dir="/tmp", ignore_cleanup_errors=True) as made:
        port = free_port(socket.SOCK_STREAM)
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", made]
        server = Redis(Path(made), [program, *options], port)
        server.start()
        try:
            yield server
        finally:
            server.stop()
