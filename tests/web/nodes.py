"""Nodes with one PostgreSQL and one Redis, for tests: two as they start, a machine that dies, a newer release."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.machines import Postgres, Redis
from tests.town import Town, town
from tests.web.guests import Guest, House, Line
from web.creation import Invitation

KEY = "a key that all nodes of these tests share"
ROOT = Path(__file__).parents[2]


def shared(postgres: Postgres, redis: Redis) -> dict[str, str]:
    """The settings that make nodes belong together, with a database of their own."""
    return {"DATABASE_URL": postgres.fresh(), "REDIS_URL": redis.url, "SECRET_KEY": KEY}


@dataclass
class Pair:
    """Two nodes and a dialogue; `house` is the same dialogue as seen from the first."""

    nodes: list[Town]
    house: House
    stack: AsyncExitStack

    async def guest(self, invitation: Invitation, *, at: int, name: str) -> tuple[Guest, Line]:
        """Through the door of that node, and on a line there."""
        guest = await self.stack.enter_async_context(Guest(replace(self.house, town=self.nodes[at])))
        answer = await guest.enter(urlsplit(invitation.url).path, name)
        assert answer.status_code == 303, answer.text
        return guest, await self.dial(guest)

    async def dial(self, guest: Guest, *, at: int | None = None) -> Line:
        if at is not None:
            guest.house = replace(self.house, town=self.nodes[at])
        line = await guest.dial(origin=self.nodes[0].base)
        await line.topic("me")
        return line


@asynccontextmanager
async def pair(
    path: Path, postgres: Postgres, redis: Redis, *, capacity: int = 0, **wanted: Any
) -> AsyncIterator[Pair]:
    common = shared(postgres, redis) | {"CAPACITY": str(capacity)}
    for name in ("a", "b"):
        (path / name).mkdir()
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(town(path / "a", **common))
        second = await stack.enter_async_context(town(path / "b", **common, PUBLIC_URL=first.base))
        house = House(first, "d1", await first.new("d1", citizens=4, facilitators=0, **wanted))
        yield Pair([first, second], house, stack)


def kill_node(node: Town) -> None:
    """The whole machine at once: nobody says goodbye, as the children of a dead supervisor would."""
    node.process.send_signal(signal.SIGSTOP)
    children = Path(f"/proc/{node.process.pid}/task/{node.process.pid}/children").read_text().split()
    for pid in (*map(int, children), node.process.pid):
        os.kill(pid, signal.SIGKILL)


def runs(node: Town, instance: str) -> bool:
    """Whether that media process is this machine's."""
    return instance.partition("-")[0] in Path(f"/proc/{node.pid_of('rooms.process')}/cmdline").read_text()


def newer_release(folder: Path) -> dict[str, str]:
    """This release with one event in a second version and a number of its own, made in `folder`; the settings of a
    town that runs it."""
    for package in ("dialogue", "rooms", "facilitation", "web"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    _change(folder / "web/state.py", 'BUILD = "0.1.0"', 'BUILD = "0.2.0"')
    queue = folder / "facilitation/queue.py"
    _change(queue, "import assert_never", "import ClassVar, assert_never")
    _change(queue, "class HandRaised:\n", "class HandRaised:\n    VERSION: ClassVar[int] = 2\n\n")
    _change(
        queue, "    topics=topics,\n", '    topics=topics,\n    upcasters={("hand-raised", 1): lambda data: data},\n'
    )
    return {"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path}: {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")
