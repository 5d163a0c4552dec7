"""One browser's line: what waits to be sent to it. Per topic only the newest version waits; knows no command."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final

from dialogue.topics import Entry, Rendering, forgotten

SLOW_AFTER_S = 5.0
CLOSE_CODES: Final = {
    "taken-over": 4409,
    "excluded": 4410,
    "flood": 4429,
    "slow": 4408,
    "restart": 1012,
    "closed": 4404,
    "full": 4503,
}

DOOR_TOPICS: Final = frozenset({"me", "evening", "media"})


class Connection:
    """`send` and `close` are the socket's. `write` is the only task that sends; everyone else leaves things here.

    `at_door`: the seat is not taken yet, so only the topics of the Bild- und Tonprobe go out.
    """

    def __init__(
        self,
        seat: int,
        *,
        send: Callable[[str], Awaitable[None]],
        hello: Callable[[], dict[str, Any]],
    ) -> None:
        self.seat = seat
        self.send = send
        self.hello = hello
        self.shared: Rendering | None = None
        self.own: Rendering | None = None
        self.held: dict[str, Entry] = {}
        self.stale: set[str] = set()
        self.direct: deque[str] = deque()
        self.at_door = False
        self.since = 0.0
        self.wake = asyncio.Event()
        self.bye: str | None = None

    def greet(self) -> None:
        self.say({"hello": self.hello()})

    def say(self, message: dict[str, Any]) -> None:
        """An answer or a signal: sent in order, before topics."""
        self.direct.append(json.dumps(message, ensure_ascii=False, separators=(",", ":")))
        self.wake.set()

    def signal(self, name: str, data: dict[str, Any]) -> None:
        self.say({"signal": name, "data": data})

    def say_goodbye(self, why: str) -> None:
        """The last thing that is sent; `write` returns after it."""
        self.bye = self.bye or why
        self.wake.set()

    def attach(self, shared: Rendering, own: Rendering) -> None:
        """From now on this audience's topics; those of the former one that are not among them are taken back."""
        self.shared, self.own = shared, own
        self.mark(set(self.held) | shared.entries.keys() | own.entries.keys())

    def mark(self, names: set[str]) -> None:
        if names:
            self.stale |= names
            self.wake.set()

    async def write(self) -> str:
        """Sends until there is a reason to close; returns it. A line that takes no message for 5 s is too slow."""
        while True:
            await self.wake.wait()
            self.wake.clear()
            while self.bye is None and (frame := self._next()):
                try:
                    async with asyncio.timeout(SLOW_AFTER_S):
                        await self.send(frame)
                except TimeoutError:
                    self.bye = "slow"
            if self.bye is not None:
                return self.bye

    def _next(self) -> str | None:
        if self.direct:
            return self.direct.popleft()
        while self.stale:
            if frame := self._topic(self.stale.pop()):
                return frame
        return None

    def _topic(self, name: str) -> str | None:
        assert self.shared is not None
        assert self.own is not None
        if self.at_door and name not in DOOR_TOPICS:
            return None
        entry = self.own.entries.get(name) or self.shared.entries.get(name)
        if entry is None:
            held = self.held.pop(name, None)
            return None if held is None else forgotten(name, held.v)
        held = self.held.get(name)
        self.held[name] = entry
        if entry.same(held):
            return None
        return entry.frame(name, held)
