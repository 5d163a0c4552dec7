"""RTP headers: read one in place at the door. Knows RFC 3550 and 8285, no codec, no peer.

Beyond the door sequence numbers and timestamps are 64-bit integers; nothing inside compares modulo 2^16.
"""

from __future__ import annotations

from struct import Struct
from typing import Final

FIXED = Struct("!BBHII")
EXTENSION = Struct("!HH")
U16 = Struct("!H")

ONE_BYTE = 0xBEDE
START = 1 << 32  # extended counters begin here, so that late packets never go below zero

NONE, MID, RID, REPAIRED_RID, LEVEL, TRANSPORT = range(6)
KINDS: Final = {
    "urn:ietf:params:rtp-hdrext:sdes:mid": MID,
    "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id": RID,
    "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id": REPAIRED_RID,
    "urn:ietf:params:rtp-hdrext:ssrc-audio-level": LEVEL,
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01": TRANSPORT,
}
SILENCE = 127  # RFC 6464: -127 dBov
ONE_SOURCE, PADDED, MARKED = 0x9100, 0x2000, 0x80  # version 2, a header extension and one CSRC; the two flags
GRAIN = 16  # packets of one frame are padded to a multiple of it: of one size they cross the kernel together


class Header:
    """One RTP header, read over and over into the same object: valid until the next `read`."""

    __slots__ = (
        "body",
        "end",
        "level",
        "marker",
        "mid",
        "payload_type",
        "repaired",
        "rid",
        "seq",
        "ssrc",
        "ts",
        "twcc",
    )

    def __init__(self) -> None:
        self.payload_type = self.seq = self.ts = self.ssrc = self.body = self.end = 0
        self.marker = False
        self._forget()

    def _forget(self) -> None:
        self.mid = self.rid = self.repaired = ""
        self.level, self.twcc = SILENCE, -1

    def read(self, data: memoryview, length: int, kinds: bytes) -> bool:
        """False for what is not RTP. `kinds[id]`, 256 of them, says what the negotiated extension `id` is."""
        if length < FIXED.size:
            return False
        first, second, self.seq, self.ts, self.ssrc = FIXED.unpack_from(data)
        self.marker = second >= 0x80
        self.payload_type = second & 0x7F
        body, end = FIXED.size + 4 * (first & 0x0F), length
        self._forget()
        if first & 0x10:
            if body + 4 > length:
                return False
            profile, words = EXTENSION.unpack_from(data, body)
            start = body + 4
            body = start + 4 * words
            if body > length:
                return False
            if profile == ONE_BYTE:
                self._extensions(data, start, end=body, kinds=kinds)
            elif profile & 0xFFF0 == 0x1000:
                self._wide_extensions(data, start, end=body, kinds=kinds)
        if first & 0x20:  # padding: its length is the last byte
            end -= data[length - 1]
        self.body, self.end = body, end
        return bool(first >> 6 == 2 and body <= end)

    def _extensions(self, data: memoryview, at: int, *, end: int, kinds: bytes) -> None:
        """RFC 8285 section 4.2; a value that reaches over the end is left out."""
        while at < end:
            tag = data[at]
            at += 1
            if tag == 0:
                continue
            size = (tag & 0x0F) + 1
            if at + size > end or tag >= 0xF0:
                return
            kind = kinds[tag >> 4]
            if kind == TRANSPORT and size == 2:
                self.twcc = data[at] << 8 | data[at + 1]
            elif kind:
                self._extension(kind, data, at, size=size)
            at += size

    def _wide_extensions(self, data: memoryview, at: int, *, end: int, kinds: bytes) -> None:
        """RFC 8285 section 4.3."""
        while at < end:
            number = data[at]
            at += 1
            if number == 0:
                continue
            if at >= end:
                return
            size = data[at]
            at += 1
            if at + size > end or number == 15:
                return
            if kinds[number]:
                self._extension(kinds[number], data, at, size=size)
            at += size

    def _extension(self, kind: int, data: memoryview, at: int, *, size: int) -> None:
        if kind == TRANSPORT:
            if size == 2:
                self.twcc = U16.unpack_from(data, at)[0]
        elif kind == LEVEL:
            self.level = data[at] & 0x7F if size else SILENCE
        else:
            text = bytes(data[at : at + size]).decode("ascii", "replace")
            if kind == RID:
                self.rid = text
            elif kind == REPAIRED_RID:
                self.repaired = text
            else:
                self.mid = text


class Packet:
    """One packet of a source as kept in its history. `pid`, `tl0`: extended VP8 counters, -1 where there is none.

    `flags`: the first two bytes of its header as it is forwarded, but for the payload type; `word`: the value of the
    header extension it is forwarded with.
    """

    __slots__ = ("flags", "keyframe", "level", "payload", "pid", "seq", "tl0", "ts", "word")

    def __init__(self, seq: int, ts: int, payload: bytes, *, marker: bool = False, level: int = SILENCE) -> None:
        self.seq, self.ts, self.payload, self.level = seq, ts, payload, level
        self.flags = ONE_SOURCE | MARKED if marker else ONE_SOURCE
        self.keyframe = False  # the first packet of one
        self.pid = self.tl0 = -1
        self.word = level << 16

    def pad(self, size: int) -> None:
        """Adds `size` bytes, below 256, that whoever receives it leaves out again (RFC 3550 section 5.1)."""
        if size:
            self.payload += bytes(size - 1) + bytes((size,))
            self.flags |= PADDED


def send_time(now: float) -> int:
    """abs-send-time: 24 bits, 6.18 fixed point seconds."""
    return int(now * 262144) & 0xFFFFFF


def extend(last: int, value: int, *, bits: int) -> int:
    """`value`, known modulo 2^bits, as the number nearest to `last`; `START + value` where nothing came before (-1)."""
    if last < 0:
        return START + value
    span = 1 << bits
    delta = (value - last) & (span - 1)
    return last + delta - span if delta >= span >> 1 else last + delta
