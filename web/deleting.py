"""Deleting a dialogue from its organizers' page: all of it at once, with the name typed as a yes. What stays is the
deletion record and the line in the audit list, neither of which names anybody."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dialogue.machine import Refused
from dialogue.tables import followups, looks, outbox, publications, reports, terms
from dialogue.task import DialogueTask
from facilitation.course import Agenda
from web.accounts import Account
from web.doors import evening_of, state_of
from web.pages import to
from web.preparing import for_dialogue
from web.retention import note
from web.sign_in import fault_text, form_of
from web.state import State
from web.unfit import Unfit

COUNTED: Final = {"reports": reports, "replies": followups, "mails": outbox}
UNCOUNTED: Final = (publications, terms)
"""What outlives the log by itself: here it goes, too; the first by the words that the deletion record has for them."""


@for_dialogue
async def show_delete(request: Request, account: Account, task: DialogueTask) -> Response:
    """`GET /organize/d/{dialogue}/delete`."""
    return _page(request, account, task)


def _page(request: Request, account: Account, task: DialogueTask, *, fault: str = "", status: int = 200) -> Response:
    return state_of(request).pages.render(
        request,
        "organize/delete",
        status=status,
        account=account,
        dialogue=task.name,
        title=evening_of(task)["title"],
        over=task.state.part(Agenda).status == "closed",
        running=task.state.part(Agenda).under_way,
        fault=fault,
    )


@for_dialogue
async def delete_dialogue(request: Request, account: Account, task: DialogueTask) -> Response:
    """`POST` to the same: `name`, the dialogue's, typed. Whoever has it open elsewhere reads that it is no more."""
    state, form = state_of(request), await form_of(request)
    try:
        if task.state.part(Agenda).under_way:
            raise Unfit("evening-runs")
        if form.get("name", "").strip().casefold() != task.name:
            raise Unfit("not-the-name", name=task.name)
    except Refused as refusal:
        return _page(request, account, task, fault=fault_text(request, refusal), status=422)
    await state.deeds.note("dialogue-deleted", by=account.id, dialogue=task.name)
    await state.retention.perform(task.name, "log")
    await _afterwards(state, task.name)
    here = to("/organize", request.query_params)
    return RedirectResponse(f"{here}{'&' if '?' in here else '?'}said=deleted&dialogue={task.name}", 303)


async def _afterwards(state: State, name: str) -> None:
    counts = {}
    async with state.database.begin() as connection:
        for word, table in COUNTED.items():
            counts[word] = (await connection.execute(delete(table).where(table.c.dialogue == name))).rowcount
        for table in UNCOUNTED:
            await connection.execute(delete(table).where(table.c.dialogue == name))
        await connection.execute(delete(looks).where(looks.c.about == name))
        await note(connection, name, state.clock.now(), "all", counts)
    await state.database.forget_deleted(*COUNTED.values(), *UNCOUNTED, looks)
    await state.looks.load()
