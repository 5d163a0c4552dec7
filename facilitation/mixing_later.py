"""What happens to groups that stand already: late arrivals, keeping, merging; pure, it moves nobody by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from facilitation.mixing import assign, explained
from facilitation.mixing_people import Assignment, Group, Met, Person, alike
from facilitation.mixing_sizes import smallest
from facilitation.script import GroupRule

Present = Mapping[int, Person]
"""Who is present, by seat; seats that are not in it hold a place in no count."""


@dataclass(frozen=True, slots=True)
class Move:
    seat: int
    group: int


@dataclass(frozen=True, slots=True)
class Merge:
    """Group `group` is dissolved by `moves`."""

    group: int
    moves: tuple[Move, ...]


def moved(assignment: Assignment, seat: int, group: int | None) -> Assignment:
    """The same groups with `seat` in group number `group`, or in none."""
    return replace(assignment, groups=tuple(_with(each, seat, each.number == group) for each in assignment.groups))


def _with(group: Group, seat: int, sits: bool) -> Group:
    others = {each for each in group.seats if each != seat}
    return replace(group, seats=tuple(sorted(others | {seat} if sits else others)))


def seat_late(
    assignment: Assignment, person: Person, rule: GroupRule, present: Present, *, met: Met | None = None
) -> int | None:
    """The number of the smallest group that suits a late arrival; None where there are no groups. An empty group is
    taken only when there is no other: nobody sits alone."""
    groups = [(group.number, _there(group.seats, present, person.seat)) for group in assignment.groups]
    occupied = [(number, people) for number, people in groups if people]
    ranked = sorted(_rank(person, people, rule, met or {}, number) for number, people in occupied or groups)
    return ranked[0][-1] if ranked else None


def _there(seats: Iterable[int], present: Present, but: int) -> list[Person]:
    return [present[seat] for seat in seats if seat in present and seat != but]


def _rank(person: Person, people: Sequence[Person], rule: GroupRule, met: Met, number: int) -> tuple[int, ...]:
    """Lower is better: bound people first, then room, wishes, size, first meetings; the group's number comes last."""
    bound = any(person.bound and person.bound == other.bound for other in people)
    together = any(alike(person, other, column) for other in people for column in rule.together)
    apart = any(alike(person, other, column) for other in people for column in rule.apart)
    known = sum(met.get((min(person.seat, other.seat), max(person.seat, other.seat)), 0) for other in people)
    return -bound, int(len(people) >= rule.size.max), apart - together, len(people), known, number


def merge_proposal(assignment: Assignment, rule: GroupRule, present: Present) -> tuple[Merge, ...]:
    """Merges after which no group with anybody in it is below three (nor has fewer than three who can be heard, as long
    as another group can take its people): the smallest group moves, as one, into the one that suits best."""
    homes = {group.number: _there(group.seats, present, -1) for group in assignment.groups}
    homes = {number: people for number, people in homes.items() if people}
    merges: list[Merge] = []
    while len(homes) > 1 and (small := _too_small(homes, rule)) is not None:
        people = homes.pop(small)
        into = min(homes, key=lambda number: (_overfull(homes[number], people, rule), len(homes[number]), number))
        homes[into] = [*homes[into], *people]
        merges.append(Merge(small, tuple(Move(person.seat, into) for person in people)))
    return _settled(merges)


def _too_small(homes: Mapping[int, Sequence[Person]], rule: GroupRule) -> int | None:
    """The group with the fewest people of those that are too small, for the fewest moves; a quiet group only where
    another has room for it."""
    least = smallest(rule.size)
    below = [number for number, people in homes.items() if len(people) < least]
    quiet = [
        number
        for number, people in homes.items()
        if sum(person.heard for person in people) < least
        and any(not _overfull(other, people, rule) for into, other in homes.items() if into != number)
    ]
    return min(below or quiet, key=lambda number: (len(homes[number]), number), default=None)


def _overfull(there: Sequence[Person], coming: Sequence[Person], rule: GroupRule) -> int:
    return max(0, len(there) + len(coming) - rule.size.max)


def _settled(merges: Sequence[Merge]) -> tuple[Merge, ...]:
    """Everyone moves once: who would go to a group that is dissolved afterwards goes where that one goes."""
    last = {move.seat: move.group for merge in merges for move in merge.moves}
    seen: set[int] = set()
    settled: list[Merge] = []
    for merge in merges:
        moves = tuple(Move(move.seat, last[move.seat]) for move in merge.moves if move.seat not in seen)
        seen.update(move.seat for move in moves)
        settled.append(Merge(merge.group, moves))
    return tuple(settled)


def keep(
    before: Assignment, people: Sequence[Person], rule: GroupRule, *, seed: int, met: Met | None = None
) -> Assignment:
    """For `mix: keep`: everyone present stays where they were, newcomers are seated, groups that became too small are
    merged and empty ones vanish; the rest keep facilitators and order and are numbered anew. Where nobody is left of
    those who sat there, it is `assign`."""
    present = {person.seat: person for person in people}
    now = replace(
        before,
        groups=tuple(replace(g, seats=tuple(seat for seat in g.seats if seat in present)) for g in before.groups),
    )
    if not any(group.seats for group in now.groups):
        leads = [group.facilitator for group in before.groups if group.facilitator is not None]
        return assign(people, rule, seed=seed, facilitators=leads, met=met)
    for person in sorted(people, key=lambda person: person.seat):
        if now.group_of(person.seat) is None:
            now = moved(now, person.seat, seat_late(now, person, rule, present, met=met))
    for merge in merge_proposal(now, rule, present):
        for move in merge.moves:
            now = moved(now, move.seat, move.group)
    left = [group for group in now.groups if group.seats]
    seated = [[present[seat] for seat in group.seats] for group in left]
    return explained(seated, rule, facilitators=[group.facilitator for group in left], met=met)
