"""Groups that stand already: late arrivals, merges, keeping; nobody sits alone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.mixing import assign, met_in
from facilitation.mixing_later import Merge, Move, keep, merge_proposal, moved, seat_late
from facilitation.mixing_people import Assignment, Group, Person
from facilitation.script import GroupRule, Size

RULE = GroupRule(Size(3, 4, 5), apart=("employer",), together=("household",))


def standing(*groups: tuple[int, ...]) -> Assignment:
    return Assignment(tuple(Group(number, seats) for number, seats in enumerate(groups, start=1)))


def present(*people: Person) -> dict[int, Person]:
    return {seat: Person(seat) for seat in range(1, 30)} | {person.seat: person for person in people}


def test_late_arrival_goes_to_the_smallest_group() -> None:
    assert seat_late(standing((1, 2, 3, 4), (5, 6, 7), (8, 9, 10, 11)), Person(20), RULE, present()) == 2


def test_late_arrival_counts_only_who_is_present() -> None:
    here = present()
    del here[1], here[2]
    assert seat_late(standing((1, 2, 3, 4), (5, 6, 7)), Person(20), RULE, here) == 1


def test_late_arrival_joins_household_and_avoids_colleagues() -> None:
    groups = standing((1, 2, 3, 4), (5, 6, 7))
    family = Person(20, traits={"household": "h"})
    assert seat_late(groups, family, RULE, present(Person(1, traits={"household": "h"}))) == 1
    colleague = Person(20, traits={"employer": "e"})
    assert seat_late(groups, colleague, RULE, present(Person(5, traits={"employer": "e"}))) == 1


def test_late_arrival_joins_who_they_are_bound_to_even_in_a_full_group() -> None:
    groups = standing((1, 2, 3, 4, 5), (6, 7, 8))
    assert seat_late(groups, Person(20, bound="d"), RULE, present(Person(1, bound="d"))) == 1


def test_late_arrival_meets_new_people_where_sizes_are_equal() -> None:
    groups = standing((1, 2, 3), (4, 5, 6))
    assert seat_late(groups, Person(20), RULE, present(), met=met_in([[[1, 20]]])) == 2


def test_late_arrival_never_gets_an_empty_group_beside_others() -> None:
    assert seat_late(standing((), (4, 5, 6, 7, 8)), Person(20), RULE, present()) == 2
    assert seat_late(standing(), Person(20), RULE, present()) is None


def test_moving_takes_the_seat_out_of_its_group() -> None:
    groups = standing((1, 2, 3), (4, 5, 6))
    assert [group.seats for group in moved(groups, 1, 2).groups] == [(2, 3), (1, 4, 5, 6)]
    assert [group.seats for group in moved(groups, 1, None).groups] == [(2, 3), (4, 5, 6)]


def test_group_below_three_is_offered_a_merge() -> None:
    groups = standing((1, 2, 3, 4), (5, 6), (7, 8, 9))
    assert merge_proposal(groups, RULE, present()) == (Merge(2, (Move(5, 3), Move(6, 3))),)


def test_groups_of_enough_need_no_merge() -> None:
    assert merge_proposal(standing((1, 2, 3), (4, 5, 6)), RULE, present()) == ()


def test_last_group_has_nowhere_to_go() -> None:
    assert merge_proposal(standing((1,)), RULE, present()) == ()


def test_several_small_groups_merge_and_everyone_moves_once() -> None:
    merges = merge_proposal(standing((1,), (2,), (3, 4), (5, 6, 7, 8)), RULE, present())
    assert merges == (Merge(1, (Move(1, 3),)), Merge(2, (Move(2, 3),)))


def test_quiet_group_counts_as_below_three_where_another_has_room() -> None:
    quiet = present(*(Person(seat, heard=False) for seat in (1, 2)))
    assert [merge.group for merge in merge_proposal(standing((1, 2, 3), (4, 5)), RULE, quiet)] == [2]
    big = GroupRule(Size(3, 4, 8))
    assert [merge.group for merge in merge_proposal(standing((1, 2, 3), (4, 5, 6)), big, quiet)] == [1]
    assert merge_proposal(standing((1, 2, 3), (4, 5, 6)), RULE, quiet) == ()


def test_keep_leaves_people_where_they_were_and_seats_the_new() -> None:
    people = [Person(seat) for seat in (1, 2, 3, 5, 6, 7, 8)]
    kept = keep(standing((1, 2, 3, 4), (5, 6, 7)), people, RULE, seed=1)
    assert [group.seats for group in kept.groups] == [(1, 2, 3, 8), (5, 6, 7)]


def test_keep_mixes_anew_when_nobody_is_left() -> None:
    people = [Person(seat) for seat in range(40, 48)]
    assert keep(standing((1, 2, 3)), people, RULE, seed=1) == assign(people, RULE, seed=1)


@settings(max_examples=60, deadline=None)
@given(count=st.integers(2, 60), gone=st.sets(st.integers(0, 59)), late=st.integers(0, 10), seed=st.integers(0, 99))
def test_nobody_sits_alone_after_any_departures_and_arrivals(count: int, gone: set[int], late: int, seed: int) -> None:
    rule = GroupRule(Size(5, 7, 8))
    before = assign([Person(seat) for seat in range(count)], rule, seed=seed, effort=200)
    people = [Person(seat) for seat in [*sorted(set(range(count)) - gone), *range(100, 100 + late)]]
    kept = keep(before, people, rule, seed=seed)
    assert sorted(seat for group in kept.groups for seat in group.seats) == [person.seat for person in people]
    assert all(len(group.seats) >= min(3, len(people)) for group in kept.groups)
