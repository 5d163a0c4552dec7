"""Which layer each shown person gets within a receiver's budget. Pure; knows seats, layer names and bit rates."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from rooms.media import layout

ASSUMED_BPS = {"q": 150_000, "h": 500_000}
ASSUMED_MOST_BPS = 1_500_000
STAYING = 0.85  # what somebody has already counts as so much cheaper, or layers would flutter with their bit rates


def assumed_bps(rid: str) -> float:
    """Until a layer was measured."""
    return ASSUMED_BPS.get(rid, ASSUMED_MOST_BPS)


Ladder = list[tuple[int, float]]


class _Purse:
    """What is left of the budget, and how far up its ladder everyone got: -1 is not at all."""

    def __init__(self, budget_bps: float, ladders: Mapping[int, Ladder]) -> None:
        self.left, self.ladders = budget_bps, ladders
        self.steps = dict.fromkeys(ladders, -1)

    def climb(self, seat: int, *, whatever: bool = False) -> bool:
        """One step up for `seat` if it can be paid, or `whatever` it costs."""
        ladder, step = self.ladders[seat], self.steps[seat]
        if step + 1 >= len(ladder):
            return False
        price = ladder[step + 1][1] - (ladder[step][1] if step >= 0 else 0.0)
        if price > self.left and not whatever:
            return False
        self.left -= price
        self.steps[seat] = step + 1
        return True


def allot(
    budget_bps: float,
    wanted: Mapping[int, int],
    *,
    layers: Mapping[int, Mapping[str, tuple[int, float]]],
    pins: Collection[int] = (),
    held: Mapping[int, int] | None = None,
    keep: bool = True,
) -> dict[int, int]:
    """seat -> height it gets: `wanted` (seat -> height, the most important first) lowered until the budget holds.

    `layers`: seat -> rid -> (height, bit rate); `held`: seat -> height it has. `pins` first get all they want. Then
    everyone gets the smallest layer, in order of importance, and what is left goes round, one step each. Who is not in
    the result gets nothing; with `keep` the first one gets the smallest layer in any case.
    """
    had = held or {}
    ladders = {seat: _ladder(layers.get(seat, {}), height, had.get(seat, 0)) for seat, height in wanted.items()}
    purse = _Purse(budget_bps, ladders)
    order = sorted(ladders, key=lambda seat: seat not in pins)
    if order and keep:
        purse.climb(order[0], whatever=True)
    for seat in order:
        while seat in pins and purse.climb(seat):
            pass
    for seat in order:
        if purse.steps[seat] < 0:
            purse.climb(seat)
    paid = [seat for seat in order if purse.steps[seat] >= 0]
    while any([purse.climb(seat) for seat in paid]):
        pass
    granted = {}
    for seat, height in wanted.items():
        if not ladders[seat]:
            granted[seat] = height  # nothing known of it, nothing to save
        elif purse.steps[seat] >= 0:
            granted[seat] = min(height, ladders[seat][purse.steps[seat]][0])
    return granted


def hungry(
    granted: Mapping[int, int], wanted: Mapping[int, int], *, layers: Mapping[int, Mapping[str, tuple[int, float]]]
) -> bool:
    """Whether anybody would get more with a larger budget."""
    for seat, height in wanted.items():
        heights = {rid: lines for rid, (lines, _) in layers.get(seat, {}).items()}
        best = layout.layer(heights, height)
        if best is not None and granted.get(seat, 0) < min(height, heights[best]):
            return True
    return False


def _ladder(layers: Mapping[str, tuple[int, float]], height: int, held: int) -> Ladder:
    """The layers from the smallest up to the one that suffices for `height`."""
    best = layout.layer({rid: lines for rid, (lines, _) in layers.items()}, height)
    if best is None:
        return []
    steps = sorted(step for step in layers.values() if step[0] <= layers[best][0])
    return [(lines, bps * STAYING if lines == held else bps) for lines, bps in steps]
