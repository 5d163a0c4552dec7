"""The review page: what the groups said first, numbers and plots last, and every file there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dialogue.task import DialogueTask
from web.doors import state_of
from web.outputs import figures
from web.outputs.letterhead import Letterhead, Voice
from web.outputs.pages import letterhead, taken
from web.outputs.plots import Plot
from web.outputs.press import KINDS
from web.outputs.report_document import differing, evening_plots
from web.pages import to
from web.results import for_leads


@for_leads
async def review(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/review`."""
    state = state_of(request)
    record, head = await taken(state, task), await letterhead(request, task.name)
    return state.pages.render(request, "review", **context(task.name, record, head, request.query_params))


def context(dialogue: str, record: dict[str, Any], head: Letterhead, query: Mapping[str, str]) -> dict[str, Any]:
    """What the template shows."""
    base, voice = f"/d/{dialogue}", Voice(head)
    files = {"csv": "cards.csv", "polls": "polls.csv", "answers": "answers", "data": "data"}
    return {
        "report": record["report"],
        "themes": {theme["number"]: theme for theme in record["outcome"]["themes"]},
        "differing": differing(record),
        "plots": evening_plots(record, voice),
        "poll_plots": _poll_plots(record, voice),
        "outputs": {kind.replace(".", "-"): to(f"{base}/{kind}", query) for kind in KINDS},
        "back": to(base, query),
        "files": {name: to(f"{base}/{page}", query) for name, page in files.items()},
    }


def _poll_plots(record: dict[str, Any], voice: Voice) -> dict[str, dict[str, Plot]]:
    """By poll and question, each with its table."""
    found: dict[str, dict[str, Plot]] = {}
    for poll, question, plot in figures.polls(record["report"]["polls"], voice):
        found.setdefault(poll["id"], {})[question["id"]] = plot
    return found
