"""One person's picture: decoded from real VP8; what is broken costs that picture only and is counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from struct import pack_into

from rooms.media.hall_wire import Piece
from rooms.mosaic.face import ASK_EVERY_S, STALE_S, Face
from tests.rooms.mosaic.paint import BLUE, RED, camera, colour_in, cut, near

WHOLE = (0, 0, 160, 90)


class Stream:
    """Frames of one camera as numbered packets."""

    def __init__(self, **size: int) -> None:
        self.frames = camera(RED, **size)
        self.number = 0

    def next(self) -> list[Piece]:
        pieces = cut(next(self.frames), self.number, self.number * 3000)
        self.number += len(pieces)
        return pieces


def give(face: Face, pieces: list[Piece], now: float = 0.0) -> None:
    for piece in pieces:
        face.take(piece, now)


def test_picture_is_what_the_camera_saw() -> None:
    face, stream = Face(Counter()), Stream()
    for _ in range(3):
        give(face, stream.next())
    assert face.version == 3
    assert near(colour_in(face.picture, WHOLE), RED)


def test_nothing_is_decoded_before_a_keyframe_and_one_is_asked_for_now_and_then() -> None:
    counts: Counter[str] = Counter()
    face, stream = Face(counts), Stream()
    stream.next()
    give(face, stream.next())
    assert face.picture is None
    assert face.asks(10.0)
    assert not face.asks(10.0 + ASK_EVERY_S / 2)
    assert face.asks(10.0 + ASK_EVERY_S)
    assert counts["decoded"] == 0


def test_picture_of_a_camera_that_is_silent_is_taken_away() -> None:
    face = Face(Counter())
    give(face, Stream().next(), 5.0)
    face.rest(5.0 + STALE_S)
    assert face.picture is not None
    face.rest(5.1 + STALE_S)
    assert face.picture is None


def test_broken_bitstream_empties_the_place_until_a_keyframe_and_is_counted() -> None:
    counts: Counter[str] = Counter()
    face, stream = Face(counts), Stream()
    give(face, stream.next())
    (broken,) = cut(b"\x10\x02\x00\x9d\x01\x2a\xa0\x00\x5a\x00\xff\xff", stream.number, 99)  # a keyframe and its end
    give(face, [broken])
    assert face.picture is None
    assert counts["broken"] == 1
    assert face.asks(2.0)
    again = Stream()
    again.number = stream.number + 1
    give(face, again.next())
    assert near(colour_in(face.picture, WHOLE), RED)


def test_size_that_changes_is_followed() -> None:
    face, small, tall = Face(Counter()), Stream(), Stream(width=90, height=160)
    give(face, small.next())
    tall.number = small.number
    give(face, tall.next())
    assert (face.picture.width, face.picture.height) == (90, 160)


def test_picture_that_says_to_be_huge_is_not_decoded() -> None:
    counts: Counter[str] = Counter()
    face = Face(counts)
    frame = bytearray(next(camera(BLUE)))
    pack_into("<HH", frame, 6, 16383, 16383)
    give(face, cut(bytes(frame), 0, 0))
    assert face.picture is None
    assert counts == Counter(size=1, lost=0)


def test_malformed_payload_is_counted_and_the_next_is_read() -> None:
    counts: Counter[str] = Counter()
    face, stream = Face(counts), Stream()
    first = stream.next()
    give(face, [replace(first[0], payload=memoryview(b"\x80"))])
    give(face, first)
    assert counts["malformed"] == 1
    assert face.picture is not None
