"""Bench: how well and how fast people are mixed over rounds. The result holds all that is needed to score it again."""

from __future__ import annotations

import random
import time
from itertools import combinations
from typing import Any

from facilitation.mixing import assign, met_in
from facilitation.mixing_people import Assignment, Person
from facilitation.mixing_reasons import excess_spread
from facilitation.script import GroupRule, Size

COLUMNS = {"a": 3, "b": 4, "c": 6}
"""Values of each diversified column."""
RULE = GroupRule(size=Size(5, 7, 8), diversify=tuple(COLUMNS))

Rounds = list[list[tuple[int, ...]]]


def crowd(people: int, seed: int) -> list[Person]:
    """People with values drawn at random: towns are not even either."""
    rng = random.Random(seed)
    return [
        Person(number, traits={name: str(rng.randrange(values)) for name, values in COLUMNS.items()})
        for number in range(people)
    ]


def run(people: int, rounds: int, seed: int) -> dict[str, Any]:
    """`excess_spread`: the worst round's sum over all values of (max - min - 1, above zero) over its groups; `seconds`:
    the slowest round, in this process."""
    everybody = crowd(people, seed)
    made: Rounds = []
    spreads, seconds = [], []
    for number in range(rounds):
        began = time.perf_counter()
        assignment = assign(everybody, RULE, seed=seed + number, met=met_in(made))
        seconds.append(time.perf_counter() - began)
        spreads.append(_spread(assignment, everybody))
        made.append([group.seats for group in assignment.groups])
    return {
        "distinct_pairs": len(met_in(made)),
        "possible_pairs": sum(len([*combinations(group, 2)]) for groups in made for group in groups),
        "excess_spread": max(spreads, default=0),
        "seconds": max(seconds, default=0.0),
        "excess_spread_by_round": spreads,
        "seconds_by_round": seconds,
        "people": {str(person.seat): dict(person.traits) for person in everybody},
        "rounds": [[list(group) for group in groups] for groups in made],
    }


def _spread(assignment: Assignment, everybody: list[Person]) -> int:
    seated = [[everybody[seat] for seat in group.seats] for group in assignment.groups]
    return sum(excess_spread(seated, column) for column in RULE.diversify)
