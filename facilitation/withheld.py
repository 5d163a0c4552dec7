"""What is kept from others: cards and questions hidden with a reason, held for a look, or redacted. Knows no card.

An item is the id of a card or question. Who shows such things asks `withheld` first; who takes a text in asks `hold`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar, assert_never

from dialogue.machine import Dialogue, Event, Part

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ItemHidden:
    """`kind`: card or question; `number` is what people call it by; `reason` a text id, for its author."""

    item: str
    kind: str
    number: int
    reason: str
    at: float


@dataclass(frozen=True, slots=True)
class ItemHeld:
    """Its text has a word of the list, or was changed after it had been hidden: somebody looks at it first."""

    item: str
    at: float


@dataclass(frozen=True, slots=True)
class ItemShown:
    """Everybody may see it again, or for the first time."""

    item: str
    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """Every text that it ever had is gone for good."""

    item: str
    kind: str
    number: int
    at: float


@dataclass(frozen=True, slots=True)
class WordsListed:
    """Texts with one of these words are held for a look; a word that ends in * stands for all that begin so."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """`held`: since when; `hidden`: by item; `redacted` is read by whoever shows a text, and so goes stale with it."""

    held: Mapping[str, float] = field(default_factory=dict)
    hidden: Mapping[str, ItemHidden] = field(default_factory=dict)
    redacted: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()


def withheld(dialogue: Dialogue, item: str) -> bool:
    """Whether this card or question is for its author and for moderation only."""
    kept = dialogue.part(Withheld)
    return item in kept.hidden or item in kept.held


def hold(dialogue: Dialogue, item: str, text: str, now: float) -> Sequence[Event]:
    """What follows for a card or question that gets this text."""
    kept = dialogue.part(Withheld)
    if item in kept.held or not (item in kept.hidden or _listed(text, kept.words)):
        return ()
    return (ItemHeld(item, now),)


def _listed(text: str, words: tuple[str, ...]) -> bool:
    pattern = _pattern(words)
    return pattern is not None and pattern.search(_plain(text)) is not None


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Whole words: a town must not lose its Sussex because of a list."""
    parts = [re.escape(_plain(word.rstrip("*"))) + (r"\w*" if word.endswith("*") else "") for word in words]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None


def _plain(text: str) -> str:
    """Without case, joiners and the wide letters that look the same (Unicode, NFKC)."""
    kept = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return " ".join(kept.casefold().split())


def evolve(kept: Withheld, event: ItemHidden | ItemHeld | ItemShown | Redacted | WordsListed) -> Withheld:
    match event:
        case ItemHidden(item=item):
            return replace(kept, hidden={**kept.hidden, item: event}, held=_without(kept.held, item))
        case ItemHeld(item=item, at=at):
            return replace(kept, held={**kept.held, item: at}, hidden=_without(kept.hidden, item))
        case ItemShown(item=item):
            return replace(kept, held=_without(kept.held, item), hidden=_without(kept.hidden, item))
        case Redacted(item=item):
            return replace(kept, redacted=kept.redacted | {item})
        case WordsListed(words=words):
            return replace(kept, words=words)
        case _:
            assert_never(event)


def _without(items: Mapping[str, T], item: str) -> Mapping[str, T]:
    return {other: each for other, each in items.items() if other != item}


WITHHELD: Part[Withheld] = Part(
    slice=Withheld,
    initial=Withheld(),
    evolve=evolve,
    events={
        "item-hidden": ItemHidden,
        "item-held": ItemHeld,
        "item-shown": ItemShown,
        "redacted": Redacted,
        "words-listed": WordsListed,
    },
)
