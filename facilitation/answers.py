"""Answers of politics and administration to themes and cards, live in the plenary; every answer before stays readable.

What is answered after the evening is no event: it lies in a table of its own, in the same shape (web/followups.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any, Final, Literal, assert_never, get_args

from annotated_types import MaxLen

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from dialogue.refs import Text
from facilitation.cards import Cards
from facilitation.course import Agenda
from facilitation.themes import Themes, bundled
from facilitation.withheld import Withheld
from facilitation.wording import worded
from rooms.places import PLENARY
from rooms.seats import Seats

Status = Literal["planned", "running", "checked", "council", "elsewhere", "declined", "open"]
Kind = Literal["theme", "card"]
STATUSES: Final[tuple[str, ...]] = get_args(Status)
REASON, RESPONSIBLE = 600, 120
NEEDED: Final[dict[str, str]] = {
    "checked": "until",
    "council": "until",
    "elsewhere": "responsible",
    "declined": "reason",
}
"""A status that says nothing without this field."""


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """`version` counts from 1 for each theme or card; `reason` and `responsible` are text ids; `until` a date,
    2027-03-31."""

    kind: str
    number: int
    version: int
    status: str
    at: float
    reason: str | None = None
    responsible: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerStaged:
    """Everybody in the plenary reads this theme and its answer large; None: none. `about` is a `key_of`."""

    about: str | None


@dataclass(frozen=True, slots=True)
class GiveAnswer:
    """`answer.give`: podium and leading staff, until the evening is closed (`already-closed`). `seen`: the version they
    saw, 0 for none, else `answered-meanwhile`. Refuses `unknown-theme`, `unknown-card`, `too-long`, `incomplete` where
    the status needs another field, `bad-date`."""

    kind: Kind
    number: int
    seen: int
    status: Status
    reason: Annotated[str, MaxLen(10_000)] = ""
    responsible: Annotated[str, MaxLen(10_000)] = ""
    until: Annotated[str, MaxLen(20)] = ""


@dataclass(frozen=True, slots=True)
class StageAnswer:
    """`answer.stage`: the same people; number null for nothing."""

    number: int | None
    kind: Kind = "theme"


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by `key_of`, oldest first, and which one is on the stage."""

    given: Mapping[str, tuple[AnswerGiven, ...]] = field(default_factory=dict)
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Worded:
    """An answer whose fields fit each other; empty ones are None."""

    status: str
    reason: str | None
    responsible: str | None
    until: str | None


def key_of(kind: str, number: int) -> str:
    return f"{kind}-{number}"


def checked(status: str, *, reason: str, responsible: str, until: str) -> Worded:
    """Refuses `malformed`, `too-long`, `incomplete`, `bad-date`."""
    if status not in STATUSES:
        raise Refused("malformed", where="status")
    fields = {
        "reason": worded(reason, limit=REASON) if reason.strip() else None,
        "responsible": worded(responsible, limit=RESPONSIBLE) if responsible.strip() else None,
        "until": _date(until) if until.strip() else None,
    }
    needed = NEEDED.get(status)
    if needed and not fields[needed]:
        raise Refused("incomplete", field=needed)
    return Worded(status, **fields)


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise Refused("bad-date") from None


def decide(dialogue: Dialogue, command: GiveAnswer | StageAnswer, actor: int, given: Given) -> Sequence[Event]:
    role = dialogue.part(Seats).role(actor)
    verb = "answer.give" if isinstance(command, GiveAnswer) else "answer.stage"
    if not (role.stage or role.leads):
        raise Refused("not-allowed", command=verb)
    if dialogue.part(Agenda).status == "closed":
        raise Refused("already-closed")
    answers = dialogue.part(Answers)
    match command:
        case StageAnswer(kind=kind, number=number):
            if number is not None:
                known_subject(dialogue, kind, number)
            about = None if number is None else key_of(kind, number)
            return () if answers.stage == about else (AnswerStaged(about),)
        case GiveAnswer():
            return (_given(dialogue, command, given),)
        case _:
            assert_never(command)


def known_subject(dialogue: Dialogue, kind: str, number: int) -> None:
    """Refuses `unknown-theme`, `unknown-card`, also for cards that are not for everybody's eyes."""
    if kind == "theme":
        themes = dialogue.part(Themes)
        held = [*themes.themes.values(), *(themes.published.themes if themes.published else ())]
        if not any(theme.number == number for theme in held):
            raise Refused("unknown-theme")
    elif not any(card.number == number and bundled(dialogue, card) for card in dialogue.part(Cards).cards.values()):
        raise Refused("unknown-card")


def _given(dialogue: Dialogue, command: GiveAnswer, given: Given) -> AnswerGiven:
    known_subject(dialogue, command.kind, command.number)
    before = dialogue.part(Answers).given.get(key_of(command.kind, command.number), ())
    if command.seen != len(before):
        raise Refused("answered-meanwhile", version=len(before))
    said = checked(command.status, reason=command.reason, responsible=command.responsible, until=command.until)
    return AnswerGiven(
        command.kind,
        command.number,
        len(before) + 1,
        said.status,
        given.now,
        given.keep(said.reason) if said.reason else None,
        given.keep(said.responsible) if said.responsible else None,
        said.until,
    )


def evolve(answers: Answers, event: AnswerGiven | AnswerStaged) -> Answers:
    match event:
        case AnswerGiven(kind=kind, number=number):
            about = key_of(kind, number)
            return replace(answers, given={**answers.given, about: (*answers.given.get(about, ()), event)})
        case AnswerStaged(about=about):
            return replace(answers, stage=about)
        case _:
            assert_never(event)


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Everybody in the plenary reads the answers as they are given; who gave which is told to nobody."""
    if audience.seat is not None or audience.room != PLENARY:
        return {}
    answers = dialogue.part(Answers)
    dialogue.part(Withheld)  # read, so that a redacted text goes from here too
    if dialogue.part(Themes).published is None and not answers.given:
        return {}
    newest = {about: _shown(each) for about, each in answers.given.items()}
    return {"answers": newest, "answering": {"stage": answers.stage}}


def _shown(given: tuple[AnswerGiven, ...]) -> dict[str, Any]:
    last = given[-1]
    return {
        "kind": last.kind,
        "number": last.number,
        "version": last.version,
        "status": last.status,
        "reason": Text(last.reason) if last.reason else None,
        "responsible": Text(last.responsible) if last.responsible else None,
        "until": last.until,
        "at": last.at,
    }


ANSWERS: Part[Answers] = Part(
    slice=Answers,
    initial=Answers(),
    evolve=evolve,
    decide=decide,
    topics=topics,
    events={"answer-given": AnswerGiven, "answer-staged": AnswerStaged},
    commands={"answer.give": GiveAnswer, "answer.stage": StageAnswer},
)
