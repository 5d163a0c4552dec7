"""A seeded bad line: a user-space relay that drops, delays, jitters, reorders, limits datagrams; knows no protocol.

`Course` decides packet by packet and is deterministic for a seed; `Line` puts one course each way between clients and
one server address, with a socket of its own towards the server for every client.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from random import Random
from typing import cast

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Weather:
    """One direction. `drop` and `reorder` are shares (0..1); a reordered datagram is held back 20 ms longer.

    `rate_bps` 0 is unlimited; beyond it datagrams queue, and fall off a queue longer than `queue_ms`.
    """

    drop: float = 0.0
    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    reorder: float = 0.0
    rate_bps: int = 0
    queue_ms: float = 300.0


class Course:
    """The decisions for one direction of one client."""

    __slots__ = ("_free_at", "_random", "dropped", "passed", "weather")

    def __init__(self, weather: Weather, *, seed: int) -> None:
        self.weather = weather
        self.dropped = 0
        self.passed = 0
        self._random = Random(seed)
        self._free_at = 0.0

    def leaves_at(self, now: float, size: int) -> float | None:
        """When a datagram of `size` bytes comes out at the other end; None: never. Draws alike for each one."""
        weather = self.weather
        dropped, jitter, late = self._random.random(), self._random.random(), self._random.random()
        sent = self._queue(now, size)
        if dropped < weather.drop or sent is None:
            self.dropped += 1
            return None
        self.passed += 1
        held = 0.020 if late < weather.reorder else 0.0
        return sent + (weather.delay_ms + weather.jitter_ms * jitter) / 1000 + held

    def _queue(self, now: float, size: int) -> float | None:
        if not self.weather.rate_bps:
            return now
        start = max(now, self._free_at)
        if start - now > self.weather.queue_ms / 1000:
            return None
        self._free_at = start + size * 8 / self.weather.rate_bps
        return self._free_at


class _Wire(asyncio.DatagramProtocol):
    """One client's two directions; `inner` faces the server."""

    def __init__(self, line: Line, client: Address, seed: int) -> None:
        self.line = line
        self.client = client
        self.up = Course(line.up, seed=seed)
        self.down = Course(line.down, seed=seed + 1)
        self.inner: asyncio.DatagramTransport | None = None
        self.waiting: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.inner = cast(asyncio.DatagramTransport, transport)  # asyncio's own class is not registered as one
        for data in self.waiting:
            self.inner.sendto(data)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self.line._later(self.down, data, self._to_client)

    def from_client(self, data: bytes) -> None:
        self.line._later(self.up, data, self._to_server)

    def _to_server(self, data: bytes) -> None:
        if self.inner is None:
            self.waiting.append(data)
        elif not self.inner.is_closing():
            self.inner.sendto(data)

    def _to_client(self, data: bytes) -> None:
        if self.line._outer is not None and not self.line._outer.is_closing():
            self.line._outer.sendto(data, self.client)


class Line(asyncio.DatagramProtocol):
    """`up` and `down` may be replaced while running (`change`). Close it; it owns its sockets."""

    def __init__(
        self, server: Address, *, up: Weather | None = None, down: Weather | None = None, seed: int = 1
    ) -> None:
        self.server = server
        self.up = up or Weather()
        self.down = down or Weather()
        self._seed = seed
        self._outer: asyncio.DatagramTransport | None = None
        self._wires: dict[Address, _Wire] = {}
        self._opening: set[asyncio.Task[object]] = set()

    async def start(self, host: str = "127.0.0.1") -> Address:
        """The address that clients use instead of the server's."""
        loop = asyncio.get_running_loop()
        self._outer, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(host, 0))
        name = self._outer.get_extra_info("sockname")
        return str(name[0]), int(name[1])

    def change(self, *, up: Weather | None = None, down: Weather | None = None) -> None:
        self.up, self.down = up or self.up, down or self.down
        for wire in self._wires.values():
            wire.up.weather, wire.down.weather = self.up, self.down

    @property
    def dropped(self) -> int:
        return sum(wire.up.dropped + wire.down.dropped for wire in self._wires.values())

    @property
    def passed(self) -> int:
        return sum(wire.up.passed + wire.down.passed for wire in self._wires.values())

    async def close(self) -> None:
        await asyncio.gather(*self._opening)
        for transport in (self._outer, *(wire.inner for wire in self._wires.values())):
            if transport is not None:
                transport.close()

    def datagram_received(self, data: bytes, addr: Address) -> None:
        wire = self._wires.get(addr)
        if wire is None:
            wire = self._wires[addr] = _Wire(self, addr, self._seed + 2 * len(self._wires))
            self._open(wire)
        wire.from_client(data)

    def _open(self, wire: _Wire) -> None:
        loop = asyncio.get_running_loop()
        task: asyncio.Task[object] = loop.create_task(
            loop.create_datagram_endpoint(lambda: wire, remote_addr=self.server)
        )
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    def _later(self, course: Course, data: bytes, deliver: object) -> None:
        assert callable(deliver)
        loop = asyncio.get_running_loop()
        at = course.leaves_at(loop.time(), len(data))
        if at is not None:
            loop.call_at(at, deliver, data)


def through(sdp: str, address: Address) -> str:
    """An answer whose candidates all lead to `address`: how a browser is put behind a line."""
    host, port = address
    return re.sub(r"(a=candidate:\S+ \d+ \S+ \d+) \S+ \d+ ", rf"\1 {host} {port} ", sdp)
