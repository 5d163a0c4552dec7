"""The group's top cards: by who guides it, or by the dots of a group that runs itself."""

from __future__ import annotations

from facilitation.agenda import Next
from facilitation.cards import Cards, DeleteCard, WriteCard
from facilitation.picks import PickCard, TopCard
from tests.facilitation.evening import Evening, in_groups

MODERATOR, FACILITATOR = 1, 2


def written() -> tuple[Evening, list[int], list[str]]:
    """Group 2 runs itself: its citizens, and five cards there."""
    evening = in_groups(6, staff=("moderator", "facilitator"))
    evening.to(evening.agenda().steps[2])
    seats = evening.sitting()[1]
    texts = [(seats[n % 3], f"Karte {n}") for n in range(5)]
    return evening, seats, [str(evening.do(WriteCard("gut", text), seat)[0].card) for seat, text in texts]


def top(evening: Evening) -> list[str]:
    return [card.id for card in evening.dialogue.part(Cards).cards.values() if card.top]


def test_most_dotted_are_the_top_and_ties_are_ties() -> None:
    evening, (ada, bela, cem), (a, b, c, d, _) = written()
    for seat, card in ((ada, a), (ada, b), (bela, a), (bela, b), (cem, c), (cem, d)):
        evening.do(PickCard(card, True), seat)
    assert top(evening) == [a, b, c, d]
    evening.do(PickCard(c, False), cem)
    assert top(evening) == [a, b, d]
    assert evening.sees(ada)["picks"] == {a: 2, b: 2, d: 1}
    assert [evening.sees(seat)["my-picks"] for seat in (ada, cem)] == [[a, b], [d]]
    assert evening.replayed().slices == evening.dialogue.slices


def test_nobody_gives_more_dots_than_there_are_top_cards() -> None:
    evening, (ada, *_), (a, b, c, d, _) = written()
    for card in (a, b, c):
        evening.do(PickCard(card, True), ada)
    assert evening.do(PickCard(a, True), ada) == []
    assert evening.refused(PickCard(d, True), ada) == ("picks-spent", {"limit": 3})
    evening.do(PickCard(a, False), ada)
    evening.do(PickCard(d, True), ada)
    assert top(evening) == [b, c, d]


def test_dots_are_for_citizens_of_a_group_that_runs_itself() -> None:
    evening, (ada, *_), (a, *_) = written()
    assert evening.refused(PickCard(a, True), MODERATOR)[0] == "unknown-card"
    assert evening.refused(PickCard(a, True), evening.sitting()[0][0])[0] == "unknown-card"
    assert evening.refused(TopCard(a, True), ada)[0] == "not-allowed"
    guided = evening.sitting()[0][0]
    card = str(evening.do(WriteCard("gut", "geführt"), guided)[0].card)
    assert evening.refused(PickCard(card, True), guided)[0] == "not-allowed"
    assert "picks" not in evening.sees(guided)
    evening.do(Next("runde", now=True), MODERATOR)
    evening.wait(60)
    assert evening.refused(PickCard(a, True), ada)[0] == "not-allowed"


def test_what_the_facilitator_chose_stands_beside_the_dots() -> None:
    evening, *_ = written()
    seats = evening.sitting()[0]
    cards = [str(evening.do(WriteCard("gut", f"Karte {n}"), seats[n % 3])[0].card) for n in range(5)]
    for card in cards[:2]:
        evening.do(TopCard(card, True), FACILITATOR)
    evening.drop(FACILITATOR)
    for seat, card in zip(seats, (cards[2], cards[2], cards[3]), strict=True):
        evening.do(PickCard(card, True), seat)
    assert top(evening) == cards[:3]
    evening.come(FACILITATOR)
    evening.do(TopCard(cards[0], False), FACILITATOR)
    assert top(evening) == cards[1:3]


def test_facilitator_and_moderator_choose_three_and_no_more() -> None:
    evening, _, cards = written()
    for card in cards[:3]:
        evening.do(TopCard(card, True), MODERATOR)
    assert evening.refused(TopCard(cards[3], True), MODERATOR) == ("top-full", {"limit": 3})
    assert evening.do(TopCard(cards[0], True), MODERATOR) == []
    assert evening.refused(TopCard(cards[0], True), FACILITATOR)[0] == "unknown-card"


def test_place_of_a_deleted_card_goes_to_the_next_when_the_phase_ends() -> None:
    evening, (ada, bela, cem), (a, b, c, d, _) = written()
    for seat in (ada, bela):
        for card in (a, b, c):
            evening.do(PickCard(card, True), seat)
    evening.do(PickCard(d, True), cem)
    assert top(evening) == [a, b, c]
    evening.do(DeleteCard(a), ada)
    evening.do(Next("runde", now=True), MODERATOR)
    assert top(evening) == [b, c, d]
