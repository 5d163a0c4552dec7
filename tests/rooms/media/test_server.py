"""The asyncio shell: real sockets and real DTLS with a client that does what a browser does first."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import RTCDtlsParameters, RTCDtlsTransport

from rooms.media.dtls import Wire
from rooms.media.server import MediaServer
from rooms.plan import Plan, RoomPlan, SeatPlan
from tests.rooms.media.hall import OFFER
from tests.rooms.media.test_stun import binding

ROOM = (RoomPlan("g", (SeatPlan(1), SeatPlan(2))),)


class Told:
    """Signals, and a way to wait for one."""

    def __init__(self) -> None:
        self.all: list[tuple[int, str, dict[str, Any]]] = []
        self._news = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, dialogue: str, seat: int, name: str, data: dict[str, Any]) -> None:
        self.all.append((seat, name, data))
        task = asyncio.get_running_loop().create_task(self._notify())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _notify(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def until(self, seat: int, name: str, **data: Any) -> None:
        async with asyncio.timeout(10), self._news:
            await self._news.wait_for(lambda: (seat, name, data) in self.all)


@pytest.fixture
async def told() -> Told:
    return Told()


@pytest.fixture
async def server(told: Told) -> AsyncIterator[MediaServer]:
    made = MediaServer(addresses=[("127.0.0.1", 0)], on_signal=told)
    await made.start()
    yield made
    await made.close()


async def shake(server: MediaServer, seat: int, *, fingerprint: str | None = None, family: int = socket.AF_INET) -> str:
    """Offer, binding request, DTLS as the client; returns the state that its transport ends in."""
    certificate = RTCCertificate.generateCertificate()
    mine = next(f.value for f in certificate.getFingerprints() if f.algorithm == "sha-256")
    lines = [
        f"a=fingerprint:sha-256 {fingerprint or mine}" if line.startswith("a=fingerprint:") else line
        for line in OFFER.splitlines()
    ]
    sdp = await server.offer("d", seat, "\r\n".join(lines))
    attributes = dict(line[2:].split(":", 1) for line in sdp.splitlines() if line.startswith("a=ice-") and ":" in line)
    loop = asyncio.get_running_loop()
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.connect(server.addresses[0])
        wire = Wire(sock.send)
        sock.send(binding(attributes["ice-ufrag"], attributes["ice-pwd"], nominate=True))
        assert (await loop.sock_recv(sock, 2048))[:2] == b"\1\1"
        loop.add_reader(sock, lambda: wire.feed(sock.recv(2048)))
        client = RTCDtlsTransport(wire, [certificate])  # type: ignore[arg-type]
        client._set_role("client")
        await client.start(RTCDtlsParameters(server._certificate.getFingerprints()))
        state = client.state
        await client.stop()
        loop.remove_reader(sock)
    return state


async def test_handshake_connects_and_the_end_of_it_is_told(server: MediaServer, told: Told) -> None:
    server.plan(Plan("d", 1, ROOM))
    assert await shake(server, 1) == "connected"
    await told.until(1, "state", state="connected")
    await told.until(1, "state", state="gone")  # the client's close_notify
    assert server.stats()["peers"] == 0


async def test_handshake_connects_over_ipv6(told: Told) -> None:
    try:
        made = MediaServer(addresses=[("::1", 0)], on_signal=told)
        await made.start()
    except OSError as error:
        pytest.skip(f"no IPv6 here: {error}")
    made.plan(Plan("d", 1, ROOM))
    assert await shake(made, 1, family=socket.AF_INET6) == "connected"
    await told.until(1, "state", state="connected")
    await made.close()


async def test_wrong_fingerprint_is_refused(server: MediaServer, told: Told) -> None:
    server.plan(Plan("d", 1, ROOM))
    await shake(server, 1, fingerprint=":".join(["AA"] * 32))
    await told.until(1, "state", state="gone")
    assert (1, "state", {"state": "connected"}) not in told.all
    assert server.stats()["dropped"] == {"handshake": 1}


async def test_bad_offer_is_refused_in_words(server: MediaServer) -> None:
    with pytest.raises(ValueError, match="the offer has no media section"):
        await server.offer("d", 1, "hello")


async def test_answer_names_what_is_advertised(told: Told) -> None:
    made = MediaServer(addresses=[("127.0.0.1", 0)], advertised=[("203.0.113.7", 10000)], on_signal=told)
    await made.start()
    assert " 203.0.113.7 10000 typ host" in await made.offer("d", 1, OFFER)
    await made.close()


async def test_server_survives_datagrams_of_every_kind(server: MediaServer, told: Told) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for first in range(256):
            sock.sendto(bytes((first,)) * 40, server.addresses[0])
    server.plan(Plan("d", 1, ROOM))
    await shake(server, 2)
    await told.until(2, "state", state="connected")
    dropped = server.stats()["dropped"]
    assert (dropped["stun"], dropped["address"]) == (4, 252)


async def test_no_seat_is_named_in_the_counters(server: MediaServer) -> None:
    server.plan(Plan("d", 1, (RoomPlan("g", (SeatPlan(4711),)),)))
    await server.offer("d", 4711, OFFER)
    assert "4711" not in repr(server.stats())
    assert list(server.quality("d")) == [4711]


async def test_address_that_is_taken_is_an_error_and_leaves_nothing_open(server: MediaServer, told: Told) -> None:
    other = MediaServer(addresses=[("127.0.0.1", 0), server.addresses[0]], on_signal=told)
    with pytest.raises(OSError, match="in use"):
        await other.start()
    assert other.addresses == []
