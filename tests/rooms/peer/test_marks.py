"""Marks survive the way, and the payloads are what RFC 7741 and RFC 6386 say: aiortc's own parser is the judge."""

from __future__ import annotations

import pytest
from aiortc.codecs.vpx import VpxPayloadDescriptor
from hypothesis import given
from hypothesis import strategies as st

from rooms.peer.marks import Picture, Voice, read_picture, read_voice, write_picture, write_voice

words = st.integers(0, 0xFFFFFFFF)
pictures = st.builds(
    Picture,
    seat=words,
    layer=st.integers(0, 3),
    frame=words,
    part=st.integers(0, 4),
    parts=st.integers(5, 40),
    key=st.booleans(),
    picture_id=st.integers(0, 0x7FFF),
    tl0=st.integers(0, 255),
)


@given(seat=words, number=words, size=st.integers(0, 200))
def test_voice_is_read_back(seat: int, number: int, size: int) -> None:
    assert read_voice(write_voice(Voice(seat, number), size)) == Voice(seat, number)


@given(picture=pictures, size=st.integers(0, 1200))
def test_picture_is_read_back(picture: Picture, size: int) -> None:
    assert read_picture(write_picture(picture, size, width=640, height=360)) == picture


@given(picture=pictures)
def test_picture_descriptor_satisfies_another_parser(picture: Picture) -> None:
    descriptor, rest = VpxPayloadDescriptor.parse(write_picture(picture, 900, width=640, height=360))
    assert (descriptor.picture_id, descriptor.tl0picidx) == (picture.picture_id, picture.tl0)
    assert descriptor.partition_start == (1 if picture.part == 0 else 0)
    if picture.part == 0:
        assert (rest[0] & 1 == 0) == picture.key


def test_keyframe_header_carries_start_code_and_dimensions() -> None:
    picture = Picture(7, 2, 0, 0, 1, True, 5, 6)
    header = write_picture(picture, 900, width=640, height=360)[6:16]
    assert header[3:] == b"\x9d\x01\x2a" + (640).to_bytes(2, "little") + (360).to_bytes(2, "little")


@pytest.mark.parametrize("payload", [b"", b"\x90", bytes(40), b"\x90\xe0\x80\x01\x00\x00" + bytes(40), b"\xff" * 60])
def test_foreign_payload_is_nobodys(payload: bytes) -> None:
    assert read_picture(payload) is None
    assert read_voice(payload) is None
