"""What came of it, for everybody once it is public; and what became of one's own cards, for each person alone."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dialogue.task import DialogueTask
from facilitation.outcome import mine, outcome_of
from facilitation.report import to_plain
from rooms.order import Order
from rooms.seats import Seats
from web.doors import foreign, state_of
from web.organizers import lead_of
from web.outputs.pages import OPEN
from web.pages import to
from web.results import file


def routes() -> list[Route]:
    return [
        Route("/d/{dialogue}/results", show_results),
        Route("/d/{dialogue}/mine", show_mine, methods=["GET", "POST"]),
        Route("/d/{dialogue}/mine.json", own_file),
    ]


async def show_results(request: Request) -> Response:
    """`GET /d/{dialogue}/results`: public once published; before that there is no such page, but for who leads."""
    state, dialogue = state_of(request), request.path_params["dialogue"]
    task = await state.host.open(dialogue)
    publication = await state.publications.read(dialogue)
    if task is None and publication.published_at and (frozen := await state.retention.frozen(dialogue)):
        # The log is deleted, the result stays.
        return _results(request, frozen["outcome"], publication.published_at, news=False)
    if task is None or not (publication.published_at or await lead_of(request, task)):
        return state.pages.problem(request, "not-found", status=404)
    outcome = await outcome_plain(request, task)
    return _results(request, outcome, publication.published_at, news=state.outbox.on)


def _results(request: Request, outcome: dict[str, Any], published_at: float | None, *, news: bool) -> Response:
    """`news`: whether the page offers to tell by mail how it goes on."""
    base, query = request.url.path, request.query_params
    files = {kind.replace(".", "-"): to(f"{base}/{kind}", query) for kind in OPEN}
    pages = state_of(request).pages
    address = to(f"{base.removesuffix('/results')}/news", query) if news and published_at else None
    return pages.render(request, "results", outcome=outcome, published_at=published_at, files=files, news=address)


async def outcome_plain(request: Request, task: DialogueTask) -> dict[str, Any]:
    later = await state_of(request).followups.read(task.name)
    return to_plain(outcome_of(task.state, later), task.side)


async def show_mine(request: Request) -> Response:
    """`GET /d/{dialogue}/mine`: "Mein Beitrag". `POST`: the same with the person's own link, to come back with."""
    found = await _own(request)
    if isinstance(found, Response):
        return found
    task, seat = found
    state, dialogue = state_of(request), task.name
    later = await state.followups.read(dialogue)
    publication = await state.publications.read(dialogue)
    return state.pages.render(
        request,
        "mine",
        mine=to_plain(mine(task.state, seat, later), task.side),
        name=task.side.name(seat),
        link=await _own_link(request, task, seat) if request.method == "POST" else None,
        file=f"/d/{dialogue}/mine.json",
        results=to(f"/d/{dialogue}/results", request.query_params) if publication.published_at else None,
        news=to(f"/d/{dialogue}/news", request.query_params) if state.outbox.on else None,
        back=to(f"/d/{dialogue}", request.query_params),
    )


async def own_file(request: Request) -> Response:
    """`GET /d/{dialogue}/mine.json`: everything stored of oneself (Art. 15 and 20 GDPR), one's texts included: nobody
    else is given these with a name."""
    found = await _own(request)
    if isinstance(found, Response):
        return found
    task, seat = found
    person = await state_of(request).persons.show(task, seat)
    body = json.dumps(asdict(person), ensure_ascii=False, indent=1)
    return file(body.encode(), "application/json", f"{task.name}-{seat}.json")


async def _own(request: Request) -> tuple[DialogueTask, int] | Response:
    """The dialogue and this device's seat in it, or the page that says why not."""
    state, dialogue = state_of(request), request.path_params["dialogue"]
    task, held = await state.host.open(dialogue), state.held(request, dialogue)
    if task is None:
        return state.pages.problem(request, "not-found", status=404)
    if held is None or (request.method == "POST" and foreign(request)):
        return state.pages.problem(request, "no-seat", status=403)
    if (reason := task.state.part(Order).excluded.get(held.seat)) is not None:
        return state.pages.problem(request, "excluded", status=403, reason=task.side.texts.get(reason, ""))
    return task, held.seat


async def _own_link(request: Request, task: DialogueTask, seat: int) -> str:
    """Whoever came by the open link had none of their own until now."""
    state, role = state_of(request), task.state.part(Seats).roles[seat]
    return f"{state.settings.public_url}/j/{await state.links.give(task.name, seat, role)}"
