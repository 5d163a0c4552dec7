"""Bundling: what editors do with cards and themes. No card's text or group is in reach here, and no author.

Two editors never overwrite each other: who edits says which version of a theme, and which place of a card, they saw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, assert_never

from annotated_types import Len, MaxLen

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from dialogue.refs import Text
from facilitation.cards import Cards
from facilitation.dots import Dots
from facilitation.themes import Edit, Theme, Themes, ThemesEdited, ThemesPublished, bundled, held, material
from facilitation.view import no_state
from facilitation.wording import worded
from rooms.seats import Seats

TITLE_LENGTH = 80
Title = Annotated[str, MaxLen(1_000)]
Seen = Annotated[Mapping[str, str | None], Len(1, 500)]
"""Cards, and the theme in which each was seen: None for left over."""


@dataclass(frozen=True, slots=True)
class AddTheme:
    """`theme.add`: a new theme, with cards or without. Refuses `empty`, `too-long`, and as `theme.take`."""

    title: Title
    cards: Annotated[Mapping[str, str | None], MaxLen(500)]


@dataclass(frozen=True, slots=True)
class RenameTheme:
    """`theme.rename`. Refuses `unknown-theme`; `changed`, with title and version, where another was seen."""

    theme: str
    version: int
    title: Title


@dataclass(frozen=True, slots=True)
class MergeThemes:
    """`theme.merge`: all its cards go into another theme, which keeps its title. Refuses as `theme.rename`."""

    theme: str
    version: int
    into: str
    into_version: int


@dataclass(frozen=True, slots=True)
class SplitTheme:
    """`theme.split`: these of its cards become a theme of their own. Refuses as `theme.rename` and `theme.take`."""

    theme: str
    version: int
    title: Title
    cards: Annotated[Sequence[str], Len(1, 500)]


@dataclass(frozen=True, slots=True)
class RemoveTheme:
    """`theme.remove`: its cards are left over again. Refuses as `theme.rename`."""

    theme: str
    version: int


@dataclass(frozen=True, slots=True)
class TakeCards:
    """`theme.take`: cards into this theme. Refuses as `theme.rename`, `unknown-card`, and `changed`, with the card's
    theme, where one is elsewhere by now."""

    theme: str
    version: int
    cards: Seen


@dataclass(frozen=True, slots=True)
class PutBack:
    """`theme.put-back`: cards are left over again. Refuses as `theme.take`."""

    cards: Seen


@dataclass(frozen=True, slots=True)
class UndoEdit:
    """`themes.undo`: takes back the own newest edit. Refuses `no-edit` where it is another by now, and `changed` where
    somebody went on with what it touched."""

    edit: int


@dataclass(frozen=True, slots=True)
class PublishThemes:
    """`themes.publish`: the plenary sees the themes as they stand after that edit. Refuses `changed` where there was
    another since, `no-themes` where none has a card, `has-dots` where one is gone to which citizens gave dots."""

    edit: int


@dataclass(frozen=True, slots=True)
class Bundling:
    """A doer has no state of its own."""


ThemeCommand = AddTheme | RenameTheme | MergeThemes | SplitTheme | RemoveTheme | TakeCards | PutBack


def decide(
    dialogue: Dialogue, command: ThemeCommand | UndoEdit | PublishThemes, actor: int, given: Given
) -> Sequence[Event]:
    verb = NAMES[type(command)]
    if not dialogue.part(Seats).role(actor).bundles:
        raise Refused("not-allowed", command=verb)
    if isinstance(command, PublishThemes):
        return _published(dialogue, command, given)
    themes = dialogue.part(Themes)
    blank = ThemesEdited(themes.edits + 1, actor, verb)
    edit = _undo(themes, blank, command) if isinstance(command, UndoEdit) else _edit(dialogue, command, blank, given)
    return () if edit == blank else (edit,)


def _edit(dialogue: Dialogue, command: ThemeCommand, blank: ThemesEdited, given: Given) -> ThemesEdited:
    themes = dialogue.part(Themes)
    match command:
        case AddTheme(title=title, cards=cards):
            _must_be_there(dialogue, cards)
            return _made(themes, blank, title, tuple(cards), given)
        case RenameTheme(title=title):
            theme = _seen(themes, command.theme, command.version)
            return replace(blank, titled={theme.id: given.keep(worded(title, limit=TITLE_LENGTH))})
        case MergeThemes():
            theme, into = (
                _seen(themes, command.theme, command.version),
                _seen(themes, command.into, command.into_version),
            )
            return blank if theme == into else _merged(blank, theme, into)
        case SplitTheme(cards=cards):
            theme = _seen(themes, command.theme, command.version)
            _must_be_there(dialogue, dict.fromkeys(cards, theme.id))
            return _made(themes, blank, command.title, tuple(cards), given)
        case RemoveTheme():
            theme = _seen(themes, command.theme, command.version)
            return replace(blank, moved=dict.fromkeys(theme.cards), removed=(theme.id,))
        case TakeCards(cards=cards):
            theme = _seen(themes, command.theme, command.version)
            _must_be_there(dialogue, cards)
            return replace(blank, moved={card: theme.id for card, at in cards.items() if at != theme.id})
        case PutBack(cards=cards):
            _must_be_there(dialogue, cards)
            return replace(blank, moved={card: None for card, at in cards.items() if at is not None})
        case _:
            assert_never(command)


def _made(themes: Themes, blank: ThemesEdited, title: str, cards: tuple[str, ...], given: Given) -> ThemesEdited:
    text = given.keep(worded(title, limit=TITLE_LENGTH))
    theme = Theme(given.new_id(), themes.made + 1, text)
    return replace(blank, made=(theme,), moved=dict.fromkeys(cards, theme.id))


def _merged(blank: ThemesEdited, theme: Theme, into: Theme) -> ThemesEdited:
    moved: dict[str, str | None] = dict.fromkeys(theme.cards, into.id)
    return replace(blank, titled={into.id: into.title}, moved=moved, removed=(theme.id,))


def _seen(themes: Themes, id: str, version: int) -> Theme:
    theme = themes.themes.get(id)
    if theme is None:
        raise Refused("unknown-theme")
    if theme.version != version:
        raise Refused("changed", **_now(theme))
    return theme


def _now(theme: Theme) -> dict[str, Any]:
    return {"theme": theme.id, "number": theme.number, "version": theme.version, "title": Text(theme.title)}


def _must_be_there(dialogue: Dialogue, cards: Mapping[str, str | None]) -> None:
    """Every card is one that editors see, and where it was seen."""
    known, themes = dialogue.part(Cards).cards, dialogue.part(Themes)
    places = themes.places()
    for card, at in cards.items():
        if not bundled(dialogue, known.get(card)):
            raise Refused("unknown-card")
        if (now := places.get(card)) != at:
            raise Refused("changed", card=card, **(_now(themes.themes[now]) if now else {"theme": None}))


def _undo(themes: Themes, blank: ThemesEdited, command: UndoEdit) -> ThemesEdited:
    edit = themes.last_of(blank.by)
    if edit is None or edit.number != command.edit:
        raise Refused("no-edit")
    _must_be_untouched(themes, edit)
    return replace(
        blank,
        undone=edit.number,
        made=tuple(replace(theme, version=theme.version + 1, cards=()) for theme in edit.removed),
        titled={id: before for id, (before, _) in edit.titled.items()},
        moved={card: was for card, (was, _) in edit.moved.items()},
        removed=tuple(theme.id for theme in edit.made),
    )


def _must_be_untouched(themes: Themes, edit: Edit) -> None:
    """Nobody went on with what the edit touched: its cards are where it put them, where they were is still there, its
    titles stand, and what it made holds nothing else."""
    places, known = themes.places(), themes.themes
    sources = {was for was, _ in edit.moved.values() if was is not None} - {theme.id for theme in edit.removed}
    stay = all(places.get(card) == to for card, (_, to) in edit.moved.items())
    stand = all(id in known and known[id].title == after for id, (_, after) in edit.titled.items())
    alone = all(
        theme.id in known and known[theme.id].title == theme.title and set(known[theme.id].cards) <= set(edit.moved)
        for theme in edit.made
    )
    if not (stay and stand and alone and sources <= set(known)):
        raise Refused("changed", edit=edit.number)


def _published(dialogue: Dialogue, command: PublishThemes, given: Given) -> Sequence[Event]:
    themes = dialogue.part(Themes)
    if command.edit != themes.edits:
        raise Refused("changed", edit=themes.edits)
    shown = tuple(theme.id for theme in themes.themes.values() if held(dialogue, theme.cards))
    if not shown:
        raise Refused("no-themes")
    if lost := dialogue.part(Dots).dotted() - set(shown):
        before = themes.published.themes if themes.published else ()
        raise Refused("has-dots", numbers=sorted(theme.number for theme in before if theme.id in lost))
    places = themes.places()
    return (ThemesPublished(given.now, shown, tuple(card.id for card in material(dialogue) if card.id not in places)),)


COMMANDS: Mapping[str, type] = {
    "theme.add": AddTheme,
    "theme.rename": RenameTheme,
    "theme.merge": MergeThemes,
    "theme.split": SplitTheme,
    "theme.remove": RemoveTheme,
    "theme.take": TakeCards,
    "theme.put-back": PutBack,
    "themes.undo": UndoEdit,
    "themes.publish": PublishThemes,
}
NAMES: Mapping[type, str] = {kind: name for name, kind in COMMANDS.items()}

BUNDLING: Part[Bundling] = no_state(Bundling(), decide=decide, commands=COMMANDS)
