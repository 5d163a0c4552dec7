"""The printed sheets of an evening, for those who lead it: Regiezettel and emergency sheet. Draws nothing itself.

Both can be printed at any time: before the start with the announced clock times, during the evening with how it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count, takewhile
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from dialogue.machine import Audience
from dialogue.task import DialogueTask
from facilitation import timeline
from facilitation.ahead import end_at
from facilitation.course import Agenda
from facilitation.localized import localized
from rooms.places import PLENARY
from rooms.roles import ROLES, staff
from rooms.seats import Seats
from web.doors import state_of
from web.results import for_leads
from web.sheets import Sheet, render
from web.state import State
from web.words import Words, words_for

WHO: Final = {"group-work": "facilitator", "input": "podium", "answer": "podium", "themes": "editor"}
"""Who has the word in a phase of that kind; the moderation in all others."""
CASES: Final = ("line", "desk", "sound", "server", "lead", "group", "trouble", "person", "power")
Data = Callable[[State, DialogueTask, Words], dict[str, Any]]
BY_HAND: Final = ("host", "support", "computers")
"""Telephone numbers that are written in by hand where the settings do not have them."""


@for_leads
async def run_of_show(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/run-of-show.pdf`."""
    return await _printed(request, task, "run-of-show", _run_of_show)


@for_leads
async def emergency(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/emergency.pdf`."""
    return await _printed(request, task, "emergency", _emergency)


async def _printed(request: Request, task: DialogueTask, sheet: Sheet, data: Data) -> Response:
    state = state_of(request)
    words = words_for(state.pages.language(request))
    body = await state.host.workers.call(
        render, sheet, {**_shared(state, task, words, sheet), **data(state, task, words)}
    )
    name = f"{task.name}-{words.t(f'print.{sheet}.file')}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type="application/pdf", headers=headers)


def _shared(state: State, task: DialogueTask, words: Words, sheet: Sheet) -> dict[str, Any]:
    agenda, now, look = task.state.part(Agenda), state.clock.now(), state.looks.of(task.name)
    assert agenda.script is not None, "a dialogue is made with its script"
    return {
        "language": words.html_lang,
        "town": look.town,
        "heading": words.t(f"print.{sheet}"),
        "title": words.pick(localized(agenda.script.title)),
        "day": state.pages.day(agenda.starts_at, words, state.looks.of(task.name).zone)
        if agenda.starts_at is not None
        else "",
        "printed": words.t("print.at", day=state.pages.day(now, words), time=state.pages.clock(now, words)),
    }


def _run_of_show(state: State, task: DialogueTask, words: Words) -> dict[str, Any]:
    """As staff see the time line now: what was, as it was; what comes, when it will."""
    zone = state.looks.of(task.name).zone

    def clock(at: float, words: Words) -> str:
        return state.pages.clock(at, words, zone)

    lines = timeline.topics(task.state, Audience("organizer", PLENARY))["timeline"]
    ends_at = end_at(task.state.part(Agenda))
    return {
        "columns": [words.t(f"print.column.{name}") for name in ("at", "minutes", "what", "where")],
        "rows": [_row(line, clock, words) for line in lines],
        "end": words.t("print.end", time=clock(ends_at, words)) if ends_at is not None else "",
        "team": _team(task, words),
    }


def _row(line: Mapping[str, Any], clock: Callable[[float, Words], str], words: Words) -> dict[str, Any]:
    at = line["started_at"] or line["expected_at"] or line["planned_at"]
    skipped = line["state"] == "skipped"
    return {
        "at": clock(at, words),
        "minutes": words.t("print.minutes", minutes=f"{line['minutes']:g}".replace(".", words.t("print.decimal"))),
        "title": words.pick(line["title"]),
        "note": words.t("print.skipped") if skipped else "",
        "skipped": skipped,
        "cues": [words.pick(line["cue"])] if line["cue"] else [],
        "steps": [{"title": words.pick(step["title"]), "cue": words.pick(step["cue"])} for step in line["steps"]],
        "room": words.t("print.room.groups" if line["room"] == "groups" else "app.room.plenary"),
        "who": words.t(f"app.role.{WHO.get(line['kind'], 'moderator')}"),
    }


def _team(task: DialogueTask, words: Words) -> dict[str, Any]:
    """Everybody who works tonight and has come once, or was named beforehand."""
    roles = task.state.part(Seats).roles
    people = [
        {"role": words.t(f"app.role.{role}"), "name": task.side.name(seat) or "–"}
        for seat, role in sorted(roles.items(), key=lambda each: (list(ROLES).index(each[1]), each[0]))
        if staff(role)
    ]
    columns = [words.t("print.column.role"), words.t("print.column.name")]
    return {"heading": words.t("print.team"), "columns": columns, "people": people}


def _emergency(state: State, task: DialogueTask, words: Words) -> dict[str, Any]:
    phones = [{"who": words.t("print.phone.hotline"), "number": state.looks.of(task.name).hotline}]
    phones += [{"who": who, "number": number} for who, number in state.settings.numbers()]
    phones += [{"who": words.t(f"print.phone.{who}"), "number": ""} for who in BY_HAND[: 4 - len(phones)]]
    phones.append({"who": words.t("print.phone.rescue"), "number": "112"})
    return {
        "phones": {
            "heading": words.t("print.phones"),
            "columns": [words.t("print.column.whom"), words.t("print.column.number")],
            "rows": phones,
        },
        "cases": {"heading": words.t("print.cases"), "rows": [_case(case, words) for case in CASES]},
        "calm": words.t("print.calm"),
    }


def _case(case: str, words: Words) -> dict[str, Any]:
    steps = takewhile(words.has, (f"print.case.{case}.{number}" for number in count(1)))
    return {"what": words.t(f"print.case.{case}"), "steps": [words.t(step) for step in steps]}
