"""Order in a running evening: the foyer through phases, let in to the right room, concerns, a group's message."""

from __future__ import annotations

import json

import pytest

from facilitation.agenda import Next, Start
from facilitation.arrivals import Admit
from facilitation.concern import ClearConcern, RaiseConcern
from facilitation.message import SendMessage
from rooms.admission import HoldNewcomer, SendToFoyer, SetAdmission
from rooms.places import FOYER, PLENARY, Move
from tests.facilitation.evening import in_groups, prepared

MODERATOR = 1


def test_newcomer_by_hand_waits_through_phases_and_is_let_in_to_where_all_are() -> None:
    evening = prepared(6)
    evening.do(SetAdmission(True), MODERATOR)
    new = evening.seat("citizen", "Neu")
    evening.do(HoldNewcomer(new))
    evening.come(new)
    evening.do(Start(), MODERATOR)
    assert (evening.room(new), evening.sees(new)["me"]["waiting"]) == (FOYER, True)
    evening.wait(360)
    evening.do(Next("auftakt", now=True), MODERATOR)
    assert (evening.room(new), new in [seat for seats in evening.sitting() for seat in seats]) == (FOYER, False)
    evening.do(Admit(new), MODERATOR)
    assert evening.room(new) in ("runde/1", "runde/2")
    assert evening.do(Admit(new), MODERATOR) == []
    assert evening.refused(Admit(new), new)[0] == "not-allowed"


def test_person_in_the_foyer_comes_back_to_the_own_group_when_let_in() -> None:
    evening = in_groups(6, staff=("moderator", "facilitator"))
    seat = evening.sitting()[0][0]
    evening.do(SendToFoyer(seat), 2)
    evening.drop(seat)
    evening.come(seat)
    assert (evening.room(seat), evening.sees(1)["console"]["counts"]["door"]) == (FOYER, 1)
    evening.do(Admit(seat), MODERATOR)
    assert evening.room(seat) == "runde/1"
    assert evening.replayed().slices == evening.dialogue.slices


def test_admitted_before_the_start_goes_to_the_plenary_with_everybody() -> None:
    evening = prepared(3)
    evening.do(SendToFoyer(2), MODERATOR)
    evening.do(Admit(2), MODERATOR)
    evening.do(Start(), MODERATOR)
    assert evening.room(2) == PLENARY


def test_concern_reaches_the_desk_alone() -> None:
    evening = in_groups(6, staff=("moderator", "facilitator", "support"))
    seat = evening.sitting()[0][0]
    evening.do(RaiseConcern(), seat)
    assert evening.do(RaiseConcern(), seat) == []
    assert evening.sees(MODERATOR)["console"]["concerns"] == [{"seat": seat, "at": evening.now}]
    assert evening.sees(seat)["me"]["concern"]
    for other in range(2, 10):
        seen = evening.sees(other)
        assert "concerns" not in json.dumps(seen)
        assert seen["me"]["concern"] is (other == seat)
    evening.do(Move(MODERATOR, evening.room(seat)), MODERATOR)
    assert evening.sees(MODERATOR)["console"]["concerns"] != []
    assert evening.refused(ClearConcern(seat), 2)[0] == "not-allowed"
    evening.do(ClearConcern(seat), MODERATOR)
    assert (evening.sees(MODERATOR)["console"]["concerns"], evening.sees(seat)["me"]["concern"]) == ([], False)


def test_message_to_one_group_is_read_there_alone_and_gives_way_to_a_later_one_to_all() -> None:
    """bigbluebutton #15506, jitsi-meet #14903"""
    evening = in_groups(6)
    one, two = (seats[0] for seats in evening.sitting())
    evening.do(SendMessage("An Sie zwei", "runde/1"), MODERATOR)
    assert (evening.sees(one)["message"]["text"], "message" in evening.sees(two)) == ("An Sie zwei", False)
    evening.wait(5)
    evening.do(SendMessage("An alle"), MODERATOR)
    assert [evening.sees(seat)["message"]["text"] for seat in (one, two)] == ["An alle", "An alle"]
    assert evening.refused(SendMessage("Hallo", "runde/9"), MODERATOR)[0] == "unknown-room"


@pytest.mark.parametrize("role", ["facilitator", "support", "citizen"])
def test_message_is_for_leading_staff(role: str) -> None:
    evening = in_groups(6, staff=("moderator", role))
    assert evening.refused(SendMessage("Hallo", "runde/1"), 2)[0] == "not-allowed"
