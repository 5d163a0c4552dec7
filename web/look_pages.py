"""Date, name, colour, logo, numbers and text in the browser: for the town, and for one dialogue over it.

Who saves names the version they saw. Where somebody was faster nothing is stored: the page shows what differs, and
saving again is then a decision.
"""

from __future__ import annotations

from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dialogue.machine import Refused
from dialogue.task import DialogueTask
from facilitation.course import Agenda
from web import looks, texts
from web.accounts import Account
from web.doors import state_of
from web.logo import MOST_BYTES, redrawn
from web.looks import TOWN, Kept, checked
from web.organizers import for_organizers
from web.pages import to
from web.preparing import address, for_dialogue
from web.sign_in import Form, fault_text, form_of
from web.unfit import Unfit
from web.when import ZONES, instant, written, zone_of


@for_organizers
async def show_town(request: Request, account: Account) -> Response:
    """`GET /organize/town`."""
    return await _page(request, account, None)


@for_organizers
async def save_town(request: Request, account: Account) -> Response:
    """`POST` to the same: the fields of `web.looks.FIELDS`, `logo` (a file), `no_logo`, `seen`."""
    return await _save(request, account, None)


@for_dialogue
async def show_settings(request: Request, account: Account, task: DialogueTask) -> Response:
    """`GET /organize/d/{dialogue}/settings`."""
    return await _page(request, account, task)


@for_dialogue
async def save_settings(request: Request, account: Account, task: DialogueTask) -> Response:
    """`POST` to the same: also `day` and `time`, and the `start` that was seen."""
    return await _save(request, account, task)


async def _page(
    request: Request,
    account: Account,
    task: DialogueTask | None,
    *,
    form: Form | None = None,
    fault: str = "",
    differs: list[dict[str, str]] | None = None,
    status: int = 200,
) -> Response:
    """`form`: what was typed and not stored."""
    state, about = state_of(request), task.name if task else TOWN
    stored = _stored(request, task)
    context: dict[str, Any] = {
        "form": form or stored,
        "stored": stored,
        "below": state.looks.of(TOWN) if task else state.looks.base,
        "fault": fault,
        "differs": differs or [],
        "zones": ZONES,
        "lengths": looks.LENGTHS,
        "has_logo": state.looks.kept(about).logo,
        "own_logo": state.looks.of(about).logo,
        "dialogue": task.name if task else None,
        "register_url": f"{state.settings.public_url}/d/{about}/register",
        "waiting": task is not None and task.state.part(Agenda).status == "waiting",
        "said": request.query_params.get("said", ""),
    }
    return state.pages.render(request, "organize/settings", status=status, account=account, **context)


def _stored(request: Request, task: DialogueTask | None) -> Form:
    """The form as it would look freshly opened."""
    kept: Kept = state_of(request).looks.kept(task.name if task else TOWN)
    form = {name: kept.get(name) for name in looks.FIELDS} | {"seen": str(kept.version)}
    if task is not None:
        starts_at = task.state.part(Agenda).starts_at
        day, time = written(starts_at, state_of(request).looks.of(task.name).zone)
        form |= {"day": day, "time": time, "start": f"{starts_at or 0:.0f}"}
    return form


async def _save(request: Request, account: Account, task: DialogueTask | None) -> Response:
    state, form, about = state_of(request), await form_of(request), task.name if task else TOWN
    stored = _stored(request, task)
    try:
        fields, logo = checked(form) | texts.own(state.looks.kept(about).fields or {}), await _logo(request)
        at = _starts_at(request, task, form) if task else None
        stale = any(form.get(name) != stored[name] for name in ("seen", "start") if name in stored)
        seen = int(stored["seen"])
        if stale or not await state.looks.write(about, fields, seen=seen, logo=logo):
            differs, form = _differs(request, task, form), _again(request, task, form)
            return await _page(request, account, task, form=form, differs=differs, status=409)
        if task and at is not None and f"{at:.0f}" != stored["start"]:
            await state.drafts.begin_at(task, at)
    except Refused as refusal:
        return await _page(request, account, task, form=form, fault=fault_text(request, refusal), status=422)
    await state.deeds.note("settings-saved", by=account.id, dialogue=about or None)
    if task:
        return RedirectResponse(address(request, task, said="saved"), 303)
    here = to("/organize/town", request.query_params)
    return RedirectResponse(f"{here}{'&' if '?' in here else '?'}said=saved", 303)


def _again(request: Request, task: DialogueTask | None, form: Form) -> Form:
    """What was typed, now knowing of the newer version: saving once more means it."""
    fresh = _stored(request, task)
    return form | {name: fresh[name] for name in ("seen", "start") if name in fresh}


def _differs(request: Request, task: DialogueTask | None, form: Form) -> list[dict[str, str]]:
    """Field by field: what somebody else stored meanwhile, what was typed here."""
    fresh = _stored(request, task)
    names = [name for name in fresh if name not in ("seen", "start")]
    return [
        {"name": name, "theirs": fresh[name], "yours": form.get(name, "")}
        for name in names
        if fresh[name] != form.get(name, "").strip()
    ]


def _starts_at(request: Request, task: DialogueTask, form: Form) -> float | None:
    """None once the evening has begun: then nobody moves its start."""
    if task.state.part(Agenda).status != "waiting":
        return None
    town = state_of(request).looks.of(TOWN).zone
    return instant(form.get("day", ""), form.get("time", ""), zone_of(form["zone"]) if form.get("zone") else town)


async def _logo(request: Request) -> bytes | str | None:
    """The new one, None to take the old one away, "" for no change. Refuses `logo-kind` and its like."""
    form = await request.form()
    file = form.get("logo")
    if not isinstance(file, UploadFile) or not file.size:
        return None if "no_logo" in form else ""
    if file.size > MOST_BYTES:
        raise Unfit("logo-large")
    drawn: bytes | str = await state_of(request).host.workers.call(redrawn, await file.read())
    if isinstance(drawn, str):
        raise Unfit(drawn)
    return drawn
