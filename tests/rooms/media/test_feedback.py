"""Transport-wide feedback, read back by an independent reader."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from rooms.media.feedback import Arrivals


def unpack(packet: bytes) -> dict[int, float]:
    """number (16 bits) -> arrival in seconds, as draft-holmer section 3.1 has it."""
    first, kind, words = struct.unpack_from("!BBH", packet)
    assert (first, kind, 4 * words + 4) == (0x8F, 205, len(packet))
    base, count, reference = struct.unpack_from("!HHI", packet, 12)
    at, symbols = 20, list[int]()
    while len(symbols) < count:
        (chunk,) = struct.unpack_from("!H", packet, at)
        at += 2
        if not chunk & 0x8000:
            symbols += [chunk >> 13 & 3] * (chunk & 0x1FFF)
        elif chunk & 0x4000:
            symbols += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            symbols += [chunk >> shift & 1 for shift in range(13, -1, -1)]
    came, ticks = {}, (reference >> 8) * 256
    for index, symbol in enumerate(symbols[:count]):
        if symbol == 1:
            ticks, at = ticks + packet[at], at + 1
        elif symbol == 2:
            ticks, at = ticks + struct.unpack_from("!h", packet, at)[0], at + 2
        if symbol:
            came[base + index & 0xFFFF] = ticks / 4000
    assert 0 <= len(packet) - at < 4
    return came


def report(arrivals: Arrivals) -> dict[int, float]:
    came: dict[int, float] = {}
    for packet in arrivals.report(ssrc=1, media_ssrc=2):
        came |= unpack(packet)
    return came


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 90)), max_size=120), st.integers(0, 65535))
def test_feedback_tells_every_arrival_over_gaps_and_the_wrap(steps: list[tuple[int, int]], first: int) -> None:
    arrivals, expected, number, ticks = Arrivals(), {}, first, 4_000_000
    for step, later in steps:
        number, ticks = number + step, ticks + later
        arrivals.note(number & 0xFFFF, ticks / 4000)
        expected.setdefault(number & 0xFFFF, ticks / 4000)
    assert report(arrivals) == expected
    assert report(arrivals) == {}


@given(st.permutations(range(65500, 65560)))
def test_feedback_tells_reordered_arrivals(order: list[int]) -> None:
    arrivals = Arrivals()
    for index, number in enumerate(order):
        arrivals.note(number & 0xFFFF, 1 + index / 4000)
    assert report(arrivals) == {number & 0xFFFF: 1 + index / 4000 for index, number in enumerate(order)}


def test_feedback_covers_losses_between_two_reports() -> None:
    arrivals = Arrivals()
    arrivals.note(10, 1.0)
    arrivals.report(ssrc=1, media_ssrc=2)
    arrivals.note(14, 1.1)
    (packet,) = arrivals.report(ssrc=1, media_ssrc=2)
    assert struct.unpack_from("!HH", packet, 12) == (11, 4)


def test_feedback_counts_its_reports() -> None:
    arrivals, counts = Arrivals(), []
    for number in range(3):
        arrivals.note(number, 1.0)
        (packet,) = arrivals.report(ssrc=1, media_ssrc=2)
        counts.append(packet[19])
    assert counts == [0, 1, 2]
