"""Packets that came in one batch leave together, and nothing else about them is different."""

from __future__ import annotations

from random import Random

import pytest

from rooms.media.layout import Layout
from tests.rooms.media.hall import Citizen, Hall, room
from tests.rooms.media.test_unit import seen


def trio(hall: Hall) -> list[Citizen]:
    """Everybody hears and sees the two others."""
    hall.plan(room("g", 1, 2, 3))
    citizens = [Citizen(hall, seat) for seat in (1, 2, 3)]
    for citizen in citizens:
        citizen.speak()
        seen(citizen)
        citizen.speak()
    hall.run(0.1)
    hall.outbox.packets.clear()
    return citizens


def test_batch_leaves_receiver_by_receiver_and_sound_last() -> None:
    hall = Hall()
    one, two, three = trio(hall)
    with hall.together():
        one.speak(text=b"voice one")
        pictures = [one.show(), two.show(), one.show()]
        two.speak(text=b"voice two")
    receivers = [address for address, _ in hall.outbox.packets]
    assert receivers == sorted(receivers, key=receivers.index), "nobody's packets are parted by another's"
    assert three.payloads() == [pictures[0], pictures[2], pictures[1], b"voice one", b"voice two"]
    assert one.payloads() == [pictures[1], b"voice two"]


def test_rule_3_of_a_batch_only_what_follows_the_switch_reaches_who_changes() -> None:
    hall = Hall()
    hall.plan(room("g", 1, 2, 3))
    one, two, three = (Citizen(hall, seat) for seat in (1, 2, 3))
    seen(one)
    for citizen in (two, three):
        citizen.received()
    hall.layout(3, Layout(show=((1, 180),)))
    hall.layout(2, Layout(show=((1, 360),)))
    one.show("h")
    hall.run(0.02)
    with hall.together():
        small = one.show()
        before = one.show("h")
        keyframe = one.show("h", keyframe=True)
        after = one.show("h")
        last = one.show()
    assert two.payloads() == [small, keyframe, after]
    assert three.payloads() == [small, last]
    assert before not in (small, keyframe, after)


def test_what_came_out_of_order_in_a_batch_leaves_in_order() -> None:
    hall = Hall()
    one, two, _ = trio(hall)
    sent: list[tuple[bytes, bytes]] = []
    deliver = hall.deliver
    hall.deliver = lambda data, address: sent.append((data, address))  # type: ignore[method-assign]
    pictures = [one.show() for _ in range(6)]
    Random(1).shuffle(sent)
    with hall.together():
        for data, address in sent:
            deliver(data, address)
    assert two.payloads() == pictures


def test_who_is_moved_within_a_batch_gets_nothing_of_it() -> None:
    hall = Hall()
    one, two, three = trio(hall)
    with hall.together():
        picture = one.show()
        hall.plan(room("g", 1, 3), room("h", 2))
    assert picture not in two.payloads()
    assert picture in three.payloads()


def test_failure_at_one_receiver_does_not_outlive_its_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    hall = Hall()
    one, two, three = trio(hall)
    with monkeypatch.context() as patch:
        patch.setattr("rooms.media.peer.Peer.send", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            one.show()
    picture = one.show()
    assert (two.payloads()[-1], three.payloads()[-1]) == (picture, picture)
