"""What stands on a ballot, and the count of a secret poll. Knows no seat: whoever voted is noted elsewhere."""

from __future__ import annotations

import json

from dialogue.machine import Given
from facilitation.polls import Poll, PollClosed
from facilitation.tally import FEW, Vote, totals


def written(vote: Vote) -> str:
    """The ballot: equal votes are equal in every sign."""
    return json.dumps([vote.chosen, vote.texts], ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _read(ballot: str) -> Vote:
    chosen, texts = json.loads(ballot)
    return Vote({question: tuple(options) for question, options in chosen.items()}, texts)


def closed(poll: Poll, given: Given, of: int) -> PollClosed:
    """Ends a poll in which there could have been so many votes. The box of a secret one is counted and emptied in the
    same transaction; under five ballots there is no count, and what so few wrote in a survey is deleted, for nobody is
    to read it. What was written in secret is kept question by question in the order of the alphabet: no two answers
    hang together.
    """
    if not poll.secret:
        if (
            poll.kind == "survey" and len(poll.voters) < FEW
        ):  # nobody will read what so few wrote, nor can a number name it
            given.forget(*(text for vote in poll.votes.values() for text in vote.texts.values()))
        return PollClosed(poll.id, given.now, of=of)
    votes = [_read(ballot) for ballot in given.empty(poll.id)]
    if len(votes) < FEW:
        return PollClosed(poll.id, given.now, of=of)
    texts = [
        Vote(texts={question.id: given.keep(text)})
        for question in poll.questions
        for text in sorted(vote.texts[question.id] for vote in votes if question.id in vote.texts)
    ]
    counted = totals(poll.questions, [*(Vote(each.chosen) for each in votes), *texts])
    return PollClosed(poll.id, given.now, counted, of)
