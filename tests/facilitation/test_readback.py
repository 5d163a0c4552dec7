"""Gegenlesen: who answers, what the log may know of it, when it is counted and when it is asked again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from facilitation.agenda import Next
from facilitation.cards import Cards, DeleteCard, EditCard, MoveCard, WriteCard
from facilitation.readback import AnswerReadBack
from facilitation.report import report_of
from facilitation.stacks import MergeCards
from facilitation.steps import NextStep
from tests.facilitation.evening import SCRIPT, Evening, in_groups

MODERATOR, FACILITATOR = 1, 2
ROOM = "runde/2"
ASKS = (
    SCRIPT.replace("cards: choose", "cards: read-back")
    .replace("minutes: 12", "minutes: 10")
    .replace("    cards:\n", "      - {minutes: 2, title: {de: Zum Schluss, en: Last}}\n    cards:\n")
)


def asked() -> tuple[Evening, list[int], list[str]]:
    """Group 2, which has no facilitator, reads its two cards back; the step after it asks nothing."""
    evening = in_groups(6, staff=("moderator", "facilitator"), script=ASKS)
    evening.to(evening.agenda().steps[2])
    seats = evening.sitting()[1]
    cards = [str(evening.do(WriteCard("gut", text), seats[0])[0].card) for text in ("Ein Café", "Bänke")]
    evening.to(evening.agenda().steps[3])
    return evening, seats, cards


def shown(evening: Evening, seat: int) -> Any:
    return evening.sees(seat)["readback"]


def kept(evening: Evening, group: int = 1) -> Any:
    return report_of(evening.dialogue).rounds[0].groups[group].read_back


def said(evening: Evening) -> str:
    return json.dumps([json.loads(row) for _, row in evening.rows], ensure_ascii=False)


def test_all_answers_are_counted_and_nobody_knows_whose() -> None:
    evening, (ada, bela, cem), _ = asked()
    assert shown(evening, ada) == {"answered": 0, "of": 3, "right": None, "not_yet": None, "changed": False}
    evening.do(AnswerReadBack(ROOM, True), ada)
    evening.do(AnswerReadBack(ROOM, False), bela)
    assert shown(evening, ada) == {"answered": 2, "of": 3, "right": None, "not_yet": None, "changed": False}
    assert [evening.sees(seat)["my-readback"]["answered"] for seat in (ada, cem)] == [True, False]
    assert "right" not in said(evening)
    assert list(evening.boxes.values()) == [["not-yet", "right"]]
    evening.do(AnswerReadBack(ROOM, True), cem)
    assert shown(evening, bela) == {"answered": 3, "of": 3, "right": 2, "not_yet": 1, "changed": False}
    assert evening.boxes == {}
    assert evening.replayed().slices == evening.dialogue.slices


def test_who_has_not_answered_in_time_is_no_answer() -> None:
    evening, (ada, *_), _ = asked()
    evening.do(AnswerReadBack(ROOM, True), ada)
    evening.to(evening.agenda().steps[4])
    assert "readback" not in evening.sees(ada)
    read = kept(evening)
    assert (read.right, read.not_yet, read.of, read.changed, evening.boxes) == (1, 0, 3, False, {})
    assert kept(evening, 0).right is None
    assert evening.refused(AnswerReadBack(ROOM, True), evening.sitting()[1][1])[0] == "not-asked"


def test_end_of_the_phase_counts_what_lies_in_the_box() -> None:
    evening, (ada, bela, _), _ = asked()
    for seat in (ada, bela):
        evening.do(AnswerReadBack(ROOM, True), seat)
    evening.do(Next("runde", now=True), MODERATOR)
    evening.wait(0)
    assert (kept(evening).right, kept(evening).of, evening.boxes) == (2, 3, {})


@pytest.mark.parametrize("change", ["edit", "delete", "move", "merge"])
def test_changed_card_asks_again_and_throws_the_answers_away(change: str) -> None:
    evening, seats, (a, b) = asked()
    evening.do(AnswerReadBack(ROOM, True), seats[1])
    commands = {
        "edit": EditCard(a, "Zwei Cafés"),
        "delete": DeleteCard(a),
        "move": MoveCard(a, "fehlt"),
        "merge": MergeCards(a, b),
    }
    evening.do(commands[change], seats[0])
    assert shown(evening, seats[1])["answered"] == 0
    assert evening.sees(seats[1])["my-readback"] == {"answered": False}
    evening.wait(0)
    assert evening.boxes == {}
    evening.do(AnswerReadBack(ROOM, False), seats[1])
    assert list(evening.boxes.values()) == [["not-yet"]]


def test_count_is_kept_and_marked_when_a_card_changes_after_it() -> None:
    evening, seats, (a, _) = asked()
    for seat in seats:
        evening.do(AnswerReadBack(ROOM, True), seat)
    assert evening.refused(AnswerReadBack(ROOM, True), seats[0])[0] == "answered"
    evening.do(EditCard(a, "Zwei Cafés"), seats[0])
    assert shown(evening, seats[0]) == {"answered": 0, "of": 3, "right": None, "not_yet": None, "changed": True}
    evening.do(Next("runde", now=True), MODERATOR)
    evening.wait(0)
    read = kept(evening)
    assert (read.right, read.of, read.changed) == (3, 3, True)


def test_draft_handed_in_after_the_phase_marks_the_count() -> None:
    evening, seats, _ = asked()
    for seat in seats:
        evening.do(AnswerReadBack(ROOM, True), seat)
    evening.do(Next("runde", now=True), MODERATOR)
    assert kept(evening).changed is False
    evening.do(WriteCard("gut", "Im letzten Moment", group=ROOM), seats[1])
    assert kept(evening).changed is True


def test_differing_opinion_stands_beside_the_card_and_asks_nobody_again() -> None:
    evening, seats, (a, _) = asked()
    evening.do(AnswerReadBack(ROOM, True), seats[0])
    own = evening.do(WriteCard("", "Ich brauche Parkplätze", differs=a), seats[1])[0].card
    card = evening.dialogue.part(Cards).cards[own]
    assert (card.column, card.differs, shown(evening, seats[0])["answered"]) == ("gut", a, 1)
    assert evening.refused(WriteCard("gut", "Neu"), seats[1])[0] == "no-cards"
    assert evening.refused(WriteCard("", "x", differs="none"), seats[1])[0] == "unknown-card"
    other = evening.sitting()[0][0]
    assert evening.refused(WriteCard("", "x", differs=a), other)[0] == "unknown-card"
    [column, _] = report_of(evening.dialogue).rounds[0].groups[1].columns
    assert [(each.number, each.differs) for each in column.cards] == [(1, None), (2, None), (3, 1)]


def test_answering_is_for_citizens_of_the_group_once_and_while_it_is_asked() -> None:
    evening, (ada, *_), _ = asked()
    evening.do(AnswerReadBack(ROOM, True), ada)
    assert evening.refused(AnswerReadBack(ROOM, False), ada)[0] == "answered"
    assert evening.refused(AnswerReadBack(ROOM, True), evening.sitting()[0][0])[0] == "wrong-room"
    assert evening.refused(AnswerReadBack(ROOM, True), FACILITATOR)[0] == "not-allowed"
    assert evening.refused(AnswerReadBack(ROOM, True), MODERATOR)[0] == "not-allowed"
    evening = in_groups(6)
    evening.to(evening.agenda().steps[2])
    assert evening.refused(AnswerReadBack("runde/1", True), evening.sitting()[0][0])[0] == "not-asked"


def test_group_that_goes_on_by_its_own_clock_is_done() -> None:
    evening, (ada, *_), _ = asked()
    evening.do(AnswerReadBack(ROOM, True), ada)
    evening.do(NextStep(ROOM, 3), MODERATOR)
    evening.wait(0)
    assert (kept(evening).right, "readback" in evening.sees(ada)) == (1, False)
    assert "readback" in evening.sees(evening.sitting()[0][0])
