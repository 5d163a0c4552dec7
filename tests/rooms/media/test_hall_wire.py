"""What the two processes say to each other arrives as it was meant; anything else is a ValueError."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.media import hall_wire as wire
from rooms.media.arrangement import TALL, WIDE

U32 = st.integers(0, 2**32 - 1)
PAIRS = st.lists(st.tuples(U32, U32)).map(tuple)
CONTROLS = st.one_of(
    st.builds(wire.Scene, U32, U32, st.sampled_from([WIDE, TALL]), st.integers(1, 20), PAIRS),
    st.builds(wire.End, U32),
    st.builds(wire.Key, U32),
    st.builds(wire.Ask, st.lists(U32).map(tuple)),
    st.builds(wire.Counts, st.dictionaries(st.text(), st.floats(0, 1e9))),
)
PICTURES = st.builds(wire.Painted, U32, U32, st.booleans(), st.lists(U32).map(tuple), st.binary(min_size=1))
PIECES = st.lists(st.tuples(U32, st.integers(0, 2**48), st.integers(0, 2**48), st.integers(0, 0xFFFF), st.binary()))


@given(CONTROLS)
def test_control_is_read_as_it_was_said(message: wire.Control) -> None:
    assert wire.read(wire.control(message)) == message


@given(PICTURES)
def test_picture_is_read_as_it_was_painted(painted: wire.Painted) -> None:
    assert wire.read(wire.picture(painted)) == painted


@given(PIECES)
def test_packets_are_read_as_they_were_taken(pieces: list[tuple[int, int, int, int, bytes]]) -> None:
    parts = []
    for feed, number, ts, flags, payload in pieces:
        parts += [wire.head_of(feed, number, ts, flags=flags, size=len(payload)), payload]
    read = wire.read(wire.packets(parts))
    assert isinstance(read, list)
    found = [(each.feed, each.number, each.ts, each.flags, bytes(each.payload)) for each in read]
    assert found == [(feed, number & wire.U32, ts & wire.U32, flags, body) for feed, number, ts, flags, body in pieces]


@given(st.binary() | st.binary().map(lambda body: b"P" + body) | st.binary().map(lambda body: b"V" + body))
def test_anything_else_is_a_value_error_or_harmless(data: bytes) -> None:
    try:
        wire.read(data)
    except ValueError as error:
        assert "message of the hall" in str(error)  # noqa: PT017 - most of them are none, some are


@pytest.mark.parametrize(
    "text",
    [
        '{"scene":[1,2,"round",3]}',
        '{"scene":[1,2,"wide",0]}',
        '{"scene":[1,2,"wide",3,[4]]}',
        '{"scene":1}',
        '{"key":[]}',
        '{"ask":7}',
        '{"counts":[1]}',
        '{"end":1,"key":2}',
        "{}",
        "{",
        '{"open":1}',
    ],
)
def test_control_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a message of the hall"):
        wire.read(text.encode())
