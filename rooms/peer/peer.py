"""The synthetic citizen's media: one connection to the forwarding unit. The meeting point; it holds no policy.

It lives in a running event loop. How offers travel is the caller's affair: tests call the server, rehearsals use the
product's own socket.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

from rooms.peer import rtcp
from rooms.peer.dtls import Handshake, Seal
from rooms.peer.ice import Checks
from rooms.peer.ledger import Ledger
from rooms.peer.marks import Gallery
from rooms.peer.offer import Answer, Credentials, read_answer, render_offer
from rooms.peer.radio import Address, Radio
from rooms.peer.receiving import Receiving
from rooms.peer.sending import Sending
from rooms.peer.sources import LAYERS, LayerShape, Reel

Exchange = Callable[[str], Awaitable[str]]

TICK = 0.020
_CHECK_EVERY, _CONSENT_EVERY, _REPORT_EVERY = 0.05, 2.0, 1.0


class Peer:
    """`seat` is written into every payload. Same `seed`, same SSRCs, numbers and counters.

    `sample`: see `Receiving`; with 1 the ledger also audits rule 5. `key_delay`: how long the camera takes to answer a
    keyframe request, in seconds. `layers` may be reels of real pictures, `speech` real sound; `gallery` knows the
    pieces of the others' reels.
    """

    def __init__(
        self,
        seat: int,
        *,
        pictures: int = 16,
        layers: tuple[LayerShape | Reel, ...] = LAYERS,
        speech: tuple[bytes, ...] = (),
        gallery: Gallery | None = None,
        key_delay: float = 0.070,
        sample: int = 1,
        nack: bool = True,
        estimate_bps: int = 0,
        seed: int | None = None,
    ) -> None:
        self.seat = seat
        self.pictures = pictures
        self.mapping: dict[str, Any] = {}
        self.hall: dict[str, Any] = {}
        self.state = ""
        self.transport_feedbacks = 0
        self.sender_reports = 0
        random = Random(seat if seed is None else seed)
        self.sending = Sending(seat, layers, key_delay=key_delay, random=random, speech=speech)
        self.receiving = Receiving(
            now=0.0,
            ssrc=self.sending.voice.ssrc,
            sample=sample,
            nack=nack,
            estimate_bps=estimate_bps,
            gallery=gallery,
        )
        self._phase = random.random() * TICK
        self._checks = Checks()
        self._radio = Radio(self._received)
        self._handshake = Handshake(lambda data: self._radio.send(data))
        self._reachable = asyncio.Event()
        self._out: Seal | None = None
        self._in: Seal | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._consent_at = self._report_at = 0.0
        self._remote: Address = ("", 0)
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []

    @property
    def ledger(self) -> Ledger:
        return self.receiving.ledger

    @property
    def address(self) -> Address:
        return self._radio.local

    async def connect(
        self,
        exchange: Exchange,
        applied: Callable[[], object] | None = None,
        *,
        via: Address | None = None,
        patience: float = 10.0,
    ) -> None:
        """Offers, checks, shakes hands, then sends until `close`. `applied` is called as a browser says it; without
        it the peer counts as not having applied the answer until `apply`.

        `via`: an address to use instead of the answer's candidate. Raises ConnectionError, or TimeoutError after
        `patience` seconds.
        """
        answer = read_answer(await exchange(self.offer()))
        self._take(answer)
        self._remote = via or answer.address
        self._radio.open(self._remote)
        if applied is not None:
            self.apply()
            applied()
        async with asyncio.timeout(patience):
            await self._check()
            self._out, self._in = await self._handshake.run(answer.fingerprint)
        loop = asyncio.get_running_loop()
        self._report_at = loop.time() + self._phase * _REPORT_EVERY / TICK
        self._timer = loop.call_later(self._phase, self._tick)

    def apply(self) -> None:
        """The answer counts as applied: from now on the server may send (rule 1)."""
        self.ledger.applied = True

    def offer(self) -> str:
        credentials = Credentials(self._checks.ufrag, self._checks.pwd, self._handshake.fingerprint)
        screen = self.sending.screen_stream
        rids = tuple(layer.shape.rid for layer in self.sending.camera)
        return render_offer(
            credentials,
            microphone=self.sending.voice.ssrc,
            screen=(screen.ssrc, screen.rtx),
            rids=rids,
            pictures=self.pictures,
        )

    async def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        await self._handshake.close()
        self._radio.close()
        for _, future in self._waiting:
            future.cancel()

    async def vanish(self) -> None:
        """Gone without a word, as a phone in a tunnel."""
        self._radio.close()
        await self.close()

    async def roam(self) -> None:
        """A new local address with the same credentials; returns when the server answered there."""
        self._radio.open(self._remote)
        await self.fence()

    async def fence(self) -> None:
        """Returns when all that the server had sent before has arrived: a check goes there and back on the same way.

        Raises TimeoutError where the server no longer knows this peer.
        """
        self._checks.forget()
        self._reachable.clear()
        async with asyncio.timeout(5):
            await self._check()

    def handle(self, name: str, data: dict[str, Any]) -> None:
        """A media signal as the browser's socket would bring it."""
        match name:
            case "mapping":
                self.mapping = data
            case "hall":
                self.hall.clear()
                self.hall.update(data)
            case "demand":
                now = asyncio.get_running_loop().time()
                self.sending.demand(data["layers"], now, mic=data.get("mic", True))
            case "state":
                self.state = data["state"]

    async def until(self, predicate: Callable[[], bool], *, timeout: float = 10.0) -> None:
        """Waits for the thing itself, looked at on every tick; raises TimeoutError."""
        if predicate():
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((predicate, future))
        async with asyncio.timeout(timeout):
            await future

    def _take(self, answer: Answer) -> None:
        self._checks.remote_ufrag, self._checks.remote_pwd = answer.ufrag, answer.pwd
        self.sending.answered(answer.sections)
        self.receiving.answered(answer.sections)

    async def _check(self) -> None:
        while not self._reachable.is_set():
            self._radio.send(self._checks.request())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_CHECK_EVERY):  # `wait_for` may swallow that the whole peer is given up
                    await self._reachable.wait()

    def _received(self, packet: memoryview) -> None:
        first = packet[0]
        if 128 <= first < 192 and self._in is not None:
            now = asyncio.get_running_loop().time()
            if 192 <= packet[1] < 224:  # RFC 5761 section 4
                self._feedback(packet, now)
            else:
                self.receiving.packet(packet, self._in, now)
        elif 20 <= first < 64:  # RFC 7983 section 7
            self._handshake.receive(bytes(packet))
        elif first < 4 and self._checks.answered_by(bytes(packet)):
            self._reachable.set()

    def _feedback(self, packet: memoryview, now: float) -> None:
        assert self._in is not None
        assert self._out is not None
        feedback = rtcp.read(self._in.unprotect_rtcp(packet))
        self.transport_feedbacks += feedback.transport_feedbacks
        self.sender_reports += len(feedback.sender_reports)
        self.sending.obey(feedback, now, self._out, self._radio.send)

    def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._timer = loop.call_at(now + TICK, self._tick)
        assert self._out is not None
        self.sending.tick(now, self._out, self._radio.send)
        for request in self.receiving.requests(now):
            self._radio.send(self._out.protect_rtcp(self.receiving.report() + request))
        if now >= self._consent_at:
            self._consent_at = now + _CONSENT_EVERY  # RFC 7675
            self._radio.send(self._checks.request())
        if now >= self._report_at:
            self._report_at = now + _REPORT_EVERY
            self._radio.send(self._out.protect_rtcp(self.receiving.report()))
            for report in self.sending.reports(now):
                self._radio.send(self._out.protect_rtcp(report))
        self._look()

    def _look(self) -> None:
        for predicate, future in self._waiting:
            if not future.done() and predicate():
                future.set_result(None)
        self._waiting = [entry for entry in self._waiting if not entry[1].done()]
