"""Headers written by the peer are read by aiortc, and the other way round; 16 bits are extended without a seam."""

from __future__ import annotations

import pytest
from aiortc.rtp import RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from rooms.peer.rtp import extend, read_extensions, read_header, write_header

elements = st.lists(
    st.tuples(st.integers(1, 14), st.binary(min_size=1, max_size=16)), max_size=5, unique_by=lambda element: element[0]
)


def written(extensions: list[tuple[int, bytes]], payload: bytes = b"payload") -> bytes:
    buffer = bytearray(1500)
    end = write_header(
        buffer, ssrc=0xDEADBEEF, sequence=65535, timestamp=90_000, payload_type=96, marker=True, extensions=extensions
    )
    return bytes(buffer[:end]) + payload


@given(extensions=elements)
def test_header_is_read_back(extensions: list[tuple[int, bytes]]) -> None:
    packet = written(extensions)
    header = read_header(packet)
    assert header[:6] == (0xDEADBEEF, 65535, 90_000, 96, True, None)
    assert packet[header.payload_at :] == b"payload"
    assert read_extensions(packet) == dict(extensions)


@given(extensions=elements)
def test_header_satisfies_another_parser(extensions: list[tuple[int, bytes]]) -> None:
    packet = RtpPacket.parse(written(extensions))
    assert (packet.ssrc, packet.sequence_number, packet.timestamp) == (0xDEADBEEF, 65535, 90_000)
    assert (packet.payload_type, packet.marker, packet.payload) == (96, 1, b"payload")


def test_label_is_the_first_contributing_source() -> None:
    packet = RtpPacket(payload_type=96, sequence_number=1, timestamp=2, ssrc=3, payload=b"x")
    packet.csrc = [17, 18]
    header = read_header(packet.serialize())
    assert (header.label, header.payload_at) == (17, 20)


@pytest.mark.parametrize("length", range(12))
def test_header_cut_short_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="shorter than"):
        read_header(written([])[:length])


def test_extension_cut_short_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter than"):
        read_header(written([(1, b"abcdefgh")])[:18])


@given(start=st.integers(0, 1 << 40), steps=st.lists(st.integers(-1000, 1000), max_size=50))
def test_numbers_are_extended_across_the_wrap(start: int, steps: list[int]) -> None:
    true = highest = start + 0x10000
    for step in steps:
        true = max(0x8000, highest + step)
        assert extend(true & 0xFFFF, highest) == true
        highest = max(highest, true)
