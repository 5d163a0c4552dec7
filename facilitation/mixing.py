"""Puts the people who are present into groups by a rule and says what gave way; it knows no clock, no room, no names.

Wishes give way in this order: first meetings, diversity, together and apart, facilitator, size. Access needs (people
bound to one another by a device or an interpreter, enough people who can be heard) never do; no reason names one.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import combinations

from facilitation.mixing_people import Assignment, Group, Met, Person, alike
from facilitation.mixing_reasons import gave_way, why
from facilitation.mixing_search import Table, improve
from facilitation.mixing_sizes import group_sizes, smallest
from facilitation.script import GroupRule

# Each kind of wish outweighs all of the kinds before it that one swap can touch.
MEETING, DIVERSITY, PAIR, HEARD, BOUND = 1, 6, 150, 2_000, 20_000
EFFORT = 60_000
"""Swaps tried; 75 people need about a tenth of a second."""


def met_in(rounds: Iterable[Iterable[Iterable[int]]]) -> dict[tuple[int, int], int]:
    """Who met how often, from earlier rounds given as groups of seats."""
    met: dict[tuple[int, int], int] = {}
    for groups in rounds:
        for seats in groups:
            for pair in combinations(sorted(seats), 2):
                met[pair] = met.get(pair, 0) + 1
    return met


def assign(
    people: Sequence[Person],
    rule: GroupRule,
    *,
    seed: int,
    facilitators: Sequence[int] = (),
    met: Met | None = None,
    effort: int = EFFORT,
) -> Assignment:
    """The groups for everyone in `people`; the same arguments give the same groups. No people, no groups. Facilitators
    beyond the number of groups stay free. `rule.mix` is not asked: who keeps groups calls `keep`."""
    met = met or {}
    crowd = sorted(people, key=lambda person: person.seat)
    sizes = group_sizes(
        len(crowd), rule.size, facilitators=len(facilitators), heard=sum(person.heard for person in crowd)
    )
    table = _table(crowd, rule, met)
    places = improve(table, sizes, random.Random(seed), effort=effort)
    seats: list[list[Person]] = [[] for _ in sizes]
    for person, place in zip(crowd, places, strict=True):
        seats[place].append(person)
    return explained(seats, rule, facilitators=facilitators, met=met)


def _table(crowd: Sequence[Person], rule: GroupRule, met: Met) -> Table:
    """The wishes as numbers: what each pair costs in one group, and which values are to be spread."""
    seats = {person.seat: index for index, person in enumerate(crowd)}
    pairs = [[0] * len(crowd) for _ in crowd]

    def charge(one: int, other: int, cost: int) -> None:
        pairs[one][other] += cost
        pairs[other][one] += cost

    for (one, other), times in met.items():
        if one in seats and other in seats:
            charge(seats[one], seats[other], MEETING * times)
    wishes = [(column, -PAIR) for column in rule.together] + [(column, PAIR) for column in rule.apart]
    for one, other in combinations(range(len(crowd)), 2):
        first, second = crowd[one], crowd[other]
        for column, cost in wishes:
            if alike(first, second, column):
                charge(one, other, cost)
        if first.bound and first.bound == second.bound:
            charge(one, other, -BOUND)
    spread = [(DIVERSITY, [person.traits.get(column, "") for person in crowd]) for column in rule.diversify]
    lack = [HEARD * max(0, smallest(rule.size) - heard) ** 2 for heard in range(len(crowd) + 1)]
    return Table(pairs, spread, [person.heard for person in crowd], lack)


def explained(
    groups: Sequence[Sequence[Person]],
    rule: GroupRule,
    *,
    facilitators: Sequence[int | None] = (),
    met: Met | None = None,
) -> Assignment:
    """An assignment with its reasons for groups that stand already (searched, kept, or dragged by staff)."""
    leads = [*facilitators, *[None] * len(groups)][: len(groups)]
    made = tuple(
        Group(number, tuple(sorted(person.seat for person in group)), lead, why(group, rule, met or {}))
        for number, (group, lead) in enumerate(zip(groups, leads, strict=True), start=1)
    )
    return Assignment(made, gave_way(groups, rule, leads=leads, met=met or {}))
