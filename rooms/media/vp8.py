"""The VP8 payload descriptor: read it, bring it to the long form, write a black frame. Knows RFC 7741, no streams."""

from __future__ import annotations

from struct import Struct
from typing import NamedTuple

U16 = Struct("!H")
WIDE_PID = 0x8000

# Where the counters lie in a payload in the long form.
PID_AT = 2
TL0_AT = 4
# first bytes of payloads that begin a frame: S bit, partition 0, whatever X and N say
FRAME_STARTS = frozenset(bytes((0x10 | flags,)) for flags in (0, 0x20, 0x80, 0xA0))

# a black keyframe of 16 x 16, made once with libvpx; shown for a moment where a face must not stay
BLACK = bytes.fromhex("7002009d012a10001000390500011c240c2c2c442c2440100000606ac0feffab5080")
KEYFRAME_START = b"\x9d\x01\x2a"


class Descriptor(NamedTuple):
    """`pid`, `tl0`: as on the wire, -1 where missing; `pid_bits`: 7 or 15; `keyframe`: this packet starts one."""

    payload: bytes
    pid: int
    pid_bits: int
    tl0: int
    keyframe: bool
    height: int


def read(view: memoryview) -> Descriptor | None:
    """None where `view` is no VP8 payload. RFC 7741 section 4.2."""
    size = len(view)
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
    keyframe = first & 0x1F == 0x10 and not view[at] & 0x01
    height = 0
    if keyframe and len(view) >= at + 10 and view[at + 3 : at + 6] == KEYFRAME_START:
        height = (view[at + 8] | view[at + 9] << 8) & 0x3FFF
    return Descriptor(payload, pid, bits, tl0, keyframe, height)


def black_frame(pid: int, tl0: int) -> bytes:
    """A whole frame in one payload, in the long form, on temporal layer 0."""
    return bytes((0x90, 0xE0)) + U16.pack(WIDE_PID | pid & 0x7FFF) + bytes((tl0 & 0xFF, 0x20)) + BLACK
