"""The cards as they lie there: what was put under which, what was taken away. Decides nothing; knows no board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Card:
    """`number` is stable; `author` a seat; `text` a text id; `called`: written for somebody who said it. `into`: the
    card it was put under, never one that is deleted; `original`: the text of a card before it was worded for those
    under it; `differs`: the card, deleted or not, on which this one is a differing opinion."""

    id: str
    number: int
    group: str
    column: str
    author: int
    text: str
    at: float
    top: bool = False
    called: bool = False
    into: str | None = None
    original: str | None = None
    differs: str | None = None


@dataclass(frozen=True, slots=True)
class Deleted:
    """`by` may have it back; `under`: the cards that lay directly under it."""

    card: Card
    by: int
    at: float
    under: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards by id, oldest first; `written` counts deleted ones too, so that no number comes twice. `lying`: what lies
    directly under each, kept beside since it is asked for card by card."""

    cards: Mapping[str, Card] = field(default_factory=dict)
    written: int = 0
    deleted: Mapping[str, Deleted] = field(default_factory=dict)
    lying: Mapping[str, list[Card]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        lying: dict[str, list[Card]] = {}
        for card in self.cards.values():
            if card.into is not None:
                lying.setdefault(card.into, []).append(card)
        object.__setattr__(self, "lying", lying)

    def of(self, group: str) -> list[Card]:
        return [card for card in self.cards.values() if card.group == group]

    def root(self, card: Card) -> Card:
        """The card on which this one is read: itself, or what it lies under."""
        while card.into is not None:
            card = self.cards[card.into]
        return card

    def under(self, id: str) -> Sequence[Card]:
        """What lies directly under a card, oldest first."""
        return self.lying.get(id, ())


def added(cards: Cards, card: Card) -> Cards:
    return replace(cards, cards={**cards.cards, card.id: card}, written=max(cards.written, card.number))


def changed(cards: Cards, id: str, **fields: Any) -> Cards:
    card = cards.cards.get(id)
    return cards if card is None else replace(cards, cards={**cards.cards, id: replace(card, **fields)})


def edited(cards: Cards, id: str, text: str, at: float) -> Cards:
    """With others under it, its first wording is kept."""
    card = cards.cards.get(id)
    if card is None:
        return cards
    first = card.original or (card.text if cards.under(id) else None)
    return changed(cards, id, text=text, at=at, original=first)


def split(cards: Cards, id: str) -> Cards:
    card = cards.cards.get(id)
    if card is None or card.into is None:
        return cards
    host, left = cards.cards[card.into], changed(cards, id, into=None)
    if left.under(host.id) or host.original is None:
        return left
    return changed(left, host.id, text=host.original, original=None)


def deleted(cards: Cards, id: str, by: int, at: float) -> Cards:
    """What lay under it stands by itself."""
    card = cards.cards.get(id)
    if card is None:
        return cards
    under = tuple(each.id for each in cards.under(id))
    left = {other: replace(each, into=None) if other in under else each for other, each in cards.cards.items()}
    del left[id]
    return replace(cards, cards=left, deleted={**cards.deleted, id: Deleted(card, by, at, under)})


def restored(cards: Cards, id: str) -> Cards:
    """Back to its place and with what lay under it, as far as nobody has put these elsewhere meanwhile."""
    was = cards.deleted.get(id)
    if was is None:
        return cards
    host = cards.cards.get(was.card.into or "")
    back = replace(was.card, into=host.id if host and cards.root(host).id not in was.under else None)
    kept = {
        other: replace(each, into=id) if other in was.under and each.into is None else each
        for other, each in cards.cards.items()
    }
    in_order = dict(sorted({**kept, id: back}.items(), key=lambda entry: entry[1].number))
    return forgotten(replace(cards, cards=in_order), id)


def forgotten(cards: Cards, id: str) -> Cards:
    return replace(cards, deleted={other: each for other, each in cards.deleted.items() if other != id})
