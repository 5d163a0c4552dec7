"""Redaction: a text by the number that people call it by, deleted for good, every wording it ever had.

What is fleeting needs none: written turns fade from the stage, messages are replaced, the staff line goes with the
evening (facilitation.turns, message, staffline).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, assert_never, get_args

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from facilitation.answers import Answers, key_of, known_subject
from facilitation.cards import CardEdited, CardWritten
from facilitation.polls import Polls
from facilitation.questions import QuestionAsked, QuestionWithdrawn
from facilitation.themes import Theme, ThemesEdited
from facilitation.withheld import ItemHidden, Redacted
from rooms.order import Order
from rooms.seats import must_lead

Kind = Literal["card", "question", "theme", "theme-answer", "card-answer", "written", "poll", "exclusion"]
REDACTABLE: Final[tuple[str, ...]] = get_args(Kind)

LATER: Final = ("theme-answer", "card-answer")
"""Of these more may lie in a table of their own; that they were redacted is noted in any case."""


@dataclass(frozen=True, slots=True)
class RedactText:
    """`text.redact`: leading staff; deleted cards too. `theme` means its titles; `theme-answer` and `card-answer` all
    answers to the theme or card of that number; `written` a free answer of a poll; `poll` what staff typed for the
    so-manieth quick question; `exclusion` the reason of the so-manieth one. For good. Refuses `unknown-item`."""

    kind: Kind
    number: int


@dataclass(frozen=True, slots=True)
class Written:
    """All text ids that an item ever had, also in its reasons; the newest last."""

    id: str
    kind: str
    number: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wordings:
    """What was ever written of cards, questions and themes, by item: redaction must find a card's first wording too,
    and a deleted card."""

    items: Mapping[str, Written] = field(default_factory=dict)


def decide(dialogue: Dialogue, command: RedactText, actor: int, given: Given) -> Sequence[Event]:
    must_lead(dialogue, actor, "text.redact")
    found = _found(dialogue, command.kind, command.number)
    if found is None:
        raise Refused("unknown-item")
    given.forget(*found.texts)
    said = found.texts or command.kind in LATER
    return (Redacted(found.id, command.kind, command.number, given.now),) if said else ()


def _found(dialogue: Dialogue, kind: Kind, number: int) -> Written | None:
    match kind:
        case "card" | "question" | "theme":
            items = dialogue.part(Wordings).items.values()
            return next((each for each in items if (each.kind, each.number) == (kind, number)), None)
        case "theme-answer" | "card-answer":
            return _answers(dialogue, kind.removesuffix("-answer"), number)
        case "written":
            written = next((id for id, each in dialogue.part(Polls).numbers.items() if each == number), None)
            return None if written is None else Written(written, kind, number, (written,))
        case "poll":
            return _poll(dialogue, number)
        case "exclusion":
            reasons = [*dialogue.part(Order).excluded.values()]
            known = reasons[number - 1 : number] if number > 0 else []
            return Written(known[0], kind, number, tuple(known)) if known else None
        case _:
            assert_never(kind)


def _answers(dialogue: Dialogue, kind: str, number: int) -> Written:
    """Also where nothing was said in the evening (see `LATER`). Refuses `unknown-item`."""
    about = key_of(kind, number)
    given = dialogue.part(Answers).given.get(about, ())
    try:
        known_subject(dialogue, kind, number)
    except Refused:
        if not given:  # what was answered and is hidden since can still be redacted
            raise Refused("unknown-item") from None
    return Written(about, kind, number, _texts(text for each in given for text in (each.reason, each.responsible)))


def _poll(dialogue: Dialogue, number: int) -> Written | None:
    poll = dialogue.part(Polls).polls.get(f"frage/{number}")
    if poll is None:
        return None
    typed = (text for each in poll.questions for text in (each.text, *(option.text for option in each.options)))
    return Written(poll.id, "poll", number, _texts(typed))


def _texts(ids: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(id for id in ids if id)


Heard = CardWritten | CardEdited | ThemesEdited | QuestionAsked | QuestionWithdrawn | ItemHidden | Redacted


def evolve(wordings: Wordings, event: Heard) -> Wordings:
    match event:
        case CardWritten(card=id, number=number, text=text):
            return _with(wordings, Written(id, "card", number, (text,)))
        case QuestionAsked(question=id, number=number, text=text):
            return _with(wordings, Written(id, "question", number, (text,)))
        case ThemesEdited(made=made, titled=titled):
            return _titled(wordings, made, titled)
        case QuestionWithdrawn():
            return wordings  # its text is gone; why it had been hidden may still quote it
        case CardEdited(card=id, text=text):
            return _longer(wordings, id, text)
        case ItemHidden(item=id, reason=reason):
            return _longer(wordings, id, reason)
        case Redacted(item=id):
            return _with(wordings, replace(wordings.items[id], texts=())) if id in wordings.items else wordings
        case _:
            assert_never(event)


def _titled(wordings: Wordings, made: Sequence[Theme], titled: Mapping[str, str]) -> Wordings:
    """A theme that comes back by undoing is made again: what it was called meanwhile is not forgotten."""
    for theme in made:
        known = wordings.items.get(theme.id)
        before = known.texts if known else ()
        wordings = _with(
            wordings, Written(theme.id, "theme", theme.number, tuple(dict.fromkeys((*before, theme.title))))
        )
    for id, title in titled.items():
        wordings = _longer(wordings, id, title)
    return wordings


def _with(wordings: Wordings, written: Written) -> Wordings:
    return Wordings({**wordings.items, written.id: written})


def _longer(wordings: Wordings, id: str, text: str) -> Wordings:
    known = wordings.items.get(id)
    return wordings if known is None else _with(wordings, replace(known, texts=(*known.texts, text)))


REDACTION: Part[Wordings] = Part(
    slice=Wordings,
    initial=Wordings(),
    evolve=evolve,
    decide=decide,
    events={},
    follows=(CardWritten, CardEdited, ThemesEdited, QuestionAsked, QuestionWithdrawn, ItemHidden, Redacted),
    commands={"text.redact": RedactText},
)
