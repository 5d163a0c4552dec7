"""Dots: who gives how many to what until when, that they never exceed what one has, and who sees what of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.machine import Refused
from dialogue.refs import Side
from facilitation.agenda import Next
from facilitation.bundling import AddTheme, MergeThemes, PublishThemes, RemoveTheme
from facilitation.cards import Cards, WriteCard
from facilitation.detours import Back
from facilitation.dots import Dots
from facilitation.report import csv_rows, report_of, to_plain
from facilitation.themes import Themes
from facilitation.themes_report import ThemesReport
from facilitation.weighing import GiveDots
from rooms.order import Exclude
from rooms.places import FOYER, Move
from rooms.seats import AddSeat, NamePerson
from tests.facilitation.evening import SCRIPT, Evening, in_groups

THEMES = """  - id: themen
    kind: themes
    title: {de: Themen, en: Themes}
    minutes: 5
    dots: {total: 3, per-theme: 2}
  - {id: ende"""
DOTTED = SCRIPT.replace("  - {id: ende", THEMES)
STAFF = ("moderator", "editor", "director", "podium", "support", "guest", "facilitator")
MODERATOR, EDITOR, FIRST, SECOND = 1, 2, 8, 9


def weighing(*, publish: bool = True) -> Evening:
    """Six citizens from seat 8 on, three published themes "A" "B" "C" with a card each; the dots are open."""
    evening = in_groups(6, staff=STAFF, script=DOTTED)
    evening.to(evening.agenda().steps[2])
    for number in range(3):
        evening.do(WriteCard("gut", f"Karte {number}"), FIRST + number)
    for title, card in zip("ABC", list(evening.dialogue.part(Cards).cards), strict=True):
        evening.do(AddTheme(title, {card: None}), EDITOR)
    if publish:
        evening.do(PublishThemes(3), EDITOR)
    evening.do(Next("runde", now=True), MODERATOR)
    evening.do(Next("ernte"), MODERATOR)
    assert evening.phase() == "themen"
    return evening


def theme(evening: Evening, title: str) -> str:
    themes = evening.dialogue.part(Themes).themes.values()
    return next(each.id for each in themes if evening.side.texts[each.title] == title)


def gave(evening: Evening, seat: int, title: str, dots: int) -> None:
    evening.do(GiveDots("themen", theme(evening, title), dots), seat)


def over(evening: Evening) -> list[tuple[str, int, int, bool]]:
    """Ends the phase: title, dots, rank, tied of each theme, as the plenary sees them."""
    evening.do(Next("themen"), MODERATOR)
    names = {each["id"]: each["title"] for each in evening.sees(FIRST)["themes"]["themes"]}
    rows = evening.sees(FIRST)["dots"]["results"]
    return [(names[row["theme"]], row["dots"], row["rank"], row["tied"]) for row in rows]


def test_dots_are_given_changed_and_taken_back_until_the_phase_ends() -> None:
    evening = weighing()
    gave(evening, FIRST, "A", 2)
    gave(evening, FIRST, "B", 1)
    gave(evening, FIRST, "A", 1)
    gave(evening, FIRST, "B", 0)
    gave(evening, SECOND, "A", 2)
    own = evening.sees(FIRST)["my-dots"]
    assert own == {"given": {theme(evening, "A"): 1}, "left": 2, "total": 3, "per_theme": 2}
    assert over(evening) == [("A", 3, 1, False), ("B", 0, 2, True), ("C", 0, 2, True)]
    assert evening.replayed().slices == evening.dialogue.slices


def test_limits_in_all_and_for_one_theme_hold() -> None:
    evening = weighing()
    a, b = theme(evening, "A"), theme(evening, "B")
    assert evening.refused(GiveDots("themen", a, 3), FIRST) == ("too-many-dots", {"limit": 2})
    gave(evening, FIRST, "A", 2)
    assert evening.refused(GiveDots("themen", b, 2), FIRST) == ("too-many-dots", {"limit": 1})
    assert evening.do(GiveDots("themen", a, 2), FIRST) == []


def test_two_at_one_device_have_twice_as_many_and_count_as_two() -> None:
    evening = weighing()
    evening.do(NamePerson(FIRST, "Maria & Ömer", pair=True))
    gave(evening, FIRST, "A", 4)
    gave(evening, FIRST, "B", 2)
    assert evening.refused(GiveDots("themen", theme(evening, "B"), 3), FIRST)[0] == "too-many-dots"
    assert (evening.sees(FIRST)["dots"]["given"], evening.sees(FIRST)["dots"]["of"]) == (2, 7)
    evening.do(NamePerson(FIRST, "Maria", pair=False))
    assert evening.sees(FIRST)["my-dots"] == {"given": {}, "left": 3, "total": 3, "per_theme": 2}


@pytest.mark.parametrize("role", STAFF)
def test_dots_of_staff_are_refused(role: str) -> None:
    evening = weighing()
    command = GiveDots("themen", theme(evening, "A"), 1)
    assert evening.refused(command, STAFF.index(role) + 1) == ("not-allowed", {"command": "dots.give"})


def test_dots_after_closing_elsewhere_or_for_what_is_not_published_are_refused() -> None:
    evening = weighing()
    evening.do(AddTheme("D", {}), EDITOR)
    a, d = theme(evening, "A"), theme(evening, "D")
    assert evening.refused(GiveDots("themen", d, 1), FIRST) == ("unknown-theme", {})
    evening.do(Move(SECOND, FOYER), MODERATOR)
    assert evening.refused(GiveDots("themen", a, 1), SECOND) == ("wrong-room", {})
    evening.do(Next("themen"), MODERATOR)
    assert evening.refused(GiveDots("themen", a, 1), FIRST) == ("phase-over", {"phase": "themen"})


def test_nothing_published_takes_no_dots_until_it_is() -> None:
    evening = weighing(publish=False)
    command = GiveDots("themen", theme(evening, "A"), 1)
    assert evening.refused(command, FIRST) == ("unknown-theme", {})
    evening.do(PublishThemes(3), EDITOR)
    evening.do(command, FIRST)


def test_back_opens_the_dots_again_as_they_were() -> None:
    evening = weighing()
    gave(evening, FIRST, "A", 2)
    evening.do(Next("themen"), MODERATOR)
    evening.do(Back("ende", "themen", 5, now=True), MODERATOR)
    assert evening.sees(FIRST)["my-dots"]["left"] == 1
    gave(evening, FIRST, "A", 0)
    assert over(evening) == [("A", 0, 1, True), ("B", 0, 1, True), ("C", 0, 1, True)]


def test_who_went_away_or_was_excluded_counts_with_what_they_gave() -> None:
    evening = weighing()
    for seat in (FIRST, SECOND):
        gave(evening, seat, "C", 1)
    evening.do(Exclude(SECOND, "Grund"), MODERATOR)
    evening.drop(FIRST)
    assert (evening.sees(10)["dots"]["given"], evening.sees(10)["dots"]["of"]) == (2, 6)
    assert evening.refused(GiveDots("themen", theme(evening, "A"), 1), MODERATOR)[0] == "not-allowed"


def test_theme_with_dots_cannot_vanish_by_publishing_again() -> None:
    evening = weighing()
    gave(evening, FIRST, "B", 1)
    a, b = theme(evening, "A"), theme(evening, "B")
    evening.do(RemoveTheme(a, 1), EDITOR)
    evening.do(PublishThemes(4), EDITOR)
    evening.do(MergeThemes(b, 1, theme(evening, "C"), 1), EDITOR)
    assert evening.refused(PublishThemes(5), EDITOR) == ("has-dots", {"numbers": [2]})
    evening.do(GiveDots("themen", b, 0), FIRST)
    evening.do(PublishThemes(5), EDITOR)
    assert [each["title"] for each in evening.sees(FIRST)["themes"]["themes"]] == ["C"]


def test_open_link_makes_no_vote_a_persons() -> None:
    evening = weighing()
    assert evening.sees(FIRST)["dots"]["open_link"] is False
    evening.do(AddSeat("guest", "Presse", walked_in=True))
    assert evening.sees(FIRST)["dots"]["open_link"] is False
    evening.do(AddSeat("citizen", "Neu", walked_in=True))
    assert evening.sees(FIRST)["dots"]["open_link"] is True


@pytest.mark.parametrize(
    ("who", "what", "sees"),
    [
        (FIRST, '"my-dots"', True),
        (SECOND, '"my-dots"', True),
        *((seat, '"my-dots"', False) for seat in range(1, 8)),
        *((seat, '"left": 0', seat == FIRST) for seat in range(1, 14)),
        *((seat, '"dots": 2', False) for seat in range(1, 14)),
        *((seat, '"given": 1, "of": 6', True) for seat in range(1, 14)),
    ],
)
def test_sight_of_dots_while_they_are_open(open_dots: Evening, who: int, what: str, sees: bool) -> None:
    assert (what in json.dumps(open_dots.sees(who))) is sees


@pytest.fixture(scope="module")
def open_dots() -> Evening:
    evening = weighing()
    gave(evening, FIRST, "A", 2)
    gave(evening, FIRST, "B", 1)
    return evening


STEPS = st.lists(st.tuples(st.integers(0, 7), st.sampled_from("ABCD"), st.integers(0, 4)), max_size=40)
BASE: list[Evening] = []


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_dots_never_exceed_what_one_has(steps: Sequence[tuple[int, str, int]]) -> None:
    """Also while themes are removed and published anew, and a device becomes one for two and one for one again."""
    BASE[:] = BASE or [weighing()]
    evening = replace(BASE[0], side=Side(dict(BASE[0].side.texts), dict(BASE[0].side.people)), rows=list(BASE[0].rows))
    ids = {title: theme(evening, title) for title in "ABC"}
    for who, title, dots in steps:
        try:
            if title == "D":
                evening.do(NamePerson(FIRST + who % 6, f"Neu {dots}", pair=dots > 1))
            elif who > 5:
                evening.do(RemoveTheme(ids[title], 1), EDITOR)
                evening.do(PublishThemes(evening.dialogue.part(Themes).edits), EDITOR)
            else:
                evening.do(GiveDots("themen", ids[title], dots), FIRST + who)
        except Refused:
            pass
        _hold(evening)


def _hold(evening: Evening) -> None:
    round_ = evening.dialogue.part(Dots).rounds["themen"]
    published = evening.dialogue.part(Themes).published
    assert published is not None
    for seat, own in round_.given.items():
        heads = 2 if evening.sees(seat)["my-dots"]["total"] == 6 else 1
        assert 0 < sum(own.values()) <= 3 * heads
        assert max(own.values()) <= 2 * heads
        assert set(own) <= published.ids()


def test_report_tells_themes_by_their_dots_with_cards_single_voices_and_no_seat() -> None:
    evening = weighing()
    evening.do(RemoveTheme(theme(evening, "C"), 1), EDITOR)
    evening.do(PublishThemes(4), EDITOR)
    gave(evening, FIRST, "B", 2)
    assert report_of(evening.dialogue).outcome == replace(_outcome(evening), dots=None)
    evening.do(Next("themen"), MODERATOR)
    plain = to_plain(report_of(evening.dialogue), evening.side)["outcome"]
    rows = [(each["title"], each["cards"], each["groups"], each["dots"], each["rank"]) for each in plain["themes"]]
    assert rows == [("B", [2], 1, 2, 1), ("A", [1], 1, 0, 2)]
    assert plain["single"] == [3]
    assert plain["dots"] == {"total": 3, "per_theme": 2, "given": 1, "of": 6, "open_link": False}
    table = list(
        csv_rows(report_of(evening.dialogue), evening.side, lambda value: value.get("de", ""), lambda key: key)
    )
    assert {row[5]: row[-2:] for row in table[1:]} == {
        "1": ["1 · A", "0"],
        "2": ["2 · B", "2"],
        "3": ["app.theme.single", ""],
    }


def _outcome(evening: Evening) -> ThemesReport:
    """While dots are open nothing is told of them."""
    outcome = report_of(evening.dialogue).outcome
    assert outcome is not None
    assert [each.dots for each in outcome.themes] == [None, None]
    return outcome
