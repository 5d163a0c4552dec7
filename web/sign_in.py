"""The organizers' doors: the set-up of the first account, signing in and out, choosing a password by a one-time link.

Opening a page changes nothing; only its button does. A wrong password, an unknown address and an ended account read
alike.
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dialogue.machine import Refused
from web.accounts import NAME_LENGTH, SHORTEST, Account
from web.doors import foreign, state_of
from web.organizers import organizer_of
from web.pages import to
from web.sessions import COOKIE
from web.words import words_for

Form = dict[str, str]
OURS = re.compile(r"/(?:organize|d)(?:/[\w-][\w.-]*)*")
LIMITS = {"name_length": NAME_LENGTH, "shortest": SHORTEST}


async def form_of(request: Request) -> Form:
    """What was typed, each field cut where nobody types any longer."""
    form = await request.form()
    return {name: value[:10_000] for name, value in form.items() if isinstance(value, str)}


def fault_text(request: Request, refusal: Refused) -> str:
    """Refusals of the organizers' own pages have their texts apart: no citizen's browser needs them."""
    words, own = words_for(state_of(request).pages.language(request)), f"organize.refused.{refusal.code}"
    return words.t(own, **refusal.facts) if words.has(own) else words.refusal(refusal.code, refusal.facts)


async def show_sign_in(request: Request) -> Response:
    """`GET /organize/sign-in`."""
    if await organizer_of(request):
        return RedirectResponse(to("/organize", request.query_params), 303)
    return await _sign_in_page(request, {"then": request.query_params.get("then", "")})


async def _sign_in_page(request: Request, form: Form, *, fault: str = "", status: int = 200) -> Response:
    state = state_of(request)
    nobody = await state.accounts.none_yet()
    out = request.query_params.get("out", "")
    context = {"form": form, "fault": fault, "nobody": nobody, "out": out, "by_mail": state.outbox.on}
    return state.pages.render(request, "organize/sign-in", status=status, **context)


async def sign_in(request: Request) -> Response:
    """`POST` to the same: `mail` `password`."""
    state, form = state_of(request), await form_of(request)
    if foreign(request):
        return state.pages.problem(request, "not-allowed", status=403)
    mail, now = form.get("mail", "").strip().casefold(), state.clock.now()
    address = request.client.host if request.client else ""
    keys = (f"address {address}", f"account {mail[:200]}")
    if not all(state.sign_ins.allowed(key, now) for key in keys):
        return await _sign_in_page(request, form, fault="organize.sign-in.slow", status=429)
    account = await state.accounts.verified(mail, form.get("password", ""))
    if account is None:
        for key in keys:
            state.sign_ins.wrong(key, now)
        return await _sign_in_page(request, form, fault="organize.sign-in.wrong", status=422)
    return await signed_in(request, account, then=form.get("then", ""))


async def signed_in(request: Request, account: Account, *, then: str = "") -> Response:
    """A new session; on to the page that asked for it, if that is one of ours."""
    state = state_of(request)
    secret = await state.sessions.begin(account.id, request.cookies)
    response = RedirectResponse(to(then if OURS.fullmatch(then) else "/organize", request.query_params), 303)
    response.set_cookie(COOKIE, secret, httponly=True, samesite="lax", secure=state.settings.secure, path="/")
    return response


async def sign_out(request: Request) -> Response:
    """`POST /organize/sign-out`: this browser, or with `everywhere` all of this account."""
    state, account = state_of(request), await organizer_of(request)
    if foreign(request):
        return state.pages.problem(request, "not-allowed", status=403)
    if account is not None and "everywhere" in await form_of(request):
        await state.sessions.end_all(account.id)
    await state.sessions.end(request.cookies)
    address = to("/organize/sign-in", request.query_params)
    response = RedirectResponse(f"{address}{'&' if '?' in address else '?'}out=yes", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


async def show_setup(request: Request) -> Response:
    """`GET /organize/setup/{token}`: the link that the first start prints."""
    state = state_of(request)
    if request.path_params["token"] != state.accounts.setup_token() or not await state.accounts.none_yet():
        return state.pages.problem(request, "link-used", status=410)
    return state.pages.render(request, "organize/setup", form={}, fault="", **LIMITS)


async def set_up(request: Request) -> Response:
    """`POST` to the same: `name` `mail` `password`."""
    state, form = state_of(request), await form_of(request)
    if foreign(request):
        return state.pages.problem(request, "not-allowed", status=403)
    given = [form.get(name, "") for name in ("name", "mail", "password")]
    try:
        account = await state.accounts.first(request.path_params["token"], *given)
    except Refused as refusal:
        if refusal.code == "link-used":
            return state.pages.problem(request, "link-used", status=410)
        fault = fault_text(request, refusal)
        return state.pages.render(request, "organize/setup", status=422, form=form, fault=fault, **LIMITS)
    await state.deeds.note("set-up", by=account.id)
    return await signed_in(request, account)


async def show_join(request: Request) -> Response:
    """`GET /organize/join/{token}`: choosing a password, by a link that another organizer made."""
    state = state_of(request)
    account = await state.accounts.linked(request.path_params["token"], "password")
    if account is None:
        return state.pages.problem(request, "link-used", status=410)
    return state.pages.render(request, "organize/join", account=account, fault="", **LIMITS)


async def join(request: Request) -> Response:
    """`POST` to the same: `password`."""
    state, form = state_of(request), await form_of(request)
    account = await state.accounts.linked(request.path_params["token"], "password")
    if account is None or foreign(request):
        return state.pages.problem(request, "link-used", status=410)
    try:
        await state.accounts.set_password(account, form.get("password", ""))
    except Refused as refusal:
        fault = fault_text(request, refusal)
        return state.pages.render(request, "organize/join", status=422, account=account, fault=fault, **LIMITS)
    await state.deeds.note("password-chosen", by=account.id)
    return await signed_in(request, account)
