"""Asking again for what was lost on the way up."""

from __future__ import annotations

import pytest

from rooms.media.missing import MOST, OVERTAKEN_S, Missing


@pytest.fixture
def overtaken() -> Missing:
    """Of a line on which a packet was late by itself at second 1."""
    missing = Missing()
    missing.gap(1, 2, 0.99)
    missing.came(1, 1.0, recovered=False)
    return missing


def test_missing_asks_at_once() -> None:
    missing = Missing()
    missing.gap(10, 12, 1.0)
    assert missing.due(1.0, highest=12, rtt_s=0.05) == [10, 11]


def test_missing_waits_for_two_later_packets_or_20_ms_where_packets_overtake_each_other(overtaken: Missing) -> None:
    overtaken.gap(10, 12, 1.0)
    assert overtaken.due(1.001, highest=12, rtt_s=0.05) == [10]
    assert overtaken.due(1.002, highest=13, rtt_s=0.05) == [11]
    overtaken.came(10, 1.1, recovered=True)
    overtaken.came(11, 1.1, recovered=True)
    overtaken.gap(20, 21, 2.0)
    assert [overtaken.due(now, highest=21, rtt_s=9) for now in (2.019, 2.021)] == [[], [20]]
    overtaken.came(20, 2.1, recovered=True)
    later = 1.0 + OVERTAKEN_S
    overtaken.gap(30, 31, later)
    assert overtaken.due(later, highest=31, rtt_s=9) == [30]


def test_missing_takes_what_it_asked_for_for_no_sign_of_patience() -> None:
    missing = Missing()
    missing.gap(10, 11, 1.0)
    missing.came(10, 1.1, recovered=True)
    missing.gap(20, 21, 1.2)
    assert missing.due(1.2, highest=21, rtt_s=0.05) == [20]


def test_missing_asks_at_most_five_times_in_pairs_a_round_trip_apart() -> None:
    missing = Missing()
    missing.gap(10, 11, 1.0)
    asked = [now for now in range(100) if missing.due(1.0 + now / 50, highest=20, rtt_s=0.095)]
    assert asked == [0, 1, 6, 7, 12, 13, 18, 19, 24, 25]
    assert (missing.open, missing.overflowed) == (False, True)


def test_missing_gives_up_in_silence_what_is_older_than_the_last_keyframe() -> None:
    missing = Missing()
    missing.gap(10, 11, 1.0)
    for now in range(100):
        missing.due(1.0 + now / 50, highest=20, rtt_s=0.095, keyframe=15)
    assert (missing.open, missing.overflowed) == (False, False)


def test_missing_forgets_what_came() -> None:
    missing = Missing()
    missing.gap(10, 12, 1.0)
    missing.came(10, 1.0, recovered=True)
    assert missing.due(2.0, highest=20, rtt_s=0.1) == [11]


def test_missing_overflows_into_a_keyframe() -> None:
    missing = Missing()
    missing.gap(0, MOST + 1, 1.0)
    assert (missing.open, missing.overflowed) == (True, True)
    assert missing.due(2.0, highest=500, rtt_s=0.1) == []
