"""Slides: who brings and turns them, who sees which page, what may be fetched."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.agenda import Next, Start
from facilitation.slides import DECKS, AddSlides, HideSlides, RemoveSlides, ShowSlides, Slides, may_fetch
from rooms.order import Exclude
from tests.facilitation.evening import Evening, in_groups, prepared

STAFF = ("moderator", "podium", "director", "facilitator", "support")
MODERATOR, PODIUM, DIRECTOR, FACILITATOR, SUPPORT, CITIZEN = range(1, 7)
DECK = AddSlides("haushalt", "Haushalt 2027", ("Einnahmen", "Ausgaben", "Schulden"), 1.78)


@pytest.fixture
def evening() -> Evening:
    """In the plenary; the mayor has brought slides."""
    evening = prepared(4, staff=STAFF)
    evening.do(Start(), MODERATOR)
    evening.do(DECK, PODIUM)
    return evening


def shown(evening: Evening, seat: int) -> Any:
    return evening.sees(seat).get("slides")


def test_slide_is_seen_by_everybody_in_the_plenary_with_its_text(evening: Evening) -> None:
    assert shown(evening, CITIZEN) is None
    evening.do(ShowSlides("haushalt", 2), PODIUM)
    page = {"page": 2, "pages": 3, "image": "slides/haushalt/2.webp", "next": "slides/haushalt/3.webp"}
    assert shown(evening, CITIZEN) == page | {"ratio": 1.78, "text": "Ausgaben"}
    evening.do(ShowSlides("haushalt", 3), PODIUM)
    assert shown(evening, CITIZEN)["next"] is None
    evening.do(HideSlides(), DIRECTOR)
    assert shown(evening, CITIZEN) is None


def test_two_who_turn_at_once_turn_one_page(evening: Evening) -> None:
    evening.do(ShowSlides("haushalt", 1), PODIUM)
    evening.do(ShowSlides("haushalt", 2), PODIUM)
    assert evening.do(ShowSlides("haushalt", 2), DIRECTOR) == []
    assert shown(evening, CITIZEN)["page"] == 2


@pytest.mark.parametrize("page", [0, -1, 4, 10**9])
def test_page_that_is_not_there_is_refused(evening: Evening, page: int) -> None:
    assert evening.refused(ShowSlides("haushalt", page), PODIUM) == ("unknown-slides", {})


def test_slides_that_are_not_there_are_refused(evening: Evening) -> None:
    assert evening.refused(ShowSlides("anderes", 1), PODIUM) == ("unknown-slides", {})
    assert evening.refused(RemoveSlides("anderes"), PODIUM) == ("unknown-slides", {})


@pytest.mark.parametrize("seat", [FACILITATOR, SUPPORT, CITIZEN])
def test_only_the_stage_and_who_leads_handle_slides(evening: Evening, seat: int) -> None:
    for command in (DECK, ShowSlides("haushalt", 1), HideSlides(), RemoveSlides("haushalt")):
        assert evening.refused(command, seat)[0] == "not-allowed"


@pytest.mark.parametrize(
    ("seat", "sees"), [(PODIUM, True), (DIRECTOR, True), (FACILITATOR, False), (SUPPORT, False), (CITIZEN, False)]
)
def test_list_of_slides_is_for_who_turns_them(evening: Evening, seat: int, sees: bool) -> None:
    assert ("decks" in evening.sees(seat)) is sees
    assert (DECK.name in str(evening.sees(seat))) is sees


def test_removed_slides_leave_the_stage(evening: Evening) -> None:
    evening.do(ShowSlides("haushalt", 1), PODIUM)
    evening.do(RemoveSlides("haushalt"), PODIUM)
    assert shown(evening, CITIZEN) is None
    assert evening.dialogue.part(Slides) == Slides()


def test_slides_are_many_but_not_without_end(evening: Evening) -> None:
    for number in range(DECKS - 1):
        evening.do(AddSlides(f"weiteres-{number}", "Weiteres", ("",), 1.0), PODIUM)
    assert evening.refused(AddSlides("zu-viel", "Zu viel", ("",), 1.0), PODIUM) == ("too-many-slides", {"limit": DECKS})


def test_slides_are_not_seen_in_groups_and_gone_afterwards() -> None:
    evening = prepared(6, staff=STAFF)
    evening.do(Start(), MODERATOR)
    evening.do(DECK, PODIUM)
    evening.wait(120)
    evening.do(ShowSlides("haushalt", 1), PODIUM)
    evening.wait(240)
    evening.do(Next("auftakt", now=True), MODERATOR)
    assert evening.phase() == "runde"
    assert [shown(evening, seat) for seat in (PODIUM, CITIZEN)] == [None, None]


def test_slide_shown_during_group_work_stays_with_those_in_the_plenary() -> None:
    evening = in_groups(6, staff=STAFF)
    evening.do(DECK, PODIUM)
    evening.do(ShowSlides("haushalt", 1), PODIUM)
    assert shown(evening, PODIUM) is not None
    assert shown(evening, CITIZEN) is None


@pytest.mark.parametrize(
    ("seat", "pages"),
    [
        (CITIZEN, [True, True, True, False]),
        (FACILITATOR, [True, True, True, False]),
        (PODIUM, [True] * 4),
        (99, [False] * 4),
    ],
)
def test_images_are_fetched_up_to_the_next_page(seat: int, pages: list[bool]) -> None:
    evening = prepared(4, staff=STAFF)
    evening.do(Start(), MODERATOR)
    evening.do(AddSlides("haushalt", "Haushalt", ("1", "2", "3", "4"), 1.0), PODIUM)
    assert not may_fetch(evening.dialogue, CITIZEN, "haushalt", 1)
    evening.do(ShowSlides("haushalt", 2), PODIUM)
    assert [may_fetch(evening.dialogue, seat, "haushalt", page) for page in range(1, 5)] == pages
    assert not may_fetch(evening.dialogue, CITIZEN, "anderes", 1)


def test_excluded_person_fetches_nothing(evening: Evening) -> None:
    evening.do(ShowSlides("haushalt", 1), PODIUM)
    assert may_fetch(evening.dialogue, CITIZEN, "haushalt", 1)
    evening.do(Exclude(CITIZEN, "Beleidigung"), MODERATOR)
    assert not may_fetch(evening.dialogue, CITIZEN, "haushalt", 1)


def test_slides_survive_a_replay(evening: Evening) -> None:
    evening.do(ShowSlides("haushalt", 2), PODIUM)
    assert evening.replayed().part(Slides) == evening.dialogue.part(Slides)
