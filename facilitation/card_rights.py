"""Who may see, change, choose and put together cards, and until when. Decides nothing; knows no command."""

from __future__ import annotations

from dialogue.machine import Dialogue, Refused
from facilitation.boards import Boards, BoardsOpened
from facilitation.groups import Groups
from facilitation.pile import Card, Cards
from facilitation.scribes import writes_for
from facilitation.withheld import withheld
from rooms.places import Places, people_in
from rooms.seats import Seats


def board_of(dialogue: Dialogue, group: str) -> BoardsOpened:
    board = dialogue.part(Boards).of(group)
    assert board is not None, f"a card of {group} without its board"
    return board


def visible(dialogue: Dialogue, card: Card, seat: int) -> bool:
    """Whether this seat may know the card: its author always; once revealed, whoever is in the group's room or sat
    there when its time ended, unless it is withheld."""
    boards = dialogue.part(Boards)
    in_group = dialogue.part(Places).of(seat) == card.group or (
        boards.over(card.group) and dialogue.part(Groups).belongs(seat, card.group)
    )
    shown = card.group in boards.revealed and not withheld(dialogue, card.id)
    return card.author == seat or (in_group and shown)


def changeable(dialogue: Dialogue, card_id: str, actor: int, now: float, command: str) -> Card:
    """The card, where this person may change it now. Refuses as `card.edit`."""
    card = dialogue.part(Cards).cards.get(card_id)
    if card is None or not visible(dialogue, card, actor):
        raise Refused("unknown-card")
    if card.author != actor and not writes_for(dialogue, actor, card.group):
        raise Refused("not-allowed", command=command)
    must_be_on(dialogue, card.group, now)
    return card


def must_be_on(dialogue: Dialogue, group: str, now: float) -> None:
    """Cards may be changed while their phase runs, whatever the step, and in the grace period."""
    boards = dialogue.part(Boards)
    if boards.over(group) and not boards.in_grace(group, now):
        raise Refused("no-cards")


def alone(dialogue: Dialogue, group: str) -> bool:
    """Whether no facilitator is there: the group runs itself."""
    seats = dialogue.part(Seats)
    return not any(seats.role(seat).guides for seat in people_in(dialogue, group))


def arranges(dialogue: Dialogue, actor: int, group: str) -> bool:
    """Whether this person puts cards together there: who writes for the group and sits in it; in a group that runs
    itself everybody who writes."""
    writes = dialogue.part(Seats).role(actor).writes
    here = actor in people_in(dialogue, group)
    return writes and here and (writes_for(dialogue, actor, group) or alone(dialogue, group))
