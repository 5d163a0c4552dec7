"""An evening full of synthetic screens: through the doors, connected, reading. Knows the protocol from outside alone.

A screen parses as little as it can: what it costs to read must not be taken for what it costs to send.
"""

from __future__ import annotations

import asyncio
import json
import time
from bisect import bisect_left
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect

from web.bench.tree import Tree
from web.creation import Invitation
from web.visitor import door

SCRIPT = """
format: 1
title: {de: Messung, en: Bench}
language: de
end: open
phases:
  - {id: saal, kind: talk, title: {de: Saal, en: Hall}, minutes: {target: 60, min: 1, max: 120}}
  - {id: ende, kind: close, title: {de: Ende, en: End}, minutes: 1}
"""
WATCHED = b'{"topic":"queue"'
VERSION = b'"v":'
AT_ONCE = 8
PATIENCE_S = 60.0


@dataclass(slots=True)
class Screen:
    """One browser. `watched`: how the frames begin that count; `room`: what stands between that and the next quote;
    `seen`: versions of the watched topic, and when each came; `answers`: each command's place in the log, and when that
    was told."""

    seat: int
    socket: ClientConnection
    watched: bytes = WATCHED
    room: str = ""
    raised: bool = False
    seen: list[tuple[int, float]] = field(default_factory=list)
    answers: dict[str, tuple[int, float]] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self) -> None:
        """Reads until cancelled; a line that the server ends is an error."""
        while True:
            frame = await self.socket.recv(decode=False)
            at = time.perf_counter()
            if frame.startswith(self.watched):
                start = frame.index(VERSION) + len(VERSION)
                self.room = frame[len(self.watched) : frame.index(b'"', len(self.watched))].decode()
                self.seen.append((int(frame[start : frame.index(b",", start)]), at))
                self.news.set()
            elif not frame.startswith(b'{"topic"'):
                self._take(json.loads(frame), at)

    def _take(self, message: dict[str, Any], at: float) -> None:
        if "refused" in message or "bye" in message:
            raise ConnectionError(f"the server says {message}")
        if "ok" in message:
            self.answers[message["ok"]] = message["seq"], at
            self.news.set()

    async def send(self, name: str, id: str, **data: Any) -> None:
        await self.socket.send(json.dumps({"command": name, "id": id, "data": data}))

    async def answered(self, id: str) -> int:
        """The command's place in the log, once it is there."""
        while id not in self.answers:
            self.news.clear()
            await self.news.wait()
        return self.answers[id][0]

    async def shows(self, seq: int) -> None:
        """Returns once this screen has that place in the log, or a later one."""
        while not (self.seen and self.seen[-1][0] >= seq):
            self.news.clear()
            await self.news.wait()

    def shown_at(self, seq: int) -> float:
        """When this screen had that place in the log, or a later one."""
        return self.seen[bisect_left(self.seen, (seq, 0.0))][1]


@asynccontextmanager
async def evening(
    place: Tree,
    citizens: int,
    *,
    script: str = SCRIPT,
    watched: bytes = WATCHED,
    name: str = "bench",
    beside: Sequence[Tree] = (),
) -> AsyncIterator[list[Screen]]:
    """The screens of so many citizens in a running evening; with nodes `beside`, spread over all in turn.
    Raises `TimeoutError`, `ConnectionError`."""
    invited = await place.new(name, script=script, facilitators=0, citizens=citizens)
    links = [each for each in invited if each.seat and each.role in ("moderator", "citizen")]
    async with AsyncExitStack() as lines, asyncio.TaskGroup() as tasks:
        moderator, *screens = await _everybody([place, *beside], name, links, lines)
        for screen in screens:
            screen.watched = watched
        watching = [tasks.create_task(screen.watch()) for screen in (moderator, *screens)]
        async with asyncio.timeout(PATIENCE_S):
            await moderator.send("agenda.start", "start")
            await moderator.answered("start")
            await asyncio.gather(*(screen.shows(0) for screen in screens))
        yield screens
        for watcher in watching:
            watcher.cancel()


async def _everybody(places: Sequence[Tree], name: str, links: list[Invitation], lines: AsyncExitStack) -> list[Screen]:
    limit = asyncio.Semaphore(AT_ONCE)

    async def join(link: Invitation, at: Tree) -> Screen:
        async with limit:
            cookie = await asyncio.to_thread(enter, link, at.base)
            socket = connect(
                f"{at.base.replace('http', 'ws', 1)}/d/{name}/socket",
                origin=places[0].base,  # type: ignore[arg-type]  # a NewType of str
                additional_headers={"Cookie": cookie},
                compression=None,
                proxy=None,
                open_timeout=PATIENCE_S,
                close_timeout=1,
            )
            return Screen(link.seat or 0, await lines.enter_async_context(socket))

    return await asyncio.gather(*(join(link, places[number % len(places)]) for number, link in enumerate(links)))


def enter(link: Invitation, at: str = "") -> str:
    """Through the door, of the node `at` where one is named; returns the seat's cookie. Raises `Shut`, `OSError`."""
    url = at + urlsplit(link.url).path if at else link.url
    return door.enter(url, f"Gast {link.seat}").cookie
