"""Frames come out whole and in order, whatever the way does to their packets."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.media.hall_wire import Piece
from rooms.media.packets import MARKED, PADDED
from rooms.mosaic.frames import PATIENCE, Assembler, Frame
from tests.rooms.mosaic.paint import cut

KEY = b"\x10\0\0\x9d\x01\x2a\xa0\x00\x5a\x00"
DELTA = b"\x11"


def film(
    count: int, *, parts: int = 3, keys: tuple[int, ...] = (0,), temporal: int = -1
) -> tuple[list[Piece], list[bytes]]:
    pieces, frames = [], []
    for at in range(count):
        frame = (KEY if at in keys else DELTA) + bytes((at,)) * (40 * parts - 20)
        pieces += cut(frame, len(pieces), 18_000 * at, size=40, temporal=temporal)
        frames.append(frame)
    return pieces, frames


def played(pieces: list[Piece]) -> list[bytes]:
    assembler = Assembler()
    return [frame.data for piece in pieces for frame in assembler.take(piece)]


def test_frames_come_out_whole() -> None:
    pieces, frames = film(6)
    assert played(pieces) == frames


def test_keyframe_says_how_large_it_is() -> None:
    (pieces, (frame,)), assembler = film(1), Assembler()
    assert [found for piece in pieces for found in assembler.take(piece)] == [Frame(frame, True, (160, 90))]


@given(st.integers(0, 2**32), st.integers(2, 8))
def test_packets_in_disorder_and_twice_change_nothing(seed: int, reach: int) -> None:
    pieces, frames = film(8)
    rng = Random(seed)
    order = sorted(range(len(pieces)), key=lambda at: at + rng.uniform(0, reach))
    mixed = [pieces[at] for at in order for _ in range(rng.choice((1, 1, 2)))]
    assert played(mixed) == frames


@given(st.sets(st.integers(0, 29), max_size=12))
def test_no_frame_comes_out_with_a_hole_before_it(lost: set[int]) -> None:
    """Whatever comes out continues what came before, or is a keyframe."""
    pieces, frames = film(40, keys=(0, 12, 25))
    numbers = {frame: at for at, frame in enumerate(frames)}
    found = [numbers[data] for data in played([piece for piece in pieces if piece.number not in lost])]
    assert found == sorted(found)
    for before, after in zip([-1, *found], found, strict=False):
        assert after == before + 1 or after in (0, 12, 25)
    assert found[-1] == 39


def test_what_is_missing_too_long_is_given_up_until_a_keyframe() -> None:
    pieces, frames = film(PATIENCE)
    assembler = Assembler()
    out = [frame.data for piece in pieces if piece.number != 4 for frame in assembler.take(piece)]
    assert out == frames[:1]
    assert assembler.waits
    assert assembler.lost == 1


def test_late_packet_is_waited_for() -> None:
    pieces, frames = film(3)
    late = pieces.pop(4)
    assert played([*pieces, late]) == frames


def test_nothing_comes_before_a_keyframe() -> None:
    pieces, frames = film(5, keys=(3,))
    assert played(pieces) == frames[3:]


def test_large_keyframe_that_is_still_coming_is_not_given_up() -> None:
    pieces, frames = film(2, parts=2 * PATIENCE)
    assert played(pieces) == frames


def test_layer_that_no_other_needs_is_left_out() -> None:
    pieces, frames = film(3, temporal=0)
    spare = cut(DELTA + b"spare", len(pieces), 99_000, temporal=2)
    after = cut(DELTA + b"after", len(pieces) + 1, 99_001, temporal=1)
    assert played([*pieces, *spare, *after]) == [*frames, DELTA + b"after"]


def test_padding_counts_as_a_number_and_as_nothing_else() -> None:
    pieces, frames = film(1)
    more = cut(DELTA + b"next", len(pieces) + 2, 20_000)
    probe = Piece(0, len(pieces), 0, PADDED, memoryview(bytes(9) + b"\x0a"))
    empty = Piece(0, len(pieces) + 1, 0, 0, memoryview(b""))
    assert played([*pieces, probe, empty, *more]) == [*frames, DELTA + b"next"]


def test_padding_behind_a_payload_is_taken_off() -> None:
    (piece,) = cut(KEY + b"body", 0, 0)
    padded = Piece(0, 0, 0, MARKED | PADDED, memoryview(bytes(piece.payload) + b"\0\0\x03"))
    assert played([padded]) == [KEY + b"body"]


@pytest.mark.parametrize("payload", [b"\x80", b"\x90\x80", b"\x90\xf0\x80\x01\x02", b"\x10", b"\x90\x20"])
def test_payload_that_is_cut_short_is_a_value_error(payload: bytes) -> None:
    with pytest.raises(ValueError, match="payload descriptor"):
        Assembler().take(Piece(0, 0, 0, MARKED, memoryview(payload)))


@given(st.lists(st.tuples(st.integers(0, 80), st.integers(0, 2**32 - 1), st.binary(max_size=12), st.booleans())))
def test_any_packets_at_all_end_in_frames_or_a_value_error(given_: list[tuple[int, int, bytes, bool]]) -> None:
    assembler = Assembler()
    for number, ts, payload, marker in given_:
        try:
            frames = assembler.take(Piece(0, number, ts, MARKED if marker else 0, memoryview(payload)))
        except ValueError:
            continue
        assert all(frame.data for frame in frames)
