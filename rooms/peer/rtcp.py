"""RTCP as the peer speaks it: requests to read, reports and requests to write; knows no key and no socket.

Only what a browser in our use sends or obeys: SR, RR, PLI, FIR, NACK, REMB (RFC 3550, RFC 4585, RFC 5104).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_SENDER_REPORT, _RECEIVER_REPORT, _DESCRIPTION, _TRANSPORT, _PAYLOAD = 200, 201, 202, 205, 206
_NTP_EPOCH = 2_208_988_800


class SenderReport(NamedTuple):
    """RTP time against wall clock: `ntp` is seconds since 1900 in 32.32 bits."""

    ssrc: int
    ntp: int
    timestamp: int
    packets: int


@dataclass(slots=True)
class Feedback:
    """What one compound packet asked for or reported."""

    keyframes: list[int] = field(default_factory=list)
    missing: list[tuple[int, list[int]]] = field(default_factory=list)
    reported: list[int] = field(default_factory=list)
    sender_reports: list[SenderReport] = field(default_factory=list)
    transport_feedbacks: int = 0
    malformed: int = 0


def read(packet: bytes | memoryview) -> Feedback:
    """Unknown kinds are passed over, a packet cut short is counted in `malformed`."""
    feedback = Feedback()
    data, at = bytes(packet), 0
    while at + 4 <= len(data):
        count, kind, words = data[at] & 0x1F, data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 4 + 4 * words
        if end > len(data):
            feedback.malformed += 1
            return feedback
        _read_one(feedback, kind, count, data[at + 4 : end])
        at = end
    return feedback


def _read_one(feedback: Feedback, kind: int, count: int, body: bytes) -> None:
    if kind == _SENDER_REPORT and len(body) >= 24:
        ssrc, ntp, timestamp, packets = struct.unpack_from(">IQII", body)
        feedback.sender_reports.append(SenderReport(ssrc, ntp, timestamp, packets))
        feedback.reported += _blocks(body[24:], count)
    elif kind == _RECEIVER_REPORT and len(body) >= 4:
        feedback.reported += _blocks(body[4:], count)
    elif kind == _PAYLOAD and len(body) >= 8:
        if count == 1:
            feedback.keyframes.append(int.from_bytes(body[4:8], "big"))
        elif count == 4:  # RFC 5104 section 4.3.1.1: the SSRC stands in the FCI
            feedback.keyframes += [int.from_bytes(body[at : at + 4], "big") for at in range(8, len(body) - 7, 8)]
    elif kind == _TRANSPORT and len(body) >= 8:
        if count == 1:
            feedback.missing.append((int.from_bytes(body[4:8], "big"), list(_lost(body[8:]))))
        elif count == 15:
            feedback.transport_feedbacks += 1


def _blocks(body: bytes, count: int) -> list[int]:
    return [int.from_bytes(body[24 * i : 24 * i + 4], "big") for i in range(min(count, len(body) // 24))]


def _lost(fci: bytes) -> Iterator[int]:
    for first, mask in struct.iter_unpack(">HH", fci[: len(fci) // 4 * 4]):
        yield first
        for bit in range(16):
            if mask >> bit & 1:
                yield first + bit + 1 & 0xFFFF


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0x80 | count, kind, len(body) // 4) + body


def sender_report(ssrc: int, *, wall: float, timestamp: int, packets: int, octets: int) -> bytes:
    """`wall`: seconds since 1970."""
    ntp = int((wall + _NTP_EPOCH) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF
    return _packet(_SENDER_REPORT, 0, struct.pack(">IQIII", ssrc, ntp, timestamp, packets, octets & 0xFFFFFFFF))


class Block(NamedTuple):
    """One report block. `fraction_lost` in 1/256; `highest` is the extended highest sequence number."""

    ssrc: int
    fraction_lost: int
    lost: int
    highest: int


def receiver_report(sender: int, blocks: list[Block]) -> bytes:
    body = struct.pack(">I", sender)
    for block in blocks[:31]:
        lost = max(-0x800000, min(block.lost, 0x7FFFFF)) & 0xFFFFFF
        body += struct.pack(
            ">IIIIII", block.ssrc, block.fraction_lost << 24 | lost, block.highest & 0xFFFFFFFF, 0, 0, 0
        )
    return _packet(_RECEIVER_REPORT, len(blocks[:31]), body)


def description(ssrc: int) -> bytes:
    """RFC 3550 section 6.5: a compound packet carries a CNAME."""
    return _packet(_DESCRIPTION, 1, struct.pack(">IBB4sxx", ssrc, 1, 4, b"peer"))


def picture_loss(sender: int, ssrc: int) -> bytes:
    return _packet(_PAYLOAD, 1, struct.pack(">II", sender, ssrc))


def missing(sender: int, ssrc: int, sequences: list[int]) -> bytes:
    """A generic NACK; `sequences` ascending."""
    pairs: list[tuple[int, int]] = []
    for sequence in sequences:
        distance = (sequence - pairs[-1][0] & 0xFFFF) if pairs else 0
        if pairs and 0 < distance <= 16:
            pairs[-1] = (pairs[-1][0], pairs[-1][1] | 1 << distance - 1)
        else:
            pairs.append((sequence & 0xFFFF, 0))
    return _packet(
        _TRANSPORT, 1, struct.pack(">II", sender, ssrc) + b"".join(struct.pack(">HH", *pair) for pair in pairs)
    )


def estimate(sender: int, bits_per_second: int, ssrcs: list[int]) -> bytes:
    """REMB, draft-alvestrand-rmcat-remb-03 section 2.2."""
    exponent = max(0, bits_per_second.bit_length() - 18)
    mantissa = bits_per_second >> exponent
    head = struct.pack(">II4sBBH", sender, 0, b"REMB", len(ssrcs), exponent << 2 | mantissa >> 16, mantissa & 0xFFFF)
    return _packet(_PAYLOAD, 15, head + b"".join(struct.pack(">I", ssrc) for ssrc in ssrcs))
