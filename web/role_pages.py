"""Who works in the evening: seats of staff with their links, in a table by role; more of them with a click."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dialogue.machine import Refused
from dialogue.task import DialogueTask
from rooms.roles import ROLES
from rooms.seats import AddSeat, Seats
from web import invited
from web.accounts import Account
from web.doors import state_of
from web.names import NAME_LIMIT, clean
from web.preparing import address, for_dialogue
from web.sign_in import fault_text, form_of
from web.unfit import Unfit

OFFERED = tuple(role for role in ROLES if role != "citizen")


@for_dialogue
async def show_roles(request: Request, account: Account, task: DialogueTask) -> Response:
    """`GET /organize/d/{dialogue}/roles`."""
    return await _page(request, account, task)


async def _page(
    request: Request, account: Account, task: DialogueTask, *, fault: str = "", status: int = 200
) -> Response:
    state, roles = state_of(request), task.state.part(Seats).roles
    seats = sorted(
        (seat for seat, role in roles.items() if role in OFFERED), key=lambda seat: OFFERED.index(roles[seat])
    )
    people = [
        {
            "seat": seat,
            "role": roles[seat],
            "name": task.side.name(seat),
            "link": f"{state.settings.public_url}/j/{await state.links.give(task.name, seat, roles[seat])}",
            "code": state.links.code(task.name, seat),
        }
        for seat in seats
    ]
    context: dict[str, Any] = {
        "dialogue": task.name,
        "people": people,
        "roles": OFFERED,
        "rights": ROLES,
        "fault": fault,
    }
    context |= {"name_limit": NAME_LIMIT, "said": request.query_params.get("said", "")}
    return state.pages.render(request, "organize/roles", status=status, account=account, **context)


@for_dialogue
async def add(request: Request, account: Account, task: DialogueTask) -> Response:
    """`POST` to the same: `role` `name`."""
    state, form = state_of(request), await form_of(request)
    role, name = form.get("role", ""), clean(form.get("name", ""))
    try:
        if role not in OFFERED:
            raise Unfit("bad-role")
        if len(name) > NAME_LIMIT:
            raise Unfit("bad-name", limit=NAME_LIMIT)
        seats = await invited.add_seats(task, [AddSeat(role, name or None)])
    except Refused as refusal:
        return await _page(request, account, task, fault=fault_text(request, refusal), status=422)
    await state.links.give_all(task.name, seats, role)
    await state.deeds.note("seat-added", by=account.id, dialogue=task.name, seat=seats[0])
    return RedirectResponse(address(request, task, "/roles", said="seat"), 303)
