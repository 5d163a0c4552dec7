"""What is seen of polls; decides nothing.

Questions, how many have voted and shown results: everybody. All results that can be told, those of open votes as they
come in and what was written included: who leads. Own answers: the person, and of a secret ballot only that it was cast.
Who voted what, or at all: nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogue.machine import Audience, Dialogue, Topics
from dialogue.refs import Text
from facilitation.electorate import electorate, vouched
from facilitation.polls import Poll, Polls
from facilitation.tally import PollQuestion, result, said
from facilitation.withheld import Withheld
from rooms.order import Order
from rooms.roles import ROLES
from rooms.seats import Seats


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    polls, role = dialogue.part(Polls), ROLES[audience.role]
    dialogue.part(Withheld)  # read, so that a redacted text goes from here too
    if not polls.polls:
        return {}
    if audience.seat is not None:
        return {"my-votes": _mine(dialogue, audience.seat)} if role.counted else {}
    seen = [poll for poll in polls.polls.values() if poll.open or poll.id == polls.shown]
    shown: Topics = {"polls": {poll.id: _poll(dialogue, poll) for poll in seen}} if seen else {}
    return shown | (
        {"poll-desk": {id: _desk(dialogue, poll) for id, poll in polls.polls.items()}} if role.leads else {}
    )


def open_survey(dialogue: Dialogue, seat: int) -> Poll | None:
    """The survey that this seat may answer now."""
    votes = dialogue.part(Seats).role(seat).counted and seat not in dialogue.part(Order).excluded
    return next((poll for poll in dialogue.part(Polls).open() if votes and poll.kind == "survey"), None)


def _poll(dialogue: Dialogue, poll: Poll) -> dict[str, Any]:
    return {
        **_head(dialogue, poll),
        "questions": [_question(question) for question in poll.questions] if poll.open else [],
        "results": None if poll.open else results(poll),
    }


def _head(dialogue: Dialogue, poll: Poll) -> dict[str, Any]:
    return {
        "kind": poll.kind,
        "title": dict(poll.title),
        "secret": poll.secret,
        "open": poll.open,
        "ends_at": poll.ends_at,
        "voted": len(poll.voters),
        "of": electorate(dialogue, poll),
        "vouched": vouched(dialogue, poll),
    }


def _desk(dialogue: Dialogue, poll: Poll) -> dict[str, Any]:
    polls = dialogue.part(Polls)
    return {
        **_head(dialogue, poll),
        "shown": polls.shown == poll.id,
        "results": results(poll, numbers=polls.numbers),
    }


def results(poll: Poll, *, numbers: Mapping[str, int] | None = None) -> list[dict[str, Any]] | None:
    """None where they cannot be told. `numbers`: of all free texts; without them these are left out."""
    counted = poll.counted
    if counted is None:
        return None
    voters = len(poll.voters)
    return [
        result(question, total, voters=voters, numbers=numbers)
        for question, total in zip(poll.questions, counted, strict=True)
    ]


def _question(question: PollQuestion) -> dict[str, Any]:
    return {
        "id": question.id,
        "title": said(question.title, question.text),
        "answer": question.answer,
        "options": [{"id": option.id, "title": said(option.title, option.text)} for option in question.options],
        "most": question.limit,
        "low": dict(question.low),
        "high": dict(question.high),
    }


def _mine(dialogue: Dialogue, seat: int) -> dict[str, Any]:
    people = range(1, dialogue.part(Seats).heads([seat]) + 1)
    return {
        poll.id: {str(person): _own(poll, seat, person) for person in people} for poll in dialogue.part(Polls).open()
    }


def _own(poll: Poll, seat: int, person: int) -> dict[str, Any] | None:
    """None: not voted yet."""
    if (seat, person) not in poll.voters:
        return None
    if poll.secret:
        return {"chosen": None, "texts": None}
    vote = poll.votes[seat, person]
    chosen = {question: list(options) for question, options in vote.chosen.items()}
    return {"chosen": chosen, "texts": {question: Text(text) for question, text in vote.texts.items()}}
