"""Questions to the stage: citizens ask and support, who leads puts one on the stage and marks what was answered.

With or without name is the asker's own choice. The seat of who asked leaves the server in no topic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final, assert_never

from annotated_types import MaxLen

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from dialogue.refs import Name, Text
from facilitation.boards import GRACE_S
from facilitation.course import Agenda
from facilitation.withheld import Withheld, hold, withheld
from facilitation.wording import worded
from rooms.places import PLENARY
from rooms.seats import Seats, must_lead

KINDS: Final = ("input", "questions", "answer")
"""Phases in which questions are asked."""
LENGTH: Final = 280
PER_PERSON: Final = 3
"""So many of one place may wait for an answer at a time."""


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """`text` is a text id; `named`: the asker's name is shown with it."""

    question: str
    number: int
    author: int
    text: str
    named: bool
    at: float


@dataclass(frozen=True, slots=True)
class QuestionWithdrawn:
    question: str


@dataclass(frozen=True, slots=True)
class QuestionSupported:
    """This place wants to hear the answer too, or no longer."""

    question: str
    seat: int
    on: bool


@dataclass(frozen=True, slots=True)
class QuestionStaged:
    """Everybody in the plenary reads it large; None: no question."""

    question: str | None


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    question: str
    on: bool


@dataclass(frozen=True, slots=True)
class AskQuestion:
    """`question.ask`: citizens, in phases that take questions and a minute after them (else `no-questions`). Refuses
    `empty`, `too-long`, `too-many`."""

    text: Annotated[str, MaxLen(10_000)]
    named: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawQuestion:
    """`question.withdraw`: who asked; its text is deleted. Refuses `unknown-question`."""

    question: str


@dataclass(frozen=True, slots=True)
class SupportQuestion:
    """`question.support`: citizens, once per place and never the own one; changeable while questions are taken."""

    question: str
    on: bool


@dataclass(frozen=True, slots=True)
class StageQuestion:
    """`question.stage`: leading staff; null takes it off. Refuses `unknown-question`."""

    question: str | None


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """`question.answered`: leading staff; it leaves the stage."""

    question: str
    on: bool


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    number: int
    author: int
    text: str
    named: bool
    answered: bool = False
    supporters: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions by id, oldest first; `asked` counts withdrawn ones too; `stage`: which one everybody reads."""

    questions: Mapping[str, Question] = field(default_factory=dict)
    asked: int = 0
    stage: str | None = None


QuestionCommand = AskQuestion | WithdrawQuestion | SupportQuestion | StageQuestion | AnswerQuestion


def taken(agenda: Agenda) -> bool:
    """Whether questions are taken now."""
    return agenda.phase is not None and agenda.phase.kind in KINDS


def until(agenda: Agenda) -> float:
    """What was being typed when the newest such phase ended still arrives so long; 0 where none has ended."""
    kinds = {phase.id: phase.kind for phase in agenda.script.phases} if agenda.script else {}
    ended = [run.ended_at or 0.0 for run in agenda.runs if kinds.get(run.phase) in KINDS]
    return max(ended, default=-GRACE_S) + GRACE_S


def decide(dialogue: Dialogue, command: QuestionCommand, actor: int, given: Given) -> Sequence[Event]:
    match command:
        case AskQuestion():
            return _ask(dialogue, command, actor, given)
        case WithdrawQuestion(question=id):
            question = dialogue.part(Questions).questions.get(id)
            if question is None or question.author != actor:
                raise Refused("unknown-question")
            given.forget(question.text)
            return (QuestionWithdrawn(id),)
        case SupportQuestion(question=id, on=on):
            return _support(dialogue, id, actor, on=on)
        case StageQuestion(question=id):
            must_lead(dialogue, actor, "question.stage")
            shown = None if id is None else _known(dialogue, id).id
            return () if shown == dialogue.part(Questions).stage else (QuestionStaged(shown),)
        case AnswerQuestion(question=id, on=on):
            must_lead(dialogue, actor, "question.answered")
            return () if _known(dialogue, id).answered == on else (QuestionAnswered(id, on),)
        case _:
            assert_never(command)


def _ask(dialogue: Dialogue, command: AskQuestion, actor: int, given: Given) -> Sequence[Event]:
    _must_be_citizen(dialogue, actor, "question.ask")
    agenda = dialogue.part(Agenda)
    if not taken(agenda) and given.now >= until(agenda):
        raise Refused("no-questions")
    text = worded(command.text, limit=LENGTH)
    questions = dialogue.part(Questions)
    waiting = [each for each in questions.questions.values() if each.author == actor and not each.answered]
    if len(waiting) >= PER_PERSON:
        raise Refused("too-many-questions", limit=PER_PERSON)
    id, text_id = given.new_id(), given.keep(text)
    asked = QuestionAsked(id, questions.asked + 1, actor, text_id, command.named, given.now)
    return [asked, *hold(dialogue, id, text, given.now)]


def _support(dialogue: Dialogue, id: str, actor: int, *, on: bool) -> Sequence[Event]:
    _must_be_citizen(dialogue, actor, "question.support")
    question = _known(dialogue, id)
    if not taken(dialogue.part(Agenda)):
        raise Refused("no-questions")
    if question.author == actor or (actor in question.supporters) == on:
        return ()
    return (QuestionSupported(id, actor, on),)


def _must_be_citizen(dialogue: Dialogue, actor: int, command: str) -> None:
    if not dialogue.part(Seats).role(actor).counted:
        raise Refused("not-allowed", command=command)


def _known(dialogue: Dialogue, id: str) -> Question:
    question = dialogue.part(Questions).questions.get(id)
    if question is None or withheld(dialogue, id):
        raise Refused("unknown-question")
    return question


QuestionEvent = QuestionAsked | QuestionWithdrawn | QuestionSupported | QuestionStaged | QuestionAnswered


def evolve(questions: Questions, event: QuestionEvent) -> Questions:
    match event:
        case QuestionAsked(question=id, number=number):
            asked = Question(id, number, event.author, event.text, event.named)
            return replace(questions, questions={**questions.questions, id: asked}, asked=max(questions.asked, number))
        case QuestionWithdrawn(question=id):
            left = {other: each for other, each in questions.questions.items() if other != id}
            return replace(questions, questions=left, stage=None if questions.stage == id else questions.stage)
        case QuestionSupported(question=id, seat=seat, on=on):
            was = questions.questions[id].supporters if id in questions.questions else frozenset()
            return _changed(questions, id, supporters=was | {seat} if on else was - {seat})
        case QuestionStaged(question=id):
            return replace(questions, stage=id)
        case QuestionAnswered(question=id, on=on):
            stage = None if questions.stage == id else questions.stage
            return replace(_changed(questions, id, answered=on), stage=stage)
        case _:
            assert_never(event)


def _changed(questions: Questions, id: str, **fields: Any) -> Questions:
    question = questions.questions.get(id)
    if question is None:
        return questions
    return replace(questions, questions={**questions.questions, id: replace(question, **fields)})


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Everybody in the plenary reads every question that is not withheld, with how many support it, and a name only
    where the asker wanted one. Which are the own ones, and which one supports: oneself alone."""
    if audience.seat is not None:
        return {"my-questions": _own(dialogue, audience.seat)} if audience.role == "citizen" else {}
    if audience.room != PLENARY:
        return {}
    questions = dialogue.part(Questions)
    agenda = dialogue.part(Agenda)
    if not taken(agenda) and not questions.questions:
        return {}
    shown = {id: _shown(dialogue, each) for id, each in questions.questions.items() if not withheld(dialogue, id)}
    stage = questions.stage if questions.stage in shown else None
    asking = {"open": taken(agenda), "until": until(agenda), "stage": stage, "length": LENGTH, "limit": PER_PERSON}
    return {"asking": asking, "questions": shown}


def _shown(dialogue: Dialogue, question: Question) -> dict[str, Any]:
    return {
        "number": question.number,
        "text": Text(question.text),
        "name": Name(question.author) if question.named else None,
        "support": dialogue.part(Seats).heads(question.supporters),
        "answered": question.answered,
    }


def _own(dialogue: Dialogue, seat: int) -> dict[str, Any]:
    """Withheld ones too, with their text: nobody else may see it now."""
    dialogue.part(Withheld)  # read, so that a redacted text goes from here too
    questions = dialogue.part(Questions).questions
    mine = [each for each in questions.values() if each.author == seat]
    own = {each.id: {"text": Text(each.text), "answered": each.answered} for each in mine}
    return {"own": own, "supported": [each.id for each in questions.values() if seat in each.supporters]}


QUESTIONS: Part[Questions] = Part(
    slice=Questions,
    initial=Questions(),
    evolve=evolve,
    decide=decide,
    topics=topics,
    events={
        "question-asked": QuestionAsked,
        "question-withdrawn": QuestionWithdrawn,
        "question-supported": QuestionSupported,
        "question-staged": QuestionStaged,
        "question-answered": QuestionAnswered,
    },
    commands={
        "question.ask": AskQuestion,
        "question.withdraw": WithdrawQuestion,
        "question.support": SupportQuestion,
        "question.stage": StageQuestion,
        "question.answered": AnswerQuestion,
    },
)
