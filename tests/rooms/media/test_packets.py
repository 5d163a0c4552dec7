"""RTP headers at the door."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.media.packets import LEVEL, MID, REPAIRED_RID, RID, START, TRANSPORT, Header, extend

KINDS = bytes([0, LEVEL, 0, TRANSPORT, MID, 0, 0, 0, 0, 0, RID, REPAIRED_RID]).ljust(256, b"\0")


def rtp(body: bytes = b"body", *, first: int = 0x80, extension: bytes = b"", profile: int = 0xBEDE) -> bytes:
    head = struct.pack("!BBHII", first | (0x10 if extension else 0), 0x80 | 96, 7, 8, 9)
    if extension:
        extension += bytes(-len(extension) % 4)
        head += struct.pack("!HH", profile, len(extension) // 4) + extension
    return head + body


def read(data: bytes) -> Header | None:
    header = Header()
    return header if header.read(memoryview(data), len(data), KINDS) else None


def test_header_reads_the_fixed_part() -> None:
    header = read(rtp())
    assert header is not None
    assert (header.payload_type, header.marker, header.seq, header.ts, header.ssrc) == (96, True, 7, 8, 9)
    assert (header.body, header.end, header.level, header.twcc) == (12, 16, 127, -1)


@pytest.mark.parametrize("wide", [False, True], ids=["one-byte", "two-byte"])
def test_header_reads_extensions_in_both_forms(wide: bool) -> None:
    values = [(1, b"\x85"), (3, b"\x12\x34"), (4, b"0"), (10, b"q"), (11, b"h"), (14, b"zzz")]
    if wide:
        extension = b"".join(bytes((number, len(value))) + value for number, value in values)
    else:
        extension = b"".join(bytes((number << 4 | len(value) - 1,)) + value for number, value in values)
    header = read(rtp(extension=extension, profile=0x1000 if wide else 0xBEDE))
    assert header is not None
    assert (header.level, header.twcc, header.mid, header.rid, header.repaired) == (5, 0x1234, "0", "q", "h")


def test_header_forgets_the_extensions_of_the_packet_before() -> None:
    header = Header()
    with_rid = rtp(extension=b"\xa0q")
    header.read(memoryview(with_rid), len(with_rid), KINDS)
    assert header.rid == "q"
    header.read(memoryview(rtp()), len(rtp()), KINDS)
    assert header.rid == ""


def test_header_leaves_padding_out() -> None:
    header = read(rtp(b"body\0\0\0\4", first=0xA0))
    assert header is not None
    assert (header.body, header.end) == (12, 16)


@pytest.mark.parametrize(
    "data",
    [
        rtp()[:11],
        rtp(first=0x40),
        rtp(b"", first=0x8F),
        rtp(b"", first=0x90),
        rtp(b"\xbe\xde\0\x09", first=0x90),
        rtp(b"body\xff", first=0xA0),
    ],
    ids=["short", "version-1", "csrcs-missing", "extension-missing", "extension-too-long", "padding-too-long"],
)
def test_header_refuses(data: bytes) -> None:
    assert read(data) is None


@given(st.binary(min_size=0, max_size=80))
def test_header_never_raises_nor_reaches_outside(data: bytes) -> None:
    header = read(data)
    if header is not None:
        assert 12 <= header.body <= header.end <= len(data)


@given(st.lists(st.integers(-30000, 30000), max_size=50), st.integers(0, 65535))
def test_extend_follows_any_walk_over_the_wrap(steps: list[int], first: int) -> None:
    value = last = extend(-1, first, bits=16)
    assert value == START + first
    for step in steps:
        value = last + step
        last = extend(last, value & 0xFFFF, bits=16)
        assert last == value
