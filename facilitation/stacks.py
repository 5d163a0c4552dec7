"""Stacks: cards that say the same put together, and taken apart again. Nothing is rewritten by it.

Both originals stay readable under the card on top, whose wording may then be changed for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from facilitation.boards import Boards
from facilitation.card_rights import arranges, must_be_on, visible
from facilitation.cards import CardMerged, CardSplit, CardTopped
from facilitation.picks import Picks, retopped
from facilitation.pile import Card, Cards
from facilitation.view import no_state


@dataclass(frozen=True, slots=True)
class MergeCards:
    """`card.merge`: puts a card under another of its group. By the facilitator and who writes for the group, in a group
    without a facilitator by anybody of it; once the cards are revealed. Refuses as `card.edit`, and `merged` where the
    card already lies under one, or would lie under itself."""

    card: str
    into: str


@dataclass(frozen=True, slots=True)
class SplitCard:
    """`card.split`: the card stands by itself again; by whom `card.merge` is. Changes nothing where it does."""

    card: str


@dataclass(frozen=True, slots=True)
class Stacks:
    """Has no state of its own: cards know what they lie under."""


def decide(dialogue: Dialogue, command: MergeCards | SplitCard, actor: int, given: Given) -> Sequence[Event]:
    card = _arranged(dialogue, command.card, actor, given.now, NAMES[type(command)])
    match command:
        case MergeCards(into=into):
            return _merged(dialogue, card, _arranged(dialogue, into, actor, given.now, "card.merge"))
        case SplitCard():
            return _split(dialogue, card, given)
        case _:
            assert_never(command)


def _arranged(dialogue: Dialogue, card_id: str, actor: int, now: float, command: str) -> Card:
    card = dialogue.part(Cards).cards.get(card_id)
    if card is None or not visible(dialogue, card, actor):
        raise Refused("unknown-card")
    if card.group not in dialogue.part(Boards).revealed or not arranges(dialogue, actor, card.group):
        raise Refused("not-allowed", command=command)
    must_be_on(dialogue, card.group, now)
    return card


def _merged(dialogue: Dialogue, card: Card, other: Card) -> Sequence[Event]:
    """The group's choice and its dots move along with the card."""
    host = dialogue.part(Cards).root(other)
    if host.group != card.group:
        raise Refused("unknown-card")
    if card.into is not None or host.id == card.id:
        raise Refused("merged")
    events: list[Event] = [CardMerged(card.id, host.id)]
    if card.id in dialogue.part(Picks).chosen:
        events += [CardTopped(card.id, False), CardTopped(host.id, True)]
    return [*events, *retopped(dialogue.after(*events), card.group)]


def _split(dialogue: Dialogue, card: Card, given: Given) -> Sequence[Event]:
    """The wording that was found for all of them is kept nowhere once the last one is taken off."""
    if card.into is None:
        return ()
    cards = dialogue.part(Cards)
    host = cards.cards[card.into]
    if len(cards.under(host.id)) == 1 and host.original is not None:
        given.forget(host.text)
    return [CardSplit(card.id), *retopped(dialogue.after(CardSplit(card.id)), card.group)]


COMMANDS: Final[dict[str, type]] = {"card.merge": MergeCards, "card.split": SplitCard}
NAMES: Final = {kind: name for name, kind in COMMANDS.items()}

STACKS: Part[Stacks] = no_state(Stacks(), decide=decide, commands=COMMANDS)
