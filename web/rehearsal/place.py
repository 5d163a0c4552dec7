"""Where a rehearsal takes place: a server of its own on this machine, or one that is reached by its address.

The rehearsal gets a dialogue there and links for everybody; it never looks into a server, but at what the system says
of processes of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from dialogue.bus import BusTimeout
from web.bench.media import cpu_seconds, memory_mb
from web.bench.tree import Tree, tree
from web.creation import Invitation, from_answer
from web.state import BUILD
from web.visitor import door

MODULES: Final = {"media": "rooms.process", "control": "web.control"}


class Unusable(Exception):
    """The place cannot be used; says why in one line. `code`: of the exit."""

    def __init__(self, why: str, code: int = 2) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True, slots=True)
class Use:
    """CPU seconds of the whole server so far, its memory, by process."""

    cpu_s: float
    media_cpu_s: float
    rss_mb: float


class Place(Protocol):
    """A server in which a rehearsal is held."""

    base: str

    async def new(self, wanted: dict[str, Any]) -> Sequence[Invitation]: ...

    def use(self) -> Use | None: ...

    def kill(self, part: str) -> None: ...


class Own:
    """A server that the rehearsal started and may look at, and do harm to."""

    def __init__(self, place: Tree) -> None:
        self.tree = place
        self.base = place.base
        self._gone: dict[int, tuple[float, float]] = {}
        self._seen: dict[int, tuple[str, float]] = {}

    async def new(self, wanted: dict[str, Any]) -> Sequence[Invitation]:
        try:
            return await self.tree.new("probe", **wanted)
        except (BusTimeout, TimeoutError):
            said = (self.tree.data / "server.log").read_text(errors="replace").strip().splitlines()
            raise Unusable(f"the server did not start: {said[-1] if said else 'no answer'}", 1) from None

    def use(self) -> Use:
        """Also of processes that were killed meanwhile, as far as they were looked at."""
        rss = 0.0
        for pid in descendants(self.tree.process.pid):
            try:
                self._seen[pid] = command_of(pid), sum(cpu_seconds(pid))
                rss += memory_mb(pid)
            except (OSError, ValueError):  # it ended between two looks
                continue
        used = self._seen.values()
        media = sum(seconds for command, seconds in used if MODULES["media"] in command)
        return Use(sum(seconds for _, seconds in used), media, round(rss, 1))

    def kill(self, part: str) -> None:
        os.kill(self.tree.pid_of(MODULES[part]), signal.SIGKILL)


class Remote:
    """Somebody's server, which gives rehearsals to who has a key."""

    def __init__(self, base: str, key: str) -> None:
        self.base = base
        self.key = key

    async def new(self, wanted: dict[str, Any]) -> Sequence[Invitation]:
        """Raises `Unusable`."""
        asked = {name: wanted[name] for name in ("script", "speed", "visitors")}
        order = json.dumps({"key": self.key, "build": BUILD, **asked})
        headers = {"Content-Type": "application/json"}
        try:
            status, _, body = await asyncio.to_thread(
                door.request, self.base, "POST", "/rehearsal", body=order, headers=headers
            )
        except OSError as error:
            raise Unusable(f"{self.base}: no server answers there ({error})") from None
        if status == 403:
            raise Unusable(f"{self.base}: the key is not valid there, or no longer")
        return _invitations(self.base, status, body)

    def use(self) -> None:
        return None

    def kill(self, part: str) -> None:
        raise Unusable("--kill needs a server of the rehearsal's own (--local)")


def _invitations(base: str, status: int, body: bytes) -> Sequence[Invitation]:
    """Of a server's answer to who has a key. Raises `Unusable`."""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = {}
    if status == 409 and "build" in answer:
        raise Unusable(f"{base}: that server is version {answer['build']}, this program is {BUILD}")
    if status == 422 and "error" in answer:
        raise Unusable(f"{base}: {answer['error']}")
    if status != 200 or "invitations" not in answer:
        raise Unusable(f"{base}: no server that knows rehearsals (it answers {status})")
    return from_answer(answer)


@asynccontextmanager
async def own() -> AsyncIterator[Own]:
    async with tree(quiet=True) as place:
        yield Own(place)


def descendants(pid: int) -> list[int]:
    """A process and all that it started, as far as they live."""
    found, waiting = [], [pid]
    while waiting:
        each = waiting.pop()
        found.append(each)
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                waiting += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def soon() -> float:
    """An announced start that opens all doors at once."""
    return time.time() + 60
