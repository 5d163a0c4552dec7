"""Forms groups out of who is here: proposed ahead of a round, adjusted when it begins. Pure; emits nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dialogue.machine import Dialogue
from facilitation.choices import Choices
from facilitation.choosing_groups import by_name, by_topic
from facilitation.mixing import EFFORT, assign, explained, met_in
from facilitation.mixing_later import seat_late
from facilitation.mixing_people import Assignment, Person, Reason
from facilitation.mixing_people import Group as Mixed
from facilitation.mixing_sizes import smallest
from facilitation.script import GroupRule
from facilitation.sitting import Group, Note, adjusted
from rooms.admission import Admission
from rooms.interpreting import Interpreting
from rooms.order import Order
from rooms.presence import Presence
from rooms.seats import Seats

FAST = 4_000
"""Swaps tried where somebody waits for the answer: about 20 ms for 75 people."""

MICROPHONE, BROKEN = "microphone", "broken"
"""What a browser reported of itself, as a trait that is never logged; who reported nothing can be heard."""

Rounds = tuple[tuple[Group, ...], ...]
Traits = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who gets a place in a group, and who guides one; oldest arrival first. `seed`: another one, other groups.
    `chosen`: topics by seat; `signing`: who has an interpreter."""

    seats: tuple[int, ...] = ()
    guides: tuple[int, ...] = ()
    seed: int = 0
    chosen: Mapping[int, str] = field(default_factory=dict)
    signing: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Formed:
    """The groups, and which wishes gave way."""

    groups: tuple[Group, ...] = ()
    notes: tuple[Note, ...] = ()


def crowd(dialogue: Dialogue, now: float, *, phase: str = "") -> Crowd:
    """Who counts as present, here or dropped a moment ago, and is neither excluded nor kept in the
    foyer. Guides must be here: a group is better off with its own clock than with a facilitator who does not come."""
    seats, presence, excluded = dialogue.part(Seats), dialogue.part(Presence), dialogue.part(Order).excluded
    waiting = dialogue.part(Admission).waiting
    known = [seat for seat in (*presence.here, *presence.gone) if seat not in excluded and seat not in waiting]
    return Crowd(
        tuple(seat for seat in known if seats.role(seat).grouped and presence.counts(seat, now)),
        tuple(seat for seat in known if seats.role(seat).guides and seat in presence.here),
        int(now),
        dialogue.part(Choices).of(phase),
        signing(dialogue),
    )


def signing(dialogue: Dialogue) -> frozenset[int]:
    """Who can be heard without a microphone."""
    return dialogue.part(Interpreting).signing(dialogue.part(Seats).roles)


def heard_traits(traits: Traits, signing: Collection[int]) -> Traits:
    """Signing with an interpreter is being heard, whatever the browser says of a microphone."""
    return {seat: {**known, MICROPHONE: ""} if seat in signing else known for seat, known in traits.items()}


def earlier(rounds: Mapping[str, tuple[Group, ...]], *, but: str) -> Rounds:
    """The rounds before, oldest first."""
    return tuple(groups for phase, groups in rounds.items() if phase != but)


def propose(people: Crowd, rule: GroupRule, rounds: Rounds, traits: Traits, *, effort: int = EFFORT) -> Formed:
    """The best groups; runs in a worker. Its arguments and its result can be pickled."""
    traits = heard_traits(traits, people.signing)
    if rule.mix == "keep" and rounds:
        kept = adjusted(rounds[-1], present=people.seats, guides=people.guides, least=smallest(rule.size))
        return told(kept, rule, rounds, traits)
    if rule.mix == "topic" and rule.topics:
        return told(_led(by_topic(people.seats, people.chosen, rule), people, rule), rule, rounds, traits)
    if rule.mix == "manual" and (named := by_name(people.seats, traits)):
        return told(_led(named, people, rule), rule, rounds, traits)
    persons = [_person(seat, rule, traits) for seat in people.seats]
    made = assign(persons, rule, seed=people.seed, facilitators=people.guides, met=_met(rounds), effort=effort)
    groups = tuple(Group(group.number, group.seats, group.facilitator, _note(group.why)) for group in made.groups)
    return Formed(groups, tuple(_note(reason) for reason in made.gave_way))


def _led(groups: Sequence[Group], people: Crowd, rule: GroupRule) -> tuple[Group, ...]:
    """With the others seated, facilitators, and nobody in a group that is too small."""
    return adjusted(groups, present=people.seats, guides=people.guides, least=smallest(rule.size))


def _person(seat: int, rule: GroupRule, traits: Traits) -> Person:
    """Only the columns that the rule names reach the search."""
    known = traits.get(seat, {})
    heard = known.get(MICROPHONE) != BROKEN
    return Person(seat, heard=heard, traits={column: known[column] for column in rule.columns() if column in known})


def _met(rounds: Rounds) -> dict[tuple[int, int], int]:
    return met_in([group.seats for group in groups] for groups in rounds)


def told(groups: Sequence[Group], rule: GroupRule, rounds: Rounds, traits: Traits) -> Formed:
    """The same groups with their reasons, and what gives way in them: for groups that were kept or changed by hand."""
    seated = [[_person(seat, rule, traits) for seat in group.seats] for group in groups]
    leads = [group.facilitator for group in groups]
    made = explained(seated, rule, facilitators=leads, met=_met(rounds))
    numbers = {place: group.number for place, group in enumerate(groups, start=1)}
    return Formed(
        tuple(replace(group, why=_note(mixed.why)) for group, mixed in zip(groups, made.groups, strict=True)),
        tuple(_note(reason, numbers) for reason in made.gave_way),
    )


def _note(reason: Reason, numbers: Mapping[int, int] | None = None) -> Note:
    """A reason as the log keeps it (JSON has lists only), its groups by the numbers that people read."""
    facts: dict[str, Any] = {name: list(f) if isinstance(f, tuple) else f for name, f in reason.facts.items()}
    if numbers and "groups" in facts:
        facts["groups"] = [numbers[place] for place in facts["groups"]]
    return Note(reason.code, facts)


def form(
    people: Crowd, rule: GroupRule, rounds: Rounds, traits: Traits, *, proposal: Sequence[Group] | None
) -> tuple[Group, ...]:
    """The groups of a round that begins now: the proposal, made true for who is here; a quick assignment where there is
    none, or where so many came since that it would burst. One citizen alone without a facilitator gets no group: nobody
    sits alone."""
    if len(people.seats) < 2 and not people.guides:
        return ()
    traits = heard_traits(traits, people.signing)
    if proposal:
        groups = adjusted(proposal, present=people.seats, guides=people.guides, least=smallest(rule.size))
        if fullest(groups) <= max(rule.size.max, fullest(proposal)):
            return told(groups, rule, rounds, traits).groups
    return propose(people, rule, rounds, traits, effort=FAST).groups


def fullest(groups: Iterable[Group]) -> int:
    return max((len(group.seats) for group in groups), default=0)


def suiting(
    groups: Sequence[Group], seat: int, present: Iterable[int], rule: GroupRule, *, rounds: Rounds, traits: Traits
) -> int | None:
    """The number of the group that suits a late arrival best, by who is `present`; None where there is no group."""
    people = {each: _person(each, rule, traits) for each in (*present, seat)}
    standing = Assignment(tuple(Mixed(group.number, group.seats) for group in groups))
    return seat_late(standing, people[seat], rule, people, met=_met(rounds))
