"""Which layer each shown person gets within a receiver's budget. Pure; knows seats, layer names and bit rates."""

from __future__ import annotations

from collections.abc import Mapping

from rooms.media import layout

ASSUMED_BPS = {"q": 150_000, "h": 500_000}
ASSUMED_MOST_BPS = 1_500_000


def assumed_bps(rid: str) -> float:
    """Until a layer was measured."""
    return ASSUMED_BPS.get(rid, ASSUMED_MOST_BPS)


def allot(
    budget_bps: float, wanted: Mapping[int, int], *, layers: Mapping[int, Mapping[str, tuple[int, float]]]
) -> dict[int, int]:
    """seat -> height it gets: `wanted` (seat -> height, the most important first) lowered until the budget holds.

    `layers`: seat -> rid -> (height, bit rate). Everyone keeps the smallest layer; what is left goes round in
    order of importance, one step each.
    """
    ladders = {seat: _ladder(layers.get(seat, {}), height) for seat, height in wanted.items()}
    steps = dict.fromkeys(ladders, 0)
    left = budget_bps - sum(ladder[0][1] for ladder in ladders.values() if ladder)
    climbing = True
    while climbing:
        climbing = False
        for seat, ladder in ladders.items():
            step = steps[seat]
            if step + 1 < len(ladder) and ladder[step + 1][1] - ladder[step][1] <= left:
                left -= ladder[step + 1][1] - ladder[step][1]
                steps[seat] = step + 1
                climbing = True
    return {
        seat: min(wanted[seat], ladder[steps[seat]][0]) if ladder else wanted[seat] for seat, ladder in ladders.items()
    }


def _ladder(layers: Mapping[str, tuple[int, float]], height: int) -> list[tuple[int, float]]:
    """The layers from the smallest up to the one that suffices for `height`."""
    best = layout.layer({rid: lines for rid, (lines, _) in layers.items()}, height)
    ladder = sorted(layers.values())
    return [step for step in ladder if best is not None and step[0] <= layers[best][0]]
