"""What browsers are told: which layers and microphones somebody wants, and mappings that got lost, again."""

from __future__ import annotations

import pytest

from rooms.media.layout import Layout
from rooms.plan import Plan, SeatPlan
from tests.rooms.media.hall import Hall, room
from tests.rooms.media.test_unit import pair, seen


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_demand_follows_who_is_shown(hall: Hall) -> None:
    one, two = pair(hall)
    for _ in range(40):
        for rid in "qhf":
            one.show(rid, keyframe=True)
        two.probe()
        hall.run(0.1)
    assert hall.told(1, "demand")[-1] == {"layers": {"q": False, "h": True, "f": False}, "mic": True}
    hall.layout(2, Layout(show=((1, 720),)))
    assert hall.told(1, "demand")[-1]["layers"]["f"] is True


def test_camera_that_comes_back_is_noticed_although_nobody_was_shown_it(hall: Hall) -> None:
    one, two = pair(hall)
    for _ in range(10):
        one.show(keyframe=True)
        hall.run(0.1)
    assert hall.told(2, "mapping")[-1]["pictures"] == [1, None]
    for _ in range(8):  # off: nothing comes
        one.probe()
        two.probe()
        hall.run(1.0)
    assert hall.told(2, "mapping")[-1]["pictures"] == [None, None]
    assert one.peer.demand.layers["q"]
    one.show(keyframe=True)
    hall.run(0.04)
    assert hall.told(2, "mapping")[-1]["pictures"] == [1, None]


def test_camera_that_we_put_to_sleep_is_believed_until_it_is_wanted(hall: Hall) -> None:
    one, two = pair(hall)
    hall.layout(2, Layout(show=()))
    for number in range(80):
        if number < 35:
            one.show(keyframe=True)
        one.probe()
        two.probe()
        hall.run(0.1)
    assert hall.told(1, "demand")[-1]["layers"] == {"q": False, "h": False, "f": False}
    hall.layout(2, Layout(show=((1, 180),)))
    assert hall.told(1, "demand")[-1]["layers"] == {"q": True, "h": False, "f": False}
    assert hall.told(2, "mapping")[-1]["pictures"] == [1, None]


def test_demand_is_told_at_the_beginning(hall: Hall) -> None:
    one, _ = pair(hall)
    assert hall.told(1, "demand") == [{"layers": {"q": True, "h": True, "f": True}, "mic": True}]
    assert one.peer.applied


def test_microphone_that_nobody_may_hear_is_switched_off_after_three_seconds_and_on_at_once(hall: Hall) -> None:
    one, two = pair(hall)

    def wait(seconds: int) -> bool:
        for _ in range(seconds * 2):
            one.probe()
            two.probe()
            hall.run(0.5)
        return bool(hall.told(1, "demand")[-1]["mic"])

    assert wait(5)
    hall.plan(room("g", SeatPlan(1, heard=False), 2))
    assert (wait(2), wait(2)) == (True, False)
    hall.plan(room("g", 1, 2))
    assert hall.told(1, "demand")[-1]["mic"] is True
    hall.plan(room("g", 1), room("h", 2))
    assert wait(4) is False
    hall.plan(room("echo", 1, echo=True), room("h", 2))
    assert hall.told(1, "demand")[-1]["mic"] is True


def test_mapping_is_told_again_on_a_layout(hall: Hall) -> None:
    """The control process may have lost it."""
    one, _ = pair(hall)
    seen(one)
    hall.run(1.1)
    layout = Layout(show=((1, 180),))
    hall.layout(2, layout)
    told = hall.told(2, "mapping")
    hall.layout(2, layout)
    assert hall.told(2, "mapping") == told
    one.show()
    hall.run(1.1)
    hall.layout(2, layout)
    again = hall.told(2, "mapping")
    assert len(again) == len(told) + 1
    assert again[-1]["epoch"] > told[-1]["epoch"]
    assert again[-1] | {"epoch": 0} == told[-1] | {"epoch": 0}


def test_mappings_are_told_again_when_a_plan_comes_a_second_time(hall: Hall) -> None:
    pair(hall)
    hall.run(1.1)
    before = [len(hall.told(seat, "mapping")) for seat in (1, 2)]
    hall.unit.plan(Plan("d", hall.seq, (room("g", 1, 2),)), hall.now)
    assert [len(hall.told(seat, "mapping")) for seat in (1, 2)] == [count + 1 for count in before]
    assert len(hall.told(1, "demand")) == 2
