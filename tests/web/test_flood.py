"""The bucket: bursts pass, a steady flood is slowed, then closed."""

from __future__ import annotations

from web.flood import BURST, PATIENCE, RATE_PER_S, Bucket


def test_burst_passes_and_the_rate_after_it_too() -> None:
    bucket = Bucket(at=0.0)
    assert [bucket.take(0.0) for _ in range(int(BURST))] == [0.0] * int(BURST)
    assert [bucket.take(1.0) for _ in range(int(RATE_PER_S))] == [0.0] * int(RATE_PER_S)


def test_flood_is_slowed_and_then_closed() -> None:
    bucket = Bucket(at=0.0)
    waits = [bucket.take(0.0) for _ in range(int(BURST) + PATIENCE + 1)]
    slowed = waits[int(BURST) : -1]
    assert all(wait is not None and wait > 0 for wait in slowed)
    assert waits[-1] is None


def test_quiet_forgives() -> None:
    bucket = Bucket(at=0.0)
    for _ in range(int(BURST) + 10):
        bucket.take(0.0)
    assert bucket.take(60.0) == 0.0
    assert bucket.over == 0
