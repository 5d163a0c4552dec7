"""Seeks the cheapest seating by swapping two people at a time; it knows numbers and costs, no wishes and no people."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

HOT, COLD = 3.0, 0.25
"""Temperatures of the annealing, in units of one repeated meeting."""


@dataclass(frozen=True, slots=True)
class Table:
    """`pairs[a][b]`: what a and b cost in one group (symmetric, negative: wanted). `spread`: (weight, value of each
    person) per column whose values shall be even over the groups. `lack[n]`: what a group with n heard people costs."""

    pairs: list[list[int]]
    spread: list[tuple[int, list[str]]]
    heard: list[bool]
    lack: list[int]


class Seating:
    """A seating with running sums, so that the price of a swap takes no loop over people.

    `pull[p][g]` is what p would cost beside all who sit in g. Spread is priced by squares of counts: the sum is least
    exactly where each value is as even as it can be.
    """

    __slots__ = ("columns", "heard", "lack", "pairs", "places", "pull", "voices")

    def __init__(self, table: Table, places: list[int], groups: int) -> None:
        self.pairs, self.places = table.pairs, places
        self.pull = [[0] * groups for _ in places]
        for row, costs in zip(self.pull, table.pairs, strict=True):
            for place, cost in zip(places, costs, strict=True):
                row[place] += cost
        self.heard, self.lack = table.heard, table.lack
        self.voices = [0] * groups
        for place, heard in zip(places, table.heard, strict=True):
            self.voices[place] += heard
        self.columns = [self._column(weight, values, groups) for weight, values in table.spread]

    def _column(self, weight: int, values: list[str], groups: int) -> tuple[int, list[int], list[list[int]]]:
        numbers = {value: number for number, value in enumerate(sorted(set(values)))}
        coded = [numbers[value] for value in values]
        counts = [[0] * len(numbers) for _ in range(groups)]
        for place, value in zip(self.places, coded, strict=True):
            counts[place][value] += 1
        return weight, coded, counts

    def price(self, a: int, b: int) -> int:
        """What swapping a and b, who sit in different groups, would add to the cost."""
        here, there = self.places[a], self.places[b]
        pull_a, pull_b = self.pull[a], self.pull[b]
        added = pull_a[there] - pull_a[here] + pull_b[here] - pull_b[there] - 2 * self.pairs[a][b]
        for weight, values, counts in self.columns:
            u, v = values[a], values[b]
            if u != v:
                mine, theirs = counts[here], counts[there]
                # From the squares: (x-1)² - x² and (x+1)² - x² for both values in both groups, over two.
                added += weight * (2 - mine[u] + mine[v] - theirs[v] + theirs[u])
        if self.heard[a] != self.heard[b]:
            more, less = (there, here) if self.heard[a] else (here, there)
            lack, voices = self.lack, self.voices
            added += lack[voices[more] + 1] - lack[voices[more]] + lack[voices[less] - 1] - lack[voices[less]]
        return added

    def swap(self, a: int, b: int) -> None:
        here, there = self.places[a], self.places[b]
        self.places[a], self.places[b] = there, here
        for row, with_a, with_b in zip(self.pull, self.pairs[a], self.pairs[b], strict=True):
            change = with_b - with_a
            if change:
                row[here] += change
                row[there] -= change
        moved = self.heard[a] - self.heard[b]
        self.voices[here] -= moved
        self.voices[there] += moved
        for _, values, counts in self.columns:
            u, v = values[a], values[b]
            counts[here][u] -= 1
            counts[here][v] += 1
            counts[there][v] -= 1
            counts[there][u] += 1


def improve(table: Table, sizes: Sequence[int], rng: random.Random, *, effort: int) -> list[int]:
    """The place (index into `sizes`) of each person. Tries about `effort` swaps: annealing, then a descent to a seating
    that no single swap betters."""
    count = len(table.pairs)
    places = [place for place, size in enumerate(sizes) for _ in range(size)]
    rng.shuffle(places)
    seating = Seating(table, places, len(sizes))
    if len(sizes) > 1:
        _anneal(seating, count, rng, effort)
        _descend(seating, count)
    return seating.places


def _anneal(seating: Seating, count: int, rng: random.Random, effort: int) -> None:
    draw, price, places = rng.random, seating.price, seating.places
    cooling = math.log(COLD / HOT) / max(1, effort)
    for tried in range(effort):
        a, b = int(draw() * count), int(draw() * count)
        if places[a] == places[b]:
            continue
        added = price(a, b)
        if added <= 0 or draw() < math.exp(-added / (HOT * math.exp(cooling * tried))):
            seating.swap(a, b)


def _descend(seating: Seating, count: int) -> None:
    """Ends by itself: every swap taken lowers a whole number that is bounded below."""
    places, better = seating.places, True
    while better:
        better = False
        for a in range(count):
            for b in range(a + 1, count):
                if places[a] != places[b] and seating.price(a, b) < 0:
                    seating.swap(a, b)
                    better = True
