"""RTP headers as the peer writes and reads them (RFC 3550, RFC 8285 one-byte form); knows no payload and no key."""

from __future__ import annotations

import struct
from typing import NamedTuple

_FIXED = struct.Struct(">BBHII")
_EXTENSION = struct.Struct(">HH")
HEADER_LENGTH = _FIXED.size
Extensions = list[tuple[int, bytes]]


class Header(NamedTuple):
    """The clear part of a packet. `label`: the first CSRC, in our streams a seat's number, or None (rule 7)."""

    ssrc: int
    sequence: int
    timestamp: int
    payload_type: int
    marker: bool
    label: int | None
    payload_at: int


def write_header(
    buffer: memoryview | bytearray,
    *,
    ssrc: int,
    sequence: int,
    timestamp: int,
    payload_type: int,
    marker: bool,
    extensions: Extensions,
) -> int:
    """Writes at the start of `buffer`; returns the header's length."""
    second = payload_type | (0x80 if marker else 0)
    _FIXED.pack_into(buffer, 0, 0x90 if extensions else 0x80, second, sequence, timestamp, ssrc)
    if not extensions:
        return HEADER_LENGTH
    block = b"".join([bytes((number << 4 | len(value) - 1,)) + value for number, value in extensions])
    words = (len(block) + 3) // 4
    _EXTENSION.pack_into(buffer, HEADER_LENGTH, 0xBEDE, words)
    at, end = HEADER_LENGTH + 4, HEADER_LENGTH + 4 + 4 * words
    buffer[at:end] = block.ljust(4 * words, b"\0")
    return end


def read_header(packet: bytes | memoryview) -> Header:
    """Raises ValueError where the packet is shorter than its header says."""
    if len(packet) < HEADER_LENGTH:
        raise ValueError("an RTP packet shorter than its fixed header")
    first, second, sequence, timestamp, ssrc = _FIXED.unpack_from(packet)
    sources = first & 0x0F
    at = HEADER_LENGTH + 4 * sources
    if first & 0x10:
        if len(packet) < at + 4:
            raise ValueError("an RTP packet shorter than its extension header")
        at += 4 + 4 * int.from_bytes(packet[at + 2 : at + 4], "big")
    if len(packet) < at:
        raise ValueError("an RTP packet shorter than its header")
    label = int.from_bytes(packet[12:16], "big") if sources else None
    return Header(ssrc, sequence, timestamp, second & 0x7F, second >= 0x80, label, at)


def read_extensions(packet: bytes | memoryview) -> dict[int, bytes]:
    """Header extension elements by number, of a packet that `read_header` accepted."""
    found: dict[int, bytes] = {}
    if not packet[0] & 0x10:
        return found
    at = HEADER_LENGTH + 4 * (packet[0] & 0x0F)
    if bytes(packet[at : at + 2]) != b"\xbe\xde":
        return found
    end = at + 4 + 4 * int.from_bytes(packet[at + 2 : at + 4], "big")
    at += 4
    while at < end:
        if packet[at] == 0:  # RFC 8285 section 4.1: padding
            at += 1
            continue
        length = (packet[at] & 0x0F) + 1
        found[packet[at] >> 4] = bytes(packet[at + 1 : at + 1 + length])
        at += 1 + length
    return found


def extend(sequence: int, highest: int | None) -> int:
    """The 64-bit number next to `highest` whose low 16 bits are `sequence`."""
    if highest is None:
        return sequence + 0x10000
    return highest + ((sequence - highest + 0x8000) & 0xFFFF) - 0x8000
