"""Whether a request comes from an organizer: by account, or by a seat of this dialogue that leads it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dialogue.task import DialogueTask
from rooms.order import Order
from rooms.seats import Seats
from web.accounts import Account, Lead
from web.doors import foreign, state_of
from web.pages import to

Show = Callable[[Request, Account], Awaitable[Response]]


async def organizer_of(request: Request) -> Account | None:
    """Whose account is signed in here."""
    return await state_of(request).sessions.account(request.cookies)


async def lead_of(request: Request, task: DialogueTask) -> Lead | None:
    """By account first; the own leading seat, where this browser has one, is then what acts."""
    seats, held = task.state.part(Seats), state_of(request).held(request, task.name)
    own = held.seat if held is not None and held.seat in seats.roles and seats.role(held.seat).leads else None
    if own is not None and own in task.state.part(Order).excluded:
        own = None
    if account := await organizer_of(request):
        seat = own or next((seat for seat, role in seats.roles.items() if role == "organizer"), None)
        return None if seat is None else Lead(seat, account.id, account.name)
    return None if own is None else Lead(own, None, task.side.name(own))


def lead(request: Request) -> Lead:
    """Inside a page `for_leads`: who it is."""
    found = request.state.lead
    assert isinstance(found, Lead)
    return found


def for_organizers(show: Show) -> Callable[[Request], Awaitable[Response]]:
    """A page for who is signed in; others are led to the sign-in, forms from elsewhere are refused."""

    async def shown(request: Request) -> Response:
        state = state_of(request)
        account = await organizer_of(request)
        if account is None:
            if request.method == "GET":
                address = to("/organize/sign-in", request.query_params)
                return RedirectResponse(f"{address}{'&' if '?' in address else '?'}then={request.url.path}", 303)
            return state.pages.problem(request, "signed-out", status=403)
        if request.method != "GET" and foreign(request):
            return state.pages.problem(request, "not-allowed", status=403)
        request.state.account = account
        return await show(request, account)

    return shown
