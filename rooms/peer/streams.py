"""One outgoing RTP stream of the peer: numbers packets, adds header extensions, keeps a history; knows no socket."""

from __future__ import annotations

import struct
from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import count

from rooms.peer.rtp import Extensions, write_header
from rooms.peer.sources import Payload

HISTORY = 300


@dataclass(slots=True)
class Numbers:
    """Extension numbers that the answer accepted for a section; 0 means not negotiated."""

    level: int = 0
    abs_send_time: int = 0
    transport: int = 0
    mid: int = 0
    rid: int = 0
    repaired_rid: int = 0


@dataclass(slots=True)
class Stream:
    """`mid` and `rid` ride along until a receiver report names the stream, the repair stream counting as another, as in
    Chromium.

    `transport`: the one transport-wide counter of the connection. `rtx`: the repair stream's SSRC, 0 for none.
    """

    ssrc: int
    payload_type: int
    numbers: Numbers
    transport: count[int]
    mid: bytes
    rid: bytes = b""
    rtx: int = 0
    rtx_payload_type: int = 0
    sequence: int = 0
    acknowledged: bool = False
    repair_acknowledged: bool = False
    packets: int = 0
    octets: int = 0
    timestamp: int = 0
    rtx_sequence: int = 0
    history: OrderedDict[int, Payload] = field(default_factory=OrderedDict)

    def write(self, buffer: memoryview, payload: Payload, *, now: float, level: int | None = None) -> int:
        """The next packet into `buffer`; returns its size."""
        at = write_header(
            buffer,
            ssrc=self.ssrc,
            sequence=self.sequence,
            timestamp=payload.timestamp,
            payload_type=self.payload_type,
            marker=payload.marker,
            extensions=self._extensions(now, level, self.numbers.rid, named=self.acknowledged),
        )
        end = at + len(payload.body)
        buffer[at:end] = payload.body
        self._count(payload)
        return end

    def write_again(self, buffer: memoryview, sequence: int, *, now: float) -> int:
        """A retransmission in the form of RFC 4588 section 4; 0 where there is no repair stream or it is too old."""
        payload = self.history.get(sequence)
        if payload is None or not self.rtx:
            return 0
        at = write_header(
            buffer,
            ssrc=self.rtx,
            sequence=self.rtx_sequence,
            timestamp=payload.timestamp,
            payload_type=self.rtx_payload_type,
            marker=payload.marker,
            extensions=self._extensions(now, None, self.numbers.repaired_rid, named=self.repair_acknowledged),
        )
        self.rtx_sequence = self.rtx_sequence + 1 & 0xFFFF
        struct.pack_into(">H", buffer, at, sequence)
        end = at + 2 + len(payload.body)
        buffer[at + 2 : end] = payload.body
        return end

    def _count(self, payload: Payload) -> None:
        if self.rtx:
            self.history[self.sequence] = payload
            if len(self.history) > HISTORY:
                self.history.popitem(last=False)
        self.sequence = self.sequence + 1 & 0xFFFF
        self.packets += 1
        self.octets += len(payload.body)
        self.timestamp = payload.timestamp

    def _extensions(self, now: float, level: int | None, rid_number: int, *, named: bool) -> Extensions:
        numbers, found = self.numbers, []
        if level is not None and numbers.level:
            found.append((numbers.level, bytes((0x80 | level if level < 127 else level,))))  # RFC 6464: V bit, -dBov
        if numbers.abs_send_time:
            found.append((numbers.abs_send_time, (int(now * (1 << 18)) & 0xFFFFFF).to_bytes(3, "big")))
        if numbers.transport:
            found.append((numbers.transport, (next(self.transport) & 0xFFFF).to_bytes(2, "big")))
        if not named:
            if numbers.mid:
                found.append((numbers.mid, self.mid))
            if self.rid and rid_number:
                found.append((rid_number, self.rid))
        return found
