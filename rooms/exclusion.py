"""Exclusion by two: who keeps order in a group proposes it with a reason, leading staff decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
class ProposalsForgotten:
    """What was proposed has been answered by an exclusion, which has a reason of its own: these texts are deleted."""

    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposeExclusion:
    """`order.propose-exclude`: facilitators, in their own group. Refuses `not-allowed`, also for staff that lead. A
    second one for the same person changes nothing."""

    seat: int
    reason: Annotated[str, Len(1, 500)]


@dataclass(frozen=True, slots=True)
class DeclineExclusion:
    """`order.decline-exclude`: leading staff; the person stays, and the reason is deleted. To agree they send
    `order.exclude`, which answers the proposal."""

    seat: int


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What is proposed and not decided, by seat, the oldest first; `answered`: texts that nobody needs any more."""

    open: Mapping[int, ExclusionProposed] = field(default_factory=dict)
    answered: tuple[str, ...] = ()


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
            given.forget(*([dialogue.part(Exclusions).open[seat].reason] if known else []))
            return (ExclusionDeclined(seat),) if known else ()
        case _:
            assert_never(command)


ExclusionEvent = ExclusionProposed | ExclusionDeclined | ProposalsForgotten | Excluded


def evolve(exclusions: Exclusions, event: ExclusionEvent) -> Exclusions:
    match event:
        case ExclusionProposed(seat=seat):
            return replace(exclusions, open={**exclusions.open, seat: event})
        case ProposalsForgotten(reasons=gone):
            return replace(exclusions, answered=tuple(each for each in exclusions.answered if each not in gone))
        case ExclusionDeclined(seat=seat) | Excluded(seat=seat):
            if seat not in exclusions.open:
                return exclusions
            left = {other: proposal for other, proposal in exclusions.open.items() if other != seat}
            over = (exclusions.open[seat].reason,) if isinstance(event, Excluded) else ()
            return Exclusions(left, (*exclusions.answered, *over))
        case _:
            assert_never(event)


def tick(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    answered = dialogue.part(Exclusions).answered
    given.forget(*answered)
    return (ProposalsForgotten(answered),) if answered else ()


def due_at(dialogue: Dialogue) -> float | None:
    return dialogue.at if dialogue.part(Exclusions).answered else None


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
    tick=tick,
    due_at=due_at,
    events={
        "exclusion-proposed": ExclusionProposed,
        "exclusion-declined": ExclusionDeclined,
        "proposals-forgotten": ProposalsForgotten,
    },
    follows=(Excluded,),
    commands={"order.propose-exclude": ProposeExclusion, "order.decline-exclude": DeclineExclusion},
)
