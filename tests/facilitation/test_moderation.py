"""What is hidden, held or redacted: who may do it, who still sees it, who is told why, and that nobody learns whose."""

from __future__ import annotations

import json
from typing import Any

import pytest

from facilitation.agenda import Next
from facilitation.bundling import AddTheme, PublishThemes, RenameTheme
from facilitation.cards import Cards, DeleteCard, EditCard, RevealCards, WriteCard
from facilitation.moderation import HideItem, ListWords, ShowItem
from facilitation.picks import PickCard
from facilitation.redaction import RedactText
from facilitation.report import report_of, to_plain
from facilitation.themes import Themes
from facilitation.withheld import Withheld, withheld
from tests.facilitation.evening import Evening, in_groups

MODERATOR, FACILITATOR, SCRIBE = 1, 2, 3


def writing(*words: str, revealed: bool = True) -> tuple[Evening, int, int]:
    """Two groups of three in the talk, a facilitator in the first; two of the first group."""
    evening = in_groups(6, staff=("moderator", "facilitator"))
    evening.do(ListWords([*words]), MODERATOR)
    evening.to(evening.agenda().steps[2 if revealed else 1])
    author, other = evening.sitting()[0][:2]
    return evening, author, other


def wrote(evening: Evening, author: int, text: str = "Mehr Bänke") -> str:
    evening.do(WriteCard("gut", text), author)
    return [*evening.dialogue.part(Cards).cards][-1]


def on_board(evening: Evening, seat: int) -> dict[str, Any]:
    cards: dict[str, Any] = evening.sees(seat)[f"cards:{evening.room(seat)}"]
    return {id: card["text"] for id, card in cards.items()}


def test_hidden_card_is_for_its_author_and_moderation_only() -> None:
    evening, author, other = writing()
    card, kept = wrote(evening, author), wrote(evening, other, "Ein Bus")
    evening.do(HideItem(card, "Ein Name steht darin."), FACILITATOR)
    assert on_board(evening, other) == on_board(evening, FACILITATOR) == {kept: "Ein Bus"}
    assert evening.sees(author)["my-cards"][card]["text"] == "Mehr Bänke"
    told = {"kind": "card", "held": False, "reason": "Ein Name steht darin."}
    assert evening.sees(author)["my-withheld"] == {card: told}
    assert evening.sees(other)["my-withheld"] == {}
    listed = {card: told | {"number": 1, "group": "runde/1", "text": "Mehr Bänke"}}
    assert evening.sees(MODERATOR)["withheld"] == evening.sees(FACILITATOR)["withheld"] == listed
    assert "withheld" not in evening.sees(other)
    evening.do(Next("runde", now=True), MODERATOR)
    assert [*evening.sees(other)["wall"]] == [kept]
    assert [group["cards"] for group in evening.sees(other)["harvest"]["groups"]] == [1, 0]
    report = json.dumps(to_plain(report_of(evening.dialogue), evening.side))
    assert ("Ein Bus" in report, "nke" in report, "Name" in report) == (True, False, False)


def test_hidden_card_leaves_the_editors_and_the_published_themes() -> None:
    evening, author, other = writing()
    card, kept = wrote(evening, author), wrote(evening, other, "Ein Bus")
    evening.do(AddTheme("Sitzen", {card: None, kept: None}), MODERATOR)
    evening.do(Next("runde", now=True), MODERATOR)
    evening.do(PublishThemes(1), MODERATOR)
    assert [*evening.sees(other)["theme-cards"]] == [card, kept]
    evening.do(HideItem(card, "x"), MODERATOR)
    assert [*evening.sees(other)["theme-cards"]] == [*evening.sees(MODERATOR)["editing-cards"]] == [kept]


def test_card_shown_again_is_where_it_was() -> None:
    evening, author, other = writing()
    card = wrote(evening, author)
    evening.do(HideItem(card, "Ein Versehen"), FACILITATOR)
    evening.do(ShowItem(card), FACILITATOR)
    assert on_board(evening, other) == {card: "Mehr Bänke"}
    assert evening.sees(author)["my-withheld"] == {}
    assert evening.do(ShowItem(card), FACILITATOR) == []


def test_hiding_belongs_to_who_leads_and_who_guides_the_group() -> None:
    evening, author, other = writing()
    card = wrote(evening, author)
    for command in (HideItem(card, "x"), ShowItem(card), ListWords(["x"]), RedactText("card", 1)):
        assert evening.refused(command, other)[0] == "not-allowed"
    foreign = wrote(evening, evening.sitting()[1][0])
    evening.do(RevealCards("runde/2"), MODERATOR)
    assert evening.refused(HideItem(foreign, "x"), FACILITATOR)[0] == "not-allowed"
    assert evening.refused(HideItem("none", "x"), MODERATOR)[0] == "unknown-item"
    assert evening.refused(HideItem(card, " \x00"), MODERATOR)[0] == "empty"
    assert evening.refused(HideItem(card, "x" * 301), MODERATOR) == ("too-long", {"length": 301, "limit": 300})
    evening.do(HideItem(card, "x"), MODERATOR)
    for command in (RedactText("card", 1), ListWords(["x"])):
        assert evening.refused(command, FACILITATOR)[0] == "not-allowed"


def test_card_that_its_group_does_not_see_yet_does_not_exist_for_moderation() -> None:
    evening, author, _ = writing(revealed=False)
    card = wrote(evening, author)
    assert evening.refused(HideItem(card, "x"), MODERATOR)[0] == "unknown-item"
    assert evening.refused(HideItem(card, "x"), FACILITATOR)[0] == "unknown-item"


def test_others_cannot_touch_a_hidden_card() -> None:
    evening, author, other = writing()
    card = wrote(evening, author)
    evening.do(HideItem(card, "x"), MODERATOR)
    evening.drop(FACILITATOR)
    for command in (EditCard(card, "y"), DeleteCard(card), PickCard(card, True)):
        assert evening.refused(command, other)[0] == "unknown-card"


def test_hidden_card_that_its_author_changes_waits_for_a_look() -> None:
    evening, author, other = writing()
    card = wrote(evening, author, "Herr Meier ist faul")
    evening.do(HideItem(card, "Ein Name"), FACILITATOR)
    evening.do(EditCard(card, "Das Amt ist langsam"), author)
    assert evening.sees(author)["my-withheld"] == {card: {"kind": "card", "held": True, "reason": None}}
    assert on_board(evening, other) == {}
    evening.do(ShowItem(card), FACILITATOR)
    assert on_board(evening, other) == {card: "Das Amt ist langsam"}
    evening.do(EditCard(card, "Das Amt ist zu langsam"), author)
    assert on_board(evening, other) == {card: "Das Amt ist zu langsam"}


@pytest.mark.parametrize(
    ("words", "text", "held"),
    [
        (("mist",), "So ein MIST!", True),
        (("mist",), "So ein Mi\u200dst", True),
        (("mist",), "Ｍｉｓｔ", True),
        (("mist",), "Misthaufen", False),
        (("mist*",), "Misthaufen", True),
        (("mist",), "Optimisten", False),
        (("heil  dir",), "Heil\ndir", True),
        (("a+b",), "aab", False),
        (("a+b",), "a+b", True),
        ((), "Mist", False),
    ],
)
def test_words_of_the_list_hold_a_card_until_somebody_looked(words: tuple[str, ...], text: str, held: bool) -> None:
    evening, author, other = writing(*words)
    card = wrote(evening, author, text)
    assert withheld(evening.dialogue, card) is held
    assert (card in on_board(evening, other), [*evening.sees(FACILITATOR)["withheld"]]) == (not held, [card] * held)


def test_held_card_is_seen_by_moderation_before_the_reveal() -> None:
    evening, author, _ = writing("mist", revealed=False)
    card = wrote(evening, author, "Mist")
    wrote(evening, author, "Schön")
    assert [item["text"] for item in evening.sees(MODERATOR)["withheld"].values()] == ["Mist"]
    evening.do(ShowItem(card), FACILITATOR)
    assert evening.sees(MODERATOR)["withheld"] == {}


def test_word_edited_into_a_card_holds_it() -> None:
    evening, author, other = writing("mist")
    card = wrote(evening, author)
    evening.do(EditCard(card, "Mehr Mist"), author)
    assert on_board(evening, other) == {}


def test_list_of_words_is_for_who_leads_and_without_blanks_and_repeats() -> None:
    evening, _, other = writing("mist")
    evening.do(ListWords([" Mist ", "*", "Mist", "Dreck"]), MODERATOR)
    assert evening.dialogue.part(Withheld).words == ("Mist", "Dreck")
    assert evening.sees(MODERATOR)["held-words"] == ["Mist", "Dreck"]
    assert [seat for seat in (FACILITATOR, other) if "held-words" in evening.sees(seat)] == []
    assert evening.do(ListWords(["Mist", "Dreck"]), MODERATOR) == []


def test_redaction_takes_every_wording_and_the_reason() -> None:
    evening, author, other = writing()
    card, kept = wrote(evening, author, "Herr Meier"), wrote(evening, other, "Ein Bus")
    evening.do(EditCard(card, "Herr M."), author)
    evening.do(HideItem(card, "Herr Meier muss weg"), MODERATOR)
    evening.do(ShowItem(card), MODERATOR)
    assert len(evening.side.texts) == 3
    evening.do(RedactText("card", 1), MODERATOR)
    assert [*evening.side.texts.values()] == ["Ein Bus"]
    assert on_board(evening, other) == {card: None, kept: "Ein Bus"}
    assert evening.sees(author)["my-cards"][card]["text"] is None
    assert evening.do(RedactText("card", 1), MODERATOR) == []
    assert evening.refused(RedactText("card", 9), MODERATOR)[0] == "unknown-item"
    assert evening.refused(RedactText("question", 1), MODERATOR)[0] == "unknown-item"


def test_deleted_card_can_be_redacted() -> None:
    evening, author, _ = writing()
    card = wrote(evening, author)
    evening.do(DeleteCard(card), author)
    evening.do(RedactText("card", 1), MODERATOR)
    assert [*evening.side.texts] == []


def test_titles_of_a_theme_are_redacted_by_its_number() -> None:
    evening, author, other = writing()
    card = wrote(evening, author)
    evening.do(AddTheme("Herr Meier", {card: None}), MODERATOR)
    theme = next(iter(evening.dialogue.part(Themes).themes))
    evening.do(RenameTheme(theme, 1, "Herr M."), MODERATOR)
    evening.do(Next("runde", now=True), MODERATOR)
    evening.do(PublishThemes(2), MODERATOR)
    evening.do(RedactText("theme", 1), MODERATOR)
    assert [*evening.side.texts.values()] == ["Mehr Bänke"]
    assert evening.sees(other)["themes"]["themes"][0]["title"] is None
    evening.do(RenameTheme(theme, 2, "Sitzen"), MODERATOR)
    assert evening.sees(MODERATOR)["editing-themes"][theme]["title"] == "Sitzen"


def test_no_author_in_what_moderation_sees() -> None:
    evening, author, _ = writing()
    wrote(evening, author)
    wrote(evening, evening.sitting()[0][2], "Zweite")
    for card in evening.dialogue.part(Cards).cards:
        evening.do(HideItem(card, "x"), MODERATOR)
    keys = {key for item in evening.raw(MODERATOR)["withheld"].values() for key in item}
    assert keys == {"kind", "held", "reason", "number", "group", "text"}


def test_log_gives_the_same_again() -> None:
    evening, author, _ = writing("mist")
    card = wrote(evening, author, "Mist")
    evening.do(ShowItem(card), MODERATOR)
    evening.do(HideItem(card, "x"), MODERATOR)
    evening.do(RedactText("card", 1), MODERATOR)
    assert evening.replayed().slices == evening.dialogue.slices
