"""Where a card comes from, as everyone may know it: group, round, column, number. Nothing here leads to a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dialogue.machine import Dialogue
from dialogue.refs import Text
from facilitation.boards import Boards
from facilitation.cards import Card, Cards
from facilitation.wall import columns
from facilitation.withheld import withheld
from rooms.places import group_number


def phase_of(card: Card) -> str:
    return card.group.rpartition("/")[0]


def traced(dialogue: Dialogue, card: Card) -> dict[str, Any]:
    """A card without its author, and without its time, which could tell who wrote last; `under`: what was put together
    with it, each text as it was written."""
    return {
        "number": card.number,
        "phase": phase_of(card),
        "group": group_number(card.group),
        "column": card.column,
        "text": Text(card.text),
        "top": card.top,
        "called": card.called,
        "under": [{"number": each.number, "text": Text(each.text)} for each in _under(dialogue, card)],
    }


def _under(dialogue: Dialogue, card: Card) -> list[Card]:
    below = [each for each in dialogue.part(Cards).under(card.id) if not withheld(dialogue, each.id)]
    return [each for one in below for each in (one, *_under(dialogue, one))]


def rounds(dialogue: Dialogue, phases: Iterable[str]) -> dict[str, Any]:
    """Title and columns of these rounds."""
    opened, wanted = dialogue.part(Boards).opened, set(phases)
    return {
        phase: {"title": dict(board.title), "columns": columns(board)}
        for phase, board in opened.items()
        if phase in wanted
    }
