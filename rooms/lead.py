"""Lead: which of the leading seats has the evening in hand now. All of them may do the same; this says who does.

Nothing hangs on it but being heard and being shown: when the lead's browser dies the script goes on, and another takes
over in one click.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from rooms.seats import Seats, known_seat, leads, must_lead


@dataclass(frozen=True, slots=True)
class LeadTaken:
    seat: int


@dataclass(frozen=True, slots=True)
class HandOver:
    """`lead.hand-over`: to oneself or to another leading seat; leading staff. Refuses `not-allowed`, also for a seat
    that does not lead."""

    seat: int


@dataclass(frozen=True, slots=True)
class Lead:
    """`seat` None: nobody took over yet, the first moderator leads."""

    seat: int | None = None


def lead_of(dialogue: Dialogue) -> int | None:
    roles = dialogue.part(Seats).roles
    return dialogue.part(Lead).seat or next((seat for seat, role in roles.items() if role == "moderator"), None)


def decide(dialogue: Dialogue, command: HandOver, actor: int, given: Given) -> Sequence[Event]:
    must_lead(dialogue, actor, "lead.hand-over")
    if not leads(dialogue, known_seat(dialogue, command.seat)):
        raise Refused("not-allowed", command="lead.hand-over")
    return () if command.seat == lead_of(dialogue) else (LeadTaken(command.seat),)


def evolve(lead: Lead, event: LeadTaken) -> Lead:
    return Lead(event.seat)


LEAD: Part[Lead] = Part(
    slice=Lead,
    initial=Lead(),
    evolve=evolve,
    decide=decide,
    events={"lead-taken": LeadTaken},
    commands={"lead.hand-over": HandOver},
)
