"""Where outputs are fetched: by those who lead the evening, and, once it is published, by everybody.

Files are made in a worker process of their own, so that neither the evening's clock nor the forming of groups waits.
"""

from __future__ import annotations

import secrets
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from dialogue.task import DialogueTask
from facilitation.record import plain_record, public, record_of
from rooms.presence import Presence
from web.doors import state_of
from web.outputs.letterhead import Letterhead
from web.outputs.press import Order, file_name, media_type
from web.results import file, for_leads
from web.state import State

OPEN: Final = ("report.pdf", "tables.xlsx", "tables.zip", "report.json")
"""What everybody may have once it is published."""
NAMING: Final = ("report.pdf", "report.docx")
"""Where people stand by name who asked for it at the door; nowhere else."""


@for_leads
async def show_output(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/{kind}` for each kind of output."""
    state, kind = state_of(request), request.url.path.rpartition("/")[2]
    head = await letterhead(request, task.name)
    record = await taken(state, task)
    names = tuple(fields.get("name", "") for fields in task.side.people.values())
    named = await agreed(state, task) if kind in NAMING else ()
    order = Order(kind, record, head, secrets.randbits(32), names if kind == "archive.zip" else (), named)
    return file(await state.press.make(order), media_type(kind), file_name(kind, task.name, head))


async def show_open(request: Request) -> Response:
    """`GET /d/{dialogue}/results/{kind}`: 404 before it is published."""
    state, dialogue = state_of(request), request.path_params["dialogue"]
    kind = request.url.path.rpartition("/")[2]
    task = await state.host.open(dialogue)
    publication = await state.publications.read(dialogue)
    whole = await taken(state, task) if task else await frozen(state, dialogue)
    if whole is None or not publication.published_at:
        return state.pages.problem(request, "not-found", status=404)
    head, record = await letterhead(request, dialogue), public(whole)
    seq = task.state.seq if task else 0
    answers = sum(len(each["replies"]) for each in record["outcome"]["themes"] + record["outcome"]["single"])
    named = await agreed(state, task) if task and kind in NAMING else ()
    key = (dialogue, kind, head.language, seq, publication.version, answers, named)
    # The seed follows from the data: whoever asks twice cannot compare two shuffles.
    body = await state.press.once(Order(kind, record, head, seq, named=named), *key)
    return file(body, media_type(kind), file_name(kind, dialogue, head))


async def agreed(state: State, task: DialogueTask) -> tuple[str, ...]:
    """Names of who was here and wants to stand in the report, as long as both are known."""
    presence = task.state.part(Presence)
    given = await state.consents.of(task.name)
    seats = [seat for seat, all in given.items() if any(each.what == "named" for each in all)]
    names = [task.side.name(seat) for seat in seats if seat in presence.here or seat in presence.gone]
    return tuple(sorted((name for name in names if name), key=str.casefold))


async def taken(state: State, task: DialogueTask) -> dict[str, Any]:
    """The record of now, as plain data."""
    later = await state.followups.read(task.name)
    return plain_record(record_of(task.state, later), task.side)


async def frozen(state: State, dialogue: str) -> dict[str, Any] | None:
    """The record that was kept when the log went. Those of before there were numbers have none."""
    kept = await state.retention.frozen(dialogue)
    return None if kept is None else {"closed": True, "numbers": {"attendance": [], "course": []}, **kept}


async def letterhead(request: Request, dialogue: str) -> Letterhead:
    state = state_of(request)
    publication = await state.publications.read(dialogue)
    public = publication.published_at is not None
    look = state.looks.of(dialogue)
    return Letterhead(
        town=look.town,
        accent=look.accent,
        language=state.pages.language(request),
        made_at=state.clock.now(),
        stage=publication.stage,
        zone=look.zone.key,
        logo=await state.looks.logo_of(dialogue),
        address=f"{state.settings.public_url}/d/{dialogue}/results" if public else "",
    )
