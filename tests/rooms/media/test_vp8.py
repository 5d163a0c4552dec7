"""The VP8 descriptor, as browsers write it and as we forward it."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.media import vp8

KEY = bytes.fromhex("1000009d012a4001b400")  # 320 x 180
DELTA = b"\x11delta"


class Found(NamedTuple):
    payload: bytes
    pid: int
    pid_bits: int
    tl0: int
    keyframe: bool
    height: int


def read(data: bytes) -> Found:
    found = vp8.read(memoryview(data))
    assert found is not None
    return Found(*found)


def test_read_long_form_is_forwarded_as_it_is() -> None:
    data = bytes.fromhex("90e0923407a0") + KEY
    found = read(data)
    assert (found.pid, found.pid_bits, found.tl0, found.keyframe, found.height) == (0x1234, 15, 7, True, 180)
    assert found.payload == data


def test_read_short_picture_id_grows_to_two_bytes() -> None:
    found = read(bytes.fromhex("90e0550720") + DELTA)
    assert (found.pid, found.pid_bits, found.tl0, found.keyframe) == (0x55, 7, 7, False)
    assert found.payload == bytes.fromhex("90e080550720") + DELTA


@pytest.mark.parametrize(
    ("head", "body", "keyframe"),
    [
        ("90e0923407a0", KEY, True),
        ("80e0923407a0", KEY, False),
        ("91e0923407a0", KEY, False),
        ("10", KEY, True),
        ("90e0923407a0", DELTA, False),
        ("10", DELTA, False),
        ("9080aabb", KEY, True),
    ],
)
def test_read_tells_the_first_packet_of_a_keyframe(head: str, body: bytes, keyframe: bool) -> None:
    assert read(bytes.fromhex(head) + body).keyframe is keyframe


@pytest.mark.parametrize("data", ["", "90", "9080", "908092", "90e0923407a0", "10", "90c08012"])
def test_read_refuses_what_ends_too_early(data: str) -> None:
    assert vp8.read(memoryview(bytes.fromhex(data))) is None


@given(st.binary(max_size=40))
def test_read_never_raises(data: bytes) -> None:
    vp8.read(memoryview(data))


def test_black_frame_is_a_keyframe_in_the_long_form() -> None:
    found = read(vp8.black_frame(0x17FFF, 0x1FF))
    assert (found.pid, found.tl0, found.keyframe, found.height) == (0x7FFF, 0xFF, True, 16)


def test_black_frame_is_black_to_a_decoder() -> None:
    av = pytest.importorskip("av")
    decoder = av.CodecContext.create("vp8", "r")
    (frame,) = decoder.decode(av.Packet(vp8.BLACK))
    assert {bytes(plane)[0] for plane in frame.planes} == {16, 128}
