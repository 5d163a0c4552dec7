"""What goes into a draft and out of it as a whole: shipped scripts, building blocks, YAML and the run of show in CSV.

Nothing here is stored: the browser takes a document into its draft, where it can be undone, and saves it as any other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dialogue.machine import Refused
from dialogue.task import DialogueTask
from facilitation.course import Agenda
from facilitation.run_of_show import to_csv
from facilitation.script_dump import dumped
from facilitation.script_json import to_document
from facilitation.shipped import NAMES
from facilitation.templates import blocks, taken_in, template
from web.doors import state_of
from web.drafts import assess, starts_at
from web.results import file, for_leads
from web.script_page import from_here, refused, text_of

FROZEN = "last"
"""The name under which the dialogue's own script, the last one without faults, can be taken again."""


@for_leads
async def show_blocks(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/script/blocks.json`: what a draft can be put together from."""
    return _answer(await state_of(request).host.workers.call(blocks))


@for_leads
async def show_template(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/script/template/{name}.json`: a shipped script, or `last`."""
    name, script = request.path_params["name"], task.state.part(Agenda).script
    if name == FROZEN and script is not None:
        return _answer({"document": to_document(script)})
    if name not in NAMES:
        return state_of(request).pages.problem(request, "not-found", status=404)
    return _answer({"document": await state_of(request).host.workers.call(template, name)})


@for_leads
async def take_in(request: Request, task: DialogueTask) -> Response:
    """`POST /d/{dialogue}/script/import?kind=yaml|csv` with the file's text: its document, or 422 with its faults."""
    state, kind = state_of(request), request.query_params.get("kind")
    try:
        from_here(request)
        if kind not in ("yaml", "csv"):
            raise Refused("malformed", where="kind")
        text = await text_of(request)
    except Refused as refusal:
        return refused(request, refusal)
    found = await state.host.workers.call(taken_in, text, kind, state.pages.language(request))
    return _answer(found, status=422 if "faults" in found else 200)


@for_leads
async def script_yaml(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/script.yaml`: the draft as it is, faults and all."""
    draft = await state_of(request).drafts.read(task)
    text: str = await state_of(request).host.workers.call(dumped, draft.document)
    return file(text.encode(), "application/yaml; charset=utf-8", f"{task.name}-ablauf.yaml")


@for_leads
async def script_csv(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/script.csv`: the run of show; while the draft has faults, of the last script without."""
    state = state_of(request)
    draft = await state.drafts.read(task)
    script = assess(task, draft.document, "de").script or task.state.part(Agenda).script
    assert script is not None, "a dialogue is made with its script"
    start = datetime.fromtimestamp(starts_at(task), state.looks.of(task.name).zone)
    body = "\ufeff" + to_csv(script, start.hour * 3600 + start.minute * 60)
    return file(body.encode(), "text/csv; charset=utf-8", f"{task.name}-ablauf.csv")


def _answer(body: Any, *, status: int = 200) -> Response:
    return JSONResponse(body, status_code=status, headers={"Cache-Control": "no-store"})
