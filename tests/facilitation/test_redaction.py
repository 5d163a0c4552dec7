"""Redaction reaches every text by its number, and what has no number does not stay: nothing written is left over."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.agenda import Next
from facilitation.answers import GiveAnswer
from facilitation.bundling import AddTheme, PublishThemes
from facilitation.cards import Cards, WriteCard
from facilitation.message import SendMessage
from facilitation.moderation import HideItem
from facilitation.polls import FIRST, PollOpened, Polls, Voted, evolve
from facilitation.questions import WithdrawQuestion
from facilitation.redaction import RedactText
from facilitation.tally import Vote
from facilitation.turns import FADED_S, KEPT, SHOWN_S, WriteTurn
from facilitation.voting import AskPoll, ClosePoll
from rooms.exclusion import DeclineExclusion, ProposeExclusion
from rooms.order import Exclude
from tests.facilitation.evening import Evening, in_groups
from tests.facilitation.polling import MODERATOR, at, onward, vote
from tests.facilitation.test_questions import asked, at_input

PLANTED = "Petersilienwurz"
FACILITATOR = 2


def left(evening: Evening) -> list[str]:
    return [text for text in evening.side.texts.values() if PLANTED in text]


def numbers(evening: Evening, poll: str) -> dict[str | None, int]:
    """Of the free answers on the desk, by what they say."""
    results = evening.sees(MODERATOR)["poll-desk"][poll]["results"]
    return {each["text"]: each["number"] for result in results for each in result["texts"]}


def test_free_answer_of_an_open_poll_goes_by_its_number() -> None:
    evening = at("stimmung")
    for seat, word in ((2, PLANTED), (3, "Zuversicht")):
        evening.do(vote("stimmung", gefuehl=["gut"], wort=word), seat)
    number = numbers(evening, "stimmung")[PLANTED]
    evening.do(RedactText("written", number), MODERATOR)
    assert left(evening) == []
    assert set(numbers(evening, "stimmung")) == {None, "Zuversicht"}
    assert evening.sees(2)["my-votes"]["stimmung"]["1"]["texts"] == {"wort": None}
    assert evening.refused(RedactText("written", 17), MODERATOR)[0] == "unknown-item"
    evening.do(vote("stimmung", gefuehl=["gut"], wort="Anders gesagt"), 2)
    assert set(numbers(evening, "stimmung")) == {"Anders gesagt", "Zuversicht"}
    assert evening.replayed().slices == evening.dialogue.slices


def test_redacted_free_answer_does_not_come_back_with_a_changed_vote() -> None:
    """What the vote says otherwise may change. The same words once more are a new text: it has a number of its own, by
    which it goes as well, and nothing of the one before."""
    evening = at("stimmung")
    evening.do(vote("stimmung", gefuehl=["gut"], wort=PLANTED), 2)
    first = numbers(evening, "stimmung")[PLANTED]
    evening.do(RedactText("written", first), MODERATOR)
    evening.do(vote("stimmung", gefuehl=["schlecht"]), 2)
    assert (left(evening), numbers(evening, "stimmung")) == ([], {})
    assert evening.sees(2)["my-votes"]["stimmung"]["1"] == {"chosen": {"gefuehl": ["schlecht"]}, "texts": {}}
    evening.do(vote("stimmung", gefuehl=["schlecht"], wort=PLANTED), 2)
    second = numbers(evening, "stimmung")[PLANTED]
    assert second != first
    assert evening.refused(RedactText("written", first), MODERATOR)[0] == "unknown-item"
    evening.do(RedactText("written", second), MODERATOR)
    assert (left(evening), numbers(evening, "stimmung")) == ([], {None: second})
    onward(evening)
    assert (left(evening), numbers(evening, "stimmung")) == ([], {None: second})
    assert evening.replayed().slices == evening.dialogue.slices


def test_free_answer_of_a_secret_ballot_goes_by_its_number_once_counted() -> None:
    evening = at("wahl")
    for seat in range(2, 8):
        evening.do(vote("wahl", frage=["ja"], warum=f"{PLANTED} {seat}"), seat)
    onward(evening)
    for number in numbers(evening, "wahl").values():
        evening.do(RedactText("written", number), MODERATOR)
    assert left(evening) == []


def test_typed_question_goes_with_its_options() -> None:
    evening = at("stimmung")
    evening.do(AskPoll(f"{PLANTED}?", ["Markt", f"Bei {PLANTED}"]), MODERATOR)
    evening.do(RedactText("poll", 1), MODERATOR)
    question = evening.sees(2)["polls"]["frage/1"]["questions"][0]
    assert (question["title"], [each["title"] for each in question["options"]]) == (None, [None, None])
    assert evening.refused(RedactText("poll", 2), MODERATOR)[0] == "unknown-item"
    evening.do(ClosePoll("frage/1"), MODERATOR)


def answered() -> Evening:
    evening = in_groups(6, staff=("moderator", "podium", "editor"))
    evening.to(evening.agenda().steps[2])
    evening.do(WriteCard("gut", "Mehr Bänke"), evening.sitting()[0][0])
    evening.do(Next("runde", now=True), MODERATOR)
    evening.do(AddTheme("Sitzen", {next(iter(evening.dialogue.part(Cards).cards)): None}), 3)
    evening.do(PublishThemes(1), 3)
    for seen, kind in ((0, "theme"), (1, "theme"), (0, "card")):
        evening.do(GiveAnswer(kind, 1, seen, "planned", f"{PLANTED} baut", PLANTED), MODERATOR)  # type: ignore[arg-type]
    return evening


def test_answers_go_in_every_version_and_new_ones_can_be_given() -> None:
    evening = answered()
    evening.do(RedactText("theme-answer", 1), MODERATOR)
    assert len(left(evening)) == 2
    evening.do(RedactText("card-answer", 1), MODERATOR)
    assert left(evening) == []
    shown = evening.sees(MODERATOR)["answers"]["theme-1"]
    assert (shown["version"], shown["status"], shown["reason"], shown["responsible"]) == (2, "planned", None, None)
    evening.do(GiveAnswer("theme", 1, 2, "planned", "Neu gesagt"), MODERATOR)
    assert evening.sees(MODERATOR)["answers"]["theme-1"]["reason"] == "Neu gesagt"
    assert evening.refused(RedactText("theme-answer", 9), MODERATOR)[0] == "unknown-item"


def test_reason_of_an_exclusion_goes_by_its_number_and_a_declined_one_at_once() -> None:
    evening = in_groups(6, staff=("moderator", "facilitator"))
    one, two, three = evening.sitting()[0]
    evening.do(Exclude(one, f"Hat {PLANTED} beleidigt"), MODERATOR)
    evening.do(ProposeExclusion(two, PLANTED), FACILITATOR)
    evening.do(DeclineExclusion(two), MODERATOR)
    evening.do(ProposeExclusion(three, f"Auch {PLANTED}"), FACILITATOR)
    assert len(left(evening)) == 2
    evening.do(Exclude(three, "Unhöflich"), MODERATOR)
    evening.wait(0)
    evening.do(RedactText("exclusion", 1), MODERATOR)
    assert left(evening) == []
    assert evening.refused(RedactText("exclusion", 3), MODERATOR)[0] == "unknown-item"
    assert evening.refused(RedactText("exclusion", 0), MODERATOR)[0] == "unknown-item"


def test_written_turn_is_deleted_once_it_has_left_the_stage() -> None:
    evening = in_groups()
    one, two = evening.sitting()[0][:2]
    evening.do(WriteTurn(PLANTED), one)
    evening.wait(10)
    evening.do(WriteTurn("Ja"), two)
    evening.wait(SHOWN_S - 10)
    assert left(evening) == [PLANTED]
    evening.wait(FADED_S - SHOWN_S)
    assert [turn["text"] for turn in evening.sees(one)["turns"]] == ["Ja"]
    assert left(evening) == []
    evening.wait(10)
    assert (evening.sees(one)["turns"], "Ja" in evening.side.texts.values()) == ([], False)
    assert evening.replayed().slices == evening.dialogue.slices


def test_written_turn_that_others_push_off_the_stage_is_deleted_at_once() -> None:
    evening = in_groups()
    seat = evening.sitting()[0][0]
    evening.do(WriteTurn(PLANTED), seat)
    for number in range(KEPT):
        assert len(left(evening)) == 1
        evening.do(WriteTurn(f"Satz {number}"), seat)
    assert left(evening) == []


def test_message_is_deleted_when_the_next_one_takes_its_place() -> None:
    evening = in_groups()
    evening.do(SendMessage(f"{PLANTED} soll kommen"), MODERATOR)
    evening.do(SendMessage(f"{PLANTED}, bitte", "runde/1"), MODERATOR)
    evening.do(SendMessage("Noch fünf Minuten"), MODERATOR)
    assert left(evening) == [f"{PLANTED}, bitte"]
    evening.do(SendMessage("Danke", "runde/1"), MODERATOR)
    assert left(evening) == []


def test_reason_why_a_withdrawn_question_was_hidden_can_still_be_redacted() -> None:
    evening = at_input()
    question = asked(evening, PLANTED)
    evening.do(HideItem(question, f"Nennt {PLANTED}"), MODERATOR)
    evening.do(WithdrawQuestion(question), 3)
    assert left(evening) == [f"Nennt {PLANTED}"]
    evening.do(RedactText("question", 1), MODERATOR)
    assert left(evening) == []


@pytest.mark.parametrize("kind", ["card", "question", "theme", "theme-answer", "card-answer", "written", "poll"])
def test_redaction_is_for_who_leads(kind: Any) -> None:
    evening = answered()
    for seat in (2, 3, 4):
        assert evening.refused(RedactText(kind, 1), seat)[0] == "not-allowed"


def test_redacting_everything_leaves_no_text_of_anybody() -> None:
    """Whoever adds a text to the product and no number for it finds out here."""
    evening = answered()
    evening.do(AskPoll(PLANTED, ["a", "b"]), MODERATOR)
    for kind in ("card", "theme", "theme-answer", "card-answer", "poll"):
        evening.do(RedactText(kind, 1), MODERATOR)  # type: ignore[arg-type]
    assert evening.side.texts == {}
    assert PLANTED not in json.dumps([evening.sees(seat) for seat in range(1, 10)])


OPENED = PollOpened("p", "phase", {}, (), False, 0.0)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 75), st.integers(0, 9)), max_size=60))
def test_numbers_are_apart_four_digits_and_stay_while_others_write(votes: list[tuple[int, int]]) -> None:
    polls = evolve(Polls(), OPENED)
    for count, (seat, twist) in enumerate(votes):
        before = polls.numbers
        polls = evolve(polls, Voted("p", seat, 1, Vote(texts={"q": f"t{count}-{twist}"})))
        assert len({*polls.numbers.values()}) == len(polls.numbers) == len({seat for seat, _ in votes[: count + 1]})
        assert all(before[text] == polls.numbers[text] for text in before.keys() & polls.numbers.keys())
        assert all(FIRST <= number < 10 * FIRST + 75 for number in polls.numbers.values())
