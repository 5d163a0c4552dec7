"""The search: the price of a swap is what the cost really changes by, and sizes stay."""

from __future__ import annotations

import random
from collections import Counter

from facilitation.mixing_search import Seating, Table, improve


def cost(table: Table, places: list[int], groups: int) -> int:
    """The cost by its definition, the slow way. Spread is half the squares, as `Seating.price` counts it."""
    people = range(len(places))
    total = sum(table.pairs[a][b] for a in people for b in people if a < b and places[a] == places[b])
    for weight, values in table.spread:
        counts = Counter((places[a], values[a]) for a in people)
        total += weight * sum(count * count for count in counts.values()) // 2
    voices = Counter(places[a] for a in people if table.heard[a])
    return total + sum(table.lack[voices[place]] for place in range(groups))


def some_table(count: int, rng: random.Random) -> Table:
    pairs = [[0] * count for _ in range(count)]
    for a in range(count):
        for b in range(a):
            pairs[a][b] = pairs[b][a] = rng.randrange(-3, 4)
    spread = [(2 * weight, [rng.choice("xyz") for _ in range(count)]) for weight in (1, 3)]
    heard = [rng.random() < 0.6 for _ in range(count)]
    return Table(pairs, spread, heard, [7 * max(0, 3 - n) ** 2 for n in range(count + 1)])


def test_price_is_the_difference_of_costs() -> None:
    rng = random.Random(5)
    table = some_table(17, rng)
    seating = Seating(table, [seat % 4 for seat in range(17)], 4)
    for _ in range(300):
        a, b = rng.sample(range(17), 2)
        if seating.places[a] != seating.places[b]:
            before = cost(table, seating.places, 4)
            price = seating.price(a, b)
            seating.swap(a, b)
            assert cost(table, seating.places, 4) - before == price


def test_search_ends_where_no_swap_betters_it_and_keeps_sizes() -> None:
    table = some_table(20, random.Random(6))
    places = improve(table, [7, 7, 6], random.Random(1), effort=3_000)
    assert sorted(Counter(places).values()) == [6, 7, 7]
    seating = Seating(table, places, 3)
    prices = [seating.price(a, b) for a in range(20) for b in range(a) if places[a] != places[b]]
    assert min(prices) >= 0


def test_one_group_needs_no_search() -> None:
    assert improve(some_table(4, random.Random(7)), [4], random.Random(1), effort=100) == [0, 0, 0, 0]
