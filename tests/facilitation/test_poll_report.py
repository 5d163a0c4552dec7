"""Polls in the report: what they came to, as data and as a table, and nothing that few people said."""

from __future__ import annotations

from typing import Any

from facilitation.agenda import Close
from facilitation.outcome import outcome_of
from facilitation.poll_report import csv_rows, polls_of
from facilitation.report import report_of, to_plain
from facilitation.voting import AskPoll, ClosePoll
from rooms.seats import AddSeat
from tests.facilitation.evening import Evening
from tests.facilitation.polling import MODERATOR, at, onward, vote


def pick(value: Any) -> str:
    return value if isinstance(value, str) else str(value.get("de", ""))


def table(evening: Evening) -> list[list[str]]:
    return list(csv_rows(polls_of(evening.dialogue), evening.side, pick, lambda key: key))


def polls(evening: Evening) -> list[dict[str, Any]]:
    told: Any = to_plain(report_of(evening.dialogue), evening.side)
    return list(told["polls"])


def test_report_has_counts_shares_and_what_was_written() -> None:
    evening = at("stimmung")
    for seat in range(2, 8):
        evening.do(vote("stimmung", gefuehl=["gut" if seat < 6 else "mittel"], wort=f"=Wort {9 - seat}"), seat)
    running = polls(evening)[0]
    assert (running["open"], running["results"]) == (True, None)
    evening.do(AskPoll("=Wohin?", ["Markt", "Park"]), MODERATOR)
    evening.do(ClosePoll("stimmung"), MODERATOR)
    mood, quick = polls(evening)
    assert (mood["voters"], mood["vouched"], quick["open"]) == (6, True, True)
    feeling, _, word = mood["results"]
    assert [(each["id"], each["count"], each["percent"]) for each in feeling["options"]] == [
        ("gut", 4, 67),
        ("mittel", 2, 33),
        ("schlecht", 0, 0),
    ]
    assert sorted(each["text"] for each in word["texts"]) == [f"=Wort {n}" for n in range(2, 8)]
    assert table(evening)[:2] == [
        ["csv.poll", "csv.question", "csv.answer", "csv.votes", "csv.percent", "csv.voters", "csv.number"],
        ["Stimmung", "Wie ist die Stimmung?", "Gut", "4", "67", "6", ""],
    ]
    assert table(evening)[-1] == ["Kurze Frage", "", "polled.running", "", "", "0", ""]


def test_report_does_not_break_down_what_few_people_said() -> None:
    evening = at("wahl")
    for seat in range(2, 6):
        evening.do(vote("wahl", frage=["ja"], warum="Zaubernuss"), seat)
    onward(evening)
    for seat in range(2, 6):
        evening.do(vote("umfrage", zufrieden=["5"]), seat)
    evening.do(Close(), MODERATOR)
    evening.do(ClosePoll("umfrage"), MODERATOR)
    assert [(each["id"], each["voters"], each["results"]) for each in polls(evening)] == [
        ("stimmung", 0, [{**each, "answered": 0} for each in polls(evening)[0]["results"]]),
        ("wahl", 4, None),
        ("umfrage", 4, None),
    ]
    assert "Zaubernuss" not in str(polls(evening)) + str(table(evening)) + str(evening.side.texts)
    assert table(evening)[-1] == ["Rückmeldung", "", "polled.few", "", "", "4", ""]


def test_open_link_takes_the_guarantee_of_one_vote_a_person() -> None:
    evening = at("stimmung")
    assert evening.sees(2)["polls"]["stimmung"]["vouched"]
    evening.do(AddSeat("citizen", "Gast", walked_in=True))
    assert evening.sees(2)["polls"]["stimmung"]["vouched"]
    evening.come(8)
    evening.do(vote("stimmung", gefuehl=["gut"]), 8)
    assert not evening.sees(2)["polls"]["stimmung"]["vouched"]
    evening.do(ClosePoll("stimmung"), MODERATOR)
    assert [each["vouched"] for each in polls(evening)] == [False]
    assert evening.replayed().slices == evening.dialogue.slices


def public(evening: Evening) -> list[dict[str, Any]]:
    told: Any = to_plain(outcome_of(evening.dialogue, {}), evening.side)
    return list(told["polls"])


def test_public_page_has_closed_polls_with_their_bars_and_nothing_written() -> None:
    evening = at("stimmung")
    for seat in range(2, 8):
        evening.do(vote("stimmung", gefuehl=["gut"], wort="Zaubernuss"), seat)
    assert public(evening) == []
    evening.do(ClosePoll("stimmung"), MODERATOR)
    assert "Zaubernuss" in str(polls(evening))
    (mood,) = public(evening)
    assert [option["count"] for option in mood["results"][0]["options"]] == [6, 0, 0]
    assert (mood["results"][2]["answered"], mood["results"][2]["texts"]) == (6, [])


def test_public_page_breaks_nothing_down_under_five_voters() -> None:
    """Open votes too: the plenary saw four people's answers, the town's website need not keep them."""
    evening = at("stimmung")
    for seat in range(2, 6):
        evening.do(vote("stimmung", gefuehl=["schlecht"]), seat)
    evening.do(ClosePoll("stimmung"), MODERATOR)
    assert polls(evening)[0]["results"][0]["options"][2]["count"] == 4
    assert [(each["voters"], each["results"]) for each in public(evening)] == [(4, None)]
