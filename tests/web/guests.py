"""Visitors without a browser: a device with cookies at the doors, and its line to a dialogue. Knows addresses and the
protocol from outside, nothing of the server's inside."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx2 as httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.town import Town
from web.creation import Invitation

PATIENCE_S = 60.0
ROUND = (Path(__file__).parent / "round.yaml").read_text(encoding="utf-8")
"""A script without any waiting; see there."""
Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class House:
    """One dialogue of a town, and who is invited to it."""

    town: Town
    name: str
    invitations: Sequence[Invitation]

    def seat(self, role: str, number: int = 0) -> Invitation:
        return [each for each in self.invitations if each.role == role and each.seat is not None][number]

    @property
    def open(self) -> str:
        """The open link."""
        return next(each.url for each in self.invitations if each.seat is None)


class Guest:
    """One device. `close` ends its lines too."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.http = httpx.AsyncClient(base_url=house.town.base, trust_env=False, timeout=PATIENCE_S)
        self.lines: list[Line] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        for line in self.lines:  # without a word, as a phone in a tunnel: a goodbye would wait behind unread frames
            line.socket.transport.abort()
            await line.socket.wait_closed()
        await self.http.aclose()

    async def enter(self, url: str, name: str = "Maria", **fields: str) -> httpx.Response:
        """What the button of the door sends; redirects are not followed."""
        return await self.http.post(url, data={"name": name, "rules": "yes", **fields})

    async def dial(self, *, origin: str | None = None, door: bool = False) -> Line:
        """Opens the socket with this device's cookies; `door`: still in the Bild- und Tonprobe."""
        address = f"{self.house.town.base.replace('http', 'ws', 1)}/d/{self.house.name}/socket{'?door' if door else ''}"
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        socket = await connect(
            address,
            origin=origin or self.house.town.base,  # type: ignore[arg-type]  # a NewType of str
            additional_headers={"Cookie": cookies, "Accept-Language": "de"},
            proxy=None,
            max_size=None,
            max_queue=None,  # a line that nobody reads for a while must not look slow
            open_timeout=PATIENCE_S,
        )
        self.lines.append(Line(socket))
        return self.lines[-1]

    async def join(self, url: str, name: str = "Maria") -> Line:
        """In by a link, up to the first topic about oneself."""
        response = await self.enter(url, name)
        assert (response.status_code, response.headers["location"]) == (303, f"/d/{self.house.name}"), response.text
        line = await self.dial()
        await line.topic("me")
        return line


class Line:
    """One socket. `frames`: everything that ever came, in order; `topics`: the newest data of each."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[Message] = []
        self.topics: dict[str, Any] = {}
        self.made = 0

    async def _next(self) -> Message:
        message: Message = json.loads(await asyncio.wait_for(self.socket.recv(), PATIENCE_S))
        self.frames.append(message)
        if "topic" in message:
            self._apply(message)
        return message

    def _apply(self, message: Message) -> None:
        name = message["topic"]
        if "data" in message:
            self.topics[name] = message["data"]
        else:
            kept = {key: value for key, value in self.topics[name].items() if key not in message["gone"]}
            self.topics[name] = kept | message["set"]

    async def until(self, wanted: Callable[[Message], bool]) -> Message:
        """The next message that is wanted; the others are taken in on the way."""
        while not wanted(message := await self._next()):
            pass
        return message

    async def topic(self, name: str, wanted: Callable[[Any], bool] = lambda data: data is not None) -> Any:
        """The data of that topic as soon as it is as wanted."""
        while not (name in self.topics and wanted(self.topics[name])):
            await self._next()
        return self.topics[name]

    async def send(self, message: Any) -> None:
        await self.socket.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def do(self, command: str, *, id: str | None = None, **data: Any) -> Message:
        """Sends a command; returns `ok` or `refused`."""
        self.made += 1
        id = id or f"t-{self.made}"
        await self.send({"command": command, "id": id, "data": data})
        return await self.until(lambda message: id in (message.get("ok"), message.get("refused")))

    async def ask(self, signal: str, **data: Any) -> Message:
        """Sends a signal; returns its `reply`, or `refused`."""
        self.made += 1
        id = f"t-{self.made}"
        await self.send({"signal": signal, "id": id, "data": data})
        return await self.until(lambda message: id in (message.get("reply"), message.get("refused")))

    async def fence(self) -> None:
        """Returns when all that the server had to send before has arrived."""
        await self.ask("clock", sent=0.0)

    async def closed(self) -> tuple[str | None, int]:
        """Waits for the end; returns why the server said it ends, and the close code."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self._next()
        byes = [message["bye"] for message in self.frames if "bye" in message]
        assert self.socket.close_code is not None
        return (byes[-1] if byes else None), self.socket.close_code


def heading(page: str) -> str:
    """What a page says first."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    assert found is not None, page
    return found[1].strip()


@contextlib.asynccontextmanager
async def crowd(house: House, count: int) -> AsyncIterator[list[Guest]]:
    """So many citizens, in by the open link and present."""
    async with contextlib.AsyncExitStack() as stack:
        guests = [await stack.enter_async_context(Guest(house)) for _ in range(count)]
        for first in range(0, count, 25):
            await asyncio.gather(
                *(guest.join(house.open, f"Gast {first + n}") for n, guest in enumerate(guests[first : first + 25]))
            )
        yield guests
