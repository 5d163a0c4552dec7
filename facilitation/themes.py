"""Themes: cards bundled by the editors, as state: which theme holds which cards, what was published. Decides nothing.

A card is in one theme at most, by construction: an edit says where cards go, never what a theme is to hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from dialogue.machine import Dialogue, Part
from facilitation.boards import Boards
from facilitation.cards import Card, Cards
from facilitation.withheld import withheld

KEPT_EDITS = 60
"""So far back editors can undo."""


@dataclass(frozen=True, slots=True)
class Theme:
    """`number` is stable and unique in the dialogue; `title` a text id; `version` grows with every change but cards
    coming and going; `cards` are ids in the order in which they came, deleted ones among them: see `held`."""

    id: str
    number: int
    title: str
    version: int = 1
    cards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemesEdited:
    """One edit of `by`, whole or not at all: `made` themes come first (again, where an edit is undone), `titled` maps
    themes to their title's text id, `moved` cards to the theme they are in from here on, or to None; `removed` themes
    are empty by then. `undone`: the edit that this one takes back."""

    edit: int
    by: int
    verb: str
    made: tuple[Theme, ...] = ()
    titled: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, str | None] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    undone: int = 0


@dataclass(frozen=True, slots=True)
class ThemesPublished:
    """The plenary sees these themes as they are now; `single`: cards that are in none."""

    at: float
    themes: tuple[str, ...]
    single: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """What can be undone: where each of `moved` was and went, titles before and after, themes `made` and `removed`."""

    number: int
    by: int
    verb: str
    moved: Mapping[str, tuple[str | None, str | None]]
    titled: Mapping[str, tuple[str, str]]
    made: tuple[Theme, ...]
    removed: tuple[Theme, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A copy: what editors do afterwards reaches the plenary with the next one only."""

    at: float
    edit: int
    themes: tuple[Theme, ...]
    single: tuple[str, ...] = ()

    def ids(self) -> set[str]:
        return {theme.id for theme in self.themes}


@dataclass(frozen=True, slots=True)
class Themes:
    """Themes by id; `made` counts removed ones too, so that no number comes twice; `edits`: the newest edit's number;
    `recent`: those that can be undone, oldest first."""

    themes: Mapping[str, Theme] = field(default_factory=dict)
    made: int = 0
    edits: int = 0
    recent: tuple[Edit, ...] = ()
    published: Published | None = None

    def theme_of(self, card: str) -> str | None:
        return next((theme.id for theme in self.themes.values() if card in theme.cards), None)

    def places(self) -> dict[str, str]:
        """The theme of each card that is in one."""
        return {card: theme.id for theme in self.themes.values() for card in theme.cards}

    def last_of(self, seat: int) -> Edit | None:
        """What this editor would undo now."""
        return next((edit for edit in reversed(self.recent) if edit.by == seat), None)


def bundled(dialogue: Dialogue, card: Card | None) -> bool:
    """Whether a card is for the editors: from its group's reveal on, never a draft, nor what is withheld. What lies
    under another card is read there, unless that one is withheld."""
    if card is None or withheld(dialogue, card.id) or (card.into is not None and not withheld(dialogue, card.into)):
        return False
    return card.group in dialogue.part(Boards).revealed


def material(dialogue: Dialogue) -> list[Card]:
    """All cards that the editors see, by number."""
    return [card for card in dialogue.part(Cards).cards.values() if bundled(dialogue, card)]


def held(dialogue: Dialogue, cards: tuple[str, ...]) -> list[Card]:
    """Those of these cards that may be shown now, in this order."""
    known = dialogue.part(Cards).cards
    return [card for id in cards if (card := known.get(id)) is not None and bundled(dialogue, card)]


def evolve(themes: Themes, event: ThemesEdited | ThemesPublished) -> Themes:
    match event:
        case ThemesEdited():
            return _edited(themes, event)
        case ThemesPublished(at=at, themes=ids, single=single):
            shown = tuple(themes.themes[id] for id in ids if id in themes.themes)
            return replace(themes, published=Published(at, themes.edits, shown, single))
        case _:
            assert_never(event)


def _edited(themes: Themes, event: ThemesEdited) -> Themes:
    before = themes.places()
    after = {theme.id: theme for theme in (*themes.themes.values(), *event.made)}
    after = {id: _without(theme, event.moved) for id, theme in after.items()}
    for card, id in event.moved.items():
        if id is not None and id in after:
            after[id] = replace(after[id], cards=(*after[id].cards, card))
    for id, title in event.titled.items():
        if id in after:
            after[id] = replace(after[id], title=title, version=after[id].version + 1)
    gone = tuple(after.pop(id) for id in event.removed if id in after)
    edit = Edit(
        number=event.edit,
        by=event.by,
        verb=event.verb,
        moved={card: (before.get(card), to) for card, to in event.moved.items()},
        titled={id: (themes.themes[id].title, to) for id, to in event.titled.items() if id in themes.themes},
        made=event.made,
        removed=gone,
    )
    return replace(
        themes,
        themes=dict(sorted(after.items(), key=lambda entry: entry[1].number)),
        made=max(themes.made, *(theme.number for theme in event.made), 0),
        edits=event.edit,
        recent=_recent(themes.recent, edit, event.undone),
    )


def _without(theme: Theme, moved: Mapping[str, str | None]) -> Theme:
    left = tuple(card for card in theme.cards if card not in moved)
    return theme if left == theme.cards else replace(theme, cards=left)


def _recent(recent: tuple[Edit, ...], edit: Edit, undone: int) -> tuple[Edit, ...]:
    """An edit that takes another back is no edit to be taken back itself."""
    left = tuple(each for each in recent if each.number != undone)
    return left if undone else (*left, edit)[-KEPT_EDITS:]


THEMES: Part[Themes] = Part(
    slice=Themes,
    initial=Themes(),
    evolve=evolve,
    events={"themes-edited": ThemesEdited, "themes-published": ThemesPublished},
)
