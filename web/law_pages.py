"""Pages that the law asks for, with what the town's settings say: privacy, rules of conversation, accessibility with a
form that arrives. The notice shows the periods of the dialogue whose door it was opened from."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dialogue.machine import Refused
from web.accounts import Account
from web.barriers import LENGTH, SHORT
from web.doors import foreign, state_of
from web.organizers import for_organizers
from web.pages import to
from web.terms import Terms
from web.words import words_for

FIELDS = ("said", "page", "contact")


def routes() -> list[Route]:
    return [
        Route("/imprint", imprint),
        Route("/privacy", privacy),
        Route("/rules", rules),
        Route("/easy", easy),
        Route("/accessibility", accessibility, methods=["GET"]),
        Route("/accessibility", report_barrier, methods=["POST"]),
        Route("/organize/barriers", show_barriers, methods=["GET"]),
        Route("/organize/barriers/{barrier:int}", answer_barrier, methods=["POST"]),
    ]


async def imprint(request: Request) -> Response:
    """`GET /imprint`."""
    return state_of(request).pages.render(request, "imprint")


async def easy(request: Request) -> Response:
    """`GET /easy`."""
    return state_of(request).pages.render(request, "easy")


async def privacy(request: Request) -> Response:
    """`GET /privacy`; `d` names a dialogue, whose own periods it then tells."""
    state, name = state_of(request), request.query_params.get("d", "")[:40]
    terms = await state.terms.read(name) if name else Terms()
    return state.pages.render(request, "privacy", terms=terms)


async def rules(request: Request) -> Response:
    """`GET /rules`."""
    return state_of(request).pages.render(request, "rules", terms=Terms())


async def accessibility(request: Request) -> Response:
    """`GET /accessibility`."""
    return _statement(request, sent=request.query_params.get("said") == "sent")


def _statement(
    request: Request,
    *,
    sent: bool = False,
    form: dict[str, str] | None = None,
    fault: str = "",
    status: int = 200,
) -> Response:
    limits = {"said": LENGTH, "page": SHORT, "contact": SHORT}
    context = {"sent": sent, "form": form or dict.fromkeys(FIELDS, ""), "fault": fault, "limits": limits}
    return state_of(request).pages.render(request, "accessibility", status=status, **context)


async def report_barrier(request: Request) -> Response:
    """`POST /accessibility`: `said`, and where and how to answer, as far as somebody likes to say."""
    state, sent = state_of(request), await request.form()
    form = {name: value if isinstance(value := sent.get(name, ""), str) else "" for name in FIELDS}
    try:
        if foreign(request):
            raise Refused("not-allowed", command="barrier")
        await state.barriers.report(form["said"], page=form["page"], contact=form["contact"])
    except Refused as refusal:
        words = words_for(state.pages.language(request))
        key = f"barrier.fault.{refusal.code}"
        text = words.t(key, **refusal.facts) if words.has(key) else words.refusal(refusal.code, refusal.facts)
        return _statement(request, form=form, fault=text, status=422)
    address = to("/accessibility", request.query_params)
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}said=sent#report", 303)


@for_organizers
async def show_barriers(request: Request, account: Account) -> Response:
    """`GET /organize/barriers`."""
    state = state_of(request)
    return state.pages.render(request, "organize/barriers", account=account, barriers=await state.barriers.all())


@for_organizers
async def answer_barrier(request: Request, account: Account) -> Response:
    """`POST /organize/barriers/{barrier}`: it is answered."""
    await state_of(request).barriers.done(request.path_params["barrier"])
    return RedirectResponse(to("/organize/barriers", request.query_params), 303)
