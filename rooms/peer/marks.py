"""What the synthetic peer writes into its payloads, and how a receiver reads it back; knows no RTP header.

A mark says whose packet it is. It is inside the encrypted payload, so a forwarding unit cannot make it up: what a test
concludes about who hears and sees whom rests on marks, never on the unit's own tables (media.md rule 7).

Marks stand at a payload's end, where decoders do not look: in the padding of an Opus packet, behind the last partition
of a VP8 frame. Payloads of a real picture that do not end its frame have no room for one: they are known by their
bytes (`Gallery`).
"""

from __future__ import annotations

import struct
from typing import NamedTuple

OPUS_TOC = 0xF8  # RFC 6716 section 3.1: CELT, full band, 20 ms, mono, one frame
_SEVERAL, _PADDED = 3, 0x41  # RFC 6716 section 3.2.5: any number of frames; here one, with padding
_VOICE = struct.Struct(">2sII")
_PICTURE = struct.Struct(">2sIBIBB")
DESCRIPTOR_LENGTH = 6
MARK_LENGTH = _PICTURE.size


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
    """A payload of about `size` bytes that looks like one Opus frame."""
    return speak(voice, bytes((OPUS_TOC,)).ljust(max(2, size - _VOICE.size - 2), b"\x5a"))


def speak(voice: Voice, packet: bytes) -> bytes:
    """A real Opus packet of one frame, with the mark in padding that decoders pass over (RFC 6716 section 3.2.5)."""
    head = bytes((packet[0] | _SEVERAL, _PADDED, _VOICE.size))
    return head + packet[1:] + _VOICE.pack(b"dv", voice.seat, voice.number)


def read_voice(payload: bytes | memoryview) -> Voice | None:
    """None where the payload is not one of ours."""
    if len(payload) < _VOICE.size + 3:
        return None
    magic, seat, number = _VOICE.unpack_from(payload, len(payload) - _VOICE.size)
    return Voice(seat, number) if magic == b"dv" else None


def write_picture(picture: Picture, size: int, *, width: int, height: int) -> bytes:
    """A VP8 RTP payload: descriptor, frame header in part 0, filling, the mark; about `size` bytes."""
    head = b""
    if picture.part == 0:
        head = _frame_header(picture.key, size * picture.parts, width=width, height=height)
    filled = head.ljust(size - DESCRIPTOR_LENGTH - MARK_LENGTH, b"\xa5")
    return show(picture, filled + mark(picture))


def show(picture: Picture, chunk: bytes) -> bytes:
    """The payload of a piece of a frame, with the counters that go on from picture to picture."""
    return _descriptor(picture) + chunk


def mark(picture: Picture) -> bytes:
    """What stands at the end of a frame's last piece."""
    flags = picture.parts | (0x80 if picture.key else 0)
    return _PICTURE.pack(b"dp", picture.seat, picture.layer, picture.frame, picture.part, flags)


class Gallery:
    """The pieces of real pictures by their bytes, for those that carry no mark. What two people share says nothing."""

    def __init__(self) -> None:
        self._pieces: dict[bytes, Picture | None] = {}

    def __len__(self) -> int:
        return len(self._pieces)

    def hang(self, picture: Picture, chunk: bytes) -> None:
        """From now on this piece is known as that of `picture`, whose counters do not matter."""
        known = self._pieces.setdefault(chunk, picture)
        if known is not None and (known.seat, known.layer) != (picture.seat, picture.layer):
            self._pieces[chunk] = None

    def find(self, chunk: bytes) -> Picture | None:
        return self._pieces.get(chunk)


def read_picture(payload: bytes | memoryview, gallery: Gallery | None = None) -> Picture | None:
    """None where the payload is not one of ours. Only a `gallery` knows pieces without a mark."""
    if len(payload) < DESCRIPTOR_LENGTH + MARK_LENGTH or payload[0] & 0x80 == 0:
        return None
    picture_id, tl0 = int.from_bytes(payload[2:4], "big") & 0x7FFF, payload[4]
    magic, seat, layer, frame, part, flags = _PICTURE.unpack_from(payload, len(payload) - MARK_LENGTH)
    if magic == b"dp":
        return Picture(seat, layer, frame, part, flags & 0x7F, bool(flags & 0x80), picture_id, tl0)
    found = gallery.find(bytes(payload[DESCRIPTOR_LENGTH:])) if gallery is not None else None
    return found and found._replace(picture_id=picture_id, tl0=tl0)


def _descriptor(picture: Picture) -> bytes:
    """RFC 7741 section 4.2: X and S bits; then I, L, T; a picture id of two bytes (M bit), TL0PICIDX, TID 0."""
    start = 0x10 if picture.part == 0 else 0
    return struct.pack(">BBHBB", 0x80 | start, 0xE0, 0x8000 | picture.picture_id & 0x7FFF, picture.tl0 & 0xFF, 0)


def _frame_header(key: bool, size: int, *, width: int, height: int) -> bytes:
    """RFC 6386 section 9.1: frame type (0: key), version, show_frame, size; keyframes add start code, dimensions."""
    tag = (0 if key else 1) | 1 << 4 | min(size, 0x7FFFF) << 5
    header = tag.to_bytes(3, "little")
    return header + b"\x9d\x01\x2a" + struct.pack("<HH", width, height) if key else header
