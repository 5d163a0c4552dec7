"""The plan that still ends on time, proposed from the first minute over; one click accepts it. Changes nothing itself.

Also gives minutes back after an outage: clocks had run on meanwhile.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dialogue.machine import Audience, Dialogue, Event, Part, Refused, Topics
from facilitation import ahead, elastic, pacing, turning
from facilitation.course import Agenda, Change, Extended, OutageNoted, PlanAccepted, PlanProposed
from facilitation.localized import localized
from facilitation.view import view
from rooms.roles import ROLES

OVER_S = 60
OUTAGE_S = 20
"""A shorter outage is not worth a question."""


@dataclass(frozen=True, slots=True)
class Accept:
    """`agenda.accept`: the plan as this person saw it. Refuses `plan-changed` where another is proposed meanwhile."""

    plan: int


@dataclass(frozen=True, slots=True)
class Outage:
    """Server only: for so long nobody could take part. Ignored while nothing runs, while paused, and under 20 s."""

    seconds: float


def accept(agenda: Agenda, command: Accept, now: float) -> Sequence[Event]:
    proposal, phase = agenda.proposal, turning.live(agenda)
    if proposal is None or proposal.plan != command.plan or not (proposal.changes or proposal.give_s):
        raise Refused("plan-changed", plan=proposal.plan if proposal else None)
    accepted = PlanAccepted(proposal.plan, proposal.changes)
    if not proposal.give_s:
        return (accepted,)
    now = now if agenda.paused_at is None else agenda.paused_at
    ends_at = agenda.ends_at + proposal.give_s
    steps = pacing.stretched(phase, agenda.steps, agenda.step, seconds=proposal.give_s, ends_at=ends_at, now=now)
    return Extended(phase.id, ends_at, steps), accepted


def note(agenda: Agenda, command: Outage, now: float) -> Sequence[Event]:
    """A phase that began after it, because the outage had eaten the end of the one before, has lost nothing."""
    if agenda.status != "running" or command.seconds <= OUTAGE_S or agenda.started_at > now - command.seconds:
        return ()
    # Whole minutes, as all that is given by hand; a manual phase has no end that the outage could have eaten.
    minutes = 0 if pacing.manual(turning.live(agenda)) else math.ceil(command.seconds / 60)
    return (OutageNoted(minutes * 60),) if minutes else ()


def _base(agenda: Agenda) -> float | None:
    """Seconds over at the moment when the running phase should end; None where nothing is promised or to come."""
    promised = ahead.promised_at(agenda)
    fixed = agenda.script is not None and agenda.script.end == "fixed" and agenda.phase is not None and agenda.coming
    return agenda.ends_at + ahead.rest_s(agenda) - promised if fixed and promised is not None else None


def over_s(agenda: Agenda, now: float) -> float:
    """How much later than promised the evening ends if nothing else changes; negative: earlier."""
    base = _base(agenda)
    if base is None:
        return 0.0
    at = now if agenda.paused_at is None else agenda.paused_at
    return base + max(0.0, at - agenda.ends_at) + (now - at)


def replanned(agenda: Agenda, now: float) -> list[Event]:
    """The proposal that is true now, where it is another than the one that stands."""
    wanted = _wanted(agenda, over_s(agenda, now))
    before = agenda.proposal or PlanProposed(agenda.plans)
    same = (wanted.changes, wanted.give_s, wanted.short_s > 0) == (
        before.changes,
        before.give_s,
        before.short_s > 0,
    )
    return [] if same else [wanted]


def _wanted(agenda: Agenda, over: float) -> PlanProposed:
    coming, give = ahead.coming(agenda), agenda.outage_s if agenda.phase else 0
    over += give if _base(agenda) is not None else 0
    late = math.ceil(over / 60) * 60 if over >= OVER_S else 0
    early = math.floor(-over / 60) * 60
    changes = elastic.taken(coming, late) if late else elastic.given(coming, early) if early > 0 else ()
    took = sum(change.from_s - change.to_s for change in changes)
    return PlanProposed(agenda.plans + 1, late or -early, changes, give, late - took if late else 0)


def replan_at(agenda: Agenda) -> float | None:
    """When time alone makes the plan another one: as a speaker goes on, and while everything stands still."""
    base, proposal = _base(agenda), agenda.proposal
    if base is None or (proposal and proposal.short_s):
        return None
    give = agenda.outage_s
    allowed = (proposal.over_s + 1 if proposal and proposal.over_s > 0 else OVER_S) - give
    if agenda.paused_at is not None:
        return agenda.paused_at + max(0.0, allowed - base - max(0.0, agenda.paused_at - agenda.ends_at))
    if agenda.status != "running" or agenda.ends_by_itself:
        return None
    return agenda.ends_at + max(0.0, allowed - base)


@dataclass(frozen=True, slots=True)
class Replanning:
    """A view has no state of its own."""


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Who leads sees what the proposal costs; nobody else, for it is not decided."""
    agenda = dialogue.part(Agenda)
    if audience.seat is not None or not ROLES[audience.role].leads or agenda.proposal is None or not agenda.phase:
        return {}
    proposal = agenda.proposal
    return {
        "plan": {
            "plan": proposal.plan,
            "over_s": proposal.over_s,
            "give_s": proposal.give_s,
            "short_s": proposal.short_s,
            "changes": [_line(agenda, change) for change in proposal.changes],
            "end_at": ahead.promised_at(agenda),
        }
    }


def _line(agenda: Agenda, change: Change) -> dict[str, Any]:
    phase = agenda.script.phase(change.phase) if agenda.script else None
    title = localized(phase.title) if phase else {}
    return {"phase": change.phase, "title": title, "from_s": change.from_s, "to_s": change.to_s}


REPLANNING: Part[Replanning] = view(Replanning(), topics)
