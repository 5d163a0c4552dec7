"""What the synthetic peer writes into its payloads, and how a receiver reads it back; knows no RTP header.

A mark says whose packet it is. It is inside the encrypted payload, so a forwarding unit cannot make it up: what a test
concludes about who hears and sees whom rests on marks, never on the unit's own tables (media.md rule 7).
"""

from __future__ import annotations

import struct
from typing import NamedTuple

OPUS_TOC = 0xF8  # RFC 6716 section 3.1: CELT, full band, 20 ms, mono, one frame
_VOICE = struct.Struct(">B2sII")
_PICTURE = struct.Struct(">2sIBIBB")
_DESCRIPTOR_LENGTH = 6
_KEY_HEADER_LENGTH = 10
_DELTA_HEADER_LENGTH = 3


class Voice(NamedTuple):
    """Sound packet `number` of `seat`."""

    seat: int
    number: int


class Picture(NamedTuple):
    """Packet `part` of `parts` of a VP8 frame, with the payload descriptor's counters (RFC 7741 section 4.2)."""

    seat: int
    layer: int
    frame: int
    part: int
    parts: int
    key: bool
    picture_id: int
    tl0: int

    @property
    def starts_keyframe(self) -> bool:
        return self.key and self.part == 0


def write_voice(voice: Voice, size: int) -> bytes:
    """A payload of `size` bytes (at least 11) that looks like one Opus frame."""
    return _VOICE.pack(OPUS_TOC, b"dv", voice.seat, voice.number).ljust(size, b"\x5a")


def read_voice(payload: bytes | memoryview) -> Voice | None:
    """None where the payload is not one of ours."""
    if len(payload) < _VOICE.size:
        return None
    _, magic, seat, number = _VOICE.unpack_from(payload)
    return Voice(seat, number) if magic == b"dv" else None


def write_picture(picture: Picture, size: int, *, width: int, height: int) -> bytes:
    """A VP8 RTP payload: descriptor, frame header in part 0, mark, filling up to `size` bytes."""
    head = _descriptor(picture)
    if picture.part == 0:
        head += _frame_header(picture.key, size * picture.parts, width=width, height=height)
    flags = picture.parts | (0x80 if picture.key else 0)
    mark = _PICTURE.pack(b"dp", picture.seat, picture.layer, picture.frame, picture.part, flags)
    return (head + mark).ljust(size, b"\xa5")


def read_picture(payload: bytes | memoryview) -> Picture | None:
    """None where the payload is not one of ours."""
    if len(payload) < _DESCRIPTOR_LENGTH + _PICTURE.size or payload[0] & 0x80 == 0:
        return None
    start, picture_id, tl0 = bool(payload[0] & 0x10), int.from_bytes(payload[2:4], "big") & 0x7FFF, payload[4]
    at = _DESCRIPTOR_LENGTH
    key = start and not payload[at] & 1
    if start:
        at += _KEY_HEADER_LENGTH if key else _DELTA_HEADER_LENGTH
    if len(payload) < at + _PICTURE.size:
        return None
    magic, seat, layer, frame, part, flags = _PICTURE.unpack_from(payload, at)
    if magic != b"dp":
        return None
    return Picture(seat, layer, frame, part, flags & 0x7F, bool(flags & 0x80), picture_id, tl0)


def _descriptor(picture: Picture) -> bytes:
    """RFC 7741 section 4.2: X and S bits; then I, L, T; a picture id of two bytes (M bit), TL0PICIDX, TID 0."""
    start = 0x10 if picture.part == 0 else 0
    return struct.pack(">BBHBB", 0x80 | start, 0xE0, 0x8000 | picture.picture_id & 0x7FFF, picture.tl0 & 0xFF, 0)


def _frame_header(key: bool, size: int, *, width: int, height: int) -> bytes:
    """RFC 6386 section 9.1: frame type (0: key), version, show_frame, size; keyframes add start code, dimensions."""
    tag = (0 if key else 1) | 1 << 4 | min(size, 0x7FFFF) << 5
    header = tag.to_bytes(3, "little")
    return header + b"\x9d\x01\x2a" + struct.pack("<HH", width, height) if key else header
