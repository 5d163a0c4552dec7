"""One small group as data, and the moves within a round; knows no rooms, no presence and no rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Note:
    """Why a group is as it is, which wish gave way, or what else staff should know: counts only, nothing of a person.
    Its sentence stands in the catalogue."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """`number` as people read it; `seats` in the order in which they came; `facilitator` is not among them. `why` is
    true for the people it was said of: who joins or leaves takes it away. `topic`: the title of what it is about, a
    localized value of web/PROTOCOL.md, where people chose."""

    number: int
    seats: tuple[int, ...]
    facilitator: int | None = None
    why: Note | None = None
    topic: Mapping[str, str] = field(default_factory=dict)


def group_of(groups: Iterable[Group], seat: int) -> Group | None:
    return next((group for group in groups if seat in group.seats or seat == group.facilitator), None)


def moved(groups: tuple[Group, ...], seat: int, number: int, *, guide: bool) -> tuple[Group, ...]:
    """The seat in that group and in no other. A second facilitator only visits: the group keeps the one it has."""
    target = next((group for group in groups if group.number == number), None)
    if target is None or group_of((target,), seat) or (guide and target.facilitator is not None):
        return groups
    left = (without(group, {seat}) for group in groups)
    return tuple(_joined(group, seat, guide=guide) if group.number == number else group for group in left)


def without(group: Group, seats: Collection[int | None]) -> Group:
    facilitator = None if group.facilitator in seats else group.facilitator
    left = tuple(seat for seat in group.seats if seat not in seats)
    return replace(group, seats=left, facilitator=facilitator, why=group.why if left == group.seats else None)


def _joined(group: Group, seat: int, *, guide: bool) -> Group:
    return replace(group, facilitator=seat) if guide else replace(group, seats=(*group.seats, seat), why=None)


def smallest(groups: Iterable[Group]) -> Group:
    """The group with the fewest people, the first of several."""
    return min(groups, key=lambda group: (len(group.seats), group.number))


def adjusted(
    groups: Iterable[Group], *, present: Sequence[int], guides: Sequence[int], least: int
) -> tuple[Group, ...]:
    """A proposal made true for who is here now: without who left, with who came since, nobody in a group under `least`
    while there is another to join. Facilitators who are free take groups that have none."""
    left = [without(group, {*group.seats, group.facilitator} - {*present, *guides}) for group in groups]
    standing = [group for group in left if group.seats]
    standing = _housed(standing, [seat for seat in present if group_of(standing, seat) is None])
    while len(standing) > 1 and len((small := smallest(standing)).seats) < least:
        standing = _housed([group for group in standing if group is not small], small.seats)
    return _facilitated(tuple(standing), [seat for seat in guides if group_of(standing, seat) is None])


def _housed(groups: list[Group], homeless: Iterable[int]) -> list[Group]:
    """Each into the group that is smallest by then."""
    for seat in homeless:
        groups = groups or [Group(1, ())]
        target = smallest(groups)
        groups = [_joined(group, seat, guide=False) if group is target else group for group in groups]
    return groups


def _facilitated(groups: tuple[Group, ...], free: list[int]) -> tuple[Group, ...]:
    for group in groups:
        if group.facilitator is None and free:
            groups = moved(groups, free.pop(0), group.number, guide=True)
    return groups


def merged(groups: Iterable[Group], number: int, into: int) -> tuple[Group, ...]:
    """Everybody of group `number` in group `into`, which is led by its own facilitator or, without one, by theirs."""
    known = {group.number: group for group in groups}
    gone, target = known.pop(number), known[into]
    lead = gone.facilitator if target.facilitator is None else target.facilitator
    known[into] = replace(target, seats=(*target.seats, *gone.seats), facilitator=lead, why=None)
    return tuple(known.values())
