"""The organizers' own pages: the dialogues of the town, who organizes, what was done. Their addresses stand here."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dialogue.machine import Refused
from web import (
    calendar_files,
    deleting,
    look_pages,
    mail_pages,
    people_pages,
    preparing,
    registering,
    role_pages,
    sign_in,
    text_pages,
)
from web.accounts import Account
from web.doors import state_of
from web.organizers import for_organizers
from web.pages import to
from web.sign_in import LIMITS, fault_text, form_of
from web.state import State
from web.unfit import Unfit


def routes() -> list[Route]:
    return [
        Route("/organize", home),
        Route("/organize/sign-in", sign_in.show_sign_in, methods=["GET"]),
        Route("/organize/sign-in", sign_in.sign_in, methods=["POST"]),
        Route("/organize/sign-out", sign_in.sign_out, methods=["POST"]),
        Route("/organize/setup/{token}", sign_in.show_setup, methods=["GET"]),
        Route("/organize/setup/{token}", sign_in.set_up, methods=["POST"]),
        Route("/organize/join/{token}", sign_in.show_join, methods=["GET"]),
        Route("/organize/join/{token}", sign_in.join, methods=["POST"]),
        Route("/organize/team", show_team, methods=["GET"]),
        Route("/organize/team", add, methods=["POST"]),
        Route("/organize/team/{account:int}", change, methods=["POST"]),
        Route("/organize/password", change_password, methods=["POST"]),
        Route("/organize/audit", show_audit),
        Route("/organize/mail", mail_pages.show_mail, methods=["GET"]),
        Route("/organize/mail", mail_pages.change_mail, methods=["POST"]),
        Route("/organize/mail/{token}", mail_pages.show_link, methods=["GET"]),
        Route("/organize/mail/{token}", mail_pages.use_link, methods=["POST"]),
        Route("/organize/sign-in/mail", mail_pages.send_link, methods=["POST"]),
        Route("/organize/d/{dialogue}/invite", mail_pages.invite, methods=["POST"]),
        Route("/organize/d/{dialogue}/remind", mail_pages.remind, methods=["POST"]),
        Route("/organize/d/{dialogue}/texts", text_pages.show_texts, methods=["GET"]),
        Route("/organize/d/{dialogue}/texts", text_pages.save_texts, methods=["POST"]),
        Route("/organize/town", look_pages.show_town, methods=["GET"]),
        Route("/organize/town", look_pages.save_town, methods=["POST"]),
        Route("/organize/new", preparing.show_new, methods=["GET"]),
        Route("/organize/new", preparing.make, methods=["POST"]),
        Route("/organize/d/{dialogue}", preparing.show_dialogue),
        Route("/organize/d/{dialogue}/enter", preparing.enter, methods=["POST"]),
        Route("/organize/d/{dialogue}/people", people_pages.show_people),
        Route("/organize/d/{dialogue}/open", people_pages.set_open, methods=["POST"]),
        Route("/organize/d/{dialogue}/nameless", people_pages.add_nameless, methods=["POST"]),
        Route("/organize/d/{dialogue}/list", people_pages.bring_list, methods=["POST"]),
        Route("/organize/d/{dialogue}/import", people_pages.take_list, methods=["POST"]),
        Route("/organize/d/{dialogue}/letters/{kind}", people_pages.show_file),
        Route("/organize/d/{dialogue}/roles", role_pages.show_roles, methods=["GET"]),
        Route("/organize/d/{dialogue}/roles", role_pages.add, methods=["POST"]),
        Route("/organize/d/{dialogue}/calendar/{role}.ics", calendar_files.show_calendar),
        Route("/j/{token}/calendar.ics", calendar_files.show_own),
        Route("/j/{token}/withdraw", registering.show_withdraw, methods=["GET"]),
        Route("/j/{token}/withdraw", registering.withdraw, methods=["POST"]),
        Route("/d/{dialogue}/register", registering.show_form, methods=["GET"]),
        Route("/d/{dialogue}/register", registering.register, methods=["POST"]),
        Route("/o/{token}/calendar.ics", calendar_files.show_own),
        Route("/organize/d/{dialogue}/delete", deleting.show_delete, methods=["GET"]),
        Route("/organize/d/{dialogue}/delete", deleting.delete_dialogue, methods=["POST"]),
        Route("/organize/d/{dialogue}/settings", look_pages.show_settings, methods=["GET"]),
        Route("/organize/d/{dialogue}/settings", look_pages.save_settings, methods=["POST"]),
    ]


async def setup_link(state: State, message: dict[str, Any]) -> dict[str, Any]:
    """The bus subject `control.setup`: where the first account is made; null once there is one."""
    if not await state.accounts.none_yet():
        return {"url": None}
    return {"url": f"{state.settings.public_url}/organize/setup/{state.accounts.setup_token()}"}


@for_organizers
async def home(request: Request, account: Account) -> Response:
    """`GET /organize`."""
    state = state_of(request)
    query = request.query_params
    context: dict[str, Any] = {"dialogues": await state.listing.all(), "said": query.get("said", "")}
    context["deleted"] = query.get("dialogue", "") if context["said"] == "deleted" else ""
    return state.pages.render(request, "organize/home", account=account, **context)


@for_organizers
async def show_team(request: Request, account: Account) -> Response:
    """`GET /organize/team`."""
    return await _team(request, account)


async def _team(request: Request, account: Account, *, status: int = 200, **said: Any) -> Response:
    """`said`: form and fault by section, or a new link and whose it is."""
    state = state_of(request)
    people = [each for each in await state.accounts.all() if not each.ended]
    context = {"form": {}, "fault": "", "link": None, "whose": None, "own_fault": "", **LIMITS, **said}
    return state.pages.render(request, "organize/team", status=status, account=account, people=people, **context)


@for_organizers
async def add(request: Request, account: Account) -> Response:
    """`POST` to the same: `name` `mail`. Answered with the link under which the new organizer chooses a password."""
    state, form = state_of(request), await form_of(request)
    try:
        added = await state.accounts.add(form.get("name", ""), form.get("mail", ""))
    except Refused as refusal:
        return await _team(request, account, status=422, form=form, fault=fault_text(request, refusal))
    await state.deeds.note("organizer-added", by=account.id, account=added.id)
    return await _link_shown(request, account, added)


@for_organizers
async def change(request: Request, account: Account) -> Response:
    """`POST /organize/team/{account}`: `do` `link` (a new one, for a new password) or `end` with the tick `sure`."""
    state, form = state_of(request), await form_of(request)
    other = await state.accounts.by_id(request.path_params["account"])
    if other is None or other.ended:
        return state.pages.problem(request, "not-found", status=404)
    if form.get("do") == "link":
        await state.deeds.note("organizer-link", by=account.id, account=other.id)
        return await _link_shown(request, account, other)
    try:
        if form.get("do") != "end" or "sure" not in form:
            raise Unfit("not-sure")
        await state.accounts.end(other.id, by=account.id)
    except Refused as refusal:
        return await _team(request, account, status=422, fault=fault_text(request, refusal))
    await state.deeds.note("organizer-ended", by=account.id, account=other.id)
    return RedirectResponse(to("/organize/team", request.query_params), 303)


async def _link_shown(request: Request, account: Account, whose: Account) -> Response:
    state = state_of(request)
    token = await state.accounts.link(whose.id, "password")
    return await _team(request, account, link=f"{state.settings.public_url}/organize/join/{token}", whose=whose)


@for_organizers
async def change_password(request: Request, account: Account) -> Response:
    """`POST /organize/password`: `old` `password`; every other device of the account is signed out."""
    state, form, now = state_of(request), await form_of(request), state_of(request).clock.now()
    key = f"account {account.mail}"
    try:
        if not state.sign_ins.allowed(key, now):
            raise Unfit("slow-down")
        if await state.accounts.verified(account.mail, form.get("old", "")) is None:
            state.sign_ins.wrong(key, now)
            raise Unfit("password-wrong")
        await state.accounts.set_password(account, form.get("password", ""))
    except Refused as refusal:
        return await _team(request, account, status=422, own_fault=fault_text(request, refusal))
    await state.deeds.note("password-chosen", by=account.id)
    return await sign_in.signed_in(request, account, then="/organize/team")


@for_organizers
async def show_audit(request: Request, account: Account) -> Response:
    """`GET /organize/audit`: `?dialogue=` for one dialogue's."""
    state, dialogue = state_of(request), request.query_params.get("dialogue") or None
    found = await state.deeds.read(dialogue=dialogue)
    names = {each.id: each.name for each in await state.accounts.all()}
    return state.pages.render(request, "organize/audit", account=account, deeds=found, names=names, dialogue=dialogue)
