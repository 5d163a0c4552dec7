"""Signing up for a dialogue without an invitation, and taking it back. Asks a name, an address where mail can be sent,
and those attributes alone that the script forms groups by; nothing of it is asked where nobody needs it.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import insert
from starlette.requests import Request
from starlette.responses import Response

from dialogue.machine import Refused
from dialogue.tables import invited as rows
from dialogue.task import DialogueTask
from facilitation.course import Agenda
from facilitation.roster import LENGTH
from rooms.roles import ROLES
from rooms.seats import AddSeat, Seats
from web import calendar_files, invited
from web.accounts import checked
from web.doors import evening_of, foreign, state_of
from web.names import NAME_LIMIT, clean, fault_of
from web.sign_in import Form, form_of
from web.state import State
from web.words import words_for

MOST: Final = 500
"""Who registers beyond that is told to telephone: some of the invited never come, but not so many."""


async def _open(request: Request) -> DialogueTask | Response:
    """The dialogue, as long as people may register for it."""
    state, name = state_of(request), request.path_params["dialogue"]
    task = await state.host.open(name)
    if task is None or not state.looks.kept(name).get("register"):
        return state.pages.problem(request, "not-found", status=404)
    if task.state.part(Agenda).status != "waiting" or len(task.state.part(Seats).counted()) >= MOST:
        return state.pages.problem(request, "registration-closed", status=410)
    return task


async def show_form(request: Request) -> Response:
    """`GET /d/{dialogue}/register`."""
    found = await _open(request)
    return found if isinstance(found, Response) else _page(request, found, {})


def _page(
    request: Request, task: DialogueTask, form: Form, *, faults: dict[str, str] | None = None, **made: Any
) -> Response:
    state = state_of(request)
    context: dict[str, Any] = {
        "evening": evening_of(task) | {"text": state.looks.of(task.name).text or None},
        "form": form,
    }
    context |= {"faults": faults or {}, "needed": invited.needed(task), "by_mail": state.outbox.on}
    context |= {"name_limit": NAME_LIMIT, "length": LENGTH, "link": None, "code": None, "mailed": False, **made}
    return state.pages.render(request, "register", status=422 if faults else 200, **context)


async def register(request: Request) -> Response:
    """`POST` to the same: `name` `mail` and `trait-0` ... in the order of the script's columns."""
    state, form, found = state_of(request), await form_of(request), await _open(request)
    if isinstance(found, Response):
        return found
    address = f"register {request.client.host if request.client else ''}"
    if foreign(request) or not state.guesses.allowed(address, state.clock.now()):
        return state.pages.problem(request, "busy", status=429)
    if faults := _faults(state, form):
        return _page(request, found, form, faults=faults)
    state.guesses.wrong(address, state.clock.now())  # counted, not wrong: nobody signs up a whole street by hand
    mail = form.get("mail", "").strip().casefold() if state.outbox.on else ""
    if mail and mail in {(each.mail or "").casefold() for each in await invited.guests(state, found)}:
        return _page(request, found, {}, mailed=True)  # the link is there already; whose it is, is nobody's business
    seat = await _seat(state, found, form, mail, state.pages.language(request))
    link = f"{state.settings.public_url}/j/{state.links.token(found.name, seat)}"
    if not mail:
        return _page(request, found, {}, link=link, code=state.links.code(found.name, seat))
    await _confirm(request, found, mail, link, form["name"])
    return _page(request, found, {}, mailed=True)


def _faults(state: State, form: Form) -> dict[str, str]:
    """What is missing or wrong, by field: keys of the catalogue."""
    faults = {"name": fault_of(form.get("name", ""), "citizen")}
    if state.outbox.on:
        try:
            checked("x", form.get("mail", ""))
        except Refused:
            faults["mail"] = "register.mail.wrong"
    return {field: fault for field, fault in faults.items() if fault}


async def _seat(state: State, task: DialogueTask, form: Form, mail: str, language: str) -> int:
    cells = {name: clean(form.get(f"trait-{at}", ""))[:LENGTH] for at, name in enumerate(invited.needed(task))}
    command = AddSeat("citizen", clean(form["name"]), traits={name: cell for name, cell in cells.items() if cell})
    (seat,) = await invited.add_seats(task, [command])
    now = state.clock.now()
    row = {"dialogue": task.name, "seat": seat, "called": mail or f"+{seat}", "mail": mail or None, "mailed_at": now}
    row["language"] = language
    async with state.database.begin() as connection:
        await connection.execute(insert(rows).values(**row))
    await state.links.give_all(task.name, [seat], "citizen")
    return seat


async def _confirm(request: Request, task: DialogueTask, mail: str, link: str, name: str) -> None:
    state = state_of(request)
    words, look, evening = words_for(state.pages.language(request)), state.looks.of(task.name), evening_of(task)
    at = evening["starts_at"] or 0.0
    facts = {"name": clean(name), "title": words.pick(evening["title"]), "town": look.town, "link": link}
    facts |= {"day": state.pages.day(at, words, look.zone), "time": state.pages.clock(at, words, look.zone)}
    body = words.t("register.mail.body", **facts, away=f"{link}/withdraw")
    calendar = calendar_files.calendar(state, task, "citizen", words, url=link).decode()
    letter = (mail, words.t("register.mail.subject", **facts), body, calendar)
    await state.outbox.queue("registration", [letter], dialogue=task.name)


async def show_withdraw(request: Request) -> Response:
    """`GET /j/{token}/withdraw`."""
    return await _withdraw(request, done=False)


async def withdraw(request: Request) -> Response:
    """`POST` to the same: the person is forgotten; the link leads nowhere any more."""
    return await _withdraw(request, done=True)


async def _withdraw(request: Request, *, done: bool) -> Response:
    state = state_of(request)
    link = await state.links.find(request.path_params["token"])
    task = await state.host.open(link.dialogue) if link else None
    if link is None or task is None or link.seat is None or not ROLES[link.role].counted or foreign(request):
        return state.pages.problem(request, "link-unknown", status=404)
    request.state.dialogue = link.dialogue
    if task.state.part(Agenda).status != "waiting":
        return state.pages.problem(request, "registration-closed", status=410)
    if done:
        await state.persons.erase(task, link.seat, texts="redact")
    return state.pages.render(request, "withdraw", evening=evening_of(task), done=done)
