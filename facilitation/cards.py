"""Cards: what the groups write, edit, delete and choose. Knows no script: which boards are open stands in `boards`.

The author of a card is kept, because only the author may change it; who it is leaves the server in no topic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, assert_never

from annotated_types import MaxLen

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from facilitation.boards import BoardRevealed, Boards, BoardsOpened
from facilitation.groups import Groups
from facilitation.scribes import writes_for
from facilitation.withheld import hold, withheld
from facilitation.wording import worded
from rooms.places import Places, people_in
from rooms.seats import Seats
from rooms.voices import guides

Typed = Annotated[str, MaxLen(10_000)]


@dataclass(frozen=True, slots=True)
class CardWritten:
    """`number` is stable and unique in the dialogue; `text` is a text id; `group` a room id; `called`: written for
    somebody who said it."""

    card: str
    number: int
    group: str
    column: str
    author: int
    text: str
    at: float
    called: bool = False


@dataclass(frozen=True, slots=True)
class CardEdited:
    card: str
    text: str
    at: float


@dataclass(frozen=True, slots=True)
class CardDeleted:
    card: str


@dataclass(frozen=True, slots=True)
class CardTopped:
    """The group counts this card among its choice, or no longer."""

    card: str
    on: bool


@dataclass(frozen=True, slots=True)
class WriteCard:
    """`card.write`: into the group one sits in, or, within a minute after its phase, the `group` one sat in. Refuses
    `wrong-room`, `no-cards`, `unknown-column`, `empty`, `too-long`, `too-many`. `called`: on call, for somebody else
    (else `not-allowed`); such cards are marked and count for nobody's limit."""

    column: str
    text: Typed
    group: str | None = None
    called: bool = False


@dataclass(frozen=True, slots=True)
class EditCard:
    """`card.edit`: its author; once revealed also the group's facilitator and scribe. Refuses `unknown-card` also where
    the card exists but is not for this person's eyes, `not-allowed`, `no-cards` when the time is over."""

    card: str
    text: Typed


@dataclass(frozen=True, slots=True)
class DeleteCard:
    """`card.delete`: as `card.edit`."""

    card: str


@dataclass(frozen=True, slots=True)
class TopCard:
    """`card.top`: whoever guides the group; in a group without a facilitator anybody of it. Refuses `top-full`."""

    card: str
    on: bool


@dataclass(frozen=True, slots=True)
class RevealCards:
    """`cards.reveal`: whoever guides the group. Revealing twice changes nothing."""

    group: str


@dataclass(frozen=True, slots=True)
class Card:
    id: str
    number: int
    group: str
    column: str
    author: int
    text: str
    at: float
    top: bool = False
    called: bool = False


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards by id, oldest first; `written` counts deleted ones too, so that no number comes twice."""

    cards: Mapping[str, Card] = field(default_factory=dict)
    written: int = 0

    def of(self, group: str) -> list[Card]:
        return [card for card in self.cards.values() if card.group == group]


CardCommand = WriteCard | EditCard | DeleteCard | TopCard | RevealCards


def decide(dialogue: Dialogue, command: CardCommand, actor: int, given: Given) -> Sequence[Event]:
    match command:
        case WriteCard():
            return _write(dialogue, command, actor, given)
        case EditCard(card=card_id, text=text):
            card = _changeable(dialogue, card_id, actor, given.now, "card.edit")
            body = worded(text, limit=_board(dialogue, card.group).length)
            edited = CardEdited(card.id, given.keep(body), given.now)
            return [edited, *hold(dialogue, card.id, body, given.now)]
        case DeleteCard(card=card_id):
            return (CardDeleted(_changeable(dialogue, card_id, actor, given.now, "card.delete").id),)
        case TopCard(card=card_id, on=on):
            return _top(dialogue, card_id, actor, given.now, on=on)
        case RevealCards(group=group):
            return _reveal(dialogue, group, actor)
        case _:
            assert_never(command)


def _write(dialogue: Dialogue, command: WriteCard, actor: int, given: Given) -> Sequence[Event]:
    group = _own_group(dialogue, command.group, actor, given.now)
    board = _board(dialogue, group)
    if command.column not in {column.id for column in board.columns}:
        raise Refused("unknown-column")
    text = worded(command.text, limit=board.length)
    cards = dialogue.part(Cards)
    if command.called and not writes_for(dialogue, actor, group):
        raise Refused("not-allowed", command="card.write")
    own = sum(card.author == actor and not card.called for card in cards.of(group))
    # Facilitator and scribe write for the group: only citizens are limited.
    if not command.called and own >= board.per_person and dialogue.part(Seats).role(actor).counted:
        raise Refused("too-many", limit=board.per_person)
    text_id, id, number = given.keep(text), given.new_id(), cards.written + 1
    written = CardWritten(id, number, group, command.column, actor, text_id, given.now, command.called)
    return [written, *hold(dialogue, id, text, given.now)]


def _own_group(dialogue: Dialogue, named: str | None, actor: int, now: float) -> str:
    """The group the actor writes to: the room, or in the grace period the group named."""
    boards, room = dialogue.part(Boards), dialogue.part(Places).of(actor)
    group = named or room
    if not dialogue.part(Seats).role(actor).writes:
        raise Refused("not-allowed", command="card.write")
    sat_there = dialogue.part(Groups).belongs(actor, group)
    if boards.of(group) is None or (group != room and not sat_there):
        raise Refused("wrong-room")
    if not (boards.writing(group) and group == room) and not (boards.in_grace(group, now) and sat_there):
        raise Refused("no-cards")
    return group


def _board(dialogue: Dialogue, group: str) -> BoardsOpened:
    board = dialogue.part(Boards).of(group)
    assert board is not None, f"a card of {group} without its board"
    return board


def visible(dialogue: Dialogue, card: Card, seat: int) -> bool:
    """Whether this seat may know the card: its author always; once revealed, whoever is in the group's room, unless it
    is withheld."""
    in_room = dialogue.part(Places).of(seat) == card.group
    shown = card.group in dialogue.part(Boards).revealed and not withheld(dialogue, card.id)
    return card.author == seat or (in_room and shown)


def _changeable(dialogue: Dialogue, card_id: str, actor: int, now: float, command: str) -> Card:
    card = dialogue.part(Cards).cards.get(card_id)
    if card is None or not visible(dialogue, card, actor):
        raise Refused("unknown-card")
    if card.author != actor and not writes_for(dialogue, actor, card.group):
        raise Refused("not-allowed", command=command)
    _must_be_on(dialogue, card.group, now)
    return card


def _must_be_on(dialogue: Dialogue, group: str, now: float) -> None:
    """Cards may be changed while their phase runs, whatever the step, and in the grace period."""
    boards = dialogue.part(Boards)
    if _board(dialogue, group).phase in boards.closed and not boards.in_grace(group, now):
        raise Refused("no-cards")


def _top(dialogue: Dialogue, card_id: str, actor: int, now: float, *, on: bool) -> Sequence[Event]:
    card = dialogue.part(Cards).cards.get(card_id)
    leads = card is not None and guides(dialogue, actor, card.group)
    if card is None or not (leads or visible(dialogue, card, actor)):
        raise Refused("unknown-card")
    if not (leads or _runs_itself(dialogue, card.group, actor)):
        raise Refused("not-allowed", command="card.top")
    _must_be_on(dialogue, card.group, now)
    limit = _board(dialogue, card.group).top_limit
    if on and not card.top and sum(other.top for other in dialogue.part(Cards).of(card.group)) >= limit:
        raise Refused("top-full", limit=limit)
    return () if card.top == on else (CardTopped(card.id, on),)


def _runs_itself(dialogue: Dialogue, group: str, actor: int) -> bool:
    """Whether the actor is of the group and no facilitator is there."""
    seats, here = dialogue.part(Seats), people_in(dialogue, group)
    return actor in here and seats.role(actor).writes and not any(seats.role(seat).guides for seat in here)


def _reveal(dialogue: Dialogue, group: str, actor: int) -> Sequence[Event]:
    boards = dialogue.part(Boards)
    if not guides(dialogue, actor, group):
        raise Refused("not-allowed", command="cards.reveal")
    if boards.of(group) is None:
        raise Refused("unknown-room")
    return () if group in boards.revealed else (BoardRevealed(group),)


def evolve(cards: Cards, event: CardWritten | CardEdited | CardDeleted | CardTopped) -> Cards:
    match event:
        case CardWritten(card=id, number=number):
            card = Card(id, number, event.group, event.column, event.author, event.text, event.at, called=event.called)
            return Cards({**cards.cards, id: card}, max(cards.written, number))
        case CardEdited(card=id, text=text, at=at):
            return _changed(cards, id, text=text, at=at)
        case CardDeleted(card=id):
            return replace(cards, cards={other: card for other, card in cards.cards.items() if other != id})
        case CardTopped(card=id, on=on):
            return _changed(cards, id, top=on)
        case _:
            assert_never(event)


def _changed(cards: Cards, id: str, **fields: Any) -> Cards:
    card = cards.cards.get(id)
    return cards if card is None else replace(cards, cards={**cards.cards, id: replace(card, **fields)})


CARDS: Part[Cards] = Part(
    slice=Cards,
    initial=Cards(),
    evolve=evolve,
    decide=decide,
    events={
        "card-written": CardWritten,
        "card-edited": CardEdited,
        "card-deleted": CardDeleted,
        "card-topped": CardTopped,
    },
    commands={
        "card.write": WriteCard,
        "card.edit": EditCard,
        "card.delete": DeleteCard,
        "card.top": TopCard,
        "cards.reveal": RevealCards,
    },
)
