"""Forms groups out of who is here: proposed ahead of a round, adjusted when it begins. Pure; emits nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dialogue.machine import Dialogue
from facilitation.mixing import EFFORT, assign, met_in
from facilitation.mixing_people import Assignment, Person
from facilitation.mixing_people import Group as Mixed
from facilitation.script import GroupRule
from facilitation.sitting import Group, adjusted
from rooms.order import Order
from rooms.presence import Presence
from rooms.seats import Seats

FAST = 4_000
"""Swaps tried where somebody waits for the answer: about 20 ms for 75 people."""

Rounds = tuple[tuple[Group, ...], ...]
Traits = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who gets a place in a group, and who guides one; oldest arrival first."""

    seats: tuple[int, ...] = ()
    guides: tuple[int, ...] = ()


def crowd(dialogue: Dialogue, now: float) -> Crowd:
    """Who counts as present, here or dropped a moment ago, and is not excluded. Guides must be here: a group is better
    off with its own clock than with a facilitator who does not come."""
    seats, presence, excluded = dialogue.part(Seats), dialogue.part(Presence), dialogue.part(Order).excluded
    known = [seat for seat in (*presence.here, *presence.gone) if seat not in excluded]
    return Crowd(
        tuple(seat for seat in known if seats.role(seat).grouped and presence.counts(seat, now)),
        tuple(seat for seat in known if seats.role(seat).guides and seat in presence.here),
    )


def earlier(rounds: Mapping[str, tuple[Group, ...]], *, but: str) -> Rounds:
    """The rounds before, oldest first."""
    return tuple(groups for phase, groups in rounds.items() if phase != but)


def propose(people: Crowd, rule: GroupRule, rounds: Rounds, traits: Traits, *, effort: int = EFFORT) -> Assignment:
    """The best groups; runs in a worker. Its arguments and its result can be pickled."""
    if rule.mix == "keep" and rounds:
        return _kept(people, rule, rounds[-1])
    persons = [Person(seat, traits=_asked(traits.get(seat, {}), rule)) for seat in people.seats]
    met = met_in([group.seats for group in groups] for groups in rounds)
    return assign(persons, rule, seed=len(rounds), facilitators=people.guides, met=met, effort=effort)


def _asked(traits: Mapping[str, str], rule: GroupRule) -> dict[str, str]:
    """Only the columns that the rule names reach the search."""
    return {column: traits[column] for column in rule.columns() if column in traits}


def _kept(people: Crowd, rule: GroupRule, before: Sequence[Group]) -> Assignment:
    groups = adjusted(before, present=people.seats, guides=people.guides, least=least(rule))
    return Assignment(tuple(Mixed(group.number, group.seats, group.facilitator) for group in groups))


def least(rule: GroupRule) -> int:
    """Below this a group is dissolved into the others when a round begins."""
    return min(3, rule.size.min)


def form(
    people: Crowd, rule: GroupRule, rounds: Rounds, traits: Traits, *, proposal: Sequence[Group] | None
) -> tuple[Group, ...]:
    """The groups of a round that begins now: the proposal, made true for who is here; a quick assignment where there is
    none, or where so many came since that it would burst. One citizen alone without a facilitator gets no group: nobody
    sits alone."""
    if len(people.seats) < 2 and not people.guides:
        return ()
    if proposal:
        groups = adjusted(proposal, present=people.seats, guides=people.guides, least=least(rule))
        if fullest(groups) <= max(rule.size.max, fullest(proposal)):
            return groups
    made = propose(people, rule, rounds, traits, effort=FAST)
    return tuple(Group(group.number, group.seats, group.facilitator) for group in made.groups)


def fullest(groups: Iterable[Group]) -> int:
    return max((len(group.seats) for group in groups), default=0)
