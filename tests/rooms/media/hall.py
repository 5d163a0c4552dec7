"""A unit without sockets and the citizens around it: packets in by hand, packets out decrypted. Real SRTP, no DTLS."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from pylibsrtp import Policy, Session

from rooms.media.addresses import pack_address
from rooms.media.buffers import Buffers
from rooms.media.layout import Layout
from rooms.media.packets import Header
from rooms.media.peer import Peer
from rooms.media.srtp import Cipher
from rooms.media.unit import Unit
from rooms.plan import Plan, RoomPlan, SeatPlan
from tests.rooms.media.test_stun import binding

OFFER = (Path(__file__).parent / "chromium.sdp").read_text().strip() + "\n"
PROFILE = Policy.SRTP_PROFILE_AEAD_AES_128_GCM
DELTA = b"\x11delta"
RIDS = {"q": 0, "h": 1, "f": 2}
KEYFRAMES = {rid: b"\x10\0\0\x9d\x01\x2a" + struct.pack("<HH", 320 << at, 180 << at) for rid, at in RIDS.items()}


class FakeOutbox:
    """Keeps what is pushed, by destination."""

    def __init__(self) -> None:
        buffers = Buffers(1)
        self.view, self.data = buffers.views[0], buffers.data[0]
        self.sent = self.dropped = self.batches = 0
        self.packets: list[tuple[bytes, bytes]] = []

    def destination(self, raw: bytes) -> Any:
        return raw

    def push(self, length: int, destination: Any) -> None:
        self.packets.append((destination, bytes(self.view[:length])))

    def flush(self) -> None:
        pass


class Hall:
    """`now` is moved by hand; `signals` is what the control process was told."""

    def __init__(self) -> None:
        self.now = 100.0
        self.outbox = FakeOutbox()
        self.signals: list[tuple[int, str, dict[str, Any]]] = []
        self.handshakes: list[bytes] = []
        self.seq = 0
        self._in = Buffers(1)
        self._together = False
        self.unit = Unit(
            signal=lambda dialogue, seat, name, data: self.signals.append((seat, name, data)),
            on_dtls=lambda peer, data: self.handshakes.append(data),
            on_end=lambda peer: None,
            epoch=lambda now: now,
            random=Random(1),
        )

    def plan(self, *rooms: RoomPlan, measured: tuple[int, ...] = ()) -> None:
        self.seq += 1
        self.unit.plan(Plan("d", self.seq, rooms, measured), self.now)

    def layout(self, seat: int, layout: Layout) -> None:
        """What the browser of `seat` shows, in force from the next tick."""
        self.unit.layout("d", seat, layout, self.now)
        self.run(0.02)

    def deliver(self, data: bytes, address: bytes) -> None:
        self._in.views[0][: len(data)] = data
        self.unit.datagram(self.outbox, self._in.views[0], self._in.data[0], len(data), address, self.now)
        if not self._together:
            self.unit.forward(self.now)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is delivered meanwhile came in one batch."""
        self._together = True
        yield
        self._together = False
        self.unit.forward(self.now)

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.02)):
            self.now += 0.02
            self.unit.tick(self.now)

    def told(self, seat: int, name: str) -> list[dict[str, Any]]:
        return [data for told, what, data in self.signals if (told, what) == (seat, name)]


class Citizen:
    """One browser's side of a seat."""

    def __init__(self, hall: Hall, seat: int, *, apply: bool = True) -> None:
        self.hall, self.seat = hall, seat
        self.peer: Peer = hall.unit.offer("d", seat, OFFER, hall.now)
        self.address = pack_address("192.0.2.1", 1000 + seat)
        self.seqs: dict[int, int] = {}
        self.probe()
        down, up = os.urandom(28), os.urandom(28)
        self._in, self._out = _session(down, inbound=True), _session(up, inbound=False)
        tx, rx = Cipher(down, PROFILE, inbound=False), Cipher(up, PROFILE, inbound=True)
        hall.unit.keyed(self.peer, tx, rx, hall.now)
        if apply:
            hall.unit.applied("d", seat, hall.now)

    def probe(self, *, nominate: bool = True) -> None:
        self.hall.deliver(binding(self.peer.ufrag, self.peer.password, nominate=nominate), self.address)

    def speak(self, level: int = 20, *, text: bytes = b"") -> None:
        self.send(1000 + self.seat, 111, b"\x10" + bytes((level,)), text or b"voice %d" % self.seat)

    def show(
        self,
        rid: str = "q",
        *,
        keyframe: bool = False,
        skip: int = 0,
        marker: bool = True,
        size: int = 0,
        ts: int | None = None,
    ) -> bytes:
        """One packet, a whole picture unless `marker` and `ts` (in pictures) say otherwise; `skip`: so many before it
        are lost. Returns its payload after the descriptor."""
        ssrc = 2000 + 10 * self.seat + RIDS[rid]
        self.seqs[ssrc] = self.seqs.get(ssrc, 0) + skip
        number = self.seqs[ssrc]
        body = (KEYFRAMES[rid] if keyframe else DELTA) + b"%d/%s/%d" % (self.seat, rid.encode(), number)
        body += bytes(max(0, size - len(body)))
        head = bytes((0x90, 0xE0, 0x80 | number >> 8 & 0x7F, number & 0xFF, number & 0xFF, 0x20))
        self.send(ssrc, 96, bytes((0xA0, ord(rid))), head + body, marker=marker, ts=ts)
        return body

    def send(
        self,
        ssrc: int,
        payload_type: int,
        extension: bytes,
        payload: bytes,
        *,
        marker: bool = False,
        ts: int | None = None,
    ) -> None:
        self.hall.deliver(self.sealed(ssrc, payload_type, extension, payload, marker=marker, ts=ts), self.address)

    def present(self, *, keyframe: bool = False, size: int = 0, marker: bool = True, ts: int | None = None) -> bytes:
        """As `show`, of the screen."""
        ssrc = self.peer.offer.sections[2].ssrcs[0]
        number = self.seqs.get(ssrc, 0)
        body = (KEYFRAMES["f"] if keyframe else DELTA) + b"%d/screen/%d" % (self.seat, number)
        body += bytes(max(0, size - len(body)))
        head = bytes((0x90, 0xE0, 0x80 | number >> 8 & 0x7F, number & 0xFF, number & 0xFF, 0x20))
        self.send(ssrc, 96, b"\x402", head + body, marker=marker, ts=ts)
        return body

    def sealed(
        self,
        ssrc: int,
        payload_type: int,
        extension: bytes,
        payload: bytes,
        *,
        marker: bool = False,
        ts: int | None = None,
    ) -> bytes:
        """The next packet of that stream, not sent yet."""
        seq = self.seqs.get(ssrc, 0)
        self.seqs[ssrc] = seq + 1
        count = self.seqs.get(-1, 0)
        self.seqs[-1] = count + 1
        extension += b"\x31" + struct.pack("!H", count & 0xFFFF)
        extension += bytes(-len(extension) % 4)
        head = struct.pack(
            "!BBHII", 0x90, payload_type | marker << 7, seq & 0xFFFF, (seq if ts is None else ts) * 3000, ssrc
        )
        packet = head + struct.pack("!HH", 0xBEDE, len(extension) // 4) + extension + payload
        return self._out.protect(packet)

    def send_rtcp(self, data: bytes) -> None:
        self.hall.deliver(self._out.protect_rtcp(data), self.address)

    def received(self) -> list[tuple[Header, bytes]]:
        """RTP since the last call, decrypted."""
        found = []
        for data in self._taken(rtcp=False):
            clear = self._in.unprotect(data)
            header = Header()
            assert header.read(memoryview(clear), len(clear), bytes(256))
            found.append((header, clear[header.body : header.end]))
        return found

    def payloads(self) -> list[bytes]:
        """What came, without VP8 descriptors."""
        return [payload[6:] if header.payload_type == 96 else payload for header, payload in self.received()]

    def received_rtcp(self) -> list[bytes]:
        return [self._in.unprotect_rtcp(data) for data in self._taken(rtcp=True)]

    def _taken(self, *, rtcp: bool) -> list[bytes]:
        mine, rest = [], []
        for destination, data in self.hall.outbox.packets:
            wanted = data[0] >= 128 and (192 <= data[1] < 224) == rtcp
            (mine if destination == self.address and wanted else rest).append((destination, data))
        self.hall.outbox.packets = rest
        return [data for _, data in mine]


def _session(key: bytes, *, inbound: bool) -> Session:
    kind = Policy.SSRC_ANY_INBOUND if inbound else Policy.SSRC_ANY_OUTBOUND
    return Session(Policy(key=key, ssrc_type=kind, srtp_profile=PROFILE))


def room(name: str, *seats: int | SeatPlan, dark: bool = False, echo: bool = False) -> RoomPlan:
    plans = tuple(seat if isinstance(seat, SeatPlan) else SeatPlan(seat) for seat in seats)
    return RoomPlan(name, plans, dark=dark, echo=echo)
