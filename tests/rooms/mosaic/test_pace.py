"""Fewer pictures where they cost too much, more where there is leisure, and no fluttering."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rooms.mosaic.pace import BEGIN, CALM_S, LEISURE, MOST, STEPS, Pace


def after(*seconds: float, late: bool = False) -> list[int]:
    pace, found = Pace(), []
    for at, cores in enumerate(seconds):
        pace.judge(cores, float(at), late=late)
        found.append(pace.fps)
    return found


def test_dear_pictures_become_rarer_at_once() -> None:
    assert after(0.5, 0.5, 0.5, 0.5, 0.5) == [4, 3, 2, 2, 2]


def test_late_pictures_become_rarer_too() -> None:
    assert after(0.01, 0.01, late=True) == [4, 3]


def test_cheap_pictures_become_more_frequent_after_calm() -> None:
    found = after(*[0.02] * 20)
    assert (found[0], found[-1]) == (BEGIN, STEPS[-1])
    assert len(set(found[: int(CALM_S)])) == 1


def test_load_between_the_limits_changes_nothing() -> None:
    assert set(after(*[(LEISURE + MOST) / 2] * 60)) == {BEGIN}


@given(st.lists(st.floats(0, 2), max_size=200))
def test_pace_is_always_one_of_the_steps(seconds: list[float]) -> None:
    assert set(after(*seconds)) <= set(STEPS)


@given(st.floats(0.001, 0.2))
def test_steady_cost_for_each_picture_comes_to_rest(each: float) -> None:
    pace, found = Pace(), []
    for at in range(200):
        pace.judge(each * pace.fps, float(at))
        found.append(pace.fps)
    assert len(set(found[-60:])) == 1
