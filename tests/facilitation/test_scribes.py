"""Mitschrift: given, taken back, own group only, through drops; cards on call are marked and count for no limit."""

from __future__ import annotations

import pytest

from facilitation.agenda import Next
from facilitation.cards import EditCard, RevealCards, WriteCard
from facilitation.scribes import NameScribe, ReleaseScribe
from rooms.places import Move
from tests.facilitation.evening import Evening, in_groups

MODERATOR, FACILITATOR, SCRIBE = 1, 2, 3


def writing() -> tuple[Evening, str, list[int]]:
    """A group with a facilitator while cards are written, and its citizens."""
    evening = in_groups(6, staff=("moderator", "facilitator", "scribe"))
    evening.to(evening.agenda().steps[1])
    group = evening.room(FACILITATOR)
    return evening, group, evening.sitting()[int(group[-1]) - 1]


def scribe(evening: Evening, seat: int) -> int | None:
    found: int | None = evening.sees(seat).get("scribe", {}).get("seat")
    return found


def test_citizen_who_was_given_it_writes_on_call_beyond_the_own_limit() -> None:
    evening, group, (ada, bela, _) = writing()
    assert evening.refused(WriteCard("gut", "Bela sagt", called=True), ada)[0] == "not-allowed"
    evening.do(NameScribe(group, ada), FACILITATOR)
    for number in range(2):
        evening.do(WriteCard("gut", f"eigene {number}"), ada)
    assert evening.refused(WriteCard("gut", "noch eine"), ada)[0] == "too-many"
    evening.do(WriteCard("gut", "Bela sagt", called=True), ada)
    evening.do(RevealCards(group), FACILITATOR)
    called = {card["text"]: card["called"] for card in evening.sees(bela)[f"cards:{group}"].values()}
    assert called == {"eigene 0": False, "eigene 1": False, "Bela sagt": True}
    assert evening.replayed().slices == evening.dialogue.slices


def test_scribe_edits_cards_of_the_own_group_alone() -> None:
    evening, group, (ada, bela, _) = writing()
    evening.do(WriteCard("gut", "von Bela"), bela)
    evening.do(RevealCards(group), FACILITATOR)
    card = next(iter(evening.sees(bela)["my-cards"]))
    assert evening.refused(EditCard(card, "anders"), ada)[0] == "not-allowed"
    evening.do(NameScribe(group, ada), FACILITATOR)
    evening.do(EditCard(card, "anders"), ada)
    other = next(room for room in ("runde/1", "runde/2") if room != group)
    evening.do(Move(ada, other), MODERATOR)
    assert scribe(evening, bela) is None
    assert evening.refused(EditCard(card, "wieder anders"), ada)[0] == "unknown-card"


def test_it_survives_a_drop_and_is_taken_or_handed_back() -> None:
    evening, group, (ada, bela, cem) = writing()
    evening.do(NameScribe(group, ada), FACILITATOR)
    evening.drop(ada)
    evening.come(ada)
    assert [scribe(evening, seat) for seat in (ada, bela, FACILITATOR)] == [ada, ada, ada]
    evening.do(NameScribe(group, bela), MODERATOR)
    assert evening.do(NameScribe(group, bela), MODERATOR) == []
    assert evening.refused(ReleaseScribe(group), cem) == ("not-allowed", {"command": "scribe.release"})
    evening.do(ReleaseScribe(group), bela)
    assert (scribe(evening, cem), evening.do(ReleaseScribe(group), FACILITATOR)) == (None, [])
    assert evening.refused(WriteCard("gut", "für Cem", called=True), bela)[0] == "not-allowed"


def test_seat_of_that_role_comes_into_the_group_and_writes_for_it() -> None:
    evening, group, (ada, *_) = writing()
    evening.do(NameScribe(group, SCRIBE), FACILITATOR)
    assert (evening.room(SCRIBE), scribe(evening, ada)) == (group, SCRIBE)
    evening.do(WriteCard("gut", "Ada sagt", called=True), SCRIBE)
    evening.drop(SCRIBE)
    evening.come(SCRIBE)
    assert evening.room(SCRIBE) == group


@pytest.mark.parametrize("actor", ["citizen", "other facilitator"])
def test_only_who_guides_the_group_gives_it(actor: str) -> None:
    evening, group, (ada, bela, _) = writing()
    other = next(room for room in ("runde/1", "runde/2") if room != group)
    target = group if actor == "citizen" else other
    assert evening.refused(NameScribe(target, bela), ada if actor == "citizen" else FACILITATOR)[0] == "not-allowed"


def test_it_goes_to_people_of_the_group_and_ends_with_the_round() -> None:
    evening, group, (ada, *_) = writing()
    stranger = next(seat for seats in evening.sitting() for seat in seats if evening.room(seat) != group)
    assert evening.refused(NameScribe(group, stranger), FACILITATOR)[0] == "wrong-room"
    assert evening.refused(NameScribe(group, FACILITATOR), FACILITATOR)[0] == "not-allowed"
    assert evening.refused(NameScribe("runde/9", ada), MODERATOR)[0] == "unknown-room"
    evening.do(NameScribe(group, ada), FACILITATOR)
    evening.do(Next("runde", now=True), MODERATOR)
    assert all("scribe" not in evening.sees(seat) for seat in range(1, 10))
