"""Making a dialogue in the browser, and its page for organizers: what it is, what is missing, where to go on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dialogue.machine import Refused
from dialogue.task import DialogueTask
from facilitation.course import Agenda
from facilitation.script_dump import dumped
from facilitation.script_json import to_document
from facilitation.shipped import NAMES, shipped
from web import checklist, creation
from web.accounts import Account
from web.doors import evening_of, state_of, take_seat
from web.listing import listed
from web.open_links import OpenLink
from web.organizers import for_organizers, lead_of
from web.pages import to
from web.sign_in import Form, fault_text, form_of
from web.state import State
from web.unfit import Unfit
from web.when import instant

TITLE_LENGTH: Final = 120
NAME_LENGTH: Final = 30
UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
OFFERED: Final = tuple(name for name in NAMES if name != "trial")
ShowOne = Callable[[Request, Account, DialogueTask], Awaitable[Response]]


def for_dialogue(show: ShowOne) -> Callable[[Request], Awaitable[Response]]:
    """An organizer's page about one dialogue."""

    @for_organizers
    async def shown(request: Request, account: Account) -> Response:
        task = await state_of(request).host.open(request.path_params["dialogue"])
        if task is None:
            return state_of(request).pages.problem(request, "not-found", status=404)
        request.state.lead = await lead_of(request, task)
        return await show(request, account, task)

    return shown


def address(request: Request, task: DialogueTask, page: str = "", **said: str) -> str:
    """Of an organizer's page about this dialogue, in the chosen language."""
    found = to(f"/organize/d/{task.name}{page}", request.query_params)
    asked = "&".join(f"{name}={value}" for name, value in said.items())
    return found + (("&" if "?" in found else "?") + asked if asked else "")


@for_organizers
async def show_new(request: Request, account: Account) -> Response:
    """`GET /organize/new`."""
    return await _new_page(request, account, {})


async def _new_page(request: Request, account: Account, form: Form, *, fault: str = "", status: int = 200) -> Response:
    state = state_of(request)
    former = [each for each in await state.listing.all() if each.phase != "unreadable"]
    return state.pages.render(
        request,
        "organize/new",
        status=status,
        account=account,
        form=form,
        fault=fault,
        scripts=[{"name": name, "title": _title(name)} for name in OFFERED],
        former=former,
        title_length=TITLE_LENGTH,
        zone=state.looks.of(None).zone.key,
    )


def _title(name: str) -> dict[str, str | None]:
    title = shipped(name).title
    return {"de": title.de, "en": title.en}


@for_organizers
async def make(request: Request, account: Account) -> Response:
    """`POST` to the same: `title` `script` (a shipped one's name, or `former` and a dialogue's in `former`) `day`
    `time` `facilitators`."""
    state, form = state_of(request), await form_of(request)
    try:
        wanted = creation.Wanted(
            name=await free_name(state, form.get("title", "")),
            script=await _script(state, form),
            starts_at=instant(form.get("day", ""), form.get("time", ""), state.looks.of(None).zone),
            facilitators=_count(form, "facilitators", most=30),
            citizens=0,
        )
    except Refused as refusal:
        return await _new_page(request, account, form, fault=fault_text(request, refusal), status=422)
    try:
        await creation.create(state, wanted)
    except Refused as refusal:
        return await _new_page(request, account, form, fault=fault_text(request, refusal), status=422)
    except ValueError:  # somebody took that name at the same moment
        return await _new_page(request, account, form, fault=fault_text(request, Unfit("name-taken")), status=409)
    await state.open_links.write(wanted.name, OpenLink(open=False))
    await state.deeds.note("dialogue-made", by=account.id, dialogue=wanted.name)
    return RedirectResponse(to(f"/organize/d/{wanted.name}", request.query_params), 303)


async def _script(state: State, form: Form) -> str:
    """YAML of the chosen script under the new title. Refuses `bad-title`, `bad-script`."""
    title, chosen = " ".join(form.get("title", "").split()), form.get("script", "")
    if not title or len(title) > TITLE_LENGTH:
        raise Unfit("bad-title", limit=TITLE_LENGTH)
    if chosen in OFFERED:
        script = shipped(chosen)
    else:
        task = await state.host.open(form.get("former", "")) if chosen == "former" else None
        found = task.state.part(Agenda).script if task else None
        if found is None:
            raise Unfit("bad-script")
        script = found
    return dumped(to_document(script) | {"title": {"de": title}})


def _count(form: Form, name: str, *, most: int) -> int:
    """Refuses `bad-number`."""
    text = form.get(name, "").strip()
    if not (text.isascii() and text.isdecimal()) or int(text[:9]) > most:
        raise Unfit("bad-number", limit=most)
    return int(text)


async def free_name(state: State, title: str) -> str:
    """The name for addresses: letters, digits and hyphens of the title, numbered where it is taken."""
    plain = unicodedata.normalize("NFKD", title.casefold().translate(UMLAUTS))
    name = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")[:NAME_LENGTH].strip("-")
    name = free = name or "dialog"
    number = 2
    while await state.host.log.taken(free):
        free, number = f"{name}-{number}", number + 1
    return free


@for_dialogue
async def show_dialogue(request: Request, account: Account, task: DialogueTask) -> Response:
    """`GET /organize/d/{dialogue}`."""
    state, query = state_of(request), request.query_params
    publication = await state.publications.read(task.name)
    context: dict[str, Any] = {
        "evening": evening_of(task),
        "zone": state.looks.of(task.name).zone.key,
        "listed": listed(task.name, task.state, published=publication.published_at is not None),
        "checks": await checklist.of(state, task),
        "dialogue": task.name,
        "said": query.get("said", ""),
    }
    return state.pages.render(request, "organize/dialogue", account=account, **context)


@for_dialogue
async def enter(request: Request, account: Account, task: DialogueTask) -> Response:
    """`POST /organize/d/{dialogue}/enter`: takes the organizer's seat with this device, under the account's name."""
    lead = request.state.lead
    if lead is None:
        return state_of(request).pages.problem(request, "not-allowed", status=403)
    await creation.name_seat(task, lead.seat, account.name)
    return await take_seat(request, task.name, lead.seat)
