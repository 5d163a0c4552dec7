"""The survey outside of the dialogue: a plain page by the seat cookie, for a day after the evening. Counts nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dialogue.machine import Refused
from dialogue.task import DialogueTask
from facilitation.polled import open_survey
from facilitation.polls import Poll
from facilitation.tally import Vote
from facilitation.voting import LENGTH, CastVote
from rooms.seats import Seats
from web.doors import foreign, state_of
from web.pages import to
from web.words import words_for

Shown = tuple[DialogueTask, int, Poll]
Typed = tuple[int, Mapping[str, Sequence[str]], Mapping[str, str]]
NOTHING: Final[Typed] = (0, {}, {})


async def show_survey(request: Request) -> Response:
    """`GET /d/{dialogue}/survey`."""
    found = await _found(request)
    return found if isinstance(found, Response) else _page(request, *found)


async def answer_survey(request: Request) -> Response:
    """`POST /d/{dialogue}/survey`: one person's answers. Sent twice by one page they count once."""
    found = await _found(request)
    if isinstance(found, Response):
        return found
    if foreign(request):
        return state_of(request).pages.problem(request, "no-seat", status=403)
    task, seat, poll = found
    form = await request.form()
    person = 2 if form.get("person") == "2" else 1
    chosen, texts = _answers(poll, form)
    once = str(form.get("once", ""))[:40]
    try:
        command_id = f"survey-{once}" if once.isalnum() else None
        await task.submit(seat, CastVote(poll.id, chosen, texts, person), command_id=command_id)
    except Refused as refusal:
        fault = words_for(state_of(request).pages.language(request)).refusal(refusal.code, refusal.facts)
        return _page(request, task, seat, poll, fault=fault, typed=(person, chosen, texts))
    address = to(request.url.path, request.query_params)
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}done={person}", 303)


def _answers(poll: Poll, form: FormData) -> tuple[dict[str, list[str]], dict[str, str]]:
    """What the form says, by question; what it says of other questions is left."""
    said = {question.id: [str(each) for each in form.getlist(f"q-{question.id}")] for question in poll.questions}
    written = {question.id for question in poll.questions if question.answer == "text"}
    chosen = {id: values for id, values in said.items() if values and id not in written}
    return chosen, {id: values[0].replace("\r\n", "\n") for id, values in said.items() if values and id in written}


async def _found(request: Request) -> Shown | Response:
    state, dialogue = state_of(request), request.path_params["dialogue"]
    task = await state.host.open(dialogue)
    if task is None:
        return state.pages.problem(request, "not-found", status=404)
    held = state.held(request, dialogue)
    if held is None or not task.state.part(Seats).role(held.seat).counted:
        return state.pages.problem(request, "no-seat", status=403)
    survey = open_survey(task.state, held.seat)
    if survey is None:
        return state.pages.problem(request, "survey-over", status=410)
    return task, held.seat, survey


def _page(
    request: Request, task: DialogueTask, seat: int, poll: Poll, *, fault: str = "", typed: Typed = NOTHING
) -> Response:
    """`typed`: whose answers could not be taken, and what they were; they stay in their fields."""
    heads = range(1, task.state.part(Seats).heads([seat]) + 1)
    people = [_person(task, poll, seat, person, typed) for person in heads]
    done = request.query_params.get("done", "")
    return state_of(request).pages.render(
        request, "survey", status=422 if fault else 200, poll=poll, people=people, fault=fault, done=done, length=LENGTH
    )


def _person(task: DialogueTask, poll: Poll, seat: int, person: int, typed: Typed) -> dict[str, Any]:
    """A form as it stands: what was typed before a fault, else what was answered."""
    vote = poll.votes.get((seat, person), Vote())
    kept = (person, vote.chosen, {id: task.side.texts.get(text, "") for id, text in vote.texts.items()})
    _, chosen, texts = typed if typed[0] == person else kept
    voted = (seat, person) in poll.voters
    return {"number": person, "voted": voted, "chosen": chosen, "texts": texts, "once": secrets.token_hex(8)}
