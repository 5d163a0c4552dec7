"""The evening as a calendar file: one event with alarm and time zone, for each role from when its door opens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event
from starlette.requests import Request
from starlette.responses import Response

from dialogue.task import DialogueTask
from facilitation.clock_plan import promised
from facilitation.course import Agenda
from facilitation.localized import localized
from rooms.roles import ROLES, staff
from web.accounts import Account
from web.doors import state_of
from web.preparing import for_dialogue
from web.state import State
from web.words import Words, words_for
from web.zones import timezone

UNKNOWN_S: Final = 7200.0
"""How long an evening without a promised end is in a calendar."""


@for_dialogue
async def show_calendar(request: Request, account: Account, task: DialogueTask) -> Response:
    """`GET /organize/d/{dialogue}/calendar/{role}.ics`, without anybody's link."""
    role = request.path_params["role"]
    if role not in ROLES or task.state.part(Agenda).starts_at is None:
        return state_of(request).pages.problem(request, "not-found", status=404)
    words = words_for(state_of(request).pages.language(request))
    return answer(calendar(state_of(request), task, role, words), f"{task.name}-{role}.ics")


async def show_own(request: Request) -> Response:
    """`GET /j/{token}/calendar.ics`: with the own link and code, so that the evening is one tap away."""
    state = state_of(request)
    link = await state.links.find(request.path_params["token"])
    task = await state.host.open(link.dialogue) if link else None
    if link is None or task is None or task.state.part(Agenda).starts_at is None:
        return state.pages.problem(request, "link-unknown", status=404)
    url = f"{state.settings.public_url}/{'j' if link.seat is not None else 'o'}/{request.path_params['token']}"
    words = words_for(state.pages.language(request))
    return answer(calendar(state, task, link.role, words, url=url), f"{task.name}.ics")


def answer(body: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


def calendar(state: State, task: DialogueTask, role: str, words: Words, *, url: str = "") -> bytes:
    """RFC 5545. Staff are asked to come when their door opens; the same evening has the same UID in each file of a
    role, so that a changed date moves the entry."""
    agenda, look = task.state.part(Agenda), state.looks.of(task.name)
    script, starts_at = agenda.script, agenda.starts_at
    assert script is not None
    assert starts_at is not None
    early_min = script.doors.staff if staff(role) else 0
    begin = datetime.fromtimestamp(starts_at, look.zone) - timedelta(minutes=early_min)
    long_s = promised(script) or UNKNOWN_S
    event = Event()
    event.add("uid", f"{task.name}-{role}@{state.settings.public_url.partition('://')[2]}")
    event.add("dtstamp", datetime.fromtimestamp(state.clock.now(), UTC).replace(microsecond=0))
    event.add("sequence", task.state.seq)
    event.add("dtstart", begin)
    event.add("dtend", datetime.fromtimestamp(starts_at + long_s, look.zone))
    event.add("summary", f"{words.pick(localized(script.title))} ({look.town})")
    event.add("description", _description(state, task, role, words, url))
    event.add("location", url or state.settings.public_url)
    if url:
        event.add("url", url)
    minutes = script.doors.staff if staff(role) else script.doors.citizens
    event.add_component(_alarm(timedelta(minutes=minutes), words))
    event.add_component(_alarm(timedelta(days=1), words))
    found = Calendar()
    found.add("prodid", "-//Bürgerdialog//DE")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add_component(timezone(look.zone, begin))
    found.add_component(event)
    return bytes(found.to_ical())


def _description(state: State, task: DialogueTask, role: str, words: Words, url: str) -> str:
    agenda, look = task.state.part(Agenda), state.looks.of(task.name)
    assert agenda.script is not None
    assert agenda.starts_at is not None
    clock, doors = state.pages.clock, agenda.script.doors
    opens_at = agenda.starts_at - 60 * (doors.staff if staff(role) else doors.citizens)
    lines = [words.t("calendar.staff" if staff(role) else "calendar.citizen", role=words.t(f"role.{role}"))]
    lines.append(
        words.t(
            "calendar.doors", doors=clock(opens_at, words, look.zone), start=clock(agenda.starts_at, words, look.zone)
        )
    )
    if url:
        lines.append(words.t("calendar.link", link=url))
    if look.hotline:
        lines.append(words.t("calendar.help", phone=look.hotline))
    return "\n".join(lines)


def _alarm(before: timedelta, words: Words) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    alarm.add("description", words.t("calendar.alarm"))
    return alarm
