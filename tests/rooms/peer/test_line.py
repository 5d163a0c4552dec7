"""The bad line decides alike for a seed, and does what its weather says."""

from __future__ import annotations

import asyncio
import itertools
from typing import cast

from rooms.peer.line import Course, Line, Weather, through


def decisions(weather: Weather, *, seed: int, count: int = 1000, size: int = 1000) -> list[float | None]:
    course = Course(weather, seed=seed)
    return [course.leaves_at(step * 0.001, size) for step in range(count)]


def test_course_is_the_same_for_a_seed() -> None:
    weather = Weather(drop=0.05, delay_ms=60, jitter_ms=20, reorder=0.01)
    assert decisions(weather, seed=7) == decisions(weather, seed=7)
    assert decisions(weather, seed=7) != decisions(weather, seed=8)


def test_course_drops_its_share() -> None:
    lost = sum(at is None for at in decisions(Weather(drop=0.05), seed=1, count=10_000))
    assert 430 < lost < 570


def test_course_delays_and_reorders() -> None:
    out = decisions(Weather(delay_ms=60, reorder=0.1), seed=1)
    held = [round(at - step * 0.001, 6) for step, at in enumerate(out) if at is not None]
    assert set(held) == {0.06, 0.08}
    assert 70 < held.count(0.08) < 130


def test_course_limits_its_rate_and_its_queue() -> None:
    out = decisions(Weather(rate_bps=800_000, queue_ms=50), seed=1)  # 1000 bytes take 10 ms, one arrives each ms
    passed = [at for at in out if at is not None]
    assert 100 <= len(passed) <= 108
    assert {round(after - before, 6) for before, after in itertools.pairwise(passed)} == {0.01}


def test_course_weather_changes_while_it_runs() -> None:
    course = Course(Weather(), seed=1)
    assert course.leaves_at(5.0, 100) == 5.0
    course.weather = Weather(drop=1.0)
    assert course.leaves_at(5.0, 100) is None
    assert (course.passed, course.dropped) == (1, 1)


def test_answer_is_led_through_the_line() -> None:
    sdp = "a=candidate:1 1 udp 2130706431 127.0.0.1 10000 typ host\r\na=end-of-candidates\r\n"
    assert through(sdp, ("127.0.0.2", 4000)) == sdp.replace("127.0.0.1 10000", "127.0.0.2 4000")


class Echo(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        assert self.transport is not None
        self.transport.sendto(data.upper(), addr)


class Inbox(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.got: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.got.put_nowait(data)


async def test_line_carries_each_client_both_ways() -> None:
    loop = asyncio.get_running_loop()
    server, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
    line = Line(server.get_extra_info("sockname"), down=Weather(delay_ms=1))
    address = await line.start()
    clients = [await loop.create_datagram_endpoint(Inbox, remote_addr=address) for _ in range(2)]
    for (transport, _), word in zip(clients, (b"one", b"two"), strict=True):
        transport.sendto(word)
    assert [await asyncio.wait_for(inbox.got.get(), 5) for _, inbox in clients] == [b"ONE", b"TWO"]
    assert (line.passed, line.dropped) == (4, 0)
    for transport, _ in clients:
        transport.close()
    await line.close()
    server.close()
