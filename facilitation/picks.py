"""Picks: which cards a group counts as its top ones. Who guides it chooses; a group that runs itself gives dots.

Each citizen of the group has as many dots as there are top cards; the most-dotted are the top, ties as ties. What a
facilitator chose stands beside it. Who gave a dot to which card is told to nobody but that person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from facilitation.boards import Boards
from facilitation.card_rights import alone, board_of, must_be_on, visible
from facilitation.cards import CardForgotten, CardTopped
from facilitation.pile import Card, Cards
from rooms.places import people_in
from rooms.seats import Seats
from rooms.voices import guides


@dataclass(frozen=True, slots=True)
class CardPicked:
    """A citizen gives this card a dot, or takes it back."""

    card: str
    seat: int
    on: bool


@dataclass(frozen=True, slots=True)
class TopCard:
    """`card.top`: whoever guides the group. Refuses `top-full`, `merged` for a card that lies under another."""

    card: str
    on: bool


@dataclass(frozen=True, slots=True)
class PickCard:
    """`card.pick`: a citizen's dot, in a group without a facilitator (else `not-allowed`), once its cards are revealed.
    Refuses `picks-spent` when all of one's own are given, `merged` for a card that lies under another."""

    card: str
    on: bool


@dataclass(frozen=True, slots=True)
class Picks:
    """`dots`: who gave one, by card; `chosen`: what stands by the choice of who guides."""

    dots: Mapping[str, frozenset[int]] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()


def dots(dialogue: Dialogue, group: str) -> dict[str, frozenset[int]]:
    """Who gave a dot, by card on top that has any: a card that was put under another brings its dots along, each
    person's once. Goes by the dots, not by the cards: everybody's page asks this with every card that is written."""
    cards = dialogue.part(Cards)
    found: dict[str, frozenset[int]] = {}
    for id, seats in dialogue.part(Picks).dots.items():
        card = cards.cards.get(id)
        if seats and card is not None and card.group == group:
            root = cards.root(card).id
            found[root] = found.get(root, frozenset()) | seats
    return found


def decide(dialogue: Dialogue, command: TopCard | PickCard, actor: int, given: Given) -> Sequence[Event]:
    match command:
        case TopCard(card=card_id, on=on):
            return _top(dialogue, card_id, actor, given.now, on=on)
        case PickCard(card=card_id, on=on):
            return _pick(dialogue, card_id, actor, given.now, on=on)
        case _:
            assert_never(command)


def _top(dialogue: Dialogue, card_id: str, actor: int, now: float, *, on: bool) -> Sequence[Event]:
    card = dialogue.part(Cards).cards.get(card_id)
    leads = card is not None and guides(dialogue, actor, card.group)
    if card is None or not (leads or visible(dialogue, card, actor)):
        raise Refused("unknown-card")
    if not leads:
        raise Refused("not-allowed", command="card.top")
    _must_be_open(dialogue, card, now)
    limit = board_of(dialogue, card.group).top_limit
    if on and not card.top and sum(other.top for other in dialogue.part(Cards).of(card.group)) >= limit:
        raise Refused("top-full", limit=limit)
    return () if card.top == on else (CardTopped(card.id, on),)


def _must_be_open(dialogue: Dialogue, card: Card, now: float) -> None:
    must_be_on(dialogue, card.group, now)
    if card.into is not None:
        raise Refused("merged")


def _pick(dialogue: Dialogue, card_id: str, actor: int, now: float, *, on: bool) -> Sequence[Event]:
    card = dialogue.part(Cards).cards.get(card_id)
    if card is None or not visible(dialogue, card, actor):
        raise Refused("unknown-card")
    if not _picks(dialogue, actor, card.group):
        raise Refused("not-allowed", command="card.pick")
    _must_be_open(dialogue, card, now)
    given, limit = dots(dialogue, card.group), board_of(dialogue, card.group).top_limit
    if on == (actor in given.get(card.id, ())):
        return ()
    if on and sum(actor in seats for seats in given.values()) >= limit:
        raise Refused("picks-spent", limit=limit)
    picked = [CardPicked(each, actor, on) for each in ([card.id] if on else _dotted(dialogue, card, actor))]
    return [*picked, *retopped(dialogue.after(*picked), card.group)]


def _picks(dialogue: Dialogue, actor: int, group: str) -> bool:
    counted = dialogue.part(Seats).role(actor).counted and actor in people_in(dialogue, group)
    return counted and group in dialogue.part(Boards).revealed and alone(dialogue, group)


def _dotted(dialogue: Dialogue, card: Card, actor: int) -> list[str]:
    """The card and what lies under it, as far as it has this person's dot."""
    cards, picks = dialogue.part(Cards), dialogue.part(Picks)
    stack = [each.id for each in cards.of(card.group) if cards.root(each).id == card.id]
    return [id for id in stack if actor in picks.dots.get(id, ())]


def retopped(dialogue: Dialogue, group: str) -> list[Event]:
    """What the dots make of the group's top cards."""
    cards, chosen = dialogue.part(Cards), dialogue.part(Picks).chosen
    kept = [card.id for card in cards.of(group) if card.top and card.id in chosen]
    counts = {id: len(seats) for id, seats in dots(dialogue, group).items() if id not in kept}
    top = {*kept, *_most(counts, board_of(dialogue, group).top_limit - len(kept))}
    changed = [card for card in cards.of(group) if card.top != (card.id in top)]
    return [CardTopped(card.id, not card.top, dots=True) for card in changed]


def _most(counts: Mapping[str, int], places: int) -> set[str]:
    """So many with the most, and whoever has as many as the last of them."""
    if places < 1 or not counts:
        return set()
    last = sorted(counts.values(), reverse=True)[:places][-1]
    return {id for id, count in counts.items() if count >= last}


def evolve(picks: Picks, event: CardPicked | CardTopped | CardForgotten) -> Picks:
    match event:
        case CardPicked(card=card, seat=seat, on=on):
            held = picks.dots.get(card, frozenset())
            return replace(picks, dots={**picks.dots, card: held | {seat} if on else held - {seat}})
        case CardTopped(card=card, on=on, dots=by_dots):
            chosen = picks.chosen | {card} if on and not by_dots else picks.chosen - {card}
            return picks if chosen == picks.chosen else replace(picks, chosen=chosen)
        case CardForgotten(card=card):
            return replace(picks, dots={id: seats for id, seats in picks.dots.items() if id != card})
        case _:
            assert_never(event)


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """How many dots each revealed card has: everyone in the group's room, while it has no facilitator. Where one's own
    dots are: oneself alone."""
    boards, room = dialogue.part(Boards), audience.room
    if room not in boards.revealed:
        return {}
    if audience.seat is not None:
        return {"my-picks": [card for card, seats in dots(dialogue, room).items() if audience.seat in seats]}
    return (
        {"picks": {card: len(seats) for card, seats in dots(dialogue, room).items()}} if alone(dialogue, room) else {}
    )


PICKS: Part[Picks] = Part(
    slice=Picks,
    initial=Picks(),
    evolve=evolve,
    decide=decide,
    topics=topics,
    events={"card-picked": CardPicked},
    follows=(CardTopped, CardForgotten),
    commands={"card.top": TopCard, "card.pick": PickCard},
)
