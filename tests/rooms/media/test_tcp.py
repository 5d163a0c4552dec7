"""Datagrams over TCP: framed by RFC 4571 whatever the network cuts, dropped where a line is full, ended if hostile."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvloop

from rooms.media import tcp
from rooms.media.addresses import pack_address
from rooms.media.buffers import LARGEST
from rooms.media.tcp import MARK, WAITING, Line, Listener


def framed(*datagrams: bytes) -> bytes:
    return b"".join(len(each).to_bytes(2, "big") + each for each in datagrams)


class Unit:
    """What the listener hands over; answers each datagram with the same twice."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[tuple[bytes, bytes]] = asyncio.Queue()
        self.line: Line | None = None

    def handle(self, line: Line, view: memoryview, data: Any, length: int, address: bytes, now: float) -> None:
        self.line = line
        self.came.put_nowait((bytes(view[:length]), address))
        for _ in range(2):
            line.view[:length] = view[:length]
            line.push(length, line.destination(address))


@contextlib.asynccontextmanager
async def listening(unit: Unit) -> AsyncIterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    listener = Listener(unit.handle)
    assert await listener.start("127.0.0.1", port)
    try:
        async with asyncio.timeout(20):
            yield port
    finally:
        await listener.close()


async def test_frames_are_found_however_the_stream_is_cut() -> None:
    unit = Unit()
    async with listening(unit) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        stream = framed(b"one", b"", b"x" * LARGEST)
        for at in range(0, len(stream), 700):
            writer.write(stream[at : at + 700])
            await writer.drain()
        came = [await unit.came.get() for _ in range(3)]
        own = pack_address(*writer.get_extra_info("sockname")) + MARK
        assert came == [(b"one", own), (b"", own), (b"x" * LARGEST, own)]
        wanted = framed(b"one", b"one", b"", b"", b"x" * LARGEST, b"x" * LARGEST)
        assert await reader.readexactly(len(wanted)) == wanted
        writer.close()


async def test_frame_that_is_too_long_ends_the_line() -> None:
    unit = Unit()
    async with listening(unit) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write((LARGEST + 1).to_bytes(2, "big"))
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
        assert unit.came.empty()
        writer.close()


async def test_line_that_nobody_reads_drops_instead_of_waiting() -> None:
    unit = Unit()
    async with listening(unit) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(framed(b"hello"))
        await unit.came.get()
        line = unit.line
        assert line is not None
        while not line.dropped:
            line.push(1000, None)
            await asyncio.sleep(0)
        assert line._transport is not None
        assert line._transport.get_write_buffer_size() < WAITING + 10_000
        writer.transport.abort()


async def test_line_without_a_valid_check_in_time_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "PROOF_S", 0.05)
    unit = Unit()
    async with listening(unit) as port:
        proven, proving = await asyncio.open_connection("127.0.0.1", port)
        proving.write(framed(b"answered"))
        await proven.readexactly(20)
        stranger, writer = await asyncio.open_connection("127.0.0.1", port)
        with contextlib.suppress(ConnectionResetError):
            assert await stranger.read() == b""
        proving.write(framed(b"still here"))
        assert await proven.readexactly(24) == framed(b"still here", b"still here")
        writer.close()
        proving.close()


async def test_counters_go_on_when_a_line_is_gone() -> None:
    unit = Unit()
    async with listening(unit) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(framed(b"one"))
        await reader.readexactly(10)
        assert unit.line is not None
        listener = unit.line._listener
        assert listener.count("sent") == 2
        unit.line.end()
        with contextlib.suppress(ConnectionResetError):
            await reader.read()
        writer.close()
        assert listener.lines == set()
        assert (listener.count("sent"), listener.count("batches")) == (2, 1)


async def test_port_that_is_taken_leaves_the_rest_running() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        listener = Listener(Unit().handle)
        assert not await listener.start("127.0.0.1", int(other.getsockname()[1]))
        await listener.close()


def test_media_process_own_loop_serves_lines_too() -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(test_frames_are_found_however_the_stream_is_cut())
