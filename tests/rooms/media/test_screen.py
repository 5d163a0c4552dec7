"""A shared screen: who comes late is started with what was kept, and nobody else's screen turns unsharp."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rooms.media import rtcp
from rooms.media.packets import Packet
from rooms.media.replay import squeeze
from rooms.media.sources import VIDEO_DEPTH
from rooms.plan import SeatPlan
from tests.rooms.media.hall import Citizen, Hall, room
from tests.rooms.media.test_repair import items

RATE = 90_000


def sharing(hall: Hall) -> tuple[Citizen, list[bytes]]:
    """Seat 1 shares a screen that 2 sees: its keyframe of three packets and two more frames."""
    hall.plan(room("g", SeatPlan(1, screen=True), 2, 3))
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    one.present()
    hall.run(0.04)
    sent = [one.present(keyframe=True, marker=False, ts=1)]
    sent += [one.present(marker=marker, ts=1) for marker in (False, True)]
    hall.run(0.1)
    sent += [one.present(ts=10), one.present(ts=20)]
    hall.run(0.06)
    assert two.payloads() == sent
    return one, sent


def asked(one: Citizen) -> int:
    return sum(isinstance(item, rtcp.KeyframeRequest) for item in items(one))


def test_late_receiver_gets_the_screen_at_once_without_a_new_keyframe() -> None:
    hall = Hall()
    one, sent = sharing(hall)
    asked(one)
    hall.run(1.0)
    three = Citizen(hall, 3)
    hall.run(0.1)
    assert three.payloads() == sent
    after = one.present(ts=120)
    assert three.payloads() == [after]
    assert asked(one) == 0


def test_rule_3_times_of_a_kept_screen_lead_up_to_the_present() -> None:
    hall = Hall()
    one, _ = sharing(hall)
    hall.run(2.0)
    three = Citizen(hall, 3)
    hall.run(0.1)
    began = hall.now
    headers = [header for header, _ in three.received()]
    hall.run(0.4)
    one.present(ts=20 + round(2.56 * 30))
    headers += [header for header, _ in three.received()]
    times = [header.ts for header in headers]
    numbers = [header.seq for header in headers]
    assert numbers == list(range(numbers[0], numbers[0] + 6))
    assert times == sorted(times)
    assert times[:3] == [times[0]] * 3
    assert times[4] - times[0] <= 0.01 * RATE
    assert times[5] - times[4] <= (hall.now - began + 0.4) * RATE


def test_rule_6_what_was_kept_is_resent_as_it_left() -> None:
    hall = Hall()
    _, sent = sharing(hall)
    hall.run(1.0)
    three = Citizen(hall, 3)
    hall.run(0.1)
    first = three.received()[0][0]
    three.send_rtcp(rtcp.nack(1, first.ssrc, [first.seq]))
    ((again, payload),) = three.received()
    assert (again.ts, payload[8:]) == (first.ts, sent[0])


def test_too_much_since_the_keyframe_asks_for_another() -> None:
    hall = Hall()
    one, _ = sharing(hall)
    for number in range(VIDEO_DEPTH):
        one.present(ts=30 + number)
    hall.run(1.1)
    asked(one)
    three = Citizen(hall, 3)
    one.present(ts=900)
    hall.run(0.04)
    assert three.payloads() == []
    assert asked(one) == 1
    keyframe = one.present(keyframe=True, ts=901)
    assert three.payloads() == [keyframe]


def test_screen_on_which_nothing_moves_stays_for_a_while() -> None:
    hall = Hall()
    one, _ = sharing(hall)
    for _ in range(6):
        hall.run(1.2)
        one.probe()
        hall.unit.peers["d", 2].heard_at = hall.now
        one.present(ts=hall.unit.peers["d", 1].screen.seq & 0xFFFF)  # type: ignore[union-attr]
        assert hall.told(2, "mapping")[-1]["screen"] == 1


@given(st.lists(st.integers(0, 400), min_size=1, max_size=50), st.floats(0, 1000))
def test_squeezed_times_keep_their_order_and_never_reach_beyond_the_present(steps: list[int], age: float) -> None:
    packets, ts = [], 1 << 32
    for seq, step in enumerate(steps):
        ts += step
        packets.append(Packet(seq, ts, b"%d" % seq))
    copies = squeeze(packets, 5000.0 + age, seen_at=5000.0, rate=RATE)
    times = [packet.ts for packet in copies]
    assert times == sorted(times)
    assert ts <= times[-1] <= ts + age * RATE
    assert times[-1] - times[0] <= max(50 * RATE // 1000, 0)
    for before, after, one, two in zip(packets, packets[1:], copies, copies[1:], strict=False):
        assert (before.ts == after.ts) == (one.ts == two.ts)
    assert [packet.ts for packet in packets] == [(1 << 32) + sum(steps[: at + 1]) for at in range(len(steps))]
