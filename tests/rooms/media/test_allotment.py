"""Who gets which layer within a budget."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rooms.media.allotment import allot

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


def test_allot_keeps_the_smallest_for_everyone_however_little_there_is() -> None:
    assert allot(0, {1: 720, 2: 90}, layers={1: LAYERS, 2: LAYERS}) == {1: 180, 2: 90}


def test_allot_leaves_alone_who_has_no_layers_yet() -> None:
    assert allot(0, {1: 720}, layers={}) == {1: 720}


@given(HEIGHTS, st.integers(0, 5_000_000))
def test_allot_never_exceeds_budget_or_wish(wanted: dict[int, int], budget: int) -> None:
    found = allot(budget, wanted, layers=dict.fromkeys(wanted, LAYERS))
    assert list(found) == list(wanted)
    assert all(found[seat] <= wanted[seat] for seat in wanted)
    smallest = cost({seat: min(180, height) for seat, height in wanted.items()})
    assert cost(found) <= max(budget, smallest)
