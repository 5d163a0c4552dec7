"""A dialogue's data, for those who lead it: what is deleted when, its people, the deletion record. Plain forms."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import select
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dialogue.machine import Refused
from dialogue.tables import deletions
from dialogue.task import DialogueTask
from facilitation.course import Agenda
from facilitation.localized import localized
from rooms.presence import Presence
from rooms.seats import Seats
from web.doors import foreign, state_of
from web.organizers import lead
from web.pages import to
from web.persons import Person
from web.results import file, for_leads
from web.retention import STEPS, due_at
from web.state import State
from web.terms import LIMITS, OFFERS, Terms
from web.words import words_for


@for_leads
async def show_data(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/data`."""
    return await _page(request, task)


async def _page(request: Request, task: DialogueTask, *, refusal: Refused | None = None, status: int = 200) -> Response:
    state, base, query = state_of(request), f"/d/{task.name}", request.query_params
    words = words_for(state.pages.language(request))
    script = task.state.part(Agenda).script
    return state.pages.render(
        request,
        "data",
        status=status,
        title=localized(script.title) if script else {},
        steps=await steps_of(state, task.name),
        terms=await state.terms.read(task.name),
        limits=LIMITS,
        offers=OFFERS,
        people=_people(task),
        running=task.state.part(Agenda).under_way,
        deletions=await lines_of(state, task.name),
        fault=words.refusal(refusal.code, refusal.facts) if refusal else None,
        said=query.get("said", "") if not refusal else "",
        here={name: to(f"{base}/{name}", query) for name in ("data", "data/delete", "deletions.pdf", "review")},
        person=lambda seat: to(f"{base}/people/{seat}", query),
    )


async def steps_of(state: State, name: str) -> list[dict[str, Any]]:
    """Each step: when it is due, as far as that is known, and when it was done."""
    over_at, terms = await state.retention.over_at(name), await state.terms.read(name)
    done = await state.retention.done(name)
    days = {"never": terms.never_days, "people": terms.people_days, "log": terms.log_days}
    return [
        {
            "name": step,
            "days": days.get(step),
            "due_at": due_at(step, over_at, terms, state.retention.zone_of(name)) if over_at is not None else None,
            "done_at": done[step],
        }
        for step in STEPS
    ]


def _people(task: DialogueTask) -> list[dict[str, Any]]:
    """Everybody who still has anything to delete, staff first."""
    seats, presence = task.state.part(Seats), task.state.part(Presence)
    if seats.rekeyed:
        return []
    return [
        {
            "seat": seat,
            "role": role,
            "name": task.side.name(seat),
            "came": seat in presence.here or seat in presence.gone,
            "forgotten": seat in seats.forgotten,
        }
        for seat, role in seats.roles.items()
    ]


async def lines_of(state: State, name: str) -> list[dict[str, Any]]:
    """The deletion record, oldest first."""
    query = select(deletions).where(deletions.c.dialogue == name).order_by(deletions.c.number)
    async with state.database.read() as connection:
        rows = (await connection.execute(query)).all()
    return [{"at": row.at, "step": row.step, "counts": json.loads(row.counts)} for row in rows]


@for_leads
async def save_terms(request: Request, task: DialogueTask) -> Response:
    """`POST /d/{dialogue}/data`: days, age, what is offered."""
    state, form = state_of(request), await _form(request)
    try:
        _ours(request)
        seen = replace(Terms(), version=number(form, "seen"))
        changed = {name: number(form, name) for name in LIMITS}
        offers = tuple(offer for offer in OFFERS if f"offer-{offer}" in form)
        await state.terms.save(task.name, replace(seen, **changed, offers=offers))
    except Refused as refusal:
        return await _page(request, task, refusal=refusal, status=422)
    await state.deeds.note("terms-saved", by=lead(request), dialogue=task.name, **changed)
    return _back(request, task, "data", "terms")


@for_leads
async def delete_now(request: Request, task: DialogueTask) -> Response:
    """`POST /d/{dialogue}/data/delete`: a step and all before it, before their time, with the tick that says so."""
    state, form = state_of(request), await _form(request)
    step = form.get("step", "")
    try:
        _ours(request)
        if step not in STEPS or "sure" not in form:
            raise Refused("malformed", where="sure")
        if task.state.part(Agenda).under_way:
            raise Refused("evening-runs")
        await state.deeds.note("deleted-now", by=lead(request), dialogue=task.name, step=step)
        await state.retention.perform(task.name, step)
    except Refused as refusal:
        return await _page(request, task, refusal=refusal, status=422)
    return _back(request, task, "data", "deleted")


@for_leads
async def show_person(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/people/{seat}`."""
    return await _person_page(request, task)


async def _person_page(
    request: Request, task: DialogueTask, *, refusal: Refused | None = None, status: int = 200
) -> Response:
    state, words = state_of(request), words_for(state_of(request).pages.language(request))
    try:
        person = await state.persons.show(task, request.path_params["seat"])
    except Refused:
        return state.pages.problem(request, "not-found", status=404)
    base, query = f"/d/{task.name}/people/{person.seat}", request.query_params
    return state.pages.render(
        request,
        "person",
        status=status,
        person=_for_leads(task, person),
        name=person.fields.get("name"),
        titles=_titles(task),
        forgotten=person.seat in task.state.part(Seats).forgotten,
        fault=words.refusal(refusal.code, refusal.facts) if refusal else None,
        said=query.get("said", "") if not refusal else "",
        here={
            "export": f"{base}.json",
            "erase": to(f"{base}/erase", query),
            "data": to(f"/d/{task.name}/data", query),
        },
    )


def _titles(task: DialogueTask) -> dict[str, dict[str, str]]:
    """Of the script's phases, by id."""
    script = task.state.part(Agenda).script
    return {phase.id: localized(phase.title) for phase in script.phases} if script else {}


def _for_leads(task: DialogueTask, person: Person) -> dict[str, Any]:
    """Who wrote a card without name is for nobody's eyes: of texts and of the log only how many there are. Not even
    that while the evening runs, for a number that grows as a card appears says whose it is."""
    live = task.state.part(Agenda).under_way
    return asdict(person) | {
        "texts": None if live else len(person.texts),
        "log": None if live else len(person.log),
    }


@for_leads
async def export_person(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/people/{seat}.json`: what who leads may see of it. The person's own has everything (see
    `outcome_pages.own_file`)."""
    state = state_of(request)
    try:
        person = await state.persons.show(task, request.path_params["seat"])
    except Refused:
        return state.pages.problem(request, "not-found", status=404)
    await state.deeds.note("person-exported", by=lead(request), dialogue=task.name, seat=person.seat)
    body = json.dumps(_for_leads(task, person), ensure_ascii=False, indent=1)
    return file(body.encode(), "application/json", f"{task.name}-{person.seat}.json")


@for_leads
async def erase_person(request: Request, task: DialogueTask) -> Response:
    """`POST /d/{dialogue}/people/{seat}/erase`: `texts` keep or redact, with the tick that says so."""
    state, form = state_of(request), await _form(request)
    try:
        _ours(request)
        if form.get("texts") not in ("keep", "redact") or "sure" not in form:
            raise Refused("malformed", where="texts")
        await state.persons.erase(task, request.path_params["seat"], texts=form["texts"])
        await state.deeds.note("person-erased", by=lead(request), dialogue=task.name, texts=form["texts"])
    except Refused as refusal:
        if refusal.code == "unknown-seat":
            return state.pages.problem(request, "not-found", status=404)
        return await _person_page(request, task, refusal=refusal, status=422)
    return _back(request, task, f"people/{request.path_params['seat']}", "erased")


async def _form(request: Request) -> dict[str, str]:
    form: FormData = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _ours(request: Request) -> None:
    """Refuses `not-allowed` for a form from another site."""
    if foreign(request):
        raise Refused("not-allowed", command="data")


def number(form: dict[str, str], name: str) -> int:
    """Refuses `malformed`."""
    text = form.get(name, "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 8):
        raise Refused("malformed", where=name)
    return int(text)


def _back(request: Request, task: DialogueTask, page: str, said: str) -> Response:
    """So that reloading sends nothing again."""
    address = to(f"/d/{task.name}/{page}", request.query_params)
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}said={said}#{said}", 303)
