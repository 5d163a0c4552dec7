"""Answering after the evening, publishing, redacting: plain forms for those who lead it, usable without a script."""

from __future__ import annotations

from typing import get_args

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dialogue.machine import Refused
from dialogue.task import DialogueTask
from facilitation.answers import NEEDED, REASON, RESPONSIBLE, STATUSES, GiveAnswer, Kind
from facilitation.redaction import REDACTABLE, RedactText
from web.doors import foreign, state_of
from web.organizers import lead
from web.outcome_pages import outcome_plain
from web.pages import to
from web.publishing import BEFORE, digest_of
from web.results import for_leads
from web.words import words_for


@for_leads
async def show_answers(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/answers`."""
    return await _page(request, task)


async def _page(
    request: Request,
    task: DialogueTask,
    *,
    refusal: Refused | None = None,
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """`typed`: what was sent and refused; it stands in its fields again."""
    state, base, query = state_of(request), f"/d/{task.name}", request.query_params
    words = words_for(state.pages.language(request))
    outcome, publication = await outcome_plain(request, task), await state.publications.read(task.name)
    return state.pages.render(
        request,
        "answers",
        status=status,
        outcome=outcome,
        publication=publication,
        changed=publication.digest is not None and publication.digest != digest_of(outcome),
        own=publication.checked_by == lead(request).person,
        statuses=STATUSES,
        needed=NEEDED,
        redactable=REDACTABLE,
        limits={"reason": REASON, "responsible": RESPONSIBLE},
        typed=typed or {},
        fault=words.refusal(refusal.code, refusal.facts) if refusal else None,
        said=query.get("said", "") if not refusal else "",
        here={name: to(f"{base}/{name}", query) for name in ("answers", "publish", "redact", "results", "review")},
    )


@for_leads
async def give_answer(request: Request, task: DialogueTask) -> Response:
    """`POST` to the same."""
    form = await _form(request)
    try:
        seat = _seat(request, task)
        await state_of(request).followups.answer(task, seat, _answer(form))
    except Refused as refusal:
        return await _page(request, task, refusal=refusal, typed=form, status=422)
    return _back(request, task, "answers", f"{form['kind']}-{form['number']}")


def _answer(form: dict[str, str]) -> GiveAnswer:
    """Refuses `malformed`."""
    kind, status = form.get("kind", ""), form.get("status", "")
    if kind not in get_args(Kind) or status not in STATUSES:
        raise Refused("malformed", where="status")
    said = {name: form.get(name, "")[:10_000] for name in ("reason", "responsible", "until")}
    return GiveAnswer(kind, _number(form, "number"), _number(form, "seen"), status, **said)  # type: ignore[arg-type]  # asked above


def _number(form: dict[str, str], name: str) -> int:
    text = form.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 8):
        raise Refused("malformed", where=name)
    return int(text)


@for_leads
async def publish(request: Request, task: DialogueTask) -> Response:
    """`POST /d/{dialogue}/publish`: `to` is the next step, or `draft`; `seen` the version that was on the screen."""
    form = await _form(request)
    step, state = form.get("to", ""), state_of(request)
    try:
        _seat(request, task)
        if step not in (*BEFORE, "draft"):
            raise Refused("malformed", where="to")
        digest = digest_of(await outcome_plain(request, task))
        await state.publications.step(task.name, step, by=lead(request), seen=_number(form, "seen"), digest=digest)
        state.herald.due.set()
        await state.deeds.note("withdrawn" if step == "draft" else step, by=lead(request), dialogue=task.name)
    except Refused as refusal:
        return await _page(request, task, refusal=refusal, status=422)
    return _back(request, task, "answers", "withdrawn" if step == "draft" else step)


@for_leads
async def redact(request: Request, task: DialogueTask) -> Response:
    """`POST /d/{dialogue}/redact`: `kind` and `number` of what is to be gone for good, with the tick that says so."""
    form = await _form(request)
    try:
        seat, kind = _seat(request, task), form.get("kind", "")
        if kind not in REDACTABLE or "sure" not in form:
            raise Refused("malformed", where="sure")
        number = _number(form, "number")
        await state_of(request).followups.redact(task, seat, RedactText(kind, number))  # type: ignore[arg-type]  # asked above
        await state_of(request).deeds.note(f"redacted.{kind}", by=lead(request), dialogue=task.name, number=number)
    except Refused as refusal:
        return await _page(request, task, refusal=refusal, typed=form, status=422)
    return _back(request, task, "answers", "redacted")


async def _form(request: Request) -> dict[str, str]:
    form: FormData = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _seat(request: Request, task: DialogueTask) -> int:
    """Who sent this form, from a page of ours. Refuses `not-allowed`."""
    if foreign(request):
        raise Refused("not-allowed", command="answer.give")
    return lead(request).seat


def _back(request: Request, task: DialogueTask, page: str, said: str) -> Response:
    """So that reloading sends nothing again."""
    address = to(f"/d/{task.name}/{page}", request.query_params)
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}said={said}#{said}", 303)
