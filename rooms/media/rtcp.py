"""RTCP: read compound packets, write the few kinds we send. Knows RFC 3550, 4585, 5104 and REMB; no peer.

Written here because aiortc's classes reject a whole compound for one unknown part and parse transport-cc as a NACK.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from struct import Struct, error

HEAD = Struct("!BBH")
U32 = Struct("!I")
PAIR = Struct("!II")
SENDER = Struct("!IQIII")
BLOCK = Struct("!IIIIII")
NACK_ITEM = Struct("!HH")

SR, RR, BYE, RTPFB, PSFB = 200, 201, 203, 205, 206
NACK = 1
PLI, FIR, APPLICATION = 1, 4, 15
NTP_EPOCH = 2208988800  # seconds from 1900 to 1970


@dataclass(frozen=True, slots=True)
class Report:
    """A reception report block. `fraction` of 256; `last_sr`, `delay` as RFC 3550 section 6.4.1 has them."""

    ssrc: int
    fraction: int
    lost: int
    highest: int
    jitter: int
    last_sr: int
    delay: int


@dataclass(frozen=True, slots=True)
class SenderInfo:
    ssrc: int
    ntp: int
    rtp_time: int


@dataclass(frozen=True, slots=True)
class Nack:
    ssrc: int
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyframeRequest:
    ssrc: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """REMB: what the receiver believes its line carries."""

    bitrate_bps: int


Item = Report | SenderInfo | Nack | KeyframeRequest | Estimate


def parse(data: memoryview) -> Iterator[Item]:
    """What we act upon, in order; unknown kinds are passed over. Raises `ValueError` at what is malformed."""
    at = 0
    while at < len(data):
        if at + 4 > len(data):
            raise ValueError("the RTCP packet ends inside a header")
        first, kind, words = HEAD.unpack_from(data, at)
        end = at + 4 + 4 * words
        if first >> 6 != 2 or end > len(data):
            raise ValueError("the RTCP packet is longer than its datagram")
        try:
            yield from _part(kind, first & 0x1F, data[at + 4 : end])
        except error as cause:
            raise ValueError("the RTCP packet is shorter than its kind") from cause
        at = end


def _part(kind: int, count: int, body: memoryview) -> Iterator[Item]:
    match kind:
        case 200:
            ssrc, ntp, rtp_time, _, _ = SENDER.unpack_from(body)
            yield SenderInfo(ssrc, ntp, rtp_time)
            yield from _reports(body[SENDER.size :], count)
        case 201:
            yield from _reports(body[4:], count)
        case 205 if count == NACK:
            yield Nack(U32.unpack_from(body, 4)[0], tuple(_lost(body[8:])))
        case 206 if count == PLI:
            yield KeyframeRequest(U32.unpack_from(body, 4)[0])
        case 206 if count == FIR:
            for at in range(8, len(body) - 7, 8):
                yield KeyframeRequest(U32.unpack_from(body, at)[0])
        case 206 if count == APPLICATION and bytes(body[8:12]) == b"REMB":
            _, scale = PAIR.unpack_from(body, 8)
            exponent, mantissa = scale >> 18 & 0x3F, scale & 0x3FFFF
            yield Estimate(mantissa << exponent)


def _reports(body: memoryview, count: int) -> Iterator[Report]:
    for index in range(count):
        ssrc, loss, highest, jitter, last_sr, delay = BLOCK.unpack_from(body, index * BLOCK.size)
        lost = loss & 0xFFFFFF
        yield Report(ssrc, loss >> 24, lost - (lost >> 23 << 24), highest, jitter, last_sr, delay)


def _lost(body: memoryview) -> Iterator[int]:
    for at in range(0, len(body) - 3, 4):
        first, mask = NACK_ITEM.unpack_from(body, at)
        yield first
        for bit in range(16):
            if mask >> bit & 1:
                yield first + bit + 1 & 0xFFFF


def _pack(count: int, kind: int, body: bytes) -> bytes:
    return HEAD.pack(0x80 | count, kind, len(body) // 4) + body


def sender_report(ssrc: int, *, ntp: int, rtp_time: int, packets: int, octets: int) -> bytes:
    body = SENDER.pack(ssrc, ntp, rtp_time & 0xFFFFFFFF, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    return _pack(0, SR, body)


def receiver_report(ssrc: int, reports: Sequence[Report]) -> bytes:
    """At most 31 reports fit."""
    blocks = (
        BLOCK.pack(r.ssrc, r.fraction << 24 | r.lost & 0xFFFFFF, r.highest & 0xFFFFFFFF, r.jitter, r.last_sr, r.delay)
        for r in reports[:31]
    )
    return _pack(min(len(reports), 31), RR, U32.pack(ssrc) + b"".join(blocks))


def picture_loss(ssrc: int, media_ssrc: int) -> bytes:
    return _pack(PLI, PSFB, PAIR.pack(ssrc, media_ssrc))


def nack(ssrc: int, media_ssrc: int, lost: Iterable[int]) -> bytes:
    """`lost`: extended sequence numbers, ascending."""
    items: list[list[int]] = []
    for seq in lost:
        if items and 0 < seq - items[-1][0] <= 16:
            items[-1][1] |= 1 << seq - items[-1][0] - 1
        else:
            items.append([seq, 0])
    body = b"".join(NACK_ITEM.pack(first & 0xFFFF, mask) for first, mask in items)
    return _pack(NACK, RTPFB, PAIR.pack(ssrc, media_ssrc) + body)


def ntp_time(epoch_seconds: float) -> int:
    """64 bits: seconds since 1900 and their fraction."""
    return int((epoch_seconds + NTP_EPOCH) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF
