"""What may be seen of boards and cards: by the group, by their author, by the plenary. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dialogue.machine import Audience, Dialogue, Part, Topics
from dialogue.refs import Name, Text
from facilitation.boards import Boards, BoardsOpened
from facilitation.cards import Card, Cards
from facilitation.view import view
from facilitation.withheld import Withheld, withheld
from rooms.places import PLENARY, group_id, group_number
from rooms.seats import Seats


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """A group's board and its revealed cards: everyone in that group's room, nobody elsewhere. Before the reveal others
    see only how many there are. One's own cards: oneself alone, in every room. Cards of a finished phase: the plenary,
    from the harvest on. What is withheld: its author alone. Whose a card is, only one's own cards tell, and the name on
    it where the script has named cards: the board says so before anybody writes."""
    if audience.seat is not None:
        return {"my-cards": _own(dialogue, audience.seat)}
    if audience.room == PLENARY:
        return _plenary(dialogue)
    board = dialogue.part(Boards).of(audience.room)
    if board is None:
        return {}
    return {
        f"board:{audience.room}": _board(dialogue, board, audience.room),
        f"cards:{audience.room}": {card.id: _card(dialogue, card) for card in _seen(dialogue, audience.room)},
    }


def _card(dialogue: Dialogue, card: Card) -> dict[str, Any]:
    """`into` and `original` let every text be read that was put together; `name`: only where cards are named, and never
    on what somebody wrote for another."""
    return {
        "column": card.column,
        "text": Text(card.text),
        "top": card.top,
        "at": card.at,
        "called": card.called,
        "into": card.into,
        "original": None if card.original is None else Text(card.original),
        "name": _name(dialogue, card),
        "differs": card.differs,
    }


def _name(dialogue: Dialogue, card: Card) -> Name | None:
    if card.called or (board := dialogue.part(Boards).of(card.group)) is None or board.anonymous:
        return None
    # Read so that a corrected name makes this stale.
    return Name(card.author) if card.author in dialogue.part(Seats).roles else None


def _seen(dialogue: Dialogue, group: str) -> list[Card]:
    """The group's cards, once they are revealed."""
    return _open(dialogue, group) if group in dialogue.part(Boards).revealed else []


def _open(dialogue: Dialogue, group: str) -> list[Card]:
    return [card for card in dialogue.part(Cards).of(group) if not withheld(dialogue, card.id)]


def _board(dialogue: Dialogue, board: BoardsOpened, group: str) -> dict[str, Any]:
    boards = dialogue.part(Boards)
    revealed = group in boards.revealed
    return {
        "group": group,
        "number": group_number(group),
        "columns": columns(board),
        "open": boards.writing(group),
        "revealed": revealed,
        "hidden": 0 if revealed else len(dialogue.part(Cards).of(group)),
        "length": board.length,
        "per_person": board.per_person,
        "anonymous": board.anonymous,
        "top_limit": board.top_limit,
    }


def columns(board: BoardsOpened) -> list[dict[str, Any]]:
    return [{"id": column.id, "title": dict(column.title)} for column in board.columns]


def _own(dialogue: Dialogue, seat: int) -> dict[str, Any]:
    dialogue.part(Withheld)  # read, so that a redacted text goes from here too
    revealed = dialogue.part(Boards).revealed
    own = [card for card in dialogue.part(Cards).cards.values() if card.author == seat]
    return {card.id: {"group": card.group, **_card(dialogue, card), "revealed": card.group in revealed} for card in own}


def _plenary(dialogue: Dialogue) -> Topics:
    boards = dialogue.part(Boards)
    board = boards.opened.get(boards.wall) if boards.wall else None
    if board is None:
        return {}
    rooms = {group_id(board.phase, number): number for number in board.groups}
    shown = [card for room in rooms for card in _seen(dialogue, room)]
    counts = [{"id": room, "number": number, "cards": len(_open(dialogue, room))} for room, number in rooms.items()]
    harvest = {"phase": board.phase, "columns": columns(board), "groups": counts}
    wall = {card.id: {"group": card.group, "number": rooms[card.group], **_card(dialogue, card)} for card in shown}
    return {"harvest": harvest, "wall": wall}


@dataclass(frozen=True, slots=True)
class Wall:
    """A view has no state of its own."""


WALL: Part[Wall] = view(Wall(), topics)
