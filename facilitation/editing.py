"""What editors see: revealed cards of all groups, the themes they make of them, what is published. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dialogue.machine import Audience, Dialogue, Part, Topics
from dialogue.refs import Text
from facilitation.boards import Boards
from facilitation.provenance import rounds, traced
from facilitation.themes import Edit, Theme, Themes, held, material
from facilitation.view import view
from rooms.places import group_id
from rooms.roles import ROLES


@dataclass(frozen=True, slots=True)
class Editing:
    """A view has no state of its own."""


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Cards and themes: roles that bundle, wherever they are, each card from its group's reveal on, without author and
    time; what one can undo: oneself alone. Nobody else sees a theme before it is published."""
    if not ROLES[audience.role].bundles or not dialogue.part(Boards).opened:
        return {}
    themes = dialogue.part(Themes)
    if audience.seat is not None:
        return {"my-edit": _undoable(themes.last_of(audience.seat))}
    return {
        "editing": _state(dialogue, themes),
        "editing-cards": {card.id: traced(dialogue, card) for card in material(dialogue)},
        "editing-themes": {theme.id: _theme(dialogue, theme) for theme in themes.themes.values()},
    }


def _undoable(edit: Edit | None) -> dict[str, Any]:
    return {"edit": edit.number, "verb": edit.verb} if edit else {"edit": None, "verb": None}


def _state(dialogue: Dialogue, themes: Themes) -> dict[str, Any]:
    boards, shown = dialogue.part(Boards), themes.published
    return {
        "rounds": rounds(dialogue, boards.opened),
        "groups": [
            {"phase": board.phase, "number": number, "revealed": group_id(board.phase, number) in boards.revealed}
            for board in boards.opened.values()
            for number in board.groups
        ],
        "edit": themes.edits,
        "published": {"at": shown.at, "edit": shown.edit} if shown else None,
    }


def _theme(dialogue: Dialogue, theme: Theme) -> dict[str, Any]:
    return {
        "number": theme.number,
        "title": Text(theme.title),
        "version": theme.version,
        "cards": [card.id for card in held(dialogue, theme.cards)],
    }


EDITING: Part[Editing] = view(Editing(), topics)
