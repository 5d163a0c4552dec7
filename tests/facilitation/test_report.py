"""The report and the CSV: groups by assignment, cards without authors, cells without formulas."""

from __future__ import annotations

import json

from facilitation.agenda import Close
from facilitation.cards import Cards, EditCard, WriteCard
from facilitation.picks import PickCard
from facilitation.report import COLUMNS, csv_rows, harmless, report_of, to_plain
from facilitation.stacks import MergeCards
from rooms.places import Move
from tests.facilitation.evening import NOON, Evening, in_groups, prepared

WORDS = {"review.empty": "keine Einträge", "review.redacted": "[geschwärzt]", "csv.yes": "ja"}


def say(key: str) -> str:
    return WORDS.get(key, key)


def pick(value: dict[str, str]) -> str:
    return value["de"]


def held() -> Evening:
    """Group 1 wrote three cards, one of them chosen; group 2 nothing."""
    evening = in_groups(6)
    evening.to(evening.agenda().steps[2])
    one, two = evening.sitting()[0][:2]
    first = evening.do(WriteCard("gut", "Der Wald"), one)[0].card
    evening.do(WriteCard("fehlt", "=SUMME(A1)"), one)
    evening.do(WriteCard("fehlt", "Ein Café"), two)
    evening.do(PickCard(first, True), one)
    return evening


def plain(evening: Evening) -> dict[str, object]:
    return to_plain(report_of(evening.dialogue), evening.side)


def card(number: int, text: str, *, top: bool = False) -> dict[str, object]:
    """One that nothing was put to."""
    bare = {"called": False, "original": None, "under": [], "differs": None}
    return {"number": number, "text": text, "top": top, **bare}


def rows(evening: Evening, seed: int = 0) -> list[list[str]]:
    return list(csv_rows(report_of(evening.dialogue), evening.side, pick, say, seed=seed))  # type: ignore[arg-type]


def test_report_names_the_group_of_each_card_and_says_who_was_silent() -> None:
    evening = held()
    evening.do(Close(), 1)
    report = report_of(evening.dialogue)
    assert (report.title, report.held_on, report.present) == ({"de": "Probe", "en": "Trial"}, NOON, 6)
    [round_] = report.rounds
    assert [(group.id, group.number, group.people, group.empty) for group in round_.groups] == [
        ("runde/1", 1, 3, False),
        ("runde/2", 2, 3, True),
    ]
    assert to_plain(report, evening.side)["rounds"][0]["groups"][0]["columns"] == [
        {"id": "gut", "title": {"de": "Gut", "en": "Good"}, "cards": [card(1, "Der Wald", top=True)]},
        {
            "id": "fehlt",
            "title": {"de": "Fehlt", "en": "Missing"},
            "cards": [
                card(2, "=SUMME(A1)"),
                card(3, "Ein Café"),
            ],
        },
    ]


def test_report_goes_by_assignment_not_by_presence() -> None:
    evening = held()
    before = plain(evening)["rounds"]
    evening.do(Move(evening.sitting()[0][0], "plenary"), 1)
    evening.drop(*range(2, 8))
    assert plain(evening)["rounds"] == before


def test_report_counts_the_most_citizens_at_one_time() -> None:
    evening = prepared(3)
    evening.drop(2, 3)
    evening.come(2)
    evening.come(evening.seat("citizen"), evening.seat("support"))
    assert report_of(evening.dialogue).present == 3


def test_report_leaves_out_cards_that_their_group_does_not_see() -> None:
    evening = in_groups(6)
    evening.to(evening.agenda().steps[1])
    evening.do(WriteCard("gut", "geheim"), evening.sitting()[0][0])
    assert "geheim" not in json.dumps(plain(evening))
    evening.to(evening.agenda().steps[2])
    assert "geheim" in json.dumps(plain(evening))


def test_report_holds_no_seat() -> None:
    found = json.dumps(plain(held()))
    assert [word for word in ("author", "seat", "facilitator") if word in found] == []


def test_report_before_the_script_is_empty() -> None:
    empty = {"title": {}, "held_on": None, "present": 0, "rounds": [], "polls": [], "questions": [], "outcome": None}
    assert plain(Evening()) == empty


def test_csv_has_a_row_for_each_card_and_one_for_each_silent_group() -> None:
    heading, *found = rows(held())
    assert heading == [f"csv.{column}" for column in COLUMNS]
    began = "2026-11-18T11:12Z"
    assert sorted(found) == [
        ["runde", began, "Runde", "1", "Fehlt", "2", "'=SUMME(A1)", "", "", "", "", "", ""],
        ["runde", began, "Runde", "1", "Fehlt", "3", "Ein Café", "", "", "", "", "", ""],
        ["runde", began, "Runde", "1", "Gut", "1", "Der Wald", "ja", "", "", "", "", ""],
        ["runde", began, "Runde", "2", "", "", "keine Einträge", "", "", "", "", "", ""],
    ]


def test_cards_put_together_are_one_card_with_every_text_and_a_row_each() -> None:
    evening = held()
    first, second, third = evening.dialogue.part(Cards).cards
    seat = evening.sitting()[0][0]
    for other in (second, third):
        evening.do(MergeCards(other, first), seat)
    evening.do(EditCard(first, "Wald und Café"), seat)
    [column, _] = plain(evening)["rounds"][0]["groups"][0]["columns"]  # type: ignore[index]  # plain JSON
    together = {"original": "Der Wald", "under": [card(2, "=SUMME(A1)"), card(3, "Ein Café")]}
    assert column["cards"] == [card(1, "Wald und Café", top=True) | together]
    assert sorted((row[5], row[6], row[8]) for row in rows(evening)[1:] if row[5]) == [
        ("1", "Wald und Café", ""),
        ("2", "'=SUMME(A1)", "1"),
        ("3", "Ein Café", "1"),
    ]


def test_csv_is_shuffled_within_a_group_the_same_for_a_seed() -> None:
    evening = held()
    orders = {tuple(row[5] for row in rows(evening, seed)) for seed in range(20)}
    assert rows(evening, 3) == rows(evening, 3)
    assert len(orders) > 1
    assert {order[-1] for order in orders} == {""}


def test_csv_says_where_a_text_was_redacted() -> None:
    evening = held()
    card = next(iter(evening.dialogue.part(Cards).cards.values()))
    del evening.side.texts[card.text]
    assert [row[6] for row in rows(evening) if row[5] == "1"] == ["[geschwärzt]"]


def test_cells_that_spreadsheets_would_compute_are_made_harmless() -> None:
    cells = ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "1=1", "Ä", ""]
    assert [harmless(cell) for cell in cells] == ["'=1", "'+1", "'-1", "'@a", "'\t=1", "'\r=1", "1=1", "Ä", ""]
