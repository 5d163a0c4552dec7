"""Voting: opens and closes polls with their phases or at once, and takes votes. Only citizens vote, one vote a person.

A secret ballot is final: it goes into the box beside the log, and the event says only that somebody voted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, assert_never

from annotated_types import Interval, Len, MaxLen

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from facilitation import polled, polling
from facilitation.ballots import closed, written
from facilitation.electorate import electorate
from facilitation.groups import Grouped
from facilitation.polls import (
    BallotCast,
    Poll,
    PollBounded,
    PollClosed,
    PollOpened,
    Polls,
    PollShown,
    Voted,
    Voter,
    evolve,
)
from facilitation.tally import PollOption, PollQuestion, Vote
from facilitation.wording import worded
from rooms.order import Order
from rooms.seats import Seats, must_lead

LENGTH: Final = 500
"""Signs of a free answer."""
YES_NO: Final = (
    PollOption("ja", {"de": "Ja", "en": "Yes", "easy": "Ja"}),
    PollOption("nein", {"de": "Nein", "en": "No", "easy": "Nein"}),
    PollOption("enthaltung", {"de": "Enthaltung", "en": "Abstain", "easy": "Ich sage nichts dazu"}),
)
QUICK: Final = {"de": "Kurze Frage", "en": "Quick question"}
Typed = Annotated[str, MaxLen(10_000)]
Short = Annotated[str, MaxLen(80)]


@dataclass(frozen=True, slots=True)
class CastVote:
    """`poll.vote`: a citizen's answers by question: ids of options (or "1" to "5" of a scale), and written ones.
    `person` 2 is the second of two at one device. Open votes may be changed; a secret one is final. Refuses
    `not-allowed`, `excluded`, `unknown-poll`, `poll-closed`, `voted`, `no-answer`, `vote-misfit` with the `question`,
    `too-long`."""

    poll: str
    chosen: Mapping[Short, list[Short]]
    texts: Mapping[Short, Typed]
    person: Annotated[int, Interval(ge=1, le=2)] = 1


@dataclass(frozen=True, slots=True)
class AskPoll:
    """`poll.ask`: a quick question by who leads, to everybody, until `poll.close` or for so many seconds; without
    `options` yes, no, abstain. Refuses `poll-open` while another quick one is."""

    text: Annotated[str, MaxLen(300)]
    options: Annotated[list[Annotated[str, MaxLen(100)]], MaxLen(8)]
    seconds: Annotated[int, Interval(ge=10, le=3600)] | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class ClosePoll:
    """`poll.close`: who leads ends a poll before its time; its result is shown. Refuses `unknown-poll`."""

    poll: Annotated[str, Len(1, 80)]


@dataclass(frozen=True, slots=True)
class ShowPoll:
    """`poll.show`: who leads shows the result of a closed poll to everybody, or (`null`) none. Refuses `unknown-poll`,
    `poll-open`."""

    poll: Annotated[str, Len(1, 80)] | None


Command = CastVote | AskPoll | ClosePoll | ShowPoll


def decide(dialogue: Dialogue, command: Command, actor: int, given: Given) -> Sequence[Event]:
    match command:
        case CastVote():
            return _vote(dialogue, command, actor, given)
        case AskPoll():
            must_lead(dialogue, actor, "poll.ask")
            return (_asked(dialogue, command, given),)
        case ClosePoll(poll=id):
            must_lead(dialogue, actor, "poll.close")
            poll = _known(dialogue, id)
            return (closed(poll, given, electorate(dialogue, poll)),) if poll.open else ()
        case ShowPoll(poll=shown):
            must_lead(dialogue, actor, "poll.show")
            if shown is not None and _known(dialogue, shown).open:
                raise Refused("poll-open")
            return (PollShown(shown),) if shown != dialogue.part(Polls).shown else ()
        case _:
            assert_never(command)


def _known(dialogue: Dialogue, id: str) -> Poll:
    poll = dialogue.part(Polls).polls.get(id)
    if poll is None:
        raise Refused("unknown-poll")
    return poll


def _vote(dialogue: Dialogue, command: CastVote, actor: int, given: Given) -> Sequence[Event]:
    voter = must_vote(dialogue, actor, command.person)
    poll = _known(dialogue, command.poll)
    if not poll.open:
        raise Refused("poll-closed")
    if voter in poll.cast:
        raise Refused("voted")
    vote = _fitting(poll, command)
    if poll.secret:
        given.lay_in(poll.id, written(vote))
        return (BallotCast(poll.id, *voter),)
    given.forget(*(poll.votes[voter].texts.values() if voter in poll.votes else ()))
    kept = {question: given.keep(text) for question, text in vote.texts.items()}
    return (Voted(poll.id, *voter, Vote(vote.chosen, kept)),)


def must_vote(dialogue: Dialogue, actor: int, person: int) -> Voter:
    """Who votes. Refuses `not-allowed` for staff, and for a second person where there is one alone; `excluded`."""
    seats = dialogue.part(Seats)
    if not seats.role(actor).counted or person > seats.heads([actor]):
        raise Refused("not-allowed", command="poll.vote")
    if actor in dialogue.part(Order).excluded:
        raise Refused("excluded")
    return actor, person


def _fitting(poll: Poll, command: CastVote) -> Vote:
    """The answers as they are kept: in the order of the script, questions left blank left out."""
    questions = {question.id: question for question in poll.questions}
    for id in (*command.chosen, *command.texts):
        if id not in questions or (id in command.texts) != (questions[id].answer == "text"):
            raise Refused("vote-misfit", question=id)
    chosen = {id: _choice(each, command.chosen[id]) for id, each in questions.items() if command.chosen.get(id)}
    texts = {id: worded(command.texts[id], limit=LENGTH) for id in questions if command.texts.get(id, "").strip()}
    if not chosen and not texts:
        raise Refused("no-answer")
    return Vote(chosen, texts)


def _choice(question: PollQuestion, options: Sequence[str]) -> tuple[str, ...]:
    chosen = set(options)
    if len(chosen) != len(options) or len(chosen) > question.limit or not chosen <= {*question.choices}:
        raise Refused("vote-misfit", question=question.id)
    return tuple(option for option in question.choices if option in chosen)


def _asked(dialogue: Dialogue, command: AskPoll, given: Given) -> PollOpened:
    polls = dialogue.part(Polls)
    if any(poll.kind == "quick" for poll in polls.open()):
        raise Refused("poll-open")
    text, texts = worded(command.text, limit=300), [worded(each, limit=100) for each in command.options]
    typed = tuple(PollOption(f"o{number}", text=given.keep(each)) for number, each in enumerate(texts, 1))
    question = PollQuestion("frage", "single", text=given.keep(text), options=typed if len(typed) > 1 else YES_NO)
    number = 1 + sum(poll.kind == "quick" for poll in polls.polls.values())
    ends_at = given.now + command.seconds if command.seconds else None
    return PollOpened(f"frage/{number}", "quick", QUICK, (question,), command.secret, given.now, ends_at)


POLLS: Part[Polls] = Part(
    slice=Polls,
    initial=Polls(),
    evolve=evolve,
    decide=decide,
    tick=polling.tick,
    due_at=polling.due_at,
    topics=polled.topics,
    events={
        "poll-opened": PollOpened,
        "voted": Voted,
        "ballot-cast": BallotCast,
        "poll-bounded": PollBounded,
        "poll-closed": PollClosed,
        "poll-shown": PollShown,
    },
    follows=(Grouped,),
    commands={"poll.vote": CastVote, "poll.ask": AskPoll, "poll.close": ClosePoll, "poll.show": ShowPoll},
)
