"""The review page: what the groups said first, numbers and plots last, and every file there is."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from dialogue.task import DialogueTask
from web.doors import state_of
from web.outputs import figures
from web.outputs.letterhead import Voice
from web.outputs.pages import letterhead, taken
from web.outputs.press import KINDS
from web.outputs.report_document import differing, evening_plots
from web.pages import to
from web.results import for_leads


@for_leads
async def review(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/review`."""
    base, query, state = f"/d/{task.name}", request.query_params, state_of(request)
    record, voice = await taken(state, task), Voice(await letterhead(request, task.name))
    files = {"csv": "cards.csv", "polls": "polls.csv", "answers": "answers", "data": "data"}
    polls = record["report"]["polls"]
    return state.pages.render(
        request,
        "review",
        report=record["report"],
        themes={theme["number"]: theme for theme in record["outcome"]["themes"]},
        differing=differing(record),
        plots=evening_plots(record, voice),
        polled={(poll["id"], question["id"]): plot for poll, question, plot in figures.polls(polls, voice)},
        outputs={kind.replace(".", "-"): to(f"{base}/{kind}", query) for kind in KINDS},
        back=to(base, query),
        files={name: to(f"{base}/{page}", query) for name, page in files.items()},
    )
