"""Cards put together and taken apart: by whom, and that nothing is lost by it."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.agenda import Next
from facilitation.cards import Cards, DeleteCard, EditCard, RestoreCard, WriteCard
from facilitation.picks import PickCard, TopCard
from facilitation.stacks import MergeCards, SplitCard
from tests.facilitation.evening import Evening, in_groups

MODERATOR, FACILITATOR = 1, 2


def written() -> tuple[Evening, list[int], list[str]]:
    """The open step of group 1, which has a facilitator: its citizens, and a card of each."""
    evening = in_groups(6, staff=("moderator", "facilitator"))
    evening.to(evening.agenda().steps[2])
    seats = evening.sitting()[0]
    return evening, seats, [card(evening, seat, f"von {name}") for name, seat in zip("ABC", seats, strict=True)]


def card(evening: Evening, seat: int, text: str) -> str:
    return str(evening.do(WriteCard("gut", text), seat)[0].card)


def seen(evening: Evening, seat: int) -> Any:
    return evening.sees(seat)["cards:runde/1"]


def test_both_originals_stay_readable_under_the_card_on_top() -> None:
    evening, seats, (a, b, _) = written()
    evening.do(MergeCards(b, a), FACILITATOR)
    evening.do(EditCard(a, "Beides"), FACILITATOR)
    evening.do(EditCard(a, "Beides, besser"), FACILITATOR)
    cards = seen(evening, seats[2])
    assert [(cards[each]["text"], cards[each]["original"], cards[each]["into"]) for each in (a, b)] == [
        ("Beides, besser", "von A", None),
        ("von B", None, a),
    ]
    assert "Beides" not in evening.side.texts.values()
    assert evening.replayed().slices == evening.dialogue.slices


def test_taking_apart_gives_every_card_back_as_it_was() -> None:
    evening, _, (a, b, c) = written()
    before = {each.id: (each.text, each.into) for each in evening.dialogue.part(Cards).cards.values()}
    evening.do(MergeCards(b, a), FACILITATOR)
    evening.do(MergeCards(a, c), FACILITATOR)
    evening.do(EditCard(c, "Alles"), FACILITATOR)
    assert evening.refused(MergeCards(a, c), FACILITATOR)[0] == "merged"
    assert evening.refused(MergeCards(c, b), FACILITATOR)[0] == "merged"
    evening.do(SplitCard(a), FACILITATOR)
    assert evening.dialogue.part(Cards).cards[b].into == a
    evening.do(SplitCard(b), FACILITATOR)
    assert {each.id: (each.text, each.into) for each in evening.dialogue.part(Cards).cards.values()} == before
    assert "Alles" not in evening.side.texts.values()
    assert evening.do(SplitCard(b), FACILITATOR) == []


def test_card_is_put_on_what_the_other_lies_under() -> None:
    evening, _, (a, b, c) = written()
    evening.do(MergeCards(b, a), FACILITATOR)
    evening.do(MergeCards(c, b), FACILITATOR)
    assert [each.id for each in evening.dialogue.part(Cards).under(a)] == [b, c]


def test_deleted_card_on_top_lets_the_others_go_and_takes_them_back() -> None:
    evening, seats, (a, b, c) = written()
    evening.do(MergeCards(b, a), FACILITATOR)
    evening.do(MergeCards(c, a), FACILITATOR)
    before = evening.dialogue.part(Cards).cards
    evening.do(DeleteCard(a), seats[0])
    assert {each.into for each in evening.dialogue.part(Cards).cards.values()} == {None}
    evening.do(RestoreCard(a), seats[0])
    assert evening.dialogue.part(Cards).cards == before


def test_restored_card_lies_under_nothing_that_lies_under_it() -> None:
    evening, seats, (a, b, c) = written()
    evening.do(MergeCards(b, a), FACILITATOR)
    evening.do(MergeCards(a, c), FACILITATOR)
    evening.do(DeleteCard(a), seats[0])
    evening.do(MergeCards(c, b), FACILITATOR)
    evening.do(RestoreCard(a), seats[0])
    cards = evening.dialogue.part(Cards)
    assert {cards.root(each).id for each in cards.cards.values()} == {a}


def test_choice_of_the_group_moves_along() -> None:
    evening, _, (a, b, _) = written()
    evening.do(TopCard(b, True), FACILITATOR)
    evening.do(MergeCards(b, a), FACILITATOR)
    assert [each.id for each in evening.dialogue.part(Cards).cards.values() if each.top] == [a]
    assert evening.refused(TopCard(b, True), FACILITATOR)[0] == "merged"


def test_dots_move_along_each_persons_once() -> None:
    evening, seats, (a, b, _) = written()
    evening.drop(FACILITATOR)
    for seat, each in ((seats[0], a), (seats[0], b), (seats[1], b)):
        evening.do(PickCard(each, True), seat)
    evening.do(MergeCards(b, a), seats[2])
    assert evening.sees(seats[2])["picks"] == {a: 2}
    assert evening.sees(seats[0])["my-picks"] == [a]
    evening.do(PickCard(a, False), seats[0])
    assert evening.sees(seats[2])["picks"] == {a: 1}


@pytest.mark.parametrize(
    ("who", "code"), [("citizen", "not-allowed"), ("other group", "unknown-card"), ("facilitator", None)]
)
def test_cards_are_put_together_by_who_writes_for_the_group(who: str, code: str | None) -> None:
    evening, seats, (a, b, _) = written()
    actor = {"citizen": seats[0], "other group": evening.sitting()[1][0], "facilitator": FACILITATOR}[who]
    if code is None:
        assert evening.do(MergeCards(b, a), actor) != []
    else:
        assert evening.refused(MergeCards(b, a), actor)[0] == code
        evening.do(MergeCards(b, a), FACILITATOR)
        assert evening.refused(SplitCard(b), actor)[0] == code


def test_group_without_facilitator_puts_its_cards_together_itself() -> None:
    evening, seats, (a, b, _) = written()
    evening.drop(FACILITATOR)
    evening.do(MergeCards(b, a), seats[2])
    evening.do(SplitCard(b), seats[1])
    assert evening.refused(MergeCards("none", a), seats[1])[0] == "unknown-card"


def test_hidden_cards_and_those_of_a_phase_that_is_over_are_left_as_they_are() -> None:
    evening = in_groups(6, staff=("moderator", "facilitator"))
    evening.to(evening.agenda().steps[1])
    seat = evening.sitting()[1][0]
    a, b = card(evening, seat, "eins"), card(evening, seat, "zwei")
    assert evening.refused(MergeCards(b, a), seat)[0] == "not-allowed"
    evening.do(Next("runde", now=True), MODERATOR)
    evening.wait(60)
    assert evening.refused(MergeCards(b, a), seat)[0] == "not-allowed"
