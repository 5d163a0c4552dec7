"""What the polls of an evening came to, for the report. Knows nobody who voted.

Closed ones only, and nothing that fewer than five people said in secret or in a survey.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dialogue.machine import Dialogue
from dialogue.refs import Side, Text
from facilitation.electorate import vouched
from facilitation.polled import results
from facilitation.polls import Poll, Polls
from facilitation.tally import FEW, Localized

COLUMNS = ("poll", "question", "answer", "votes", "percent", "voters", "number")


@dataclass(frozen=True, slots=True)
class PollReport:
    """`results` as in the topic `poll-desk`, with what was written and its number; None while the poll is open, and
    where they cannot be told. `vouched`: everybody who voted came by a link of their own."""

    id: str
    kind: str
    title: Localized
    secret: bool
    open: bool
    ends_at: float | None
    voters: int
    vouched: bool
    results: tuple[Mapping[str, Any], ...] | None


def polls_of(dialogue: Dialogue) -> tuple[PollReport, ...]:
    """In the order in which they were opened."""
    return tuple(_report(dialogue, poll) for poll in dialogue.part(Polls).polls.values())


def _report(dialogue: Dialogue, poll: Poll) -> PollReport:
    told = None if poll.open else results(poll, numbers=dialogue.part(Polls).numbers)
    return PollReport(
        id=poll.id,
        kind=poll.kind,
        title=poll.title,
        secret=poll.secret,
        open=poll.open,
        ends_at=poll.ends_at,
        voters=len(poll.voters),
        vouched=vouched(dialogue, poll),
        results=None if told is None else tuple(told),
    )


def public(polls: Sequence[PollReport]) -> tuple[PollReport, ...]:
    """For everybody's eyes: closed ones only, of fewer than five voters just that they voted, and what was written free
    only counted: in the plenary nobody read it either."""
    return tuple(_public(poll) for poll in polls if not poll.open)


def _public(poll: PollReport) -> PollReport:
    if poll.results is None or poll.voters < FEW:
        return replace(poll, results=None)
    return replace(poll, results=tuple({**question, "texts": []} for question in poll.results))


def csv_rows(
    polls: Sequence[PollReport], side: Side, pick: Callable[[Localized], str], say: Callable[..., str]
) -> Iterator[list[str]]:
    """A heading, then a row for each option and each written answer. Cells may still be formulas."""
    yield [say(f"csv.{column}") for column in COLUMNS]
    for poll in polls:
        for question in poll.results or ():
            head = [_said(poll.title, side, pick), _said(question["title"], side, pick)]
            for option in question["options"]:
                title = _said(option["title"], side, pick)
                label = f"{option['id']} {title}".strip() if question["answer"] == "scale" else title
                share = "" if option["percent"] is None else str(option["percent"])
                yield [*head, label, str(option["count"]), share, str(poll.voters), ""]
            for text in question["texts"]:
                said = side.texts.get(text["text"].id) or say("review.redacted")
                yield [*head, said, "", "", str(poll.voters), str(text["number"])]
        if poll.results is None:
            told = say("polled.running" if poll.open else "polled.few")
            yield [_said(poll.title, side, pick), "", told, "", "", str(poll.voters), ""]


def _said(title: Any, side: Side, pick: Callable[[Localized], str]) -> str:
    return side.texts.get(title.id, "") if isinstance(title, Text) else pick(title)
