"""Synthetic publishers and subscribers of a Janus VideoRoom: the same load as `dialogue bench forward` puts on us.

Built from the parts of `rooms.peer`; only offers and answers differ. Knows nothing of our own media process.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from random import Random
from typing import Any

from rooms.media import stun
from rooms.media.addresses import pack_address
from rooms.peer.dtls import Handshake, Seal
from rooms.peer.ice import Checks
from rooms.peer.offer import AUDIO_LEVEL, MID, OPUS, TRANSPORT_CC, VP8, Section, read_answer
from rooms.peer.peer import TICK
from rooms.peer.radio import Radio
from rooms.peer.rtp import extend, read_header
from rooms.peer.sending import Sending
from rooms.peer.sources import LayerShape
from tests.yardsticks.janus import ROOM, Caller

CHECK_EVERY = 0.05
FORMATS = {
    "audio": [f"a=rtpmap:{OPUS} opus/48000/2", f"a=rtcp-fb:{OPUS} transport-cc"],
    "video": [f"a=rtpmap:{VP8} VP8/90000"]
    + [f"a=rtcp-fb:{VP8} {kind}" for kind in ("goog-remb", "transport-cc", "nack", "nack pli")],
}
EXTENSIONS = {1: AUDIO_LEVEL, 3: TRANSPORT_CC, 4: MID}


class Guest:
    """One handle, one socket. `packets` that came; `expected`: by sequence numbers, the lost ones included."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._handle = 0
        self._checks = Checks()
        self._remote = ("", 0)
        self._radio = Radio(self._received)
        self._handshake = Handshake(lambda data: self._radio.send(data))
        self._reachable = asyncio.Event()
        self._spans: dict[int, tuple[int, int]] = {}
        self.packets = 0

    @property
    def expected(self) -> int:
        return sum(highest - first + 1 for first, highest in self._spans.values())

    async def close(self) -> None:
        await self._handshake.close()
        self._radio.close()

    async def _connect(self, description: str, *, leading: bool) -> Seal:
        """The outgoing seal, once Janus' side is reached and keyed. Who offers leads (RFC 8445 section 6.1.1)."""
        answer = read_answer(description)
        self._remote = answer.address
        self._radio.open(self._remote)
        host, port = self._radio.local
        await self._caller.trickle(self._handle, f"candidate:1 1 udp 2130706431 {host} {port} typ host")
        self._checks.remote_ufrag, self._checks.remote_pwd = answer.ufrag, answer.pwd
        async with asyncio.timeout(20):
            while not self._reachable.is_set():
                if leading:
                    self._radio.send(self._checks.request())
                await asyncio.sleep(CHECK_EVERY)
            out, _ = await self._handshake.run(answer.fingerprint)
        return out

    def _answer(self, packet: bytes) -> None:
        """A check by Janus."""
        with contextlib.suppress(ValueError):
            request = stun.parse_request(packet)
            if request is not None and request.verify(self._checks.pwd):
                self._radio.send(stun.answer(request, self._checks.pwd, address=pack_address(*self._remote)))
                self._reachable.set()

    def _received(self, packet: memoryview) -> None:
        first = packet[0]
        if 128 <= first < 192:
            if not 192 <= packet[1] < 224:
                self._count(packet)
        elif 20 <= first < 64:
            self._handshake.receive(bytes(packet))
        elif first < 4:
            self._answer(bytes(packet))

    def _count(self, packet: memoryview) -> None:
        header = read_header(packet)
        self.packets += 1
        first, highest = self._spans.get(header.ssrc, (None, None))
        sequence = extend(header.sequence, highest)
        self._spans[header.ssrc] = (first or sequence, max(sequence, highest or 0))

    def _describe(self, sections: list[list[str]]) -> str:
        head = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"]
        head.append(f"a=group:BUNDLE {' '.join(map(str, range(len(sections))))}")
        return "\r\n".join(head + [line for section in sections for line in section]) + "\r\n"

    def _section(self, kind: str, mid: int, own: list[str]) -> list[str]:
        return [
            f"m={kind} 9 UDP/TLS/RTP/SAVPF {OPUS if kind == 'audio' else VP8}",
            "c=IN IP4 0.0.0.0",
            f"a=mid:{mid}",
            "a=rtcp-mux",
            f"a=ice-ufrag:{self._checks.ufrag}",
            f"a=ice-pwd:{self._checks.pwd}",
            f"a=fingerprint:sha-256 {self._handshake.fingerprint}",
            "a=setup:active",
            *FORMATS[kind],
            *own,
        ]


class Publisher(Guest):
    """Sends sound and one picture layer until `close`. `feed`: its id in the room."""

    def __init__(self, caller: Caller, seat: int, *, layers: tuple[LayerShape, ...]) -> None:
        super().__init__(caller)
        self.sending = Sending(seat, layers, key_delay=0.07, random=Random(seat))
        self.feed = seat
        self._timer: asyncio.TimerHandle | None = None

    async def publish(self) -> None:
        self._handle = await self._caller.attach()
        join = {"request": "join", "ptype": "publisher", "room": ROOM, "id": self.feed}
        await self._caller.tell(self._handle, join)
        ssrcs = {"audio": self.sending.voice.ssrc, "video": self.sending.pictures[0].ssrc}
        extensions = [f"a=extmap:{number} {uri}" for number, uri in EXTENSIONS.items()]
        sections = [
            self._section(kind, mid, ["a=sendonly", f"a=ssrc:{ssrc} cname:p{self.feed}", *extensions])
            for mid, (kind, ssrc) in enumerate(ssrcs.items())
        ]
        offer = {"type": "offer", "sdp": self._describe(sections)}
        answer = await self._caller.tell(self._handle, {"request": "publish"}, jsep=offer)
        out = await self._connect(answer["jsep"]["sdp"], leading=True)
        numbers = {uri: number for number, uri in EXTENSIONS.items()}
        self.sending.answered(tuple(Section(str(mid), "", "recvonly", (), numbers) for mid in range(3)))
        self._later(self._ticker(out))

    async def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        await super().close()

    def _later(self, tick: Callable[[], None]) -> None:
        self._timer = asyncio.get_running_loop().call_later(TICK, tick)

    def _ticker(self, out: Seal) -> Callable[[], None]:
        def tick() -> None:
            self._later(tick)
            self.sending.tick(asyncio.get_running_loop().time(), out, self._radio.send)

        return tick


class Subscriber(Guest):
    """Receives everything it subscribes to."""

    async def subscribe(self, streams: list[dict[str, Any]]) -> None:
        """`streams`: feed and mid of each."""
        self._handle = await self._caller.attach()
        join = {"request": "join", "ptype": "subscriber", "room": ROOM, "streams": streams}
        offer = (await self._caller.tell(self._handle, join))["jsep"]["sdp"]
        kinds = [line[2:7] for line in offer.splitlines() if line.startswith("m=")]
        sections = [self._section(kind, mid, ["a=recvonly"]) for mid, kind in enumerate(kinds)]
        answer = {"type": "answer", "sdp": self._describe(sections)}
        await self._caller.tell(self._handle, {"request": "start", "room": ROOM}, jsep=answer)
        await self._connect(offer, leading=False)
