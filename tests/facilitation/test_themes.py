"""Themes: what editors may do with cards, that two of them never overwrite each other, and who sees what of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dialogue.machine import Refused
from facilitation.agenda import Next
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
from facilitation.stacks import MergeCards, SplitCard
from facilitation.themes import Theme, Themes
from tests.facilitation.evening import Evening, in_groups

STAFF = ("moderator", "editor", "editor", "facilitator", "director", "organizer", "support", "podium", "guest")
MODERATOR, ANNA, BERND = 1, 2, 3


def talking(citizens: int = 6) -> Evening:
    """In the open step: two groups, three cards in each, named "Karte 1" to "Karte 6"."""
    evening = in_groups(citizens, staff=STAFF)
    evening.to(evening.agenda().steps[2])
    for number, seat in enumerate((seat for seats in evening.sitting() for seat in seats), start=1):
        evening.do(WriteCard("fehlt", f"Karte {number}"), seat)
    return evening


def ids(evening: Evening) -> list[str]:
    return list(evening.dialogue.part(Cards).cards)


def themes(evening: Evening) -> list[Theme]:
    return list(evening.dialogue.part(Themes).themes.values())


def titles(evening: Evening) -> list[tuple[str, list[int]]]:
    """Each theme's title and the numbers of its cards."""
    cards = evening.dialogue.part(Cards).cards
    return [
        (evening.side.texts[theme.title], [cards[card].number for card in theme.cards if card in cards])
        for theme in themes(evening)
    ]


def added(evening: Evening, title: str, *numbers: int, actor: int = ANNA) -> Theme:
    """A new theme with these cards, which are left over."""
    evening.do(AddTheme(title, {ids(evening)[number - 1]: None for number in numbers}), actor)
    return themes(evening)[-1]


def two() -> tuple[Evening, Theme, Theme]:
    """Cards 1 and 2 in one theme, 3 and 4 in another, 5 and 6 left over."""
    evening = talking()
    return evening, added(evening, "Bänke", 1, 2), added(evening, "Radwege", 3, 4, actor=BERND)


def test_theme_is_made_of_cards_of_several_groups_and_has_a_number() -> None:
    evening = talking()
    first, second = added(evening, "Bänke", 1, 4), added(evening, "  Radwege\x00 ")
    assert titles(evening) == [("Bänke", [1, 4]), ("Radwege", [])]
    assert [(theme.number, theme.version) for theme in (first, second)] == [(1, 1), (2, 1)]


def test_card_moves_from_theme_to_theme_and_is_in_one_only() -> None:
    evening, benches, paths = two()
    evening.do(TakeCards(paths.id, 1, {ids(evening)[0]: benches.id, ids(evening)[4]: None}), BERND)
    assert titles(evening) == [("Bänke", [2]), ("Radwege", [3, 4, 1, 5])]
    evening.do(PutBack({ids(evening)[0]: paths.id}), ANNA)
    assert titles(evening) == [("Bänke", [2]), ("Radwege", [3, 4, 5])]


def test_merge_split_and_remove_lose_no_card() -> None:
    evening, benches, paths = two()
    evening.do(MergeThemes(benches.id, 1, paths.id, 1), ANNA)
    assert titles(evening) == [("Radwege", [3, 4, 1, 2])]
    evening.do(SplitTheme(paths.id, 2, "Plätze", [ids(evening)[0], ids(evening)[3]]), BERND)
    assert titles(evening) == [("Radwege", [3, 2]), ("Plätze", [1, 4])]
    evening.do(RemoveTheme(paths.id, 2), ANNA)
    assert [(theme.number, len(theme.cards)) for theme in themes(evening)] == [(3, 2)]


def test_who_saw_another_title_is_refused_with_the_current_one() -> None:
    evening, benches, paths = two()
    evening.do(RenameTheme(benches.id, 1, "Sitzplätze"), BERND)
    facts: dict[str, Any] = {}
    for command in (
        RenameTheme(benches.id, 1, "Parkbänke"),
        MergeThemes(benches.id, 1, paths.id, 1),
        MergeThemes(paths.id, 1, benches.id, 1),
        SplitTheme(benches.id, 1, "Neu", [ids(evening)[0]]),
        RemoveTheme(benches.id, 1),
        TakeCards(benches.id, 1, {ids(evening)[4]: None}),
    ):
        code, facts = evening.refused(command, ANNA)
        assert code == "changed"
    assert evening.side.filled(facts) == {"theme": benches.id, "number": 1, "version": 2, "title": "Sitzplätze"}
    evening.do(RenameTheme(benches.id, 2, "Parkbänke"), ANNA)
    assert titles(evening)[0][0] == "Parkbänke"


def test_card_that_is_elsewhere_by_now_is_not_taken_away_again() -> None:
    evening, benches, paths = two()
    card = ids(evening)[4]
    evening.do(TakeCards(paths.id, 1, {card: None}), BERND)
    for command in (
        TakeCards(benches.id, 1, {card: None}),
        PutBack({card: benches.id}),
        AddTheme("Neu", {card: None}),
        SplitTheme(benches.id, 1, "Neu", [card]),
    ):
        code, facts = evening.refused(command, ANNA)
        assert (code, facts["card"], facts["theme"]) == ("changed", card, paths.id)
    assert titles(evening) == [("Bänke", [1, 2]), ("Radwege", [3, 4, 5])]


def test_two_editors_fill_the_same_theme_at_once() -> None:
    evening, benches, _ = two()
    evening.do(TakeCards(benches.id, 1, {ids(evening)[4]: None}), ANNA)
    evening.do(TakeCards(benches.id, 1, {ids(evening)[5]: None}), BERND)
    assert titles(evening)[0] == ("Bänke", [1, 2, 5, 6])


def test_theme_that_is_gone_is_unknown() -> None:
    evening, benches, _ = two()
    evening.do(RemoveTheme(benches.id, 1), BERND)
    assert evening.refused(RenameTheme(benches.id, 1, "x"), ANNA) == ("unknown-theme", {})


@pytest.mark.parametrize("title", ["", " \n", "\x00", "x" * 81])
def test_title_is_a_short_text(title: str) -> None:
    evening, benches, _ = two()
    code = "too-long" if len(title) > 80 else "empty"
    assert evening.refused(AddTheme(title, {}), ANNA)[0] == code
    assert evening.refused(RenameTheme(benches.id, 1, title), ANNA)[0] == code


def test_undo_takes_back_the_own_edits_one_after_the_other() -> None:
    evening, benches, paths = two()
    before = titles(evening)
    evening.do(RenameTheme(benches.id, 1, "Sitzen"), ANNA)
    evening.do(RenameTheme(benches.id, 2, "Sitzplätze"), ANNA)
    evening.do(TakeCards(paths.id, 1, {ids(evening)[4]: None}), BERND)
    evening.do(MergeThemes(benches.id, 3, paths.id, 1), ANNA)
    evening.do(RemoveTheme(paths.id, 2), ANNA)
    for _ in range(4):
        edit = evening.dialogue.part(Themes).last_of(ANNA)
        assert edit is not None
        evening.do(UndoEdit(edit.number), ANNA)
    assert titles(evening) == [before[0], ("Radwege", [3, 4, 5])]
    assert evening.replayed().slices == evening.dialogue.slices


def test_undo_of_a_new_theme_puts_its_cards_where_they_were() -> None:
    evening, benches, _ = two()
    evening.do(SplitTheme(benches.id, 1, "Neu", [ids(evening)[0]]), ANNA)
    evening.do(UndoEdit(evening.dialogue.part(Themes).edits), ANNA)
    assert titles(evening) == [("Bänke", [2, 1]), ("Radwege", [3, 4])]


def test_undo_is_refused_where_somebody_went_on() -> None:
    evening = talking()
    benches = added(evening, "Bänke", 1)
    edit = evening.dialogue.part(Themes).edits
    evening.do(TakeCards(benches.id, 1, {ids(evening)[1]: None}), BERND)
    assert evening.refused(UndoEdit(edit), BERND) == ("no-edit", {})
    assert evening.refused(UndoEdit(edit), ANNA) == ("changed", {"edit": edit})
    evening.do(UndoEdit(edit + 1), BERND)
    evening.do(RenameTheme(benches.id, 1, "Sitzen"), BERND)
    assert evening.refused(UndoEdit(edit), ANNA) == ("changed", {"edit": edit})
    assert titles(evening) == [("Sitzen", [1])]


@pytest.mark.parametrize("who", ["facilitator", "support", "podium", "guest", "citizen"])
def test_who_is_no_editor_changes_nothing(who: str) -> None:
    evening, benches, _ = two()
    actor = STAFF.index(who) + 1 if who in STAFF else evening.sitting()[0][0]
    for command in (AddTheme("x", {}), RenameTheme(benches.id, 1, "x"), UndoEdit(1), PublishThemes(2)):
        assert evening.refused(command, actor)[0] == "not-allowed"


def test_card_is_for_editors_from_its_groups_reveal_on() -> None:
    evening = in_groups(6, staff=STAFF)
    evening.to(evening.agenda().steps[1])
    one, two = (seats[0] for seats in evening.sitting())
    evening.do(WriteCard("gut", "Noch verdeckt"), one)
    evening.do(WriteCard("gut", "Schon offen"), two)
    evening.do(RevealCards("runde/2"), MODERATOR)
    hidden, shown = ids(evening)
    assert list(evening.sees(ANNA)["editing-cards"]) == [shown]
    assert evening.refused(AddTheme("x", {hidden: None}), ANNA) == ("unknown-card", {})
    assert evening.sees(ANNA)["editing"]["groups"] == [
        {"phase": "runde", "number": 1, "revealed": False},
        {"phase": "runde", "number": 2, "revealed": True},
    ]
    evening.do(RevealCards("runde/1"), MODERATOR)
    assert list(evening.sees(ANNA)["editing-cards"]) == [hidden, shown]


def test_card_changed_by_its_group_is_changed_in_its_theme_and_a_deleted_one_is_gone() -> None:
    evening, benches, _ = two()
    first, second = evening.sitting()[0][:2]
    evening.do(EditCard(ids(evening)[0], "Mehr Bänke"), first)
    evening.do(DeleteCard(ids(evening)[1]), second)
    seen = evening.sees(BERND)
    assert seen["editing-themes"][benches.id]["cards"] == [ids(evening)[0]]
    assert seen["editing-cards"][ids(evening)[0]]["text"] == "Mehr Bänke"


def test_publishing_shows_themes_and_single_voices_with_where_they_come_from() -> None:
    evening, benches, _ = two()
    evening.do(PublishThemes(2), ANNA)
    evening.do(RenameTheme(benches.id, 1, "Später umbenannt"), ANNA)
    evening.do(Next("runde", now=True), MODERATOR)
    seen = evening.sees(evening.dialogue.part(Cards).cards[ids(evening)[0]].author)
    assert [(theme["number"], theme["title"], theme["cards"]) for theme in seen["themes"]["themes"]] == [
        (1, "Bänke", ids(evening)[:2]),
        (2, "Radwege", ids(evening)[2:4]),
    ]
    assert seen["themes"]["single"] == ids(evening)[4:]
    assert [(card["number"], card["phase"], card["group"]) for card in seen["theme-cards"].values()] == [
        (number, "runde", 1 if number < 4 else 2) for number in range(1, 7)
    ]
    assert seen["themes"]["rounds"]["runde"]["title"] == {"de": "Runde", "en": "Round"}
    evening.do(PublishThemes(3), BERND)
    assert evening.sees(MODERATOR)["themes"]["themes"][0]["title"] == "Später umbenannt"


def test_publishing_names_the_newest_edit_and_needs_a_theme_with_a_card() -> None:
    evening = talking()
    assert evening.refused(PublishThemes(0), ANNA) == ("no-themes", {})
    benches = added(evening, "Bänke")
    assert evening.refused(PublishThemes(1), ANNA) == ("no-themes", {})
    evening.do(TakeCards(benches.id, 1, {ids(evening)[0]: None}), BERND)
    assert evening.refused(PublishThemes(1), ANNA) == ("changed", {"edit": 2})
    evening.do(PublishThemes(2), ANNA)


WORDS = "nur im Entwurf der Redaktion"


@pytest.fixture(scope="module")
def drafted() -> Evening:
    evening = talking()
    added(evening, WORDS, 6)
    return evening


@pytest.mark.parametrize("who", [*dict.fromkeys(STAFF), "citizen"])
@pytest.mark.parametrize(
    ("what", "who_sees"),
    [
        (WORDS, {"moderator", "director", "organizer", "editor"}),
        ('"editing-cards"', {"moderator", "director", "organizer", "editor"}),
        ('"my-edit"', {"moderator", "director", "organizer", "editor"}),
        ("Karte 6", {"moderator", "director", "organizer", "editor"}),
        ('"themes"', set()),
        ('"theme-cards"', set()),
        ('"author"', set()),
    ],
)
def test_sight_of_themes_before_they_are_published(drafted: Evening, who: str, what: str, who_sees: set[str]) -> None:
    seat = STAFF.index(who) + 1 if who in STAFF else drafted.sitting()[0][0]
    assert (what in json.dumps(drafted.sees(seat), ensure_ascii=False)) is (who in who_sees)


def test_no_data_of_editors_or_plenary_depends_on_who_wrote_a_card() -> None:
    """The same evening with other authors gives the same topics."""
    seen = []
    for order in (1, -1):
        evening = in_groups(6, staff=STAFF)
        evening.to(evening.agenda().steps[2])
        group = evening.sitting()[0][::order]
        for number, seat in enumerate(group, start=1):
            evening.do(WriteCard("gut", f"Karte {number}"), seat)
        added(evening, "Bänke", 1, 2)
        evening.do(PublishThemes(1), ANNA)
        editor = evening.sees(BERND)
        evening.do(Next("runde", now=True), MODERATOR)
        plenary = evening.sees(BERND)
        seen.append([editor[topic] for topic in ("editing", "editing-cards", "editing-themes")])
        seen[-1] += [plenary[topic] for topic in ("themes", "theme-cards")]
    assert seen[0] == seen[1]


def test_same_command_twice_changes_nothing_more() -> None:
    evening, benches, paths = two()
    assert evening.do(TakeCards(benches.id, 1, {ids(evening)[0]: benches.id}), ANNA) == []
    assert evening.do(MergeThemes(benches.id, 1, benches.id, 1), ANNA) == []
    assert evening.do(PutBack({ids(evening)[4]: None}), ANNA) == []
    with pytest.raises(Refused):
        evening.do(TakeCards(paths.id, 1, {"none": None}), ANNA)


def test_card_put_under_another_is_read_there_in_its_theme() -> None:
    evening, guide = talking(), STAFF.index("facilitator") + 1
    numbers = (1, 2) if evening.room(guide) == "runde/1" else (4, 5)
    first, second = (ids(evening)[number - 1] for number in numbers)
    benches = added(evening, "Bänke", *numbers)
    evening.do(MergeCards(second, first), guide)
    seen = evening.sees(ANNA)
    assert second not in seen["editing-cards"]
    assert seen["editing-cards"][first]["under"] == [{"number": numbers[1], "text": f"Karte {numbers[1]}"}]
    assert seen["editing-themes"][benches.id]["cards"] == [first]
    evening.do(SplitCard(second), guide)
    assert evening.sees(ANNA)["editing-themes"][benches.id]["cards"] == [first, second]
