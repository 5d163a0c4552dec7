"""A rehearsal has synthetic people, says so to everybody and sends them away; no other dialogue lets them in."""

from __future__ import annotations

import pytest

from dialogue.machine import SERVER, Audience, Refused
from facilitation.arrivals import Arrive
from facilitation.rehearsal import REHEARSAL, AddVisitor, DismissVisitors, MarkRehearsal, Rehearsal, sent_away
from rooms.presence import Presence
from rooms.seats import AddSeat, Seats
from tests.facilitation.evening import Evening, prepared


def rehearsal(visitors: int = 3) -> tuple[Evening, list[int]]:
    """One with a moderator and synthetic citizens who are here."""
    evening = Evening()
    evening.do(MarkRehearsal(), SERVER)
    evening.do(AddSeat("moderator"), SERVER)
    for _ in range(visitors):
        evening.do(AddVisitor("citizen"), SERVER)
    seats = sorted(evening.dialogue.part(Seats).synthetic)
    for seat in seats:
        evening.do(Arrive(seat), SERVER)
    return evening, seats


def shown(evening: Evening, role: str, room: str = "foyer") -> object:
    return REHEARSAL.topics(evening.dialogue, Audience(role, room)).get("rehearsal")


@pytest.mark.parametrize("role", ["citizen", "moderator", "facilitator", "guest"])
def test_everybody_reads_that_it_is_a_rehearsal(role: str) -> None:
    evening, _ = rehearsal()
    assert shown(evening, role) == {"visitors": 3}


def test_an_evening_of_its_own_has_no_such_topic() -> None:
    assert shown(prepared(3), "citizen") is None


def test_a_visitor_has_no_place_where_people_were_invited() -> None:
    evening = prepared(3)
    with pytest.raises(Refused, match="real-people"):
        evening.do(AddVisitor("citizen"), SERVER)
    with pytest.raises(Refused, match="real-people"):
        evening.do(MarkRehearsal(), SERVER)
    assert evening.dialogue.part(Rehearsal) == Rehearsal()


def test_marking_twice_changes_nothing() -> None:
    evening, _ = rehearsal()
    assert evening.do(MarkRehearsal(), SERVER) == []


def test_whoever_leads_sends_all_of_them_away_for_good() -> None:
    evening, seats = rehearsal()
    evening.do(AddSeat("citizen"), SERVER)
    human = max(evening.dialogue.part(Seats).roles)
    evening.do(Arrive(human), SERVER)
    evening.do(DismissVisitors(), 1)
    assert set(evening.dialogue.part(Presence).here) == {human}
    assert [sent_away(evening.dialogue, seat) for seat in (*seats, human)] == [True, True, True, False]
    assert shown(evening, "citizen") == {"visitors": 0}
    with pytest.raises(Refused, match="closed"):
        evening.do(Arrive(seats[0]), SERVER)
    assert evening.do(DismissVisitors(), 1) == []


def test_citizens_may_not_send_them_away() -> None:
    evening, seats = rehearsal()
    with pytest.raises(Refused, match="not-allowed"):
        evening.do(DismissVisitors(), seats[0])


def test_an_evening_of_its_own_has_nobody_to_send_away() -> None:
    evening = prepared(3, staff=("moderator",))
    with pytest.raises(Refused, match="not-rehearsal"):
        evening.do(DismissVisitors(), 1)
