"""When polls open and close: with their phases, when their time is over, surveys a day after the evening.

It follows the agenda by ticks of its own: whatever starts, skips or goes back to a phase need not know of polls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from dialogue.machine import Dialogue, Event, Given
from facilitation.ballots import closed
from facilitation.course import OVER, Agenda
from facilitation.electorate import electorate
from facilitation.localized import localized
from facilitation.polls import Poll, PollBounded, PollOpened, Polls
from facilitation.script import Phase, PollRule, Question
from facilitation.tally import PollOption, PollQuestion

SURVEY_S: Final = 24 * 3600.0
"""How long a survey stays open after the evening."""


def tick(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    over = [poll for poll in _open(dialogue) if _over(dialogue, poll, given.now)]
    events: list[Event] = [closed(poll, given, electorate(dialogue, poll)) for poll in over]
    events += [_opened(dialogue, phase, rule, given.now) for phase, rule in _wanting(dialogue)]
    return [
        *events,
        *(PollBounded(poll.id, given.now + SURVEY_S) for poll in _open(dialogue) if _unbounded(dialogue, poll)),
    ]


def due_at(dialogue: Dialogue) -> float | None:
    """At once where the agenda went on, else when the first poll's time is over."""
    polls = _open(dialogue)
    if any(_left(dialogue, poll) or _unbounded(dialogue, poll) for poll in polls) or any(_wanting(dialogue)):
        return dialogue.at
    return min((poll.ends_at for poll in polls if poll.ends_at is not None), default=None)


def _open(dialogue: Dialogue) -> list[Poll]:
    return dialogue.part(Polls).open()


def _over(dialogue: Dialogue, poll: Poll, now: float) -> bool:
    return _left(dialogue, poll) or (poll.ends_at is not None and poll.ends_at <= now)


def _left(dialogue: Dialogue, poll: Poll) -> bool:
    """Its phase is over, or, of a quick one, the evening."""
    agenda = dialogue.part(Agenda)
    if poll.kind == "quick":
        return agenda.status == "closed"
    return poll.kind == "phase" and (agenda.phase is None or agenda.phase.id != poll.id)


def _unbounded(dialogue: Dialogue, poll: Poll) -> bool:
    return poll.kind == "survey" and poll.ends_at is None and dialogue.part(Agenda).status in OVER


def _wanting(dialogue: Dialogue) -> Iterator[tuple[Phase, PollRule]]:
    """Phases whose poll should be open and is not: the running one, and surveys that the evening did not get to."""
    agenda, polls = dialogue.part(Agenda), dialogue.part(Polls).polls
    phase = agenda.phase
    if phase is not None and phase.poll is not None and _opens(agenda, polls.get(phase.id)):
        yield phase, phase.poll
    if agenda.status not in OVER or not agenda.runs or agenda.script is None:
        return
    for each in agenda.script.phases:
        if each.kind == "survey" and each.poll is not None and each.id not in polls:
            yield each, each.poll


def _opens(agenda: Agenda, poll: Poll | None) -> bool:
    """A phase that is taken up again goes on with its votes; a secret ballot that was counted stays so."""
    if poll is None:
        return True
    again = poll.closed_at is not None and agenda.started_at > poll.closed_at
    return again and poll.kind == "phase" and not poll.secret


def _opened(dialogue: Dialogue, phase: Phase, rule: PollRule, now: float) -> PollOpened:
    survey = phase.kind == "survey"
    ends_at = now + SURVEY_S if survey and dialogue.part(Agenda).status in OVER else None
    questions = tuple(_question(question) for question in rule.questions)
    kind, title = ("survey" if survey else "phase"), localized(phase.title)
    return PollOpened(phase.id, kind, title, questions, rule.secret, now, ends_at)  # type: ignore[arg-type]  # of two


def _question(question: Question) -> PollQuestion:
    return PollQuestion(
        id=question.id,
        answer=question.answer,
        title=localized(question.title, question.easy),
        options=tuple(PollOption(each.id, localized(each.title, each.easy)) for each in question.options),
        most=question.most,
        low=localized(question.low),
        high=localized(question.high),
    )
