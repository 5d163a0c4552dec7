"""A visitor's line: one socket after the other, the newest of every topic, commands that are sent again until answered.

It comes back by itself as a browser does, with the ids of what was not answered: sent twice, acts once. It knows no
behaviour.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from web.visitor.door import PATIENCE_S, Held

PAUSES_S: Final = (0.5, 0.5, 1.0, 1.0, 1.0, 1.0, 2.0, 4.0, 8.0)
"""As the page has them (`web/static/protocol.js`); half of each is chance."""
FINAL: Final = frozenset({"taken-over", "excluded", "closed", "full", 4401, 4403, 4404})
"""After these no browser tries again by itself."""

Message = dict[str, Any]


@dataclass(slots=True)
class Asked:
    """A command or signal that waits for its answer."""

    frame: str
    at: float
    answer: asyncio.Future[Message]


@dataclass(slots=True)
class Tally:
    """What the line remembers for the report. `latencies`: seconds to `ok`; `outages`: lost at, back at."""

    latencies: list[float] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    outages: list[tuple[float, float]] = field(default_factory=list)
    frames: int = 0
    bytes_received: int = 0


class Line:
    """`topics`: the newest data of each. `on_topic` and `on_signal` are called for each that comes, `on_lost` when
    the line breaks. `why`: the reason it ended for good."""

    def __init__(self, held: Held, *, door: bool = False, rng: Random | None = None, language: str = "de") -> None:
        self.held = held
        self.door = door
        self.language = language
        self.rng = rng or Random(0)
        self.topics: dict[str, Any] = {}
        self.hello: Message = {}
        self.tally = Tally()
        self.why: str = ""
        self.on_topic: Callable[[str], None] = lambda name: None
        self.on_signal: Callable[[str, Message], None] = lambda name, data: None
        self.on_lost: Callable[[], None] = lambda: None
        self.connected = asyncio.Event()
        self.news = asyncio.Event()
        self.away_until = 0.0
        self._socket: ClientConnection | None = None
        self._asked: dict[str, Asked] = {}
        self._count = 0
        self._lost_at: float | None = None
        self._failed = 0

    async def run(self) -> None:
        """Connects, reads and comes back, until cancelled or until the server says that it is over."""
        loop = asyncio.get_running_loop()
        try:
            while not self.why:
                await asyncio.sleep(max(0.0, self.away_until - loop.time()))
                with contextlib.suppress(ConnectionClosed, InvalidHandshake, InvalidMessage, OSError, TimeoutError):
                    await self._life()
                self._ended(loop.time())
                if not self.why:
                    whole_s = PAUSES_S[min(self._failed, len(PAUSES_S) - 1)]
                    await asyncio.sleep(whole_s * (0.5 + 0.5 * self.rng.random()))
                    self._failed += 1
        finally:
            self.connected.clear()
            for asked in self._asked.values():
                asked.answer.cancel()

    def hang_up(self, seconds: float) -> None:
        """Without a word, as a phone in a tunnel; back after so long."""
        self.away_until = asyncio.get_running_loop().time() + seconds
        if self._socket is not None:
            self._socket.transport.abort()

    async def do(self, command: str, *, id: str = "", **data: Any) -> Message:
        """A command; returns its `ok` or `refused`, however often the line is lost meanwhile."""
        id = id or self._id()
        answer = await self._ask(id, {"command": command, "id": id, "data": data})
        now = asyncio.get_running_loop().time()
        if "ok" in answer:
            self.tally.latencies.append(now - self._asked[id].at)
        else:
            self.tally.refused.append((command, answer["code"]))
        del self._asked[id]
        return answer

    async def ask(self, signal: str, **data: Any) -> Message:
        """A signal that is answered. Raises `ConnectionError` with the code of a refusal."""
        id = self._id()
        answer = await self._ask(id, {"signal": signal, "id": id, "data": data})
        del self._asked[id]
        if "refused" in answer:
            raise ConnectionError(answer["code"])
        reply: Message = answer["reply"] and answer["data"]
        return reply

    async def say(self, signal: str, **data: Any) -> None:
        """A signal without an answer; lost where there is no line."""
        await self._send(json.dumps({"signal": signal, "data": data}))

    def _id(self) -> str:
        self._count += 1
        return f"v{self._count}-{self.rng.getrandbits(32):08x}"

    async def _ask(self, id: str, message: Message) -> Message:
        loop = asyncio.get_running_loop()
        asked = self._asked[id] = Asked(json.dumps(message), loop.time(), loop.create_future())
        await self._send(asked.frame)
        return await asked.answer

    async def _send(self, frame: str) -> None:
        if self._socket is not None:
            with contextlib.suppress(ConnectionClosed):
                await self._socket.send(frame)

    async def _life(self) -> None:
        """One socket, from its first to its last frame."""
        held = self.held
        socket = await connect(
            f"{held.base.replace('http', 'ws', 1)}/d/{held.dialogue}/socket{'?door' if self.door else ''}",
            origin=held.base,  # type: ignore[arg-type]  # a NewType of str
            additional_headers={"Cookie": held.cookie, "Accept-Language": self.language},
            compression=None,
            proxy=None,
            max_size=None,
            open_timeout=PATIENCE_S,
            close_timeout=1,
        )
        try:
            while True:
                frame = await socket.recv(decode=False)
                self.tally.frames += 1
                self.tally.bytes_received += len(frame)
                await self._take(json.loads(frame), socket)
        except ConnectionClosed as error:
            if error.rcvd is not None and error.rcvd.code in FINAL:
                self.why = self.why or str(error.rcvd.code)
        finally:
            self._socket = None
            await socket.close()

    async def _take(self, message: Message, socket: ClientConnection) -> None:
        if "topic" in message:
            self._topic(message)
        elif "signal" in message:
            self.on_signal(message["signal"], message["data"])
        elif "hello" in message:
            await self._begin(message["hello"], socket)
        elif "bye" in message:
            self.why = message["bye"] if message["bye"] in FINAL else ""
        else:
            self._answered(message)
        self.news.set()

    async def _begin(self, hello: Message, socket: ClientConnection) -> None:
        """Topics come anew; what was not answered is sent once more."""
        self.hello, self.topics, self._socket, self._failed = hello, {}, socket, 0
        if self._lost_at is not None:
            self.tally.outages.append((self._lost_at, asyncio.get_running_loop().time()))
            self._lost_at = None
        self.connected.set()
        for asked in list(self._asked.values()):
            if not asked.answer.done():
                await self._send(asked.frame)

    def _ended(self, now: float) -> None:
        if self.connected.is_set():
            self._lost_at = now
            self.on_lost()
        self.connected.clear()

    def _topic(self, message: Message) -> None:
        name = message["topic"]
        if "data" in message:
            self.topics[name] = message["data"]
        else:
            kept = {key: value for key, value in self.topics[name].items() if key not in message["gone"]}
            self.topics[name] = kept | message["set"]
        self.on_topic(name)

    def _answered(self, message: Message) -> None:
        id = message.get("ok") or message.get("refused") or message.get("reply")
        asked = self._asked.get(id) if id else None
        if asked and not asked.answer.done():
            asked.answer.set_result(message)
