"""Who gets which layer within a budget."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rooms.media.allotment import allot, hungry

LAYERS = {"q": (180, 100_000.0), "h": (360, 400_000.0), "f": (720, 1_500_000.0)}
HEIGHTS = st.dictionaries(st.integers(1, 9), st.sampled_from([90, 180, 360, 720]), max_size=6)


def cost(heights: dict[int, int]) -> float:
    return sum(next(bps for lines, bps in LAYERS.values() if lines >= height) for height in heights.values())


def test_allot_raises_the_most_important_first_one_step_a_round() -> None:
    wanted = {5: 720, 6: 720, 7: 180}
    layers = dict.fromkeys(wanted, LAYERS)
    steps = [allot(spare, wanted, layers=layers) for spare in (3e5, 6e5, 9e5, 2e6, 1e7)]
    assert [tuple(found.values()) for found in steps] == [
        (180, 180, 180),
        (360, 180, 180),
        (360, 360, 180),
        (720, 360, 180),
        (720, 720, 180),
    ]


def test_allot_leaves_out_who_cannot_be_paid_but_never_the_first() -> None:
    wanted = {1: 720, 2: 90, 3: 180}
    layers = dict.fromkeys(wanted, LAYERS)
    assert allot(0, wanted, layers=layers) == {1: 180}
    assert allot(0, wanted, layers=layers, keep=False) == {}
    assert allot(2e5, wanted, layers=layers) == {1: 180, 2: 90}


def test_allot_gives_pins_all_they_want_before_others_get_anything() -> None:
    wanted = {1: 720, 2: 180, 3: 360}
    layers = dict.fromkeys(wanted, LAYERS)
    assert allot(450_000, wanted, layers=layers, pins=(3,)) == {3: 360}
    assert allot(650_000, wanted, layers=layers, pins=(3,)) == {1: 180, 2: 180, 3: 360}
    assert allot(250_000, wanted, layers=layers, pins=(3,)) == {1: 180, 3: 180}


def test_allot_does_not_flutter_with_the_bit_rate() -> None:
    noisy = {"q": (180, 100_000.0), "h": (360, 440_000.0)}
    assert allot(400_000, {1: 360}, layers={1: noisy}) == {1: 180}
    assert allot(400_000, {1: 360}, layers={1: noisy}, held={1: 360}) == {1: 360}


def test_allot_leaves_alone_who_has_no_layers_yet() -> None:
    assert allot(0, {1: 720}, layers={}) == {1: 720}


def test_hungry_is_who_has_less_than_wished_and_could_have_more() -> None:
    layers = {1: LAYERS, 2: LAYERS}
    assert hungry({1: 360, 2: 180}, {1: 720, 2: 180}, layers=layers)
    assert hungry({1: 360}, {1: 360, 2: 180}, layers=layers)
    assert not hungry({1: 720, 2: 90}, {1: 1080, 2: 90}, layers=layers)


@given(HEIGHTS, st.integers(0, 5_000_000), st.sets(st.integers(1, 9), max_size=2))
def test_allot_never_exceeds_budget_or_wish(wanted: dict[int, int], budget: int, pins: set[int]) -> None:
    found = allot(budget, wanted, layers=dict.fromkeys(wanted, LAYERS), pins=pins)
    assert list(found) == [seat for seat in wanted if seat in found]
    assert all(found[seat] <= wanted[seat] for seat in found)
    assert bool(found) == bool(wanted)
    assert cost(found) <= max(budget, 100_000)
    assert hungry(found, wanted, layers=dict.fromkeys(wanted, LAYERS)) == (
        found != {**wanted, **found} or any(found[seat] < wanted[seat] for seat in found)
    )


@given(HEIGHTS, st.integers(0, 5_000_000), st.integers(0, 1_000_000))
def test_allot_with_more_shows_no_less(wanted: dict[int, int], budget: int, more: int) -> None:
    layers = dict.fromkeys(wanted, LAYERS)
    assert cost(allot(budget, wanted, layers=layers)) <= cost(allot(budget + more, wanted, layers=layers))
