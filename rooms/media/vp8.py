"""The VP8 payload descriptor: read it, bring it to the long form, write a black frame. Knows RFC 7741, no streams."""

from __future__ import annotations

from struct import Struct

U16 = Struct("!H")
WIDE_PID = 0x8000

# Where the counters lie in a payload in the long form.
PID_AT = 2
TL0_AT = 4
# the long form as Chromium and Firefox write it, and the first byte of what it describes
LONG = Struct("!BBHBBB")
STARTS = 0x10  # with the bits of `PARTITION`: S bit, partition 0
PARTITION = 0x1F

# a black keyframe of 16 x 16, made once with libvpx; shown for a moment where a face must not stay
BLACK = bytes.fromhex("7002009d012a10001000390500011c240c2c2c442c2440100000606ac0feffab5080")
KEYFRAME_START = b"\x9d\x01\x2a"


# payload; picture id and its bits, 7 or 15; TL0PICIDX, both as on the wire, -1 where missing; whether it starts a
# keyframe; that one's height
Descriptor = tuple[bytes, int, int, int, bool, int]


def read(view: memoryview) -> Descriptor | None:
    """None where `view` is no VP8 payload. RFC 7741 section 4.2."""
    size = len(view)
    if size > LONG.size:
        first, flags, pid, tl0, _, begin = LONG.unpack_from(view)
        wide = first & 0x80 and flags & 0xC0 == 0xC0 and flags & 0x30 and pid & WIDE_PID
        if wide and (first & PARTITION != STARTS or begin & 0x01):  # nearly every packet: not the start of a keyframe
            return bytes(view), pid & 0x7FFF, 15, tl0, False, 0
    if size < 1:
        return None
    first = view[0]
    if not first & 0x80:
        return _finish(view, first, 1, bytes(view), pid=-1, bits=15, tl0=-1)
    if size < 2:
        return None
    flags = view[1]
    at, pid, bits, tl0 = 2, -1, 15, -1
    if flags & 0x80:
        if size < 4:
            return None
        if view[2] & 0x80:
            pid, at = U16.unpack_from(view, 2)[0] & 0x7FFF, 4
        else:
            pid, bits, at = view[2], 7, 3
    tail = at  # TL0PICIDX and TID stay as they are
    if flags & 0x40:
        if size <= at:
            return None
        tl0, at = view[at], at + 1
    if flags & 0x30:
        at += 1
    # a one-byte picture id grows to two, so that lengths never change when it is rewritten
    payload = bytes(view) if bits == 15 else bytes((first, flags, 0x80, pid)) + bytes(view[tail:])
    return _finish(view, first, at, payload, pid=pid, bits=bits, tl0=tl0)


def _finish(
    view: memoryview, first: int, at: int, payload: bytes, *, pid: int, bits: int, tl0: int
) -> Descriptor | None:
    if at >= len(view):
        return None
    # S bit and partition 0 start a frame; then the P bit of its first byte is 0 in a keyframe (RFC 6386 section 9.1)
    keyframe = first & PARTITION == STARTS and not view[at] & 0x01
    height = 0
    if keyframe and len(view) >= at + 10 and view[at + 3 : at + 6] == KEYFRAME_START:
        height = (view[at + 8] | view[at + 9] << 8) & 0x3FFF
    return payload, pid, bits, tl0, keyframe, height


def black_frame(pid: int, tl0: int) -> bytes:
    """A whole frame in one payload, in the long form, on temporal layer 0."""
    return bytes((0x90, 0xE0)) + U16.pack(WIDE_PID | pid & 0x7FFF) + bytes((tl0 & 0xFF, 0x20)) + BLACK
