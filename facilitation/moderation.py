"""Moderation of what citizens write: hide with a reason, look at what was held, show again.

Whose card or question it is stays unknown to whoever moderates; the author alone is told, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, assert_never

from annotated_types import Len, MaxLen

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from dialogue.refs import Text
from facilitation.boards import Boards
from facilitation.cards import Card, Cards
from facilitation.questions import Question, Questions
from facilitation.withheld import ItemHidden, ItemShown, Withheld, WordsListed
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
class Desk:
    """What is withheld is a slice of its own (`facilitation.withheld`): this part only decides."""


ModerationCommand = HideItem | ShowItem | ListWords


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


def evolve(desk: Desk, event: Event) -> Desk:
    return desk


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


MODERATION: Part[Desk] = Part(
    slice=Desk,
    initial=Desk(),
    evolve=evolve,
    decide=decide,
    topics=topics,
    events={},
    commands={"moderation.hide": HideItem, "moderation.show": ShowItem, "moderation.words": ListWords},
)
