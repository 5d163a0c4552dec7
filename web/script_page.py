"""The script's page and its files: opening, saving, taking in and taking along. For those who lead the evening.

Saving is checking: each answer says what is wrong where and when each phase begins. The browser computes neither.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dialogue.machine import Refused
from dialogue.task import DialogueTask
from facilitation.course import Agenda
from facilitation.script_yaml import DEEPEST, MOST_BYTES
from web.carrying import booked
from web.doors import evening_of, state_of
from web.drafts import Draft, assess, starts_at
from web.organizers import lead
from web.pages import preloads
from web.results import for_leads


@for_leads
async def show_script(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/script`: the shell; static/script.js draws into it."""
    title, modules = evening_of(task)["title"], preloads("script.js")
    return state_of(request).pages.render(request, "script", dialogue=task.name, title=title, modules=modules)


@for_leads
async def show_draft(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/script.json`: 204 where nothing is newer than `?seen=` and the start is still at `?start=`."""
    state = state_of(request)
    draft = await state.drafts.read(task)
    seen = (str(draft.version), f"{starts_at(task):.0f}", "waiting")
    if (*map(request.query_params.get, ("seen", "start")), task.state.part(Agenda).status) == seen:
        return Response(status_code=204)
    return _answer(request, task, draft, whole=True)


@for_leads
async def save_draft(request: Request, task: DialogueTask) -> Response:
    """`POST` to the same: 409 with the newer draft where somebody was faster; 422 for what is no draft."""
    state = state_of(request)
    try:
        from_here(request)
        wanted = await _body(request)
        seat = _seat(request, task)
        draft = await state.drafts.write(task, wanted["document"], seen=wanted["seen"], seat=seat)
        if draft is None:
            return _answer(request, task, await state.drafts.read(task), whole=True, status=409)
    except Refused as refusal:
        return refused(request, refusal)
    state.drafts.soon(task)
    return _answer(request, task, draft, whole=False)


@for_leads
async def set_start(request: Request, task: DialogueTask) -> Response:
    """`POST /d/{dialogue}/script/start`: `{"starts": "2026-11-23T18:00"}` by the town's clock."""
    state = state_of(request)
    try:
        from_here(request)
        at = _start(await _json(request), state.looks.of(task.name).zone)
        async with booked(state, at, but=task.name):
            await state.drafts.begin_at(task, at)
    except Refused as refusal:
        return refused(request, refusal)
    return _answer(request, task, await state.drafts.read(task), whole=False)


def _start(body: Any, zone: ZoneInfo) -> float:
    """Epoch seconds. Refuses `malformed`."""
    try:
        local = datetime.strptime(body["starts"], "%Y-%m-%dT%H:%M")
    except (TypeError, KeyError, ValueError):
        raise Refused("malformed", where="starts") from None
    if not 2000 <= local.year < 3000:
        raise Refused("malformed", where="starts")
    return local.replace(tzinfo=zone).timestamp()


def _answer(request: Request, task: DialogueTask, draft: Draft, *, whole: bool, status: int = 200) -> Response:
    """`whole`: with the document, for whoever does not have it."""
    state = state_of(request)
    zone = state.looks.of(task.name).zone
    answer = {
        "version": draft.version,
        "by": _who(task, draft.seat),
        "mine": draft.seat == _seat(request, task),
        "status": task.state.part(Agenda).status,
        "zone": zone.key,
        "starts": f"{datetime.fromtimestamp(starts_at(task), zone):%Y-%m-%dT%H:%M}",
        **assess(task, draft.document, state.pages.language(request)).plain,
        **({"document": draft.document} if whole else {}),
    }
    return JSONResponse(answer, status_code=status, headers={"Cache-Control": "no-store"})


def _who(task: DialogueTask, seat: int) -> str | None:
    return task.side.name(seat) if seat else None


def _seat(request: Request, task: DialogueTask) -> int:
    return lead(request).seat


def from_here(request: Request) -> None:
    """Only our own pages may write. Refuses `not-allowed`."""
    if request.headers.get("origin") not in state_of(request).origins:
        raise Refused("not-allowed", command="script")


async def text_of(request: Request) -> str:
    """Refuses `malformed`."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refused("malformed", where="length")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("malformed", where="utf-8") from None


async def _body(request: Request) -> dict[str, Any]:
    """`{"seen": version, "document": ...}`. Refuses `malformed`."""
    body = await _json(request)
    if _depth(body) > DEEPEST or not isinstance(body, dict) or body.keys() != {"seen", "document"}:
        raise Refused("malformed", where="body")
    if type(body["seen"]) is not int or not 0 <= body["seen"] < 2**31 - 1 or not isinstance(body["document"], dict):
        raise Refused("malformed", where="document")
    return body


async def _json(request: Request) -> Any:
    """Refuses `malformed`."""
    try:
        body = json.loads(await text_of(request))
        # Half a surrogate pair can neither be stored nor sent on (RFC 8259, 8.2); too deep a nesting ends here too.
        json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise Refused("malformed", where="json") from None
    return body


def _depth(value: Any) -> int:
    """How deeply tables and lists are nested."""
    layer, depth = [value], 0
    while layer:
        inner = [each.values() if isinstance(each, dict) else each for each in layer if isinstance(each, dict | list)]
        layer, depth = [one for each in inner for one in each], depth + 1
    return depth


def refused(request: Request, refusal: Refused) -> Response:
    state = state_of(request)
    text = state.words(state.pages.language(request)).refusal(refusal.code, refusal.facts)
    status = {"malformed": 422, "not-allowed": 403}.get(refusal.code, 409)
    return JSONResponse({"code": refusal.code, "facts": refusal.facts, "text": text}, status_code=status)
