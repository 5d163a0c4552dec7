"""Exclusion by two: who keeps order in a group proposes it with a reason, leading staff decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, assert_never

from annotated_types import Len

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from dialogue.refs import Text
from rooms.order import Excluded, Order, keeps_order
from rooms.places import Places
from rooms.roles import ROLES
from rooms.seats import known_seat, leads, must_lead


@dataclass(frozen=True, slots=True)
class ExclusionProposed:
    """`reason` is a text id."""

    seat: int
    by: int
    reason: str
    at: float


@dataclass(frozen=True, slots=True)
class ExclusionDeclined:
    seat: int


@dataclass(frozen=True, slots=True)
class ProposeExclusion:
    """`order.propose-exclude`: facilitators, in their own group. Refuses `not-allowed`, also for staff that lead. A
    second one for the same person changes nothing."""

    seat: int
    reason: Annotated[str, Len(1, 500)]


@dataclass(frozen=True, slots=True)
class DeclineExclusion:
    """`order.decline-exclude`: leading staff; the person stays. To agree they send `order.exclude`, which answers the
    proposal."""

    seat: int


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What is proposed and not decided, by seat, the oldest first."""

    open: Mapping[int, ExclusionProposed] = field(default_factory=dict)


def decide(
    dialogue: Dialogue, command: ProposeExclusion | DeclineExclusion, actor: int, given: Given
) -> Sequence[Event]:
    seat = known_seat(dialogue, command.seat)
    known = seat in dialogue.part(Exclusions).open
    match command:
        case ProposeExclusion(reason=reason):
            if not keeps_order(dialogue, actor, dialogue.part(Places).of(seat)) or leads(dialogue, seat):
                raise Refused("not-allowed", command="order.propose-exclude")
            settled = known or seat in dialogue.part(Order).excluded
            return () if settled else (ExclusionProposed(seat, actor, given.keep(reason), given.now),)
        case DeclineExclusion():
            must_lead(dialogue, actor, "order.decline-exclude")
            return (ExclusionDeclined(seat),) if known else ()
        case _:
            assert_never(command)


def evolve(exclusions: Exclusions, event: ExclusionProposed | ExclusionDeclined | Excluded) -> Exclusions:
    match event:
        case ExclusionProposed(seat=seat):
            return Exclusions({**exclusions.open, seat: event})
        case ExclusionDeclined(seat=seat) | Excluded(seat=seat):
            left = {other: proposal for other, proposal in exclusions.open.items() if other != seat}
            return Exclusions(left) if seat in exclusions.open else exclusions
        case _:
            assert_never(event)


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Leading staff read who proposes to exclude whom and why, for they decide; whoever proposed it sees that it is not
    decided yet. Nobody else learns of it, least of all the group."""
    proposals = dialogue.part(Exclusions).open.values()
    if audience.seat is None:
        return {"exclusions": [_shown(each) for each in proposals]} if ROLES[audience.role].leads else {}
    own = [each.seat for each in proposals if each.by == audience.seat]
    return {"my-exclusions": own} if ROLES[audience.role].guides else {}


def _shown(proposal: ExclusionProposed) -> dict[str, Any]:
    return {"seat": proposal.seat, "by": proposal.by, "reason": Text(proposal.reason), "at": proposal.at}


EXCLUSION: Part[Exclusions] = Part(
    slice=Exclusions,
    initial=Exclusions(),
    evolve=evolve,
    decide=decide,
    topics=topics,
    events={"exclusion-proposed": ExclusionProposed, "exclusion-declined": ExclusionDeclined},
    follows=(Excluded,),
    commands={"order.propose-exclude": ProposeExclusion, "order.decline-exclude": DeclineExclusion},
)
