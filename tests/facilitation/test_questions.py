"""Questions to the stage: when they are taken, who supports, what the stage shows, and that nobody learns who asked."""

from __future__ import annotations

import json

import pytest

from facilitation.agenda import Next, Start
from facilitation.boards import GRACE_S
from facilitation.moderation import HideItem, ListWords
from facilitation.outcome import outcome_of
from facilitation.questions import (
    LENGTH,
    AnswerQuestion,
    AskQuestion,
    Questions,
    StageQuestion,
    SupportQuestion,
    WithdrawQuestion,
)
from facilitation.report import report_of, to_plain
from facilitation.withheld import ItemHeld
from rooms.seats import AddSeat, Seats
from tests.facilitation.evening import SCRIPT, Evening, prepared

MODERATOR, PODIUM, ADA, BELA, CEM = 1, 2, 3, 4, 5
ASKING = SCRIPT.replace("kind: talk", "kind: input")


def at_input(citizens: int = 3) -> Evening:
    """A moment after the input began; then comes a round in groups, where nothing is asked."""
    evening = prepared(citizens, staff=("moderator", "podium"), script=ASKING)
    evening.do(Start(), MODERATOR)
    evening.wait(125)
    assert evening.phase() == "auftakt"
    return evening


def asked(evening: Evening, text: str = "Wann kommt der Radweg?", seat: int = ADA, *, named: bool = False) -> str:
    evening.do(AskQuestion(text, named), seat)
    return [*evening.dialogue.part(Questions).questions][-1]


def test_question_is_read_by_everybody_and_names_nobody() -> None:
    evening = at_input()
    question = asked(evening)
    shown = {"number": 1, "text": "Wann kommt der Radweg?", "name": None, "support": 0, "answered": False}
    assert {seat: evening.sees(seat)["questions"] for seat in (MODERATOR, PODIUM, ADA, BELA)} == {
        seat: {question: shown} for seat in (MODERATOR, PODIUM, ADA, BELA)
    }


def test_author_is_in_no_topic_of_anybody_else() -> None:
    """A seat that stands nowhere else: its number would show."""
    evening = at_input(30)
    asker = 32
    evening.drop(asker)
    evening.come(asker)
    before = {seat: json.dumps(evening.sees(seat)).count(f"{asker}") for seat in (MODERATOR, PODIUM, ADA)}
    asked(evening, "Wer zahlt?", asker)
    after = {seat: evening.sees(seat) for seat in (MODERATOR, PODIUM, ADA)}
    assert {seat: json.dumps(topics).count(f"{asker}") for seat, topics in after.items()} == before
    assert {len(topics["questions"]) for topics in after.values()} == {1}
    assert evening.sees(asker)["my-questions"]["own"] != {}


def test_name_is_shown_where_the_asker_wants_it_and_follows_a_correction() -> None:
    evening = at_input()
    question = asked(evening, named=True)
    assert evening.sees(BELA)["questions"][question]["name"] == "citizen-3"


def test_support_is_one_per_place_and_changeable() -> None:
    evening = at_input()
    question = asked(evening)
    for seat, on, count in ((BELA, True, 1), (BELA, True, 1), (CEM, True, 2), (ADA, True, 2), (BELA, False, 1)):
        evening.do(SupportQuestion(question, on), seat)
        assert evening.sees(MODERATOR)["questions"][question]["support"] == count
    assert [evening.sees(seat)["my-questions"]["supported"] for seat in (ADA, BELA, CEM)] == [[], [], [question]]


def test_two_at_one_device_support_as_two() -> None:
    evening = at_input()
    evening.do(AddSeat("citizen", "Elif & Finn", pair=True))
    pair = max(evening.dialogue.part(Seats).roles)
    evening.come(pair)
    question = asked(evening)
    evening.do(SupportQuestion(question, True), pair)
    assert evening.sees(BELA)["questions"][question]["support"] == 2


def test_staff_neither_ask_nor_support() -> None:
    evening = at_input()
    question = asked(evening)
    for seat in (MODERATOR, PODIUM):
        assert evening.refused(AskQuestion("Von uns"), seat)[0] == "not-allowed"
        assert evening.refused(SupportQuestion(question, True), seat)[0] == "not-allowed"


def test_stage_belongs_to_who_leads_and_is_left_by_an_answer() -> None:
    evening = at_input()
    first, second = asked(evening), asked(evening, "Und die Kosten?", BELA)
    for seat in (ADA, PODIUM):
        assert evening.refused(StageQuestion(first), seat)[0] == "not-allowed"
        assert evening.refused(AnswerQuestion(first, True), seat)[0] == "not-allowed"
    evening.do(StageQuestion(first), MODERATOR)
    assert evening.do(StageQuestion(first), MODERATOR) == []
    assert evening.sees(BELA)["asking"]["stage"] == first
    evening.do(StageQuestion(second), MODERATOR)
    evening.do(AnswerQuestion(first, True), MODERATOR)
    assert evening.sees(BELA)["asking"]["stage"] == second
    evening.do(AnswerQuestion(second, True), MODERATOR)
    assert evening.sees(BELA)["asking"]["stage"] is None
    assert [each["answered"] for each in evening.sees(BELA)["questions"].values()] == [True, True]
    evening.do(AnswerQuestion(second, False), MODERATOR)
    evening.do(StageQuestion(second), MODERATOR)
    evening.do(StageQuestion(None), MODERATOR)
    assert evening.sees(BELA)["asking"]["stage"] is None
    assert evening.refused(StageQuestion("none"), MODERATOR)[0] == "unknown-question"


def test_three_of_a_place_wait_and_an_answer_makes_room() -> None:
    evening = at_input()
    questions = [asked(evening, f"Frage {number}") for number in range(3)]
    assert evening.refused(AskQuestion("Noch eine"), ADA) == ("too-many-questions", {"limit": 3})
    evening.do(AnswerQuestion(questions[0], True), MODERATOR)
    asked(evening, "Doch noch eine")


def test_withdrawn_question_is_gone_with_its_text() -> None:
    evening = at_input()
    question = asked(evening)
    evening.do(StageQuestion(question), MODERATOR)
    assert evening.refused(WithdrawQuestion(question), BELA)[0] == "unknown-question"
    evening.do(WithdrawQuestion(question), ADA)
    assert [*evening.side.texts.values()] == []
    assert (evening.sees(BELA)["questions"], evening.sees(BELA)["asking"]["stage"]) == ({}, None)
    assert evening.dialogue.part(Questions).asked == 1


def test_text_is_counted_and_kept_as_typed() -> None:
    evening = at_input()
    assert evening.refused(AskQuestion(" \x00\n"), ADA)[0] == "empty"
    assert evening.refused(AskQuestion("x" * (LENGTH + 1)), ADA) == (
        "too-long",
        {"length": LENGTH + 1, "limit": LENGTH},
    )
    question = asked(evening, "<b>شكرا</b>\u0000 👩\u200d🌾 ")
    assert evening.sees(BELA)["questions"][question]["text"] == "<b>شكرا</b> 👩\u200d🌾"


def test_questions_are_taken_in_their_phases_and_a_minute_after() -> None:
    evening = prepared(3, staff=("moderator", "podium"), script=ASKING)
    evening.do(Start(), MODERATOR)
    assert evening.refused(AskQuestion("Zu früh"), ADA)[0] == "no-questions"
    assert "asking" not in evening.sees(ADA)
    evening.wait(125)
    question = asked(evening)
    evening.do(Next("auftakt", now=True), MODERATOR)
    ended = evening.now
    assert "questions" not in evening.sees(ADA)  # who sits in a group talks there
    evening.wait(GRACE_S - 1)
    asked(evening, "Noch angekommen")
    assert evening.refused(SupportQuestion(question, True), BELA)[0] == "no-questions"
    evening.wait(1)
    assert evening.refused(AskQuestion("Zu spät"), ADA)[0] == "no-questions"
    evening.do(Next("runde", now=True), MODERATOR)
    asking = evening.sees(ADA)["asking"]
    assert (asking["open"], asking["until"], len(evening.sees(ADA)["questions"])) == (False, ended + GRACE_S, 2)


def test_question_with_a_listed_word_is_held() -> None:
    evening = at_input()
    evening.do(ListWords(["mist*"]), MODERATOR)
    events = evening.do(AskQuestion("Was soll der Mistkram?"), ADA)
    assert [type(event) for event in events][1:] == [ItemHeld]
    question = next(iter(evening.dialogue.part(Questions).questions))
    assert evening.sees(BELA)["questions"] == {}
    assert evening.refused(SupportQuestion(question, True), BELA)[0] == "unknown-question"
    assert evening.refused(StageQuestion(question), MODERATOR)[0] == "unknown-question"
    assert evening.sees(ADA)["my-questions"]["own"][question]["text"] == "Was soll der Mistkram?"


@pytest.mark.parametrize("kind", ["questions", "answer"])
def test_other_phases_take_questions_too(kind: str) -> None:
    evening = prepared(3, staff=("moderator", "podium"), script=SCRIPT.replace("kind: talk", f"kind: {kind}"))
    evening.do(Start(), MODERATOR)
    evening.wait(125)
    assert evening.sees(ADA)["asking"]["open"] is True


def test_log_gives_the_same_questions_again() -> None:
    evening = at_input()
    question = asked(evening)
    evening.do(SupportQuestion(question, True), BELA)
    evening.do(StageQuestion(question), MODERATOR)
    assert evening.replayed().part(Questions) == evening.dialogue.part(Questions)


def test_report_and_public_page_have_questions_without_names_most_supported_first() -> None:
    evening = at_input()
    asked(evening, "Wann kommt der Radweg?", ADA, named=True)
    second, hidden = asked(evening, "Wer zahlt?", BELA), asked(evening, "Herr Petersilienwurz?", CEM)
    evening.do(SupportQuestion(second, True), ADA)
    evening.do(AnswerQuestion(second, True), MODERATOR)
    evening.do(HideItem(hidden, "Ein Name"), MODERATOR)
    told = [to_plain(each, evening.side) for each in (report_of(evening.dialogue), outcome_of(evening.dialogue, {}))]
    assert [each["questions"] for each in told] == 2 * [
        [
            {"number": 2, "text": "Wer zahlt?", "support": 1, "answered": True},
            {"number": 1, "text": "Wann kommt der Radweg?", "support": 0, "answered": False},
        ]
    ]
