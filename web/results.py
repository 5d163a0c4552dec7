"""Pages for those who lead an evening, tables of cards and polls among them; and the one page of the evening itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dialogue.task import DialogueTask
from facilitation import poll_report
from facilitation.report import csv_rows, harmless, report_of
from rooms.order import Order
from rooms.seats import Seats
from web.doors import early, evening_of, is_full, state_of
from web.organizers import lead_of
from web.own_words import farewell
from web.pages import to
from web.state import CITIZENS
from web.words import words_for

Show = Callable[[Request, DialogueTask], Awaitable[Response]]


def for_leads(show: Show) -> Callable[[Request], Awaitable[Response]]:
    """A page that only leading staff of this dialogue and organizers get to see; `organizers.lead` says who it is."""

    async def shown(request: Request) -> Response:
        state, dialogue = state_of(request), request.path_params["dialogue"]
        task = await state.host.open(dialogue)
        if task is None:
            return state.pages.problem(request, "not-found", status=404)
        request.state.lead = await lead_of(request, task)
        if request.state.lead is None:
            return state.pages.problem(request, "not-allowed", status=403)
        return await show(request, task)

    return shown


@for_leads
async def cards_csv(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/cards.csv`: UTF-8 with a byte order mark and semicolons, as German spreadsheets expect."""
    words = words_for(state_of(request).pages.language(request))
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";").writerows(csv_rows(report_of(task.state), task.side, words.pick, words.t))
    return file(("\ufeff" + buffer.getvalue()).encode(), "text/csv; charset=utf-8", f"{task.name}-karten.csv")


@for_leads
async def polls_csv(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/polls.csv`, in the same manner."""
    words = words_for(state_of(request).pages.language(request))
    buffer = io.StringIO(newline="")
    rows = poll_report.csv_rows(poll_report.polls_of(task.state), task.side, words.pick, words.t)
    csv.writer(buffer, delimiter=";").writerows([harmless(cell) for cell in row] for row in rows)
    name = f"{task.name}-{words.t('review.polls.file')}.csv"
    return file(("\ufeff" + buffer.getvalue()).encode(), "text/csv; charset=utf-8", name)


def file(body: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=kind, headers=headers)


async def show_dialogue(request: Request) -> Response:
    """`GET /d/{dialogue}`: the one page of the evening, for whoever has a seat. `POST`: the full house asks again."""
    state, dialogue = state_of(request), request.path_params["dialogue"]
    task = await state.host.open(dialogue)
    if task is None:
        return state.pages.problem(request, "not-found", status=404)
    held = state.held(request, dialogue)
    if held is None:
        return state.pages.problem(request, "no-seat", status=403)
    if (reason := task.state.part(Order).excluded.get(held.seat)) is not None:
        return state.pages.problem(request, "excluded", status=403, reason=task.side.texts.get(reason, ""))
    role = task.state.part(Seats).roles[held.seat]
    if wait := early(state, task, role):
        return state.pages.render(request, "early", status=403, evening=evening_of(task), early=wait)
    if is_full(state, task, role, held.seat):
        return state.pages.render(request, "full", status=503, limit=CITIZENS, fields={})
    if request.method == "POST":
        return RedirectResponse(to(request.url.path, request.query_params), 303)
    role = task.state.part(Seats).roles[held.seat]
    context = {"title": evening_of(task)["title"], "seat": held.seat, "role": role}
    context["farewell"] = farewell(state, task, words_for(state.pages.language(request)))
    return state.pages.render(request, "dialogue", dialogue=dialogue, **context)
