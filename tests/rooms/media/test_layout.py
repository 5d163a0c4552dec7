"""Who is shown where and how large."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rooms.media.layout import Layout, assign, default, layer, wanted

SEATS = st.lists(st.integers(1, 12), unique=True, max_size=12)


@given(st.lists(st.none() | st.integers(1, 12), min_size=1, max_size=8), SEATS, st.booleans())
def test_assign_moves_nobody_and_shows_everybody_who_fits(
    current: list[int | None], seats: list[int], keep: bool
) -> None:
    current = [seat if current.index(seat) == index else None for index, seat in enumerate(current)]
    slots = assign(current, seats, keep=keep)
    shown = [seat for seat in slots if seat is not None]
    assert len(shown) == len(set(shown))
    assert len(set(shown) & set(seats)) == min(len(seats), len(slots))
    for before, after in zip(current, slots, strict=True):
        if before in seats:
            assert after == before
    if not keep:
        assert set(shown) <= set(seats)


def test_assign_takes_free_slots_in_the_given_order() -> None:
    assert assign([None, 5, None], [5, 6], order=[2, 0, 1]) == [None, 5, 6]


def test_assign_keeps_who_is_not_in_the_way() -> None:
    assert assign([1, 2, None], [3], keep=True) == [3, 2, None]


def test_assign_puts_sound_beside_the_picture_of_the_same_person() -> None:
    assert assign([None, None, None], [7, 8, 9], beside=[9, None, 7, 8]) == [9, 8, 7]
    assert assign([8, None, None], [7, 8], beside=[7, 8]) == [8, 7, None]


def test_default_is_middle_for_four_people_and_small_for_more() -> None:
    assert default([1, 2], people=4).show == ((1, 360), (2, 360))
    assert default([1], people=5).show == ((1, 180),)


def test_wanted_keeps_order_and_leaves_out_who_sends_nothing() -> None:
    chosen = Layout(show=((3, 720), (1, 360), (2, 180), (4, 180), (3, 180)))
    assert list(wanted(chosen, {1, 3, 4}, slots=2).items()) == [(3, 720), (1, 360)]


def test_saving_shows_the_smallest() -> None:
    assert wanted(Layout(show=((3, 720),), save=True), {3}, slots=2) == {3: 180}


def test_pinned_come_first_and_never_below_the_middle() -> None:
    pinned = Layout(show=((1, 720), (2, 180), (3, 90)), save=True, pin=(3, 4))
    assert list(wanted(pinned, {1, 2, 3, 4}, slots=2).items()) == [(3, 360), (1, 180)]


def test_layer_is_the_smallest_that_suffices() -> None:
    heights = {"f": 720, "q": 180, "h": 360}
    assert [layer(heights, height) for height in (90, 180, 200, 300, 480, 481, 1080)] == [
        "q",
        "q",
        "q",
        "h",
        "h",
        "f",
        "f",
    ]
    assert layer({}, 180) is None
    assert layer({"q": 180}, 720) == "q"
