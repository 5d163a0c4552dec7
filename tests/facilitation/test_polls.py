"""Open votes, surveys and quick questions: who may vote, what counts, what is told to whom."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.agenda import Back, Close, Next, Pause, Start
from facilitation.polls import Polls
from facilitation.script_yaml import parse
from facilitation.tally import percent
from facilitation.voting import AskPoll, ClosePoll, ShowPoll
from rooms.seats import NamePerson
from tests.facilitation.evening import Evening, prepared
from tests.facilitation.polling import MODERATOR, SCRIPT, at, citizens, counts, onward, poll, vote


def test_poll_opens_with_its_phase_and_shows_its_result_afterwards() -> None:
    evening = at("stimmung")
    seen = evening.sees(2)["polls"]["stimmung"]
    assert (seen["kind"], seen["open"], seen["voted"], seen["of"], seen["results"]) == ("phase", True, 0, 6, None)
    assert [(each["id"], each["answer"], each["most"]) for each in seen["questions"]] == [
        ("gefuehl", "single", 1),
        ("wege", "multiple", 2),
        ("wort", "text", 1),
    ]
    for seat in (2, 3):
        evening.do(vote("stimmung", gefuehl=["gut"], wege=["bus", "rad"]), seat)
    assert evening.sees(4)["polls"]["stimmung"]["voted"] == 2
    onward(evening)
    closed = evening.sees(4)["polls"]["stimmung"]
    assert (closed["open"], closed["questions"], closed["voted"], closed["of"]) == (False, [], 2, 6)
    assert counts(closed["results"]) == [{"gut": 2, "mittel": 0, "schlecht": 0}, {"bus": 2, "rad": 2, "auto": 0}, {}]
    assert evening.replayed().slices == evening.dialogue.slices


def test_open_vote_is_changed_until_closing_and_counts_once() -> None:
    evening = at("stimmung")
    evening.do(vote("stimmung", gefuehl=["gut"], wort="Erst so"), 2)
    evening.do(vote("stimmung", gefuehl=["schlecht"], wort="Dann so"), 2)
    assert evening.sees(2)["my-votes"]["stimmung"] == {
        "1": {"chosen": {"gefuehl": ["schlecht"]}, "texts": {"wort": "Dann so"}}
    }
    desk = evening.sees(MODERATOR)["poll-desk"]["stimmung"]
    assert (desk["voted"], counts(desk["results"])[0]) == (1, {"gut": 0, "mittel": 0, "schlecht": 1})  # type: ignore[index]
    assert [each["text"] for each in desk["results"][2]["texts"]] == ["Dann so"]
    assert "Erst so" not in evening.side.texts.values()
    evening.do(ClosePoll("stimmung"), MODERATOR)
    assert evening.refused(vote("stimmung", gefuehl=["gut"]), 2) == ("poll-closed", {})


@pytest.mark.parametrize(
    ("command", "actor", "code"),
    [
        (vote("stimmung", gefuehl=["gut"]), MODERATOR, "not-allowed"),
        (vote("stimmung", 2, gefuehl=["gut"]), 2, "not-allowed"),
        (vote("anders", gefuehl=["gut"]), 2, "unknown-poll"),
        (vote("stimmung"), 2, "no-answer"),
        (vote("stimmung", wort=" \n "), 2, "no-answer"),
        (vote("stimmung", gefuehl=["toll"]), 2, "vote-misfit"),
        (vote("stimmung", gefuehl=["gut", "mittel"]), 2, "vote-misfit"),
        (vote("stimmung", wege=["bus", "bus"]), 2, "vote-misfit"),
        (vote("stimmung", wege=["bus", "rad", "auto"]), 2, "vote-misfit"),
        (vote("stimmung", gefuehl="gut"), 2, "vote-misfit"),
        (vote("stimmung", wort=["gut"]), 2, "vote-misfit"),
        (vote("stimmung", was=["gut"]), 2, "vote-misfit"),
        (vote("stimmung", wort="x" * 501), 2, "too-long"),
        (ClosePoll("stimmung"), 2, "not-allowed"),
        (ClosePoll("anders"), MODERATOR, "unknown-poll"),
        (ShowPoll("stimmung"), MODERATOR, "poll-open"),
        (AskPoll("Ja?", []), 2, "not-allowed"),
        (AskPoll(" ", []), MODERATOR, "empty"),
    ],
)
def test_vote_is_refused(command: Any, actor: int, code: str) -> None:
    assert at("stimmung").refused(command, actor)[0] == code


def test_two_at_one_device_have_two_votes() -> None:
    evening = at("stimmung", citizens=3)
    evening.do(NamePerson(2, "Ömer & Maria", pair=True))
    evening.do(vote("stimmung", gefuehl=["gut"]), 2)
    evening.do(vote("stimmung", 2, gefuehl=["schlecht"]), 2)
    seen = evening.sees(2)
    assert (seen["polls"]["stimmung"]["voted"], seen["polls"]["stimmung"]["of"]) == (2, 4)
    assert sorted(seen["my-votes"]["stimmung"]) == ["1", "2"]
    assert sorted(evening.sees(3)["my-votes"]["stimmung"]) == ["1"]


def test_percentages_need_five_voters_and_ties_stay_ties() -> None:
    evening = at("stimmung")
    for seat, feeling in zip(citizens(evening), ("gut", "gut", "schlecht", "schlecht"), strict=False):
        evening.do(vote("stimmung", gefuehl=[feeling]), seat)
    few = evening.sees(MODERATOR)["poll-desk"]["stimmung"]["results"][0]["options"]
    assert [(each["count"], each["percent"], each["first"]) for each in few] == [
        (2, None, True),
        (0, None, False),
        (2, None, True),
    ]
    evening.do(vote("stimmung", gefuehl=["mittel"]), 6)
    many = evening.sees(MODERATOR)["poll-desk"]["stimmung"]["results"][0]["options"]
    assert [(each["percent"], each["first"]) for each in many] == [(40, True), (20, False), (40, True)]


@given(st.lists(st.integers(0, 75), min_size=1, max_size=8))
def test_percent_is_whole_and_near(parts: list[int]) -> None:
    whole = max(1, sum(parts))
    assert all(abs(percent(part, whole) - 100 * part / whole) <= 0.5 for part in parts)


def test_poll_taken_up_again_goes_on_with_its_votes() -> None:
    evening = at("stimmung")
    evening.do(vote("stimmung", gefuehl=["gut"]), 2)
    onward(evening)
    evening.wait(5)
    evening.do(Back("wahl", "stimmung", 3), MODERATOR)
    evening.wait(0)
    assert (poll(evening, "stimmung").open, evening.sees(2)["polls"]["stimmung"]["voted"]) == (True, 1)
    evening.do(vote("stimmung", gefuehl=["mittel"]), 2)
    onward(evening)
    assert counts(evening.sees(2)["polls"]["stimmung"]["results"])[0] == {"gut": 0, "mittel": 1, "schlecht": 0}  # type: ignore[index]


def test_moderator_ends_a_poll_early_and_it_stays_closed_in_its_phase() -> None:
    evening = at("stimmung")
    evening.do(vote("stimmung", gefuehl=["gut"]), 2)
    evening.do(ClosePoll("stimmung"), MODERATOR)
    evening.wait(30)
    assert (evening.phase(), poll(evening, "stimmung").open) == ("stimmung", False)
    assert evening.sees(3)["polls"]["stimmung"]["results"] is not None
    evening.do(ShowPoll(None), MODERATOR)
    assert "polls" not in evening.sees(3)
    evening.do(ShowPoll("stimmung"), MODERATOR)
    assert list(evening.sees(3)["polls"]) == ["stimmung"]
    assert evening.do(ClosePoll("stimmung"), MODERATOR) == []


def test_votes_are_taken_while_the_evening_is_held() -> None:
    evening = at("stimmung")
    evening.do(Pause(), MODERATOR)
    evening.do(vote("stimmung", gefuehl=["gut"]), 2)
    assert len(poll(evening, "stimmung").votes) == 1


def test_quick_question_ends_by_a_click_or_by_the_clock() -> None:
    evening = at("start")
    evening.do(AskPoll("Noch fünf Minuten <b>länger</b>?", []), MODERATOR)
    seen = evening.sees(2)["polls"]["frage/1"]
    assert [option["id"] for option in seen["questions"][0]["options"]] == ["ja", "nein", "enthaltung"]
    assert seen["questions"][0]["title"] == "Noch fünf Minuten <b>länger</b>?"
    evening.do(vote("frage/1", frage=["ja"]), 2)
    assert evening.refused(AskPoll("Noch eine?", []), MODERATOR) == ("poll-open", {})
    evening.do(ClosePoll("frage/1"), MODERATOR)
    evening.do(AskPoll("Wohin?", ["Markt", "Park"], 30), MODERATOR)
    assert {id: poll["open"] for id, poll in evening.sees(2)["polls"].items()} == {"frage/1": False, "frage/2": True}
    evening.do(vote("frage/2", frage=["o2"]), 2)
    evening.wait(31)
    result = evening.sees(2)["polls"]["frage/2"]["results"][0]
    assert [(each["title"], each["count"]) for each in result["options"]] == [("Markt", 0), ("Park", 1)]


def test_quick_question_ends_with_the_evening() -> None:
    evening = at("ende")
    evening.do(AskPoll("Noch etwas?", []), MODERATOR)
    evening.do(Close(), MODERATOR)
    evening.wait(0)
    assert not poll(evening, "frage/1").open


def test_survey_stays_open_for_a_day_after_the_evening() -> None:
    evening = at("umfrage", citizens=6)
    for seat, mark in zip(citizens(evening), "555", strict=False):
        evening.do(vote("umfrage", zufrieden=[mark]), seat)
    onward(evening)
    assert (poll(evening, "umfrage").open, poll(evening, "umfrage").ends_at) == (True, None)
    onward(evening)
    evening.do(Close(), MODERATOR)
    evening.drop(*citizens(evening))  # all go home; who was there may answer, and counts
    evening.wait(3600)
    for seat, mark in ((5, "4"), (6, "1")):
        evening.do(vote("umfrage", zufrieden=[mark]), seat)
    assert evening.sees(MODERATOR)["poll-desk"]["umfrage"]["results"] is None
    evening.wait(23 * 3600)
    assert evening.refused(vote("umfrage", zufrieden=["1"]), 7) == ("poll-closed", {})
    desk = evening.sees(MODERATOR)["poll-desk"]["umfrage"]
    assert (desk["voted"], desk["of"]) == (5, 6)
    result = desk["results"][0]
    assert ([each["count"] for each in result["options"]], result["mean"]) == ([1, 0, 0, 1, 3], 4.0)
    assert "umfrage" not in evening.sees(2).get("polls", {})


def test_survey_of_fewer_than_five_has_no_result() -> None:
    evening = at("umfrage")
    for seat in (2, 3, 4, 5):
        evening.do(vote("umfrage", zufrieden=["5"]), seat)
    evening.do(ClosePoll("umfrage"), MODERATOR)
    assert evening.sees(MODERATOR)["poll-desk"]["umfrage"]["results"] is None


def test_survey_that_the_evening_did_not_get_to_is_asked_afterwards() -> None:
    evening = at("stimmung")
    evening.do(Close(), MODERATOR)
    evening.wait(0)
    survey = poll(evening, "umfrage")
    assert (survey.open, survey.ends_at) == (True, evening.now + 24 * 3600)


# Who could learn what somebody chose or wrote in an open vote: (viewer, sees the counts now, sees the text).
@pytest.mark.parametrize(
    ("role", "live", "written"),
    [
        ("citizen", False, False),
        ("organizer", True, True),
        ("moderator", True, True),
        ("director", True, True),
        ("facilitator", False, False),
        ("scribe", False, False),
        ("editor", False, False),
        ("podium", False, False),
        ("support", False, False),
        ("interpreter", False, False),
        ("captioner", False, False),
        ("guest", False, False),
    ],
)
def test_open_vote_is_seen(role: str, live: bool, written: bool) -> None:
    evening = at("stimmung")
    viewer = evening.seat(role, "viewer")
    evening.come(viewer)
    evening.do(vote("stimmung", gefuehl=["schlecht"], wort="Zaubernuss"), 2)
    told = json.dumps(evening.sees(viewer), ensure_ascii=False)
    assert ('"percent"' in told, "Zaubernuss" in told) == (live, written)
    assert "Zaubernuss" in json.dumps(evening.sees(2), ensure_ascii=False)
    evening.do(ClosePoll("stimmung"), MODERATOR)
    closed = json.dumps(evening.sees(viewer), ensure_ascii=False)
    assert ('"percent"' in closed, "Zaubernuss" in closed) == (True, written)


def test_who_voted_is_told_to_nobody() -> None:
    evening = at("stimmung")
    evening.do(vote("stimmung", gefuehl=["gut"]), 3)
    one = {seat: evening.sees(seat) for seat in (1, 2, 4)}
    other = at("stimmung")
    other.do(vote("stimmung", gefuehl=["gut"]), 5)
    assert one == {seat: other.sees(seat) for seat in (1, 2, 4)}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(2, 7), st.sampled_from(["gut", "mittel", "schlecht"])), max_size=20))
def test_every_citizen_counts_once_with_the_last_vote(votes: list[tuple[int, str]]) -> None:
    evening = at("stimmung")
    for seat, feeling in votes:
        evening.do(vote("stimmung", gefuehl=[feeling]), seat)
    last = dict(votes)
    result = evening.sees(MODERATOR)["poll-desk"]["stimmung"]["results"][0]
    assert {each["id"]: each["count"] for each in result["options"]} == {
        feeling: [*last.values()].count(feeling) for feeling in ("gut", "mittel", "schlecht")
    }
    assert result["answered"] == len(last)
    assert evening.replayed().slices == evening.dialogue.slices


def test_result_goes_when_groups_begin() -> None:
    grouped = SCRIPT.replace("kind: vote", "kind: group-work").split("    poll:\n      secret")[0] + "\n"
    evening = prepared(6, script=grouped.replace("    advance: manual\n    poll", "    advance: auto\n    poll"))
    started(evening, "stimmung")
    evening.do(vote("stimmung", gefuehl=["gut"]), 2)
    evening.do(ClosePoll("stimmung"), MODERATOR)
    assert "polls" in evening.sees(2)
    evening.do(Next("stimmung", now=True), MODERATOR)
    assert (evening.phase(), "polls" in evening.sees(2)) == ("wahl", False)
    assert evening.dialogue.part(Polls).shown is None


def started(evening: Evening, phase: str) -> None:
    evening.do(Start(), MODERATOR)
    while evening.phase() != phase:
        onward(evening)


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("most: 2", "most: 4", "most-of-options", "poll.questions.2.most"),
        ("most: 2", "most: viele", "not-a-number", "poll.questions.2.most"),
        ("id: wege", "id: gefuehl", "answer-twice", "poll.questions.2.id"),
        ("{id: rad,", "{id: bus,", "answer-twice", "poll.questions.2.options.2.id"),
        ("{id: rad,", "{id: Rad!,", "id-signs", "poll.questions.2.options.2.id"),
        ("answer: text, ", "", "no-options", "poll.questions.3.options"),
        ("low: {de: gar nicht gut, en: bad}", "", "scale-ends", "poll.questions.1.low"),
        ("answer: scale", "answer: zahl", "unknown-value", "poll.questions.1.answer"),
        ("kind: vote", "kind: break", "only-polls", "poll"),
        ("secret: true", "secret: ja", "not-yes-or-no", "poll.secret"),
        ("secret: true", "geheim: true", "unknown-key", "poll.geheim"),
    ],
)
def test_script_says_what_is_wrong_with_its_questions(old: str, new: str, code: str, field: str) -> None:
    assert [finding.code for finding in parse(SCRIPT).findings] == []
    findings = parse(SCRIPT.replace(old, new)).findings
    assert (code, field) in [(finding.code, finding.field) for finding in findings]
    assert all(finding.line for finding in findings)
