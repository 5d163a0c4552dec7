"""The town's own words around an evening, in the browser: what stands there if nobody writes, to be changed."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dialogue.machine import Refused
from dialogue.task import DialogueTask
from web import texts
from web.accounts import Account
from web.doors import state_of
from web.preparing import address, for_dialogue
from web.sign_in import Form, fault_text, form_of
from web.unfit import Unfit
from web.words import words_for


@for_dialogue
async def show_texts(request: Request, account: Account, task: DialogueTask) -> Response:
    """`GET /organize/d/{dialogue}/texts`."""
    return _page(request, account, task)


def _page(
    request: Request,
    account: Account,
    task: DialogueTask,
    *,
    form: Form | None = None,
    fault: str = "",
    status: int = 200,
) -> Response:
    """`form`: what was typed and not stored; else what stands there now."""
    state = state_of(request)
    kept = state.looks.kept(task.name)
    offered = {
        texts.key(kind, tongue): texts.offered(kind, words_for(tongue))
        for kind in texts.KINDS
        for tongue in texts.TONGUES
    }
    now = {**offered, **texts.own(kept.fields or {})}
    words = words_for(state.pages.language(request))
    return state.pages.render(
        request,
        "organize/texts",
        status=status,
        account=account,
        dialogue=task.name,
        kinds=texts.KINDS,
        tongues=texts.TONGUES,
        key=texts.key,
        form={**now, **(form or {}), "seen": str(kept.version)},
        theirs=now if form else {},
        limit=texts.LIMIT,
        places=[f"{{{words.t(f'text.place.{fact}')}}}" for fact in texts.PLACES],
        fault=fault,
        said=request.query_params.get("said", ""),
    )


@for_dialogue
async def save_texts(request: Request, account: Account, task: DialogueTask) -> Response:
    """`POST` to the same: `text.invitation.de` ... and `seen`; the later of two is shown what the first one stored."""
    state, form = state_of(request), await form_of(request)
    kept = state.looks.kept(task.name)
    try:
        fields = {name: value for name, value in (kept.fields or {}).items() if not name.startswith("text.")}
        fields |= texts.checked(form)
        if form.get("seen") != str(kept.version) or not await state.looks.write(task.name, fields, seen=kept.version):
            raise Unfit("changed-meanwhile")
    except Refused as refusal:
        status = 409 if refusal.code == "changed-meanwhile" else 422
        return _page(request, account, task, form=form, fault=fault_text(request, refusal), status=status)
    await state.deeds.note("texts-saved", by=account.id, dialogue=task.name)
    return RedirectResponse(address(request, task, "/texts", said="saved"), 303)
