"""The staff line: what staff write to each other all evening. Citizens never see it; its texts go with the evening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, assert_never

from annotated_types import MaxLen

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from dialogue.refs import Name, Text
from facilitation.course import Agenda
from facilitation.wording import worded
from rooms.roles import ROLES
from rooms.seats import Seats

LENGTH = 500
SHOWN = 100
"""The newest lines that are sent; nobody scrolls further back during an evening."""


@dataclass(frozen=True, slots=True)
class StaffTold:
    """`text` is a text id."""

    seat: int
    text: str
    at: float


@dataclass(frozen=True, slots=True)
class StaffLineForgotten:
    """The evening is closed and all texts of the line are deleted."""


@dataclass(frozen=True, slots=True)
class TellStaff:
    """`staff.tell`: roles that read cues, to all of them. Refuses `not-allowed`, `empty`, `too-long`, and
    `already-closed` after the evening."""

    text: Annotated[str, MaxLen(10_000)]


@dataclass(frozen=True, slots=True)
class StaffLine:
    """Oldest first; a line is known by its place, counted from 1."""

    told: tuple[StaffTold, ...] = ()


def decide(dialogue: Dialogue, command: TellStaff, actor: int, given: Given) -> Sequence[Event]:
    if not dialogue.part(Seats).role(actor).cues:
        raise Refused("not-allowed", command="staff.tell")
    if _over(dialogue):
        raise Refused("already-closed")
    return (StaffTold(actor, given.keep(worded(command.text, limit=LENGTH)), given.now),)


def _over(dialogue: Dialogue) -> bool:
    return dialogue.part(Agenda).status == "closed"


def evolve(line: StaffLine, event: StaffTold | StaffLineForgotten) -> StaffLine:
    match event:
        case StaffTold():
            return replace(line, told=(*line.told, event))
        case StaffLineForgotten():
            return StaffLine()
        case _:
            assert_never(event)


def tick(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    told = dialogue.part(StaffLine).told
    if not (told and _over(dialogue)):
        return ()
    given.forget(*(each.text for each in told))
    return (StaffLineForgotten(),)


def due_at(dialogue: Dialogue) -> float | None:
    """At once when the evening is closed."""
    return dialogue.at if dialogue.part(StaffLine).told and _over(dialogue) else None


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Roles that read cues see the line, wherever they are; nobody else gets this topic."""
    if audience.seat is not None or not ROLES[audience.role].cues:
        return {}
    told = list(enumerate(dialogue.part(StaffLine).told, start=1))[-SHOWN:]
    return {"staff-line": {str(number): _told(dialogue, each) for number, each in told}}


def _told(dialogue: Dialogue, told: StaffTold) -> dict[str, Any]:
    role = dialogue.part(Seats).roles[told.seat]
    return {"seat": told.seat, "role": role, "name": Name(told.seat), "text": Text(told.text), "at": told.at}


STAFF_LINE: Part[StaffLine] = Part(
    slice=StaffLine,
    initial=StaffLine(),
    evolve=evolve,
    decide=decide,
    tick=tick,
    due_at=due_at,
    topics=topics,
    events={"staff-told": StaffTold, "staff-line-forgotten": StaffLineForgotten},
    commands={"staff.tell": TellStaff},
)
