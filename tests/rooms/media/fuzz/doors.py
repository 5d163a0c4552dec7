"""The doors by which strangers' bytes come: a unit's one entry, as a stranger and as an insider, and a TCP line."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from rooms.media.srtp import Cipher
from rooms.media.tcp import Line, Listener
from tests.rooms.media.hall import Citizen, Hall, room

STEP_S = 0.02
SEQ = b"\0\7"
UFRAG, PASSWORD = "near", "secret"


class Clear:
    """The keys of somebody who is let in: whatever they send is authentic."""

    def unprotect(self, data: Any, length: int) -> int:
        return length

    unprotect_rtcp = unprotect


class Gate:
    """Datagrams from the address of somebody connected, by somebody without keys. `take` says where one ended: the
    counter that grew, `dtls`, `answered`, or nothing for STUN that asks for nothing."""

    def __init__(self) -> None:
        self._open()

    def _open(self) -> None:
        self.hall = Hall()
        self.hall.plan(room("plenary", 1, 2))
        self.citizen, self.other = Citizen(self.hall, 1), Citizen(self.hall, 2)
        peer = self.citizen.peer
        self.hall.unit._by_ufrag[UFRAG], peer.password = peer, PASSWORD  # of its own they are random
        self.hall.outbox.packets.clear()

    def take(self, data: bytes) -> str:
        hall = self.hall
        hall.now += STEP_S
        before, shaken = hall.unit.dropped.copy(), len(hall.handshakes)
        hall.deliver(data, self.citizen.address)
        ends = list((hall.unit.dropped - before).elements())
        ends += ["dtls"] * (len(hall.handshakes) - shaken) + ["answered"] * len(hall.outbox.packets)
        hall.outbox.packets.clear()
        assert len(ends) <= 1
        return ends[0] if ends else ""


class Insider(Gate):
    """The same by somebody with keys and ill will; the clock ticks after each. `take` names the counter that grew.

    RTP with the number of the seeds gets the next one, or all but the first would be taken for repetitions.
    """

    def _open(self) -> None:
        super()._open()
        self.number = int.from_bytes(SEQ, "big")
        self.citizen.peer.rx = cast(Cipher, Clear())

    def take(self, data: bytes) -> str:
        hall = self.hall
        before = hall.unit.dropped.copy()
        if data[2:4] == SEQ and not 192 <= data[1] < 224:
            data = data[:2] + (self.number & 0xFFFF).to_bytes(2, "big") + data[4:]
            self.number += 1
        hall.deliver(data, self.citizen.address)
        ends = list((hall.unit.dropped - before).elements())
        hall.run(STEP_S)
        hall.outbox.packets.clear()
        assert len(ends) <= 1
        assert ("d", 2) in hall.unit.peers  # the others stay
        if ("d", 1) not in hall.unit.peers:  # shown the door
            self._open()
        return ends[0] if ends else ""


class Wire(asyncio.Transport):
    """A connection that keeps what it is told."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 4000)})
        self.ended = False

    def abort(self) -> None:
        self.ended = True


def came(pieces: Sequence[bytes]) -> tuple[list[bytes], bool, bytes]:
    """The frames that a line finds in a stream; whether it ended it; what it holds of an unfinished one."""
    frames: list[bytes] = []

    def handle(line: Line, view: memoryview, data: Any, length: int, address: bytes, now: float) -> None:
        frames.append(bytes(view[:length]))

    line, wire = Line(Listener(handle)), Wire()
    line.connection_made(wire)
    for piece in pieces:
        if not wire.ended:
            line.data_received(piece)
    return frames, wire.ended, b"" if wire.ended else bytes(line._held)
