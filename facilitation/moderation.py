"""Moderation of what citizens write: hide with a reason, look at what was held, show again, redact for good.

Whose card or question it is stays unknown to whoever moderates; the author alone is told, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final, Literal, assert_never

from annotated_types import Len, MaxLen

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from dialogue.refs import Text
from facilitation.boards import Boards
from facilitation.cards import Card, CardEdited, Cards, CardWritten
from facilitation.questions import Question, QuestionAsked, Questions, QuestionWithdrawn
from facilitation.themes import Theme, ThemesEdited
from facilitation.withheld import ItemHidden, ItemShown, Redacted, Withheld, WordsListed
from facilitation.wording import worded
from rooms.roles import ROLES
from rooms.seats import must_lead
from rooms.voices import guides

REASON: Final = 300
Item = Card | Question


@dataclass(frozen=True, slots=True)
class HideItem:
    """`moderation.hide`: leading staff what others see already or what is held; facilitators the same of their group's
    cards. Its author reads the reason. Refuses `unknown-item`, `empty`, `too-long`."""

    item: str
    reason: Annotated[str, MaxLen(10_000)]


@dataclass(frozen=True, slots=True)
class ShowItem:
    """`moderation.show`: the same people; changes nothing for what is not withheld."""

    item: str


@dataclass(frozen=True, slots=True)
class ListWords:
    """`moderation.words`: leading staff, and the server with the town's list. For what is written from now on."""

    words: Annotated[list[Annotated[str, Len(1, 60)]], MaxLen(200)]


@dataclass(frozen=True, slots=True)
class RedactText:
    """`text.redact`: leading staff, by the number that people call it by, deleted ones too; of a theme its titles. For
    good. Refuses `unknown-item`."""

    kind: Literal["card", "question", "theme"]
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
    """What was ever written, by item: redaction must find a card's first wording too, and a deleted card."""

    items: Mapping[str, Written] = field(default_factory=dict)


ModerationCommand = HideItem | ShowItem | ListWords | RedactText


def decide(dialogue: Dialogue, command: ModerationCommand, actor: int, given: Given) -> Sequence[Event]:
    match command:
        case HideItem(item=id, reason=reason):
            item = _within_reach(dialogue, id, actor, "moderation.hide")
            text = given.keep(worded(reason, limit=REASON))
            return (ItemHidden(id, _kind(item), item.number, text, given.now),)
        case ShowItem(item=id):
            item = _within_reach(dialogue, id, actor, "moderation.show")
            kept = dialogue.part(Withheld)
            return (ItemShown(id, _kind(item), item.number),) if id in kept.held or id in kept.hidden else ()
        case ListWords(words=words):
            must_lead(dialogue, actor, "moderation.words")
            listed = tuple(dict.fromkeys(word.strip() for word in words if word.strip(" *")))
            return () if listed == dialogue.part(Withheld).words else (WordsListed(listed),)
        case RedactText(kind=kind, number=number):
            must_lead(dialogue, actor, "text.redact")
            return _redact(dialogue, kind, number, given)
        case _:
            assert_never(command)


def _kind(item: Item) -> str:
    return "card" if isinstance(item, Card) else "question"


def _item(dialogue: Dialogue, id: str) -> Item | None:
    return dialogue.part(Cards).cards.get(id) or dialogue.part(Questions).questions.get(id)


def _within_reach(dialogue: Dialogue, id: str, actor: int, command: str) -> Item:
    """What a group has not revealed yet and nothing holds does not exist for moderation either."""
    item, kept = _item(dialogue, id), dialogue.part(Withheld)
    group = item.group if isinstance(item, Card) else None
    if item is None or not (group is None or group in dialogue.part(Boards).revealed or id in kept.held):
        raise Refused("unknown-item")
    if group is None or not guides(dialogue, actor, group):
        must_lead(dialogue, actor, command)
    return item


def _redact(dialogue: Dialogue, kind: str, number: int, given: Given) -> Sequence[Event]:
    items = dialogue.part(Wordings).items.values()
    found = next((each for each in items if (each.kind, each.number) == (kind, number)), None)
    if found is None:
        raise Refused("unknown-item")
    given.forget(*found.texts)
    return (Redacted(found.id, kind, number, given.now),) if found.texts else ()


Heard = CardWritten | CardEdited | ThemesEdited | QuestionAsked | QuestionWithdrawn | ItemHidden | Redacted


def evolve(wordings: Wordings, event: Heard) -> Wordings:
    match event:
        case CardWritten(card=id, number=number, text=text):
            return _with(wordings, Written(id, "card", number, (text,)))
        case QuestionAsked(question=id, number=number, text=text):
            return _with(wordings, Written(id, "question", number, (text,)))
        case ThemesEdited(made=made, titled=titled):
            return _titled(wordings, made, titled)
        case QuestionWithdrawn(question=id):
            return Wordings({other: each for other, each in wordings.items.items() if other != id})
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


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """What is withheld, with text and reason: leading staff everything, facilitators the cards of the room they are in.
    To its author alone: that it is withheld, and why. Nobody learns whose it is."""
    if audience.seat is not None:
        own = {item.id: _told(dialogue, item) for item in _all(dialogue) if item.author == audience.seat}
        return {"my-withheld": own}
    role = ROLES[audience.role]
    if role.leads:
        words = [*dialogue.part(Withheld).words]
        return {"withheld": {item.id: _shown(dialogue, item) for item in _all(dialogue)}, "held-words": words}
    if role.guides:
        here = [item for item in _all(dialogue) if isinstance(item, Card) and item.group == audience.room]
        return {"withheld": {item.id: _shown(dialogue, item) for item in here}}
    return {}


def _all(dialogue: Dialogue) -> Iterator[Item]:
    kept = dialogue.part(Withheld)
    for id in (*kept.held, *kept.hidden):
        if (item := _item(dialogue, id)) is not None:
            yield item


def _told(dialogue: Dialogue, item: Item) -> dict[str, Any]:
    hidden = dialogue.part(Withheld).hidden.get(item.id)
    return {"kind": _kind(item), "held": hidden is None, "reason": Text(hidden.reason) if hidden else None}


def _shown(dialogue: Dialogue, item: Item) -> dict[str, Any]:
    group = item.group if isinstance(item, Card) else None
    return {**_told(dialogue, item), "number": item.number, "group": group, "text": Text(item.text)}


MODERATION: Part[Wordings] = Part(
    slice=Wordings,
    initial=Wordings(),
    evolve=evolve,
    decide=decide,
    topics=topics,
    events={},
    follows=(CardWritten, CardEdited, ThemesEdited, QuestionAsked, QuestionWithdrawn, ItemHidden, Redacted),
    commands={
        "moderation.hide": HideItem,
        "moderation.show": ShowItem,
        "moderation.words": ListWords,
        "text.redact": RedactText,
    },
)
