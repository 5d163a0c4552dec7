"""Keyframes leave one after the other; sound never waits; what waits never reaches another room."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from rooms.media.pacing import LEAST_BPS, LONGEST_S, OPEN_BPS, SLACK_S, Pacer
from tests.rooms.media.hall import Citizen, Hall, room
from tests.rooms.media.test_unit import seen

BIG = 30  # packets of a thousand bytes: 20 ms at the open rate


def crowd(hall: Hall) -> tuple[Citizen, Citizen]:
    """Of two in a room the second is being shown the first, and hears it."""
    hall.plan(room("g", 1, 2))
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    one.speak()
    seen(one)
    two.received()
    return one, two


def burst(one: Citizen) -> list[bytes]:
    """One large keyframe: its packets share a timestamp."""
    start = one.seqs[2010]
    sent = [one.show(keyframe=True, size=1000, ts=start)]
    sent += [one.show(size=1000, marker=number == BIG, ts=start) for number in range(2, BIG + 1)]
    return sent


def test_keyframe_is_spread_and_arrives_whole_and_in_order() -> None:
    hall = Hall()
    one, two = crowd(hall)
    sent = burst(one)
    at_once = two.payloads()
    assert 0 < len(at_once) < BIG // 2
    after = one.show()
    hall.run(0.06)
    assert at_once + two.payloads() == [*sent, after]
    assert hall.unit.forwarder.pacing == set()


def test_sound_passes_by_what_waits() -> None:
    hall = Hall()
    one, two = crowd(hall)
    sent = burst(one)
    before = len(two.payloads())
    one.speak(text=b"hello")
    assert two.payloads() == [b"hello"]
    hall.run(0.06)
    assert two.payloads() == sent[before:]


def test_send_time_of_what_waited_is_when_it_left() -> None:
    hall = Hall()
    one, two = crowd(hall)
    burst(one)
    two.received()
    waiting = [at for at, *_ in two.peer.pacer.waiting]
    hall.run(0.06)
    stamps = [int.from_bytes(data[21:24], "big") for _, data in hall.outbox.packets if len(data) > 1000]
    assert stamps == [int(at * 262144) & 0xFFFFFF for at in waiting]


def test_rule_4_what_waits_does_not_reach_another_room() -> None:
    hall = Hall()
    one, two = crowd(hall)
    burst(one)
    two.received()
    assert two.peer.pacer.waiting
    hall.plan(room("g", 1), room("h", 2))
    hall.run(0.3)
    assert [len(payload) for _, payload in two.received()] == [40] * 3  # black frames


@given(st.lists(st.integers(60, 1400), min_size=1, max_size=200), st.none() | st.floats(0, 1e7))
def test_pacer_keeps_order_rate_and_patience(sizes: list[int], budget: float | None) -> None:
    pacer, owner, left = Pacer(), SimpleNamespace(stops=0), []
    pacer.follow(budget)
    assert LEAST_BPS <= pacer.rate_bps <= OPEN_BPS
    for number, size in enumerate(sizes):
        at = pacer.turn(5.0, size)
        if pacer.must_wait(5.0, at):
            pacer.hold(at, owner, 0, b"%d" % number)
        else:
            left.append(b"%d" % number)
    assert sum(sizes[: len(left) - 1]) * 8 <= pacer.rate_bps * SLACK_S * 1.001
    waiting = [at for at, *_ in pacer.waiting]
    assert waiting == sorted(waiting)
    assert all(at <= 5.0 + LONGEST_S for at in waiting)
    pacer.release(5.0 + LONGEST_S, left.append)
    assert left == [b"%d" % number for number in range(len(sizes))]


def test_pacer_drops_what_was_stopped_while_it_waited() -> None:
    withheld: list[bool] = []
    owner = SimpleNamespace(stops=0, withheld=lambda: withheld.append(True))
    pacer, left = Pacer(), list[bytes]()
    pacer.hold(1.0, owner, 0, b"old")
    owner.stops = 1
    pacer.hold(1.0, owner, 1, b"new")
    pacer.release(1.0, left.append)
    assert left == [b"new"]
