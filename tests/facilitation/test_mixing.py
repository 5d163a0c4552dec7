"""Groups: sizes for every head-count, wishes and the order in which they give way, first meetings over rounds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.mixing import assign, met_in
from facilitation.mixing_people import Assignment, Person
from facilitation.mixing_reasons import excess_spread
from facilitation.mixing_sizes import fits, group_sizes, sizes_for
from facilitation.script import GroupRule, Size

USUAL = Size(5, 7, 8)
QUICK = 2_000
"""Swaps enough where only sizes are looked at."""


def crowd(count: int, **columns: Sequence[str]) -> list[Person]:
    return [
        Person(seat, traits={name: values[seat % len(values)] for name, values in columns.items()})
        for seat in range(count)
    ]


def by_group(assignment: Assignment, people: Sequence[Person]) -> list[list[Person]]:
    known = {person.seat: person for person in people}
    return [[known[seat] for seat in group.seats] for group in assignment.groups]


def codes(assignment: Assignment) -> list[str]:
    return [reason.code for reason in assignment.gave_way]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (75, [7] * 9 + [6] * 2),
        (45, [7, 7, 7, 6, 6, 6, 6]),
        (42, [7] * 6),
        (27, [7, 7, 7, 6]),
        (8, [8]),
        (9, [9]),
        (4, [4]),
        (2, [2]),
        (1, [1]),
        (0, []),
    ],
)
def test_sizes_of_the_usual_rule(people: int, expected: list[int]) -> None:
    assert group_sizes(people, USUAL) == expected


@pytest.mark.parametrize(
    ("people", "expected"), [(7, [7]), (8, [4, 4]), (13, [7, 6]), (14, [5, 5, 4]), (19, [7, 6, 6])]
)
def test_impossible_sizes_take_the_nearest(people: int, expected: list[int]) -> None:
    assert group_sizes(people, Size(5, 6, 6)) == expected


@pytest.mark.parametrize(
    ("people", "expected"), [(2, [2]), (3, [3]), (4, [2, 2]), (5, [3, 2]), (6, [3, 3]), (9, [3] * 3)]
)
def test_trial_makes_groups_of_two_because_its_script_says_so(people: int, expected: list[int]) -> None:
    assert group_sizes(people, Size(2, 3, 4)) == expected


@pytest.mark.parametrize(("facilitators", "groups"), [(0, 7), (1, 6), (6, 6), (8, 8), (9, 9), (20, 9)])
def test_number_of_groups_moves_towards_the_facilitators(facilitators: int, groups: int) -> None:
    assert len(group_sizes(45, USUAL, facilitators=facilitators)) == groups


def test_few_who_can_be_heard_make_fewer_groups() -> None:
    assert group_sizes(45, USUAL, heard=18) == [8, 8, 8, 7, 7, 7]


@given(people=st.integers(2, 90), low=st.integers(2, 8), aim=st.integers(0, 4), high=st.integers(0, 4))
def test_sizes_are_within_range_or_the_nearest(people: int, low: int, aim: int, high: int) -> None:
    size = Size(low, low + aim, low + aim + high)
    sizes = group_sizes(people, size)
    assert sum(sizes) == people
    assert max(sizes) - min(sizes) <= 1
    assert min(sizes) >= min(people, 3, low)
    if any(fits(people, groups, size) for groups in range(1, people + 1)):
        assert size.min <= min(sizes)
        assert max(sizes) <= size.max


@pytest.mark.parametrize("size", [USUAL, Size(5, 6, 6), Size(2, 3, 4)])
def test_every_head_count_seats_everybody_once_and_says_when_sizes_gave_way(size: Size) -> None:
    rule = GroupRule(size)
    for count in range(2, 91):
        made = assign(crowd(count), rule, seed=count, effort=QUICK)
        assert sorted(seat for group in made.groups for seat in group.seats) == list(range(count))
        sizes = sorted(len(group.seats) for group in made.groups)
        assert sizes[0] >= min(count, size.min, 3)
        assert sizes[-1] - sizes[0] <= 1
        assert ("size" in codes(made)) == (sizes[0] < size.min or sizes[-1] > size.max)


def test_60_people_into_16_rooms_are_even() -> None:
    """bigbluebutton #13414: one room got 8, several got 1."""
    assert sizes_for(60, 16) == [4] * 12 + [3] * 4


def test_nobody_present_makes_no_groups() -> None:
    assert assign([], GroupRule(), seed=1) == Assignment(())


def test_same_seed_same_groups_whatever_the_order() -> None:
    people = crowd(30, age=("young", "old", "middle"))
    rule = GroupRule(USUAL, diversify=("age",))
    one, again = (assign(order, rule, seed=7, effort=QUICK) for order in (people, people[::-1]))
    assert one == again
    assert one.groups != assign(people, rule, seed=8, effort=QUICK).groups


def possible_pairs(sizes: Sequence[int], rounds: int) -> int:
    return rounds * sum(size * (size - 1) // 2 for size in sizes)


@pytest.mark.parametrize("seed", [1, 2])
def test_75_people_meet_anew_in_three_rounds_and_stay_diverse(seed: int) -> None:
    """bigbluebutton #9591, and the bar: at least 640 of 657 pairs, spread over by at most two."""
    rng = random.Random(seed)
    people = [
        Person(seat, traits={name: str(rng.randrange(count)) for name, count in (("a", 3), ("b", 4), ("c", 6))})
        for seat in range(75)
    ]
    rule = GroupRule(USUAL, diversify=("a", "b", "c"))
    rounds: list[list[tuple[int, ...]]] = []
    for _ in range(3):
        made = assign(people, rule, seed=seed, met=met_in(rounds))
        assert sum(excess_spread(by_group(made, people), column) for column in rule.diversify) <= 2
        rounds.append([group.seats for group in made.groups])
    assert possible_pairs([len(seats) for seats in rounds[0]], 3) == 657
    assert len(met_in(rounds)) >= 640


def test_first_meetings_give_way_first_and_are_counted() -> None:
    people = crowd(10)
    first = assign(people, GroupRule(Size(5, 5, 5)), seed=1)
    second = assign(people, GroupRule(Size(5, 5, 5)), seed=1, met=met_in([[group.seats for group in first.groups]]))
    again = second.gave_way[0]
    assert (codes(second), again.facts) == (["meetings"], {"pairs": 8})
    assert [group.why.facts["new"] for group in second.groups] == [6, 6]


def test_diversity_outweighs_first_meetings() -> None:
    people = crowd(12, side=("left", "right"))
    rule = GroupRule(Size(6, 6, 6), diversify=("side",))
    lefts, rights = [p.seat for p in people if p.seat % 2 == 0], [p.seat for p in people if p.seat % 2]
    mixed_before = [[*lefts[:3], *rights[:3]], [*lefts[3:], *rights[3:]]]
    made = assign(people, rule, seed=3, met=met_in([mixed_before] * 3))
    assert [excess_spread(by_group(made, people), "side"), codes(made)] == [0, ["meetings"]]


def test_households_stay_together_and_colleagues_apart() -> None:
    people = crowd(42, household=[str(n) for n in range(21)], employer=[str(n) for n in range(14)], age=("a", "b", "c"))
    rule = GroupRule(USUAL, diversify=("age",), together=("household",), apart=("employer",))
    made = assign(people, rule, seed=4)
    for group in by_group(made, people):
        homes = [person.traits["household"] for person in group]
        assert len({person.traits["employer"] for person in group}) == len(group)
        assert len(homes) == len(group)
    houses = [{p.traits["household"] for p in group} for group in by_group(made, people)]
    assert sum(len(one & other) for one, other in combinations(houses, 2)) <= 6
    assert set(codes(made)) <= {"together"}


def test_apart_gives_way_where_it_cannot_be_kept() -> None:
    people = crowd(12, employer=("works",))
    made = assign(people, GroupRule(Size(6, 6, 6), apart=("employer",)), seed=5, effort=QUICK)
    assert [(reason.code, reason.facts) for reason in made.gave_way] == [("apart", {"pairs": 30})]


def test_unknown_values_bind_nobody() -> None:
    people = [Person(seat, traits={"household": ""}) for seat in range(10)]
    made = assign(people, GroupRule(Size(5, 5, 5), together=("household",), apart=("employer",)), seed=1, effort=QUICK)
    assert made.gave_way == ()


def test_who_can_be_heard_is_spread() -> None:
    people = [Person(seat, heard=seat < 18) for seat in range(42)]
    made = assign(people, GroupRule(USUAL), seed=6)
    assert [sum(person.heard for person in group) for group in by_group(made, people)] == [3] * 6
    assert codes(made) == []


def test_too_few_voices_are_said_by_group_and_not_by_person() -> None:
    people = [Person(seat, heard=seat < 5) for seat in range(20)]
    made = assign(people, GroupRule(USUAL), seed=6)
    (quiet,) = [reason for reason in made.gave_way if reason.code == "heard"]
    assert set(quiet.facts) == {"groups"}


def test_two_at_one_device_are_never_parted() -> None:
    people = [replace(person, bound=str(person.seat // 2)) for person in crowd(40, age=("a", "b", "c", "d"))]
    together = [(2 * n, 2 * n + 1) for n in range(20)]
    rule = GroupRule(Size(4, 4, 4), diversify=("age",))
    made = assign(people, rule, seed=9, met=met_in([together] * 5))
    assert [made.group_of(one) == made.group_of(other) for one, other in together] == [True] * 20


def test_facilitators_lead_the_first_groups_and_the_rest_are_named() -> None:
    made = assign(crowd(75), GroupRule(USUAL), seed=1, facilitators=(101, 102), effort=QUICK)
    assert [group.facilitator for group in made.groups] == [101, 102] + [None] * 8
    assert [(reason.code, reason.facts) for reason in made.gave_way] == [
        ("facilitator", {"groups": (3, 4, 5, 6, 7, 8, 9, 10)})
    ]


def test_reason_of_a_group_tells_counts_only() -> None:
    people = crowd(12, age=("a", "b", "c"))
    made = assign(people, GroupRule(Size(6, 6, 6), diversify=("age",)), seed=1)
    facts = {"people": 6, "pairs": 15, "new": 15, "values": {"age": 3}}
    assert [(group.why.code, group.why.facts) for group in made.groups] == [("mixed", facts)] * 2


@settings(max_examples=25, deadline=None)
@given(data=st.data(), count=st.integers(2, 60))
def test_any_people_are_seated_once_by_any_rule(data: st.DataObject, count: int) -> None:
    value = st.sampled_from(["", "x", "y", "z"])
    people = [
        Person(seat, data.draw(st.booleans()), {column: data.draw(value) for column in ("a", "b", "c")})
        for seat in range(count)
    ]
    rule = GroupRule(USUAL, diversify=("a",), apart=("b",), together=("c",))
    made = assign(people, rule, seed=count, effort=500)
    assert sorted(seat for group in made.groups for seat in group.seats) == list(range(count))
    assert [group.number for group in made.groups] == list(range(1, len(made.groups) + 1))
