"""Polls: what is asked, who has voted, and what it came to, as state. It decides nothing; `facilitation.voting` does.

Of a secret poll the state, and so the log, knows who has voted, but never what: ballots lie in a box beside it
(`dialogue.ballots`) until closing appends the totals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, assert_never
from zlib import crc32

from facilitation.groups import Grouped
from facilitation.tally import FEW, Localized, PollQuestion, Total, Vote, totals

Kind = Literal["phase", "survey", "quick"]
FIRST: Final = 1000
"""Free answers are numbered from here on, so that nobody takes them for cards or questions."""
Voter = tuple[int, int]
"""A seat, and which of its people: 1, or 2 where two share a device."""


@dataclass(frozen=True, slots=True)
class PollOpened:
    """Also opens one again that was closed, with its votes. `poll` is the phase's id, or of its own for a quick one."""

    poll: str
    kind: Kind
    title: Localized
    questions: tuple[PollQuestion, ...]
    secret: bool
    at: float
    ends_at: float | None = None


@dataclass(frozen=True, slots=True)
class Voted:
    """An open vote, or its change."""

    poll: str
    seat: int
    person: int
    vote: Vote


@dataclass(frozen=True, slots=True)
class BallotCast:
    """Somebody has voted in secret. What, is not here."""

    poll: str
    seat: int
    person: int


@dataclass(frozen=True, slots=True)
class PollBounded:
    """From now on it is known when it closes."""

    poll: str
    ends_at: float


@dataclass(frozen=True, slots=True)
class PollClosed:
    """`totals` are those of a secret poll with enough voters; of an open one they follow from the votes. `of`: how many
    votes there could have been; 0 in logs of before it was kept."""

    poll: str
    at: float
    totals: tuple[Total, ...] = ()
    of: int = 0


@dataclass(frozen=True, slots=True)
class PollShown:
    """Everybody sees this result; none: no result any more."""

    poll: str | None


@dataclass(frozen=True, slots=True)
class Poll:
    id: str
    kind: Kind
    title: Localized
    questions: tuple[PollQuestion, ...]
    secret: bool
    opened_at: float
    ends_at: float | None = None
    closed_at: float | None = None
    votes: Mapping[Voter, Vote] = field(default_factory=dict)
    cast: frozenset[Voter] = frozenset()
    totals: tuple[Total, ...] = ()
    of: int = 0

    @property
    def open(self) -> bool:
        return self.closed_at is None

    @property
    def voters(self) -> frozenset[Voter]:
        return self.cast if self.secret else frozenset(self.votes)

    @property
    def counted(self) -> tuple[Total, ...] | None:
        """What it came to; None where that cannot be told (yet): a secret poll or a survey while it is open, and later
        where fewer than five took part."""
        if (self.secret or self.kind == "survey") and (self.open or len(self.voters) < FEW):
            return None
        return (self.totals or None) if self.secret else totals(self.questions, self.votes.values())


@dataclass(frozen=True, slots=True)
class Polls:
    """Polls by id, in the order in which they were opened; `shown`: whose result everybody sees; `numbers`: what people
    call a free answer by, by its text id."""

    polls: Mapping[str, Poll] = field(default_factory=dict)
    shown: str | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)

    def open(self) -> list[Poll]:
        return [poll for poll in self.polls.values() if poll.open]


PollEvent = PollOpened | Voted | BallotCast | PollBounded | PollClosed | PollShown | Grouped


def evolve(polls: Polls, event: PollEvent) -> Polls:
    match event:
        case PollOpened(poll=id):
            opened = _with(polls, _opened(polls.polls.get(id), event))
            return replace(opened, shown=None) if polls.shown == id else opened
        case Voted(poll=id, seat=seat, person=person, vote=vote):
            poll = polls.polls[id]
            before = poll.votes.get((seat, person), Vote()).texts.values()
            numbers = _numbered(polls.numbers, vote.texts.values(), gone=before)
            return replace(_with(polls, replace(poll, votes={**poll.votes, (seat, person): vote})), numbers=numbers)
        case BallotCast(poll=id, seat=seat, person=person):
            poll = polls.polls[id]
            return _with(polls, replace(poll, cast=poll.cast | {(seat, person)}))
        case PollBounded(poll=id, ends_at=ends_at):
            return _with(polls, replace(polls.polls[id], ends_at=ends_at))
        case PollClosed(poll=id, at=at, totals=counted, of=of):
            numbers = _numbered(polls.numbers, (text for total in counted for text in total.texts))
            closed = replace(
                _with(polls, replace(polls.polls[id], closed_at=at, totals=counted, of=of)), numbers=numbers
            )
            return closed if closed.polls[id].kind == "survey" else replace(closed, shown=id)
        case PollShown(poll=shown):
            return replace(polls, shown=shown)
        case Grouped():
            return replace(polls, shown=None) if polls.shown else polls
        case _:
            assert_never(event)


def _numbered(numbers: Mapping[str, int], texts: Iterable[str], *, gone: Iterable[str] = ()) -> Mapping[str, int]:
    """Four digits that follow from the random id: no number tells when or in what order something was written."""
    left = {**numbers}
    for text in gone:
        left.pop(text, None)
    taken = {*left.values()}
    for text in texts:
        number = FIRST + crc32(text.encode()) % (9 * FIRST)
        while number in taken:
            number += 1
        left[text] = number
        taken.add(number)
    return left


def _opened(before: Poll | None, event: PollOpened) -> Poll:
    if before is not None:
        return replace(before, closed_at=None, ends_at=event.ends_at)
    return Poll(event.poll, event.kind, event.title, event.questions, event.secret, event.at, event.ends_at)


def _with(polls: Polls, poll: Poll) -> Polls:
    return replace(polls, polls={**polls.polls, poll.id: poll})
