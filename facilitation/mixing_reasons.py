"""Says why a group is as it is and which wishes gave way; it decides nothing and never speaks of an access need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from facilitation.mixing_people import Met, Person, Reason, alike
from facilitation.mixing_sizes import smallest
from facilitation.script import GroupRule

Groups = Sequence[Sequence[Person]]


def why(group: Sequence[Person], rule: GroupRule, met: Met) -> Reason:
    """Code `mixed`: how many people, how many of its pairs meet for the first time, values of each known column."""
    pairs = list(_pairs(group))
    new = sum(not met.get((one.seat, other.seat)) for one, other in pairs)
    found = {column: {person.traits.get(column, "") for person in group} for column in rule.diversify}
    values = {column: len(each) for column, each in found.items() if each != {""}}
    return Reason("mixed", {"people": len(group), "pairs": len(pairs), "new": new, "values": values})


def gave_way(groups: Groups, rule: GroupRule, *, leads: Sequence[int | None], met: Met) -> tuple[Reason, ...]:
    found = (
        _meetings(groups, met),
        _diversity(groups, rule),
        _together(groups, rule),
        _apart(groups, rule),
        _heard(groups, rule),
        _facilitators(leads),
        _size(groups, rule),
    )
    return tuple(reason for reason in found if reason is not None)


def _pairs(group: Sequence[Person]) -> Iterator[tuple[Person, Person]]:
    """Lower seat first, as `Met` has its keys."""
    return combinations(sorted(group, key=lambda person: person.seat), 2)


def _meetings(groups: Groups, met: Met) -> Reason | None:
    again = sum(bool(met.get((one.seat, other.seat))) for group in groups for one, other in _pairs(group))
    return Reason("meetings", {"pairs": again}) if again else None


def excess_spread(groups: Groups, column: str) -> int:
    """Over all values of a column: how much more than one the fullest group has than the emptiest, summed up."""
    counts = [Counter(person.traits.get(column, "") for person in group) for group in groups]
    values = {value for count in counts for value in count if value}
    return sum(
        max(0, max(count[value] for count in counts) - min(count[value] for count in counts) - 1) for value in values
    )


def _diversity(groups: Groups, rule: GroupRule) -> Reason | None:
    columns = {column: spread for column in rule.diversify if (spread := excess_spread(groups, column))}
    return Reason("diversity", {"columns": tuple(columns), "excess": sum(columns.values())}) if columns else None


def _together(groups: Groups, rule: GroupRule) -> Reason | None:
    """Counts values whose people sit in more than one group."""
    parted = 0
    for column in rule.together:
        homes: Counter[str] = Counter()
        for group in groups:
            homes.update({person.traits.get(column, "") for person in group} - {""})
        parted += sum(count > 1 for count in homes.values())
    return Reason("together", {"parted": parted}) if parted else None


def _apart(groups: Groups, rule: GroupRule) -> Reason | None:
    side_by_side = sum(
        alike(one, other, column) for group in groups for one, other in _pairs(group) for column in rule.apart
    )
    return Reason("apart", {"pairs": side_by_side}) if side_by_side else None


def _heard(groups: Groups, rule: GroupRule) -> Reason | None:
    """Only which groups count as below three: staff see that they need company, not who cannot be heard."""
    least = smallest(rule.size)
    quiet = tuple(n for n, group in enumerate(groups, start=1) if sum(person.heard for person in group) < least)
    return Reason("heard", {"groups": quiet}) if quiet else None


def _facilitators(leads: Sequence[int | None]) -> Reason | None:
    """Where nobody facilitates at all nothing gave way: that is how the evening was planned."""
    alone = tuple(number for number, lead in enumerate(leads, start=1) if lead is None)
    return Reason("facilitator", {"groups": alone}) if len(alone) < len(leads) and alone else None


def _size(groups: Groups, rule: GroupRule) -> Reason | None:
    size = rule.size
    sizes = tuple(sorted((len(group) for group in groups), reverse=True))
    if all(size.min <= each <= size.max for each in sizes):
        return None
    return Reason("size", {"people": sum(sizes), "sizes": sizes, "min": size.min, "max": size.max})
