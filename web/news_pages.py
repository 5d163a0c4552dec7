"""Hearing by mail what came of it: asking for it, saying yes by the mailed link, taking it back. Opening a page changes
nothing: mail programs open links by themselves."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from facilitation.course import Agenda
from facilitation.localized import localized
from web.consents import MAIL
from web.doors import foreign, state_of
from web.pages import to
from web.sign_in import form_of
from web.subscribers import Subscriber


def routes() -> list[Route]:
    return [
        Route("/d/{dialogue}/news", show_ask, methods=["GET"]),
        Route("/d/{dialogue}/news", ask, methods=["POST"]),
        Route("/news/{token}", show_own, methods=["GET"]),
        Route("/news/{token}", answer, methods=["POST"]),
    ]


async def may_ask(request: Request, dialogue: str) -> bool:
    """Whoever can read the result, and who took part; where there is a mail server."""
    state = state_of(request)
    public = (await state.publications.read(dialogue)).published_at is not None
    return state.outbox.on and (public or state.held(request, dialogue) is not None)


async def show_ask(request: Request) -> Response:
    """`GET /d/{dialogue}/news`."""
    return await _asking(request, {})


async def ask(request: Request) -> Response:
    """`POST` to the same: `mail`. Answers alike whether or not that address is known."""
    state, form, dialogue = state_of(request), await form_of(request), request.path_params["dialogue"]
    if not MAIL.fullmatch(form.get("mail", "").strip()):
        return await _asking(request, form, fault="register.mail.wrong", status=422)
    key = f"news {request.client.host if request.client else ''}"
    if foreign(request) or not state.sign_ins.allowed(key, state.clock.now()):
        return state.pages.problem(request, "busy", status=429)
    state.sign_ins.wrong(key, state.clock.now())  # counted, not wrong: nobody signs up a whole street by hand
    if await may_ask(request, dialogue):
        await state.herald.ask(dialogue, form["mail"], state.pages.language(request))
    return await _asking(request, {}, said="asked")


async def _asking(
    request: Request, form: dict[str, str], *, fault: str = "", said: str = "ask", status: int = 200
) -> Response:
    state, dialogue = state_of(request), request.path_params["dialogue"]
    if not await may_ask(request, dialogue):
        return state.pages.problem(request, "not-found", status=404)
    return await _page(request, dialogue, said, status=status, mail=form.get("mail", ""), fault=fault)


async def _page(
    request: Request, dialogue: str, step: str, *, mail: str, fault: str = "", status: int = 200
) -> Response:
    state = state_of(request)
    request.state.dialogue = dialogue
    task = await state.host.open(dialogue)
    script = task.state.part(Agenda).script if task else None
    if script is None:
        return state.pages.problem(request, "not-found", status=404)
    public = (await state.publications.read(dialogue)).published_at is not None
    back = to(f"/d/{dialogue}/results", request.query_params) if public else None
    title = localized(script.title)
    return state.pages.render(request, "news", status=status, step=step, mail=mail, fault=fault, title=title, back=back)


async def show_own(request: Request) -> Response:
    """`GET /news/{token}`: the button that says yes, or the one that takes it back."""
    found = await state_of(request).subscribers.find(request.path_params["token"])
    if found is None:
        return state_of(request).pages.problem(request, "link-unknown", status=404)
    return await _own(request, found, "confirmed" if found.confirmed_at else "confirm")


async def answer(request: Request) -> Response:
    """`POST` to the same: `do` `confirm` or `withdraw`."""
    state, form = state_of(request), await form_of(request)
    found = await state.subscribers.find(request.path_params["token"])
    if found is None or foreign(request) or form.get("do") not in ("confirm", "withdraw"):
        return state.pages.problem(request, "link-unknown", status=404)
    if form["do"] == "withdraw":
        await state.subscribers.withdraw(found.hash)
        return await _own(request, found, "withdrawn")
    published = (await state.publications.read(found.dialogue)).published_at is not None
    count, _ = await state.followups.count(found.dialogue)
    await state.subscribers.confirm(found.hash, told=count if published else None)
    return await _own(request, found, "confirmed")


async def _own(request: Request, found: Subscriber, step: str) -> Response:
    return await _page(request, found.dialogue, step, mail=found.address)
