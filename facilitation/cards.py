"""Cards: what the groups write, edit, move and delete. Knows no script: which boards are open stands in `boards`.

The author of a card is kept, because only the author may change it; who it is leaves the server in no topic, unless the
script says that cards carry names. Which cards are put together, and which a group chooses, is decided in `stacks` and
`picks`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, assert_never

from annotated_types import MaxLen

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from facilitation import pile
from facilitation.boards import BoardRevealed, Boards, BoardsOpened
from facilitation.card_rights import board_of, changeable, must_be_on, visible
from facilitation.groups import Groups
from facilitation.pile import Card as Card
from facilitation.pile import Cards as Cards
from facilitation.scribes import writes_for
from facilitation.withheld import hold
from facilitation.wording import worded
from rooms.places import Places
from rooms.seats import Seats
from rooms.voices import guides

Typed = Annotated[str, MaxLen(10_000)]
UNDO_S = 60.0
"""So long a deleted card can be had back; then its text is gone."""


@dataclass(frozen=True, slots=True)
class CardWritten:
    """`number` is stable and unique in the dialogue; `text` is a text id; `group` a room id; `called`: written for
    somebody who said it; `differs`: a differing opinion on that card."""

    card: str
    number: int
    group: str
    column: str
    author: int
    text: str
    at: float
    called: bool = False
    differs: str | None = None


@dataclass(frozen=True, slots=True)
class CardEdited:
    card: str
    text: str
    at: float


@dataclass(frozen=True, slots=True)
class CardMoved:
    card: str
    column: str


@dataclass(frozen=True, slots=True)
class CardDeleted:
    """`by` may have it back for a while from `at` on."""

    card: str
    by: int = 0
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class CardRestored:
    card: str


@dataclass(frozen=True, slots=True)
class CardForgotten:
    """A deleted card is gone for good, its text with it."""

    card: str


@dataclass(frozen=True, slots=True)
class CardMerged:
    """Lies under the card `into` from here on; every text stays as it was written."""

    card: str
    into: str


@dataclass(frozen=True, slots=True)
class CardSplit:
    """Stands by itself again; the last one gives the card it lay under its own first wording back."""

    card: str


@dataclass(frozen=True, slots=True)
class CardTopped:
    """The group counts this card among its choice, or no longer. `dots`: by its dots; else by who guides it."""

    card: str
    on: bool
    dots: bool = False


@dataclass(frozen=True, slots=True)
class WriteCard:
    """`card.write`: into the group one sits in, or, within a minute after its phase, the `group` one sat in. Refuses
    `wrong-room`, `no-cards`, `unknown-column`, `empty`, `too-long`, `too-many`. `called`: on call, for somebody else
    (else `not-allowed`); such cards are marked and count for nobody's limit. `differs`: a differing opinion on that
    card of the group (else `unknown-card`), in its column, once it is revealed, whatever the step."""

    column: str
    text: Typed
    group: str | None = None
    called: bool = False
    differs: str | None = None


@dataclass(frozen=True, slots=True)
class EditCard:
    """`card.edit`: its author; once revealed also the group's facilitator and scribe. Refuses `unknown-card` also where
    the card exists but is not for this person's eyes, `not-allowed`, `no-cards` when the time is over."""

    card: str
    text: Typed


@dataclass(frozen=True, slots=True)
class MoveCard:
    """`card.move`: into another column of its board; as `card.edit`. Refuses `unknown-column`."""

    card: str
    column: str


@dataclass(frozen=True, slots=True)
class DeleteCard:
    """`card.delete`: as `card.edit`. What lay under it stands by itself again."""

    card: str


@dataclass(frozen=True, slots=True)
class RestoreCard:
    """`card.restore`: by who deleted it, within a minute, as it was; else `unknown-card`."""

    card: str


@dataclass(frozen=True, slots=True)
class RevealCards:
    """`cards.reveal`: whoever guides the group. Revealing twice changes nothing."""

    group: str


CardCommand = WriteCard | EditCard | MoveCard | DeleteCard | RestoreCard | RevealCards


def decide(dialogue: Dialogue, command: CardCommand, actor: int, given: Given) -> Sequence[Event]:
    match command:
        case WriteCard():
            return _write(dialogue, command, actor, given)
        case EditCard(card=card_id):
            return _edit(dialogue, changeable(dialogue, card_id, actor, given.now, "card.edit"), command.text, given)
        case MoveCard(card=card_id, column=column):
            card = changeable(dialogue, card_id, actor, given.now, "card.move")
            _known_column(board_of(dialogue, card.group), column)
            return () if card.column == column else (CardMoved(card.id, column),)
        case DeleteCard(card=card_id):
            card = changeable(dialogue, card_id, actor, given.now, "card.delete")
            return (CardDeleted(card.id, actor, given.now),)
        case RestoreCard(card=card_id):
            return _restore(dialogue, card_id, actor, given.now)
        case RevealCards(group=group):
            return _reveal(dialogue, group, actor)
        case _:
            assert_never(command)


def _write(dialogue: Dialogue, command: WriteCard, actor: int, given: Given) -> Sequence[Event]:
    group = _own_group(dialogue, command, actor, given.now)
    board = board_of(dialogue, group)
    column = _column(dialogue, command, group, actor)
    text = worded(command.text, limit=board.length)
    if command.called and not writes_for(dialogue, actor, group):
        raise Refused("not-allowed", command="card.write")
    cards = dialogue.part(Cards)
    kind = command.differs is None
    own = sum(card.author == actor and not card.called and (card.differs is None) == kind for card in cards.of(group))
    # Facilitator and scribe write for the group: only citizens are limited.
    if not command.called and own >= board.per_person and dialogue.part(Seats).role(actor).counted:
        raise Refused("too-many", limit=board.per_person)
    text_id, id, number = given.keep(text), given.new_id(), cards.written + 1
    written = CardWritten(id, number, group, column, actor, text_id, given.now, command.called, command.differs)
    return [written, *hold(dialogue, id, text, given.now)]


def _column(dialogue: Dialogue, command: WriteCard, group: str, actor: int) -> str:
    """A differing opinion stands in the column of what it differs from."""
    if command.differs is None:
        _known_column(board_of(dialogue, group), command.column)
        return command.column
    card = dialogue.part(Cards).cards.get(command.differs)
    if card is None or card.group != group or not visible(dialogue, card, actor):
        raise Refused("unknown-card")
    return card.column


def _known_column(board: BoardsOpened, column: str) -> None:
    if column not in {each.id for each in board.columns}:
        raise Refused("unknown-column")


def _edit(dialogue: Dialogue, card: Card, text: str, given: Given) -> Sequence[Event]:
    """What is written over is kept nowhere, but for the first wording of a card that others lie under."""
    body = worded(text, limit=board_of(dialogue, card.group).length)
    if card.original is not None or not dialogue.part(Cards).under(card.id):
        given.forget(card.text)
    return [CardEdited(card.id, given.keep(body), given.now), *hold(dialogue, card.id, body, given.now)]


def _restore(dialogue: Dialogue, card_id: str, actor: int, now: float) -> Sequence[Event]:
    cards = dialogue.part(Cards)
    deleted = cards.deleted.get(card_id)
    if card_id in cards.cards:
        return ()
    if deleted is None or deleted.by != actor or now >= deleted.at + UNDO_S:
        raise Refused("unknown-card")
    must_be_on(dialogue, deleted.card.group, now)
    full = sum(card.top for card in cards.of(deleted.card.group)) >= board_of(dialogue, deleted.card.group).top_limit
    return (CardRestored(card_id), *([CardTopped(card_id, False)] if deleted.card.top and full else []))


def _own_group(dialogue: Dialogue, command: WriteCard, actor: int, now: float) -> str:
    """The group the actor writes to: the room, or in the grace period the group named."""
    boards, room = dialogue.part(Boards), dialogue.part(Places).of(actor)
    group = command.group or room
    if not dialogue.part(Seats).role(actor).writes:
        raise Refused("not-allowed", command="card.write")
    sat_there = dialogue.part(Groups).belongs(actor, group)
    if boards.of(group) is None or (group != room and not sat_there):
        raise Refused("wrong-room")
    differs = command.differs is not None and group in boards.revealed and not boards.over(group)
    if not ((boards.writing(group) or differs) and group == room) and not (boards.in_grace(group, now) and sat_there):
        raise Refused("no-cards")
    return group


def _reveal(dialogue: Dialogue, group: str, actor: int) -> Sequence[Event]:
    boards = dialogue.part(Boards)
    if not guides(dialogue, actor, group):
        raise Refused("not-allowed", command="cards.reveal")
    if boards.of(group) is None:
        raise Refused("unknown-room")
    return () if group in boards.revealed else (BoardRevealed(group),)


def tick(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    """Nobody has it back any more: deleted is deleted."""
    gone = [each.card for each in dialogue.part(Cards).deleted.values() if each.at + UNDO_S <= given.now]
    for card in gone:
        given.forget(card.text, *([card.original] if card.original else []))
    return [CardForgotten(card.id) for card in gone]


def due_at(dialogue: Dialogue) -> float | None:
    return min((each.at + UNDO_S for each in dialogue.part(Cards).deleted.values()), default=None)


CardEvent = (
    CardWritten
    | CardEdited
    | CardMoved
    | CardDeleted
    | CardRestored
    | CardForgotten
    | CardMerged
    | CardSplit
    | CardTopped
)


def evolve(cards: Cards, event: CardEvent) -> Cards:
    match event:
        case CardWritten(card=id):
            return pile.added(cards, _card(event))
        case CardEdited(card=id, text=text, at=at):
            return pile.edited(cards, id, text, at)
        case CardMoved(card=id, column=column):
            return pile.changed(cards, id, column=column)
        case CardDeleted(card=id, by=by, at=at):
            return pile.deleted(cards, id, by, at)
        case CardRestored(card=id):
            return pile.restored(cards, id)
        case CardForgotten(card=id):
            return pile.forgotten(cards, id)
        case CardMerged(card=id, into=into):
            return pile.changed(cards, id, into=into)
        case CardSplit(card=id):
            return pile.split(cards, id)
        case CardTopped(card=id, on=on):
            return pile.changed(cards, id, top=on)
        case _:
            assert_never(event)


def _card(event: CardWritten) -> Card:
    written = Card(event.card, event.number, event.group, event.column, event.author, event.text, event.at)
    return replace(written, called=event.called, differs=event.differs)


CARDS: Part[Cards] = Part(
    slice=Cards,
    initial=Cards(),
    evolve=evolve,
    decide=decide,
    tick=tick,
    due_at=due_at,
    events={
        "card-written": CardWritten,
        "card-edited": CardEdited,
        "card-moved": CardMoved,
        "card-deleted": CardDeleted,
        "card-restored": CardRestored,
        "card-forgotten": CardForgotten,
        "card-merged": CardMerged,
        "card-split": CardSplit,
        "card-topped": CardTopped,
    },
    commands={
        "card.write": WriteCard,
        "card.edit": EditCard,
        "card.move": MoveCard,
        "card.delete": DeleteCard,
        "card.restore": RestoreCard,
        "cards.reveal": RevealCards,
    },
)
