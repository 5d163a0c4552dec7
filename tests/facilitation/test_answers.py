"""Answers and what came of the evening: who answers what, what the history keeps, what leads to a person (nothing)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from facilitation.agenda import Close, Next
from facilitation.answers import Answers, GiveAnswer, StageAnswer
from facilitation.bundling import AddTheme, PublishThemes
from facilitation.cards import Cards, EditCard, WriteCard
from facilitation.moderation import HideItem
from facilitation.outcome import Reply, mine, outcome_of
from facilitation.redaction import RedactText
from facilitation.report import to_plain
from facilitation.stacks import MergeCards
from tests.facilitation.evening import Evening, in_groups
from tests.facilitation.test_dots import gave, weighing

MODERATOR, PODIUM, EDITOR = 1, 2, 3
CHECKED = GiveAnswer("theme", 1, 0, "checked", "Es ist Platz.", "Tiefbauamt", "2027-03-31")


def with_theme() -> tuple[Evening, int, int]:
    """Two cards in a theme, one for itself, published; their authors."""
    evening = in_groups(6, staff=("moderator", "podium", "editor"))
    evening.to(evening.agenda().steps[2])
    ada, bela = evening.sitting()[0][0], evening.sitting()[1][0]
    for author, text in ((ada, "Mehr Bänke"), (bela, "Bänke im Schatten"), (ada, "Ein Bus am Abend")):
        evening.do(WriteCard("gut", text), author)
    first, second, _ = evening.dialogue.part(Cards).cards
    evening.do(Next("runde", now=True), MODERATOR)
    evening.do(AddTheme("Sitzen", {first: None, second: None}), EDITOR)
    evening.do(PublishThemes(1), EDITOR)
    return evening, ada, bela


def outcome(evening: Evening, **later: Any) -> dict[str, Any]:
    return to_plain(outcome_of(evening.dialogue, later), evening.side)


def own(evening: Evening, seat: int) -> dict[str, Any]:
    return to_plain(mine(evening.dialogue, seat, {}), evening.side)


def test_answer_is_read_by_everybody_in_the_plenary() -> None:
    evening, ada, _ = with_theme()
    assert evening.sees(ada)["answers"] == {}
    evening.do(CHECKED, PODIUM)
    evening.do(StageAnswer(1), MODERATOR)
    shown = {"kind": "theme", "number": 1, "version": 1, "status": "checked", "until": "2027-03-31", "at": evening.now}
    told = {"theme-1": shown | {"reason": "Es ist Platz.", "responsible": "Tiefbauamt"}}
    assert [evening.sees(seat)["answers"] for seat in (MODERATOR, PODIUM, ada)] == [told] * 3
    assert evening.sees(ada)["answering"] == {"stage": "theme-1"}
    evening.do(StageAnswer(None), PODIUM)
    assert evening.sees(ada)["answering"] == {"stage": None}


def test_next_answer_keeps_the_one_before_and_names_the_version_it_saw() -> None:
    evening, _, _ = with_theme()
    evening.do(CHECKED, PODIUM)
    again = replace(CHECKED, status="planned", reason="Im Sommer.", until="")
    assert evening.refused(again, MODERATOR) == ("answered-meanwhile", {"version": 1})
    evening.do(replace(again, seen=1), MODERATOR)
    replies = outcome(evening)["themes"][0]["replies"]
    assert [(each["version"], each["status"], each["reason"], each["until"]) for each in replies] == [
        (1, "checked", "Es ist Platz.", "2027-03-31"),
        (2, "planned", "Im Sommer.", None),
    ]


@pytest.mark.parametrize(
    ("change", "code", "facts"),
    [
        ({"status": "checked", "until": ""}, "incomplete", {"field": "until"}),
        ({"status": "council", "until": " "}, "incomplete", {"field": "until"}),
        ({"status": "elsewhere", "responsible": ""}, "incomplete", {"field": "responsible"}),
        ({"status": "declined", "reason": "\n"}, "incomplete", {"field": "reason"}),
        ({"until": "31.3.2027"}, "bad-date", {}),
        ({"until": "2027-02-30"}, "bad-date", {}),
        ({"reason": "x" * 601}, "too-long", {"length": 601, "limit": 600}),
        ({"responsible": "x" * 121}, "too-long", {"length": 121, "limit": 120}),
        ({"number": 9}, "unknown-theme", {}),
        ({"kind": "card", "number": 9}, "unknown-card", {}),
    ],
)
def test_answer_that_says_nothing_is_refused(change: dict[str, Any], code: str, facts: dict[str, Any]) -> None:
    evening, _, _ = with_theme()
    assert evening.refused(replace(CHECKED, **change), PODIUM) == (code, facts)


@pytest.mark.parametrize("status", ["planned", "running", "open"])
def test_these_states_need_nothing_else(status: Any) -> None:
    evening, _, _ = with_theme()
    evening.do(GiveAnswer("card", 3, 0, status), PODIUM)
    assert [each["replies"][0]["status"] for each in outcome(evening)["single"]] == [status]


def test_citizens_and_editors_do_not_answer() -> None:
    evening, ada, _ = with_theme()
    for seat in (ada, EDITOR):
        assert evening.refused(CHECKED, seat) == ("not-allowed", {"command": "answer.give"})
        assert evening.refused(StageAnswer(1), seat) == ("not-allowed", {"command": "answer.stage"})


def test_answer_to_a_hidden_card_is_refused_and_after_the_evening_every_one() -> None:
    evening, _, _ = with_theme()
    card = [*evening.dialogue.part(Cards).cards][2]
    evening.do(HideItem(card, "x"), MODERATOR)
    assert evening.refused(GiveAnswer("card", 3, 0, "open"), PODIUM)[0] == "unknown-card"
    evening.do(Close(), MODERATOR)
    assert evening.refused(CHECKED, PODIUM)[0] == "already-closed"


def test_outcome_has_themes_single_voices_and_where_they_come_from() -> None:
    evening, _, _ = with_theme()
    found = outcome(evening)
    origin = {"round": {"de": "Runde", "en": "Round"}, "column": {"de": "Gut", "en": "Good"}, "top": False}
    origin |= {"differs": None, "originals": []}
    assert [(theme["number"], theme["title"]) for theme in found["themes"]] == [(1, "Sitzen")]
    assert found["themes"][0]["cards"] == [
        {"number": 1, "text": "Mehr Bänke", "group": 1, "replies": []} | origin,
        {"number": 2, "text": "Bänke im Schatten", "group": 2, "replies": []} | origin,
    ]
    assert [card["text"] for card in found["single"]] == ["Ein Bus am Abend"]


def test_themes_stand_in_the_order_of_their_dots_once_these_are_over() -> None:
    evening = weighing()
    for seat in (8, 9):
        gave(evening, seat, "B", 2)
    before = [(theme["title"], theme["dots"]) for theme in outcome(evening)["themes"]]
    assert before == [("A", None), ("B", None), ("C", None)]
    evening.do(Next("themen"), MODERATOR)
    found = outcome(evening)
    assert [(theme["title"], theme["dots"], theme["rank"]) for theme in found["themes"]] == [
        ("B", 4, 1),
        ("A", 0, 2),
        ("C", 0, 2),
    ]
    assert (found["weighed"]["given"], found["weighed"]["of"]) == (2, 6)


def test_cards_put_together_are_one_with_both_wordings_and_lead_their_authors_to_the_theme() -> None:
    evening = in_groups(6, staff=("moderator", "podium", "editor"))
    evening.to(evening.agenda().steps[2])
    ada, bela = evening.sitting()[0][:2]
    for author, text in ((ada, "Mehr Bänke"), (bela, "Sitzplätze")):
        evening.do(WriteCard("gut", text), author)
    first, second = evening.dialogue.part(Cards).cards
    evening.do(MergeCards(second, first), ada)
    evening.do(EditCard(first, "Mehr Bänke und Sitzplätze"), ada)
    evening.do(Next("runde", now=True), MODERATOR)
    evening.do(AddTheme("Sitzen", {first: None}), EDITOR)
    evening.do(PublishThemes(1), EDITOR)
    found = outcome(evening)
    assert (len(found["themes"][0]["cards"]), found["single"]) == (1, [])
    card = found["themes"][0]["cards"][0]
    assert card["text"] == "Mehr Bänke und Sitzplätze"
    assert card["originals"] == [{"number": 1, "text": "Mehr Bänke"}, {"number": 2, "text": "Sitzplätze"}]
    mine_of_bela = own(evening, bela)["cards"][0]
    assert (mine_of_bela["card"]["text"], mine_of_bela["theme"]["title"]) == ("Sitzplätze", "Sitzen")
    evening.do(HideItem(first, "x"), MODERATOR)
    assert [each["text"] for each in outcome(evening)["single"]] == ["Sitzplätze"]
    evening.do(RedactText("card", 1), MODERATOR)
    assert "Mehr Bänke" not in evening.side.texts.values()


def test_outcome_holds_no_person_and_nothing_withheld() -> None:
    evening, _, _ = with_theme()
    evening.do(CHECKED, PODIUM)
    first, *_ = evening.dialogue.part(Cards).cards
    evening.do(HideItem(first, "Ein Grund"), MODERATOR)
    evening.do(RedactText("card", 2), MODERATOR)
    found = outcome(evening)
    assert [card["text"] for card in (*found["themes"][0]["cards"], *found["single"])] == [None, "Ein Bus am Abend"]
    text = json.dumps(found, ensure_ascii=False)
    names = [evening.side.name(seat) or "" for seat in evening.side.people]
    assert ([name for name in names if name in text], "Grund" in text, "Bänke" in text) == ([], False, False)
    assert not {"author", "seat"} & _keys(found)


def _keys(value: Any) -> set[str]:
    match value:
        case dict():
            return {*value, *(key for each in value.values() for key in _keys(each))}
        case list():
            return {key for each in value for key in _keys(each)}
    return set()


def test_later_answers_follow_those_of_the_evening() -> None:
    evening, _, _ = with_theme()
    evening.do(CHECKED, PODIUM)
    later = {"theme-1": [Reply(2, "planned", 1.0, "Gebaut wird 2027.", None, None)]}
    replies = outcome(evening, **later)["themes"][0]["replies"]
    assert [(each["version"], each["reason"]) for each in replies] == [(1, "Es ist Platz."), (2, "Gebaut wird 2027.")]


def test_own_cards_lead_to_theme_and_answer_and_to_nobody_elses() -> None:
    evening, ada, bela = with_theme()
    evening.do(CHECKED, PODIUM)
    found = own(evening, ada)
    assert [(each["card"]["text"], (each["theme"] or {}).get("title")) for each in found["cards"]] == [
        ("Mehr Bänke", "Sitzen"),
        ("Ein Bus am Abend", None),
    ]
    assert found["cards"][0]["theme"]["replies"][0]["status"] == "checked"
    assert [each["card"]["text"] for each in own(evening, bela)["cards"]] == ["Bänke im Schatten"]
    assert own(evening, MODERATOR)["cards"] == []


def test_own_hidden_card_says_why() -> None:
    evening, ada, _ = with_theme()
    evening.do(HideItem(next(iter(evening.dialogue.part(Cards).cards)), "Ein Name"), MODERATOR)
    card = own(evening, ada)["cards"][0]
    assert (card["card"]["text"], card["kept"], card["reason"]) == ("Mehr Bänke", "hidden", "Ein Name")


def test_log_gives_the_same_answers_again() -> None:
    evening, _, _ = with_theme()
    evening.do(CHECKED, PODIUM)
    evening.do(StageAnswer(1), PODIUM)
    assert evening.replayed().part(Answers) == evening.dialogue.part(Answers)
