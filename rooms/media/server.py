"""The asyncio shell of the forwarding unit: sockets, the clock, the handshakes. Decides nothing itself."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from aiortc import RTCCertificate

from rooms.media import stats
from rooms.media.dtls import Handshake, sha256_fingerprint
from rooms.media.hall_line import HallLine
from rooms.media.layout import Layout
from rooms.media.pacing import SLACK_S
from rooms.media.peer import Peer
from rooms.media.seating import Signal
from rooms.media.srtp import Cipher
from rooms.media.tcp import Line, Listener
from rooms.media.udp import Port
from rooms.media.unit import TICK_S, Unit
from rooms.plan import Plan

TURN_S = 0.006  # of packets in one go, then timers and handshakes get their turn: a burst must not become a gap
COPIES = 400  # made together at most, as long as no single batch brings more
COLLECT_S = 0.004  # packets taken together leave together: for one receiver they cross the kernel as one message
BEHIND_TURNS = 8  # in a row that left packets waiting: no burst any more

logger = logging.getLogger(__name__)


class MediaServer:
    """One forwarding unit on its sockets.

    `addresses` are bound (port 0 picks a free one; `.addresses` says which); `advertised`, in the same order, are what
    browsers are told. `on_signal(dialogue, seat, name, data)`, for several alike with all their seats, is called from
    the loop and must return at once. `hall`: the path where the mosaic process finds this one.
    """

    def __init__(
        self,
        *,
        addresses: Sequence[tuple[str, int]],
        advertised: Sequence[tuple[str, int]] | None = None,
        on_signal: Signal,
        hall: Path | None = None,
    ) -> None:
        if not addresses:
            raise ValueError("the media server needs an address to bind")
        self._wanted, self._advertised = list(addresses), advertised
        self._ports: list[Port] = []
        self._listeners: list[Listener] = []
        self._certificate = RTCCertificate.generateCertificate()
        self._fingerprint = sha256_fingerprint(self._certificate)
        self._hall = HallLine(hall, opened=self._hall_opened, heard=self._painted, closed=self._hall_closed)
        self._handshakes: dict[Peer, tuple[Handshake, asyncio.Task[None]]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._pacing: asyncio.TimerHandle | None = None
        self._hall_timer: asyncio.TimerHandle | None = None
        # monotonic everywhere; only RTCP's reports need the date
        offset = time.time() - time.monotonic()
        self._unit = Unit(
            signal=on_signal,
            on_dtls=self._feed,
            on_end=self._end,
            epoch=lambda now: now + offset,
            random=Random(secrets.randbits(128)),
        )
        self._due = self._busy = 0.0
        self._worst_late = 0.0, 0.0  # how late, and how much of the time since the tick before was our own work
        self._full = 0

    @property
    def addresses(self) -> list[tuple[str, int]]:
        return [port.address for port in self._ports]

    def doors(self) -> dict[str, Any]:
        """Where browsers are told to come, and with which credentials anybody may ask whether the port is open."""
        ufrag, password = self._unit.knocked
        return {"addresses": list(self._advertised or self.addresses), "ufrag": ufrag, "password": password}

    @property
    def idle(self) -> bool:
        return not self._unit.peers

    async def start(self) -> None:
        """Raises `OSError` where an address cannot be bound."""
        loop = asyncio.get_running_loop()
        try:
            for host, number in self._wanted:
                self._ports.append(Port(host, number))
        except OSError:
            await self.close()
            raise
        for port in self._ports:
            loop.add_reader(port.socket.fileno(), self._readable, port)
        self._hall.start()
        for host, number in self.addresses:
            listener = Listener(self._framed)
            if await listener.start(host, number):
                self._listeners.append(listener)
        self._tick()

    async def close(self) -> None:
        for timer in (self._timer, self._pacing, self._hall_timer, *(port.timer for port in self._ports)):
            if timer is not None:
                timer.cancel()
        for peer in list(self._unit.peers.values()):
            self._unit.remove(peer, time.monotonic())
        tasks = [task for _, task in self._handshakes.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        loop = asyncio.get_running_loop()
        self._hall.close()
        for port in self._ports:
            port.outbox.flush()
            loop.remove_reader(port.socket.fileno())
            port.close()
        for listener in self._listeners:
            await listener.close()
        self._ports.clear()
        self._listeners.clear()

    # -- wishes

    def plan(self, plan: Plan) -> None:
        """Whole; one with a lower seq than the one held is ignored. Seats no longer in it are cut at once."""
        self._unit.plan(plan, time.monotonic())
        self._flush()

    async def offer(self, dialogue: str, seat: int, sdp: str) -> str:
        """The answer; replaces that seat's former peer, unless its browser restarts ICE: then that one goes on.

        Raises `ValueError` for a bad offer.
        """
        peer = self._unit.offer(dialogue, seat, sdp, time.monotonic())
        if peer in self._handshakes:
            return self._answer(peer)
        handshake = Handshake(
            self._certificate,
            peer.offer.fingerprints,
            send=lambda data: self._send_raw(peer, data),
            keyed=lambda tx, rx: self._keyed(peer, tx, rx),
        )
        task = asyncio.create_task(self._shake(peer, handshake), name="dtls")
        self._handshakes[peer] = (handshake, task)
        self._flush()
        return self._answer(peer)

    def _answer(self, peer: Peer) -> str:
        addresses = list(self._advertised or self.addresses)
        return peer.answer(self._fingerprint, addresses, tcp=len(self._listeners) == len(self._ports))

    def applied(self, dialogue: str, seat: int) -> None:
        """The browser has applied the answer (rule 1): only now anything is sent on its slots."""
        self._unit.applied(dialogue, seat, time.monotonic())
        self._flush()

    def leave(self, dialogue: str, seat: int) -> None:
        self._unit.leave(dialogue, seat, time.monotonic())
        self._flush()

    def layout(self, dialogue: str, seat: int, layout: Layout) -> None:
        self._unit.layout(dialogue, seat, layout, time.monotonic())
        self._flush()

    def camera(self, dialogue: str, seat: int, *, on: bool) -> None:
        """Its browser switched the camera on or off."""
        self._unit.camera(dialogue, seat, time.monotonic(), on=on)
        self._flush()

    def stats(self) -> dict[str, Any]:
        """Counters of the process and its rooms; no seat is named."""
        (worst_late, busy), self._worst_late = self._worst_late, (0.0, 0.0)  # since the last question
        return stats.counters(self._unit) | {
            "sent": self._count("sent"),
            "unsent": self._count("dropped"),
            "batches": self._count("batches"),
            "messages": self._count("messages"),
            "worst_tick_ms": round(worst_late * 1000, 1),
            "worst_tick_busy_ms": round(busy * 1000, 1),  # of it this process worked so long: the rest it had no core
        }

    def _count(self, name: str) -> int:
        """By UDP and by TCP."""
        by_udp = sum(getattr(port.outbox, name) for port in self._ports)
        return int(by_udp + sum(listener.count(name) for listener in self._listeners))

    def spoken(self) -> dict[str, dict[str, dict[str, float]]]:
        """dialogue -> room -> seat -> seconds of speech since this process began."""
        return self._unit.seating.speaking.told()

    def quality(self, dialogue: str) -> dict[int, dict[str, Any]]:
        """seat -> state, rtt_ms, loss_up, loss_down, up_bps, pictures_bps, remb_bps, budget_bps, layers, shown."""
        return stats.quality(self._unit, dialogue)

    # -- handshakes

    async def _shake(self, peer: Peer, handshake: Handshake) -> None:
        try:
            if not await handshake.run():
                self._unit.dropped["handshake"] += 1
        except Exception:  # OpenSSL's errors are many, and one browser's must not end the others'
            logger.exception("a DTLS session failed")
        finally:
            self._handshakes.pop(peer, None)
            self._unit.ended(peer, time.monotonic())
            self._flush()

    def _feed(self, peer: Peer, datagram: bytes) -> None:
        held = self._handshakes.get(peer)
        if held is None or not held[0].feed(datagram):
            self._unit.dropped["dtls"] += 1

    def _keyed(self, peer: Peer, tx: Cipher, rx: Cipher) -> None:
        self._unit.keyed(peer, tx, rx, time.monotonic())
        self._flush()

    def _end(self, peer: Peer) -> None:
        held = self._handshakes.pop(peer, None)
        if held is not None and held[1] is not asyncio.current_task():
            held[1].cancel()

    def _send_raw(self, peer: Peer, data: bytes) -> None:
        peer.send_raw(data)
        self._flush()

    # -- the loop

    def _readable(self, port: Port) -> None:
        """The first packet for a while: from now on all that came is taken every few milliseconds."""
        asyncio.get_running_loop().remove_reader(port.socket.fileno())
        self._collect(port)

    def _collect(self, port: Port) -> None:
        port.timer = asyncio.get_running_loop().call_later(COLLECT_S, self._drain, port)

    def _drain(self, port: Port) -> None:
        until, taken, full = time.monotonic() + TURN_S, 0, True
        while full and time.monotonic() < until:
            count = self._take(port)
            taken += count
            full = count == port.inbox.batch
            if self._unit.forwarder.owed > COPIES:
                self._forward()
        self._forward()
        self._flush()
        self._pace()
        self._full = self._full + 1 if full else 0
        self._unit.forwarder.behind = self._full > BEHIND_TURNS
        if full:  # more is waiting
            port.timer = asyncio.get_running_loop().call_later(0, self._drain, port)
        elif taken:
            self._collect(port)
        else:
            port.timer = None
            asyncio.get_running_loop().add_reader(port.socket.fileno(), self._readable, port)

    def _take(self, port: Port) -> int:
        """One batch: how many there were."""
        outbox, handle = port.outbox, self._unit.datagram
        datagrams = port.inbox.receive()
        now = time.monotonic()
        for view, data, length, address in datagrams:
            try:
                handle(outbox, view, data, length, address, now)
            except Exception:
                self._failed("a datagram was not handled")
        return len(datagrams)

    def _forward(self) -> None:
        try:
            self._unit.forward(time.monotonic())
        except Exception:
            self._failed("a packet was not forwarded")

    def _failed(self, what: str) -> None:
        """The media loop goes on whatever one datagram did; to be called where an exception is caught."""
        self._unit.dropped["internal"] += 1
        logger.exception(what)

    def _framed(self, line: Line, view: memoryview, data: Any, length: int, address: bytes, now: float) -> None:
        """One datagram by TCP."""
        try:
            self._unit.datagram(line, view, data, length, address, now)
        except Exception:
            self._failed("a datagram was not handled")
        self._forward()
        self._flush()
        self._pace()

    # -- the mosaic process

    def _hall_opened(self) -> None:
        self._unit.seating.halls.opened(self._hall.send)

    def _hall_closed(self) -> None:
        self._unit.seating.halls.closed()

    def _painted(self, message: bytes) -> None:
        now = time.monotonic()
        try:
            self._unit.painted(message, now)
        except Exception:
            self._failed("a picture of the hall was not handled")
        if self._hall_timer is None:
            self._show_hall()

    def _show_hall(self) -> None:
        """Some of what was painted leaves; the rest a few milliseconds later, as from a browser."""
        self._hall_timer = None
        self._forward()
        self._flush()
        self._pace()
        if self._unit.forwarder.painting:
            self._hall_timer = asyncio.get_running_loop().call_later(COLLECT_S, self._show_hall)

    def _pace(self) -> None:
        """While packets wait for their turn, every few milliseconds."""
        if self._pacing is None and self._unit.forwarder.pacing:
            self._pacing = asyncio.get_running_loop().call_later(SLACK_S, self._release)

    def _release(self) -> None:
        self._pacing = None
        self._unit.forwarder.release(time.monotonic())
        self._flush()
        self._pace()

    def _tick(self) -> None:
        now = time.monotonic()
        busy = time.thread_time()
        if self._due:
            self._worst_late = max(self._worst_late, (now - self._due, busy - self._busy))
        self._busy = busy
        if self._unit.wake_at() is not None:
            try:
                self._unit.tick(now)
            except Exception:
                self._failed("a tick failed")
            self._flush()
        # in step with the clock, not with how long things take; who is late does not run after the ticks that fell out
        self._due = max(self._due + TICK_S, now + TICK_S / 2)
        self._timer = asyncio.get_running_loop().call_later(max(0.0, self._due - time.monotonic()), self._tick)

    def _flush(self) -> None:
        for port in self._ports:
            port.outbox.flush()
