"""Transport-wide congestion feedback: which packets came when, told to their sender. Knows no peer.

draft-holmer-rmcat-transport-wide-cc-extensions-01; without it Chromium stays near 300 kbit/s.
"""

from __future__ import annotations

from struct import Struct

from rooms.media.packets import extend
from rooms.media.rtcp import HEAD, RTPFB

FORMAT = 15
FIXED = Struct("!IIHHI")
CHUNK = Struct("!H")
LARGE = Struct("!h")

TICKS = 4000  # a second in units of 250 us
REFERENCE = 256  # ticks in a unit of the reference time, 64 ms
MOST = 400  # packets one report may cover, so that it fits a datagram
ABSENT, SMALL, WIDE = range(3)


class Arrivals:
    """The transport-wide numbers of one peer since the last report."""

    __slots__ = ("_came", "_count", "_highest", "_next", "_noted")

    def __init__(self) -> None:
        self._noted: list[tuple[int, float]] = []
        self._came: dict[int, int] = {}
        self._highest = self._next = -1
        self._count = 0

    def note(self, number: int, now: float) -> None:
        self._noted.append((number, now))

    def report(self, *, ssrc: int, media_ssrc: int) -> list[bytes]:
        """RTCP packets for everything noted since the last call."""
        packets = []
        self._read_notes()
        numbers = sorted(self._came)
        while numbers:
            first = numbers[0] if not 0 <= numbers[0] - self._next < MOST else self._next
            span = [number for number in numbers if number < first + MOST]
            numbers = numbers[len(span) :]
            packets.append(self._pack(first, span, ssrc=ssrc, media_ssrc=media_ssrc))
            self._next = max(self._next, span[-1] + 1)
        self._came.clear()
        return packets

    def _read_notes(self) -> None:
        for number, at in self._noted:
            number = extend(self._highest, number, bits=16)
            self._highest = max(self._highest, number)
            self._came.setdefault(number, round(at * TICKS))
        self._noted.clear()

    def _pack(self, first: int, numbers: list[int], *, ssrc: int, media_ssrc: int) -> bytes:
        reference = self._came[numbers[0]] // REFERENCE
        symbols = bytearray(numbers[-1] + 1 - first)
        deltas = bytearray()
        last = reference * REFERENCE
        for number in numbers:
            delta = max(-0x8000, min(0x7FFF, self._came[number] - last))
            last += delta
            if 0 <= delta <= 0xFF:
                symbols[number - first] = SMALL
                deltas.append(delta)
            else:
                symbols[number - first] = WIDE
                deltas += LARGE.pack(delta)
        tail = (reference & 0xFFFFFF) << 8 | self._count & 0xFF
        self._count += 1
        body = FIXED.pack(ssrc, media_ssrc, first & 0xFFFF, len(symbols), tail) + chunks(symbols) + deltas
        body += bytes(-len(body) % 4)
        return HEAD.pack(0x80 | FORMAT, RTPFB, len(body) // 4) + body


def chunks(symbols: bytes | bytearray) -> bytes:
    """Packet status chunks (sections 3.1.3 and 3.1.4): runs where they pay, else vectors of one or two bits."""
    packed = bytearray()
    at = 0
    while at < len(symbols):
        symbol = symbols[at]
        run = at + 1
        while run < len(symbols) and symbols[run] == symbol and run - at < 0x1FFF:
            run += 1
        if run - at >= 14 or run == len(symbols):
            packed += CHUNK.pack(symbol << 13 | run - at)
            at = run
        elif WIDE not in symbols[at : at + 14]:
            packed += CHUNK.pack(0x8000 | _vector(symbols[at : at + 14], places=14, bits=1))
            at += 14
        else:
            packed += CHUNK.pack(0xC000 | _vector(symbols[at : at + 7], places=7, bits=2))
            at += 7
    return bytes(packed)


def _vector(symbols: bytes | bytearray, *, places: int, bits: int) -> int:
    value = 0
    for symbol in symbols:
        value = value << bits | symbol
    return value << bits * (places - len(symbols))
