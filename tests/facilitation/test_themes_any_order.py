"""Two editors and eleven groups at once, in any order: no card is lost, none is in two themes, each tells where it is
from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.machine import Refused
from dialogue.refs import Side
from facilitation.boards import Boards
from facilitation.bundling import (
    AddTheme,
    MergeThemes,
    PublishThemes,
    PutBack,
    RemoveTheme,
    RenameTheme,
    SplitTheme,
    TakeCards,
    UndoEdit,
)
from facilitation.cards import Cards, DeleteCard, EditCard, RevealCards, WriteCard
from facilitation.themes import Theme, Themes
from tests.facilitation.evening import Evening, in_groups

MODERATOR, EDITORS, GROUPS = 1, (2, 3), 11
Make = Callable[[Evening, int, int, bool], Any]


@cache
def base() -> Evening:
    """Eleven groups in the silent step; three of them are revealed already."""
    evening = in_groups(3 * GROUPS, staff=("moderator", "editor", "editor"))
    evening.to(evening.agenda().steps[1])
    assert len(evening.sitting()) == GROUPS
    for number, seats in enumerate(evening.sitting(), start=1):
        evening.do(WriteCard("gut", f"von {number}"), seats[0])
    for number in (1, 2, 3):
        evening.do(RevealCards(f"runde/{number}"), MODERATOR)
    return evening


def fresh() -> Evening:
    at = base()
    return replace(at, side=Side(dict(at.side.texts), dict(at.side.people)), rows=list(at.rows))


def theme(evening: Evening, number: int) -> Theme:
    known = list(evening.dialogue.part(Themes).themes.values())
    return known[number % len(known)] if known else Theme("none", 0, "")


def card(evening: Evening, number: int) -> str:
    known = list(evening.dialogue.part(Cards).cards)
    return known[number % len(known)]


def at(evening: Evening, card: str, true: bool) -> dict[str, str | None]:
    """Where that card is, or a wrong place."""
    return {card: evening.dialogue.part(Themes).theme_of(card) if true else "elsewhere"}


EDITS: dict[str, Make] = {
    "add": lambda e, a, b, ok: AddTheme(f"Thema {a}", at(e, card(e, b), ok)),
    "add-two": lambda e, a, b, ok: AddTheme(f"Thema {a}", at(e, card(e, a), ok) | at(e, card(e, b), ok)),
    "rename": lambda e, a, b, ok: RenameTheme(theme(e, a).id, theme(e, a).version - (not ok), f"Titel {b}"),
    "merge": lambda e, a, b, ok: MergeThemes(
        theme(e, a).id, theme(e, a).version, theme(e, b).id, theme(e, b).version - (not ok)
    ),
    "split": lambda e, a, b, ok: SplitTheme(
        theme(e, a).id, theme(e, a).version, "Neu", theme(e, a).cards[: b % 3 + 1] if ok else [card(e, b)]
    ),
    "remove": lambda e, a, b, ok: RemoveTheme(theme(e, a).id, theme(e, a).version - (not ok)),
    "take": lambda e, a, b, ok: TakeCards(theme(e, a).id, theme(e, a).version, at(e, card(e, b), ok)),
    "put-back": lambda e, a, b, ok: PutBack(at(e, card(e, b), ok)),
    "undo": lambda e, a, b, ok: UndoEdit(_last(e, EDITORS[a % 2]) - (not ok)),
    "publish": lambda e, a, b, ok: PublishThemes(e.dialogue.part(Themes).edits - (not ok)),
}
WORK: dict[str, Make] = {
    "write": lambda e, a, b, ok: WriteCard("gut" if ok else "fehlt", f"von {a} {b}"),
    "edit": lambda e, a, b, ok: EditCard(card(e, a), f"anders {b}"),
    "delete": lambda e, a, b, ok: DeleteCard(card(e, a)),
    "reveal": lambda e, a, b, ok: RevealCards(f"runde/{a % GROUPS + 1}"),
}
STEPS = st.tuples(
    st.sampled_from([*EDITS, *EDITS, "take", "take", "undo", "undo", *WORK]),
    st.integers(0, 40),
    st.integers(0, 40),
    st.sampled_from([True, True, True, False]),
)


def _last(evening: Evening, seat: int) -> int:
    edit = evening.dialogue.part(Themes).last_of(seat)
    return edit.number if edit else 0


def acted(evening: Evening, kind: str, a: int, b: int, ok: bool) -> None:
    """Editors edit, authors write and change their own, the moderator reveals; what is refused changes nothing."""
    if kind in EDITS:
        command, actor = EDITS[kind](evening, a, b, ok), EDITORS[a % 2]
    else:
        command = WORK[kind](evening, a, b, ok)
        writes = evening.sitting()[a % GROUPS][b % 3]
        author = evening.dialogue.part(Cards).cards[card(evening, a)].author
        actor = {"write": writes, "reveal": MODERATOR}.get(kind, author)
    before = evening.dialogue
    try:
        evening.do(command, actor)
    except Refused:
        assert evening.dialogue is before


def holds(evening: Evening, groups: dict[str, str]) -> None:
    """`groups`: each card's group, as it was written."""
    dialogue = evening.dialogue
    themes, cards, boards = dialogue.part(Themes), dialogue.part(Cards).cards, dialogue.part(Boards)
    inside = [card for theme in themes.themes.values() for card in theme.cards]
    assert len(inside) == len(set(inside))
    assert len({theme.number for theme in themes.themes.values()}) == len(themes.themes)
    seen = evening.sees(EDITORS[0])
    bundled = [card for theme in seen["editing-themes"].values() for card in theme["cards"]]
    assert set(bundled) <= set(seen["editing-cards"])
    assert set(seen["editing-cards"]) == {card.id for card in cards.values() if card.group in boards.revealed}
    for id, shown in seen["editing-cards"].items():
        group = groups.setdefault(id, cards[id].group)
        assert (f"{shown['phase']}/{shown['group']}", shown["number"]) == (group, cards[id].number)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, min_size=15, max_size=50))
def test_themes_in_any_order(steps: list[tuple[str, int, int, bool]]) -> None:
    evening = fresh()
    groups: dict[str, str] = {}
    for step in steps:
        acted(evening, *step)
        holds(evening, groups)
    assert evening.replayed().slices == evening.dialogue.slices
