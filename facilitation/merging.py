"""Merging: which groups have become too small, and with which they could go on; one click does it, and none is needed
where somebody would sit alone.

When a group counts as too small depends on who may still come back, so an offer carries the time from which it stands
(`at`, like every other time on the server's clock): nothing ticks, and a short drop offers nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from facilitation.course import Agenda
from facilitation.groups import Groups, reproposed
from facilitation.mixing_later import merge_proposal
from facilitation.mixing_people import Assignment, Person
from facilitation.mixing_people import Group as Mixed
from facilitation.mixing_sizes import smallest
from facilitation.script import GroupRule
from facilitation.sitting import Group, group_of, merged
from facilitation.solitude import lonely
from facilitation.view import no_state
from rooms.admission import Admission
from rooms.order import Order
from rooms.places import Places, Seated, group_id
from rooms.presence import BACK_S, Presence
from rooms.seats import must_lead


@dataclass(frozen=True, slots=True)
class MergeGroups:
    """`groups.merge`: everybody of `group` goes on in `into`, in the preview or in the running round; leading staff.
    Refuses `phase-over` where that phase has neither, `unknown-room` for a group that does not exist."""

    phase: str
    group: int
    into: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Group `into` could take the people of a group that is too small from `at` on."""

    into: int
    at: float


@dataclass(frozen=True, slots=True)
class Merging:
    """A part without a state of its own."""


def decide(dialogue: Dialogue, command: MergeGroups, actor: int, given: Given) -> Sequence[Event]:
    must_lead(dialogue, actor, "groups.merge")
    groups = dialogue.part(Groups)
    ahead = groups.proposal if groups.proposal and groups.proposal.phase == command.phase else None
    standing = groups.now() if groups.open == command.phase else ahead.groups if ahead else None
    if standing is None:
        raise Refused("phase-over", phase=command.phase)
    if command.group == command.into or not {command.group, command.into} <= {group.number for group in standing}:
        raise Refused("unknown-room")
    if groups.open != command.phase:
        return (reproposed(dialogue, merged(standing, command.group, command.into), given),)
    return _moved(dialogue, command)


def _moved(dialogue: Dialogue, command: MergeGroups) -> Sequence[Event]:
    """All who are in that room, its facilitator too; whom staff put elsewhere meanwhile stay there."""
    source, target = (group_id(command.phase, number) for number in (command.group, command.into))
    rooms, groups = dialogue.part(Places).rooms, dialogue.part(Groups).now()
    gone = [group for group in groups if group.number == command.group]
    moves = {seat: target for seat, room in rooms.items() if room == source and group_of(gone, seat)}
    return (Seated(moves),) if moves else ()


def offers(dialogue: Dialogue) -> Mapping[int, Offer]:
    """For each group of the running round that is, or will be when nobody comes back, below three: where to."""
    phase, groups = dialogue.part(Agenda).phase, dialogue.part(Groups)
    if phase is None or groups.open != phase.id:
        return {}
    rule = phase.groups or GroupRule()
    until = {seat: _until(dialogue, seat) for group in groups.now() for seat in group.seats}
    found = {}
    for group in groups.now():
        at = _small_from([until[seat] for seat in group.seats], smallest(rule.size))
        if at is not None and (into := _into(groups.now(), group.number, rule, {s for s in until if until[s] > at})):
            found[group.number] = Offer(into, at)
    return found


def _until(dialogue: Dialogue, seat: int) -> float:
    """Until when a seat counts as present."""
    presence = dialogue.part(Presence)
    if seat in dialogue.part(Order).excluded or seat in dialogue.part(Admission).waiting or seat in presence.left:
        return -math.inf
    return math.inf if seat in presence.here else presence.gone.get(seat, -math.inf) + BACK_S


def _small_from(until: Sequence[float], least: int) -> float | None:
    """When fewer than `least` are left; None while enough are here for good."""
    last = sorted(until, reverse=True)[least - 1 : least]
    at = last[0] if last else -math.inf
    return None if at == math.inf else max(at, 0.0)


def _into(groups: Sequence[Group], number: int, rule: GroupRule, there: set[int]) -> int | None:
    standing = Assignment(tuple(Mixed(group.number, group.seats) for group in groups))
    merges = merge_proposal(standing, rule, {seat: Person(seat) for seat in there})
    return next((move.group for merge in merges if merge.group == number for move in merge.moves), None)


def offers_ahead(groups: Sequence[Group], rule: GroupRule) -> Mapping[int, int]:
    """The same for a preview, where everybody who was placed counts."""
    there = {seat for group in groups for seat in group.seats}
    into = {group.number: _into(groups, group.number, rule, there) for group in groups}
    return {number: target for number, target in into.items() if target is not None}


def tick(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    """Whoever is left alone goes on in another group: the one move that waits for nobody's click."""
    moves = {each.seat: each for each in lonely(dialogue) if each.at <= given.now}
    phase = dialogue.part(Groups).open or ""
    return (Seated({seat: group_id(phase, each.into) for seat, each in moves.items()}),) if moves else ()


def due_at(dialogue: Dialogue) -> float | None:
    return min((each.at for each in lonely(dialogue)), default=None)


MERGING: Part[Merging] = no_state(
    Merging(), decide=decide, commands={"groups.merge": MergeGroups}, tick=tick, due_at=due_at
)
