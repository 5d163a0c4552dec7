"""Mail in the browser: what waits and why, invitations to a list, a link to sign in by. Without SMTP it says so."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dialogue.task import DialogueTask
from facilitation.course import Agenda
from web import invited, mailing, sign_in
from web.accounts import Account
from web.doors import foreign, state_of
from web.invited import Guest
from web.organizers import for_organizers
from web.pages import to
from web.preparing import address, for_dialogue
from web.sign_in import form_of
from web.words import words_for


@for_organizers
async def show_mail(request: Request, account: Account) -> Response:
    """`GET /organize/mail`."""
    box = state_of(request).outbox
    waiting, sent = await box.waiting(), await box.sent()
    return state_of(request).pages.render(
        request, "organize/mail", account=account, on=box.on, sender=box.sender, waiting=waiting, sent=sent
    )


@for_organizers
async def change_mail(request: Request, account: Account) -> Response:
    """`POST` to the same: `do` `again`, or `drop` with the `id` of a letter."""
    state, form = state_of(request), await form_of(request)
    if form.get("do") == "again":
        await state.outbox.again()
    elif form.get("do") == "drop" and form.get("id", "").isdecimal():
        await state.outbox.drop(int(form["id"][:12]))
        await state.deeds.note("mail-dropped", by=account.id)
    return RedirectResponse(to("/organize/mail", request.query_params), 303)


@for_dialogue
async def invite(request: Request, account: Account, task: DialogueTask) -> Response:
    """`POST /organize/d/{dialogue}/invite`: everybody of the list who has an address and no invitation yet."""
    guests = await invited.guests(state_of(request), task)
    return await _mailed(request, account, task, "invitation", [each for each in guests if each.mailed_at is None])


@for_dialogue
async def remind(request: Request, account: Account, task: DialogueTask) -> Response:
    """`POST /organize/d/{dialogue}/remind`: once everybody who was written to, before the evening."""
    guests = await invited.guests(state_of(request), task) if task.state.part(Agenda).status == "waiting" else []
    return await _mailed(request, account, task, "reminder", [each for each in guests if to_remind(each)])


def to_remind(guest: Guest) -> bool:
    return bool(guest.mail) and guest.mailed_at is not None and guest.reminded_at is None


async def _mailed(
    request: Request, account: Account, task: DialogueTask, occasion: mailing.Occasion, people: Sequence[Guest]
) -> Response:
    state = state_of(request)
    addressed = [each for each in people if each.mail]
    if state.outbox.on and addressed:
        letters = mailing.letters(state, task, addressed, occasion)
        await state.outbox.queue(occasion, letters, dialogue=task.name)
        column = "mailed_at" if occasion == "invitation" else "reminded_at"
        seats = [each.seat for each in addressed]
        await invited.mailed(state, task.name, seats, state.clock.now(), what=column)
        deed = "people-mailed" if occasion == "invitation" else "people-reminded"
        await state.deeds.note(deed, by=account.id, dialogue=task.name, count=len(letters))
    return RedirectResponse(address(request, task, "/people", said="mailed"), 303)


async def send_link(request: Request) -> Response:
    """`POST /organize/sign-in/mail`: `mail`. Answers the same whether or not there is such an account."""
    state, form, now = state_of(request), await form_of(request), state_of(request).clock.now()
    if foreign(request):
        return state.pages.problem(request, "not-allowed", status=403)
    key = f"link {request.client.host if request.client else ''}"
    account = await state.accounts.by_mail(form.get("mail", "")[:200])
    if account and not account.ended and state.sign_ins.allowed(key, now):
        words = words_for(state.pages.language(request))
        token = await state.accounts.link(account.id, "sign-in")
        link = f"{state.settings.public_url}/organize/mail/{token}"
        facts = {"name": account.name, "link": link, "town": state.looks.of(None).town}
        body = words.t("organize.mail.sign-in.body", **facts)
        await state.outbox.queue("sign-in", [(account.mail, words.t("organize.mail.sign-in", **facts), body, None)])
    state.sign_ins.wrong(key, now)
    address = to("/organize/sign-in", request.query_params)
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}out=mailed", 303)


async def show_link(request: Request) -> Response:
    """`GET /organize/mail/{token}`: only its button signs in, since mail programs open links by themselves."""
    state = state_of(request)
    account = await state.accounts.linked(request.path_params["token"], "sign-in")
    if account is None:
        return state.pages.problem(request, "link-used", status=410)
    return state.pages.render(request, "organize/by-mail", whose=account)


async def use_link(request: Request) -> Response:
    """`POST` to the same."""
    state, token = state_of(request), request.path_params["token"]
    account = await state.accounts.linked(token, "sign-in")
    if account is None or foreign(request) or not await state.accounts.use(token):
        return state.pages.problem(request, "link-used", status=410)
    return await sign_in.signed_in(request, account)
