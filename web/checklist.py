"""What is still missing before the evening: one line for each thing, whether it is done, and where to do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dialogue.task import DialogueTask
from facilitation.course import Agenda
from rooms.seats import Seats
from web.drafts import assess
from web.state import State

PEOPLE_TO_A_GROUP = 7
Mark = Literal["done", "missing", "advice"]


@dataclass(frozen=True, slots=True)
class Check:
    """`name`: a key below `organize.check.`; `page`: where to do it; `facts` for its text."""

    name: str
    mark: Mark
    page: str
    facts: dict[str, object]


async def of(state: State, task: DialogueTask) -> list[Check]:
    """In the order in which things are done."""
    look, link = state.looks.of(task.name), await state.open_links.of(task.name)
    agenda, seats = task.state.part(Agenda), task.state.part(Seats)
    base = f"/organize/d/{task.name}"
    citizens = len(seats.invited())
    faults = [each for each in assess(task, (await state.drafts.read(task)).document, "de").findings]
    errors = sum(1 for each in faults if each.level == "error")
    future = agenda.starts_at is not None and (agenda.starts_at > state.clock.now() or agenda.status != "waiting")
    return [
        _check("date", future, f"{base}/settings"),
        _check("script", not errors, f"/d/{task.name}/script", count=errors),
        _check("people", bool(citizens or link.open), f"{base}/people", count=citizens),
        _check("hotline", bool(look.hotline), f"{base}/settings"),
        _check("contact", bool(look.contact_mail), f"{base}/settings"),
        _check("imprint", bool(look.imprint), "/imprint"),
        _check("roles", "moderator" in seats.roles.values(), f"{base}/roles"),
        _check("text", bool(look.text), f"{base}/settings", advice=True),
        _check("logo", bool(look.logo), "/organize/town", advice=True),
    ]


def _check(name: str, done: bool, page: str, *, advice: bool = False, **facts: object) -> Check:
    return Check(name, "done" if done else "advice" if advice else "missing", page, facts)
