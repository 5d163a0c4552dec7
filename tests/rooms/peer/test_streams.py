"""Streams of the synthetic peer: which header extensions they carry, and for how long."""

from __future__ import annotations

from itertools import count

from rooms.peer.sources import Payload
from rooms.peer.streams import Numbers, Stream

CAMERA, REPAIR = 10, 11


def test_repairs_name_their_layer_until_a_report_names_them() -> None:
    stream = Stream(CAMERA, 96, Numbers(mid=1, rid=2, repaired_rid=3), count(), b"1", b"q", REPAIR, 97)
    buffer = memoryview(bytearray(1500))
    stream.write(buffer, Payload(b"\x10picture", 90_000, True), now=1.0)
    stream.acknowledged = True
    assert extensions(buffer, stream.write_again(buffer, 0, now=1.0)) == {1: b"1", 3: b"q"}
    stream.repair_acknowledged = True
    assert extensions(buffer, stream.write_again(buffer, 0, now=1.0)) == {}


def extensions(buffer: memoryview, length: int) -> dict[int, bytes]:
    """One-byte header extensions (RFC 8285 section 4.2)."""
    if not buffer[0] & 0x10:
        return {}
    end = 16 + 4 * int.from_bytes(buffer[14:16], "big")
    found, at = {}, 16
    while at < end and buffer[at]:
        number, size = buffer[at] >> 4, (buffer[at] & 15) + 1
        found[number] = bytes(buffer[at + 1 : at + 1 + size])
        at += 1 + size
    assert end <= length
    return found
