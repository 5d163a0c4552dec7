"""Asking again for what was lost on the way up."""

from __future__ import annotations

from rooms.media.missing import MOST, TRIES, Missing


def test_missing_waits_for_two_later_packets_or_20_ms() -> None:
    missing = Missing()
    missing.gap(10, 12, 1.0)
    assert missing.due(1.001, highest=12, rtt_s=0.05) == [10]
    assert missing.due(1.002, highest=13, rtt_s=0.05) == [11]
    other = Missing()
    other.gap(10, 11, 1.0)
    assert [other.due(now, highest=11, rtt_s=0.05) for now in (1.019, 1.021)] == [[], [10]]


def test_missing_asks_at_most_five_times_a_round_trip_apart() -> None:
    missing = Missing()
    missing.gap(10, 11, 1.0)
    asked = [now for now in range(200) if missing.due(1.02 + now / 100, highest=20, rtt_s=0.095)]
    assert asked == [0, 10, 20, 30, 40][:TRIES]
    assert not missing.open


def test_missing_forgets_what_came() -> None:
    missing = Missing()
    missing.gap(10, 12, 1.0)
    missing.came(10)
    assert missing.due(2.0, highest=20, rtt_s=0.1) == [11]


def test_missing_overflows_into_a_keyframe() -> None:
    missing = Missing()
    missing.gap(0, MOST + 1, 1.0)
    assert (missing.open, missing.overflowed) == (True, True)
    assert missing.due(2.0, highest=500, rtt_s=0.1) == []
