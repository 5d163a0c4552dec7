"""Hands in order, calls for help, the message to all."""

from __future__ import annotations

import pytest

from facilitation.agenda import Start
from facilitation.helpcall import CallHelp, ClearHelp
from facilitation.message import SendMessage
from facilitation.queue import LowerHand, RaiseHand
from rooms.order import Exclude
from rooms.places import PLENARY, Move
from rooms.presence import BACK_S, Drop
from rooms.voices import GiveFloor, TakeFloor
from tests.facilitation.evening import Evening, in_groups, prepared

MODERATOR, FACILITATOR, SUPPORT = 1, 2, 3


def plenary() -> Evening:
    """Citizens are 4 to 7."""
    evening = prepared(4, staff=("moderator", "facilitator", "support"))
    evening.do(Start(), MODERATOR)
    return evening


def hands(evening: Evening, seat: int = 7) -> list[int]:
    found: list[int] = evening.sees(seat)["queue"]["hands"]
    return found


def test_hands_stand_in_the_order_in_which_they_were_raised() -> None:
    evening = plenary()
    for seat in (6, 4, 5):
        evening.do(RaiseHand(), seat)
    assert evening.do(RaiseHand(), 6) == []
    assert hands(evening) == [6, 4, 5]
    assert [evening.sees(seat)["me"]["hand"] for seat in (4, 5, 6, 7)] == [2, 3, 1, None]


def test_hand_is_lowered_by_its_owner_and_by_who_leads() -> None:
    evening = plenary()
    for seat in (4, 5, 6):
        evening.do(RaiseHand(), seat)
    evening.do(LowerHand(4), 4)
    evening.do(LowerHand(5), MODERATOR)
    assert evening.refused(LowerHand(6), 7)[0] == "not-allowed"
    assert evening.refused(LowerHand(6), FACILITATOR)[0] == "not-allowed"
    assert evening.refused(LowerHand(4), 4)[0] == "no-hand"
    assert hands(evening) == [6]


def test_floor_lowers_the_hand_and_is_heard() -> None:
    evening = plenary()
    evening.do(RaiseHand(), 4)
    assert evening.sees(4)["me"]["audible"] is False
    evening.do(GiveFloor(4), MODERATOR)
    me = evening.sees(4)["me"]
    assert (hands(evening), me["floor"], me["audible"], me["hand"]) == ([], True, True, None)
    assert evening.do(RaiseHand(), 4) == []
    evening.do(TakeFloor(4), 4)
    assert evening.sees(4)["me"]["audible"] is False


def test_drop_keeps_the_place_in_the_queue_for_three_minutes() -> None:
    evening = plenary()
    for seat in (4, 5):
        evening.do(RaiseHand(), seat)
    evening.drop(4)
    assert (hands(evening), evening.sees(5)["me"]["hand"]) == ([5], 1)
    evening.now += BACK_S - 1
    evening.come(4)
    assert hands(evening) == [4, 5]
    evening.drop(4)
    evening.do(RaiseHand(), 6)
    evening.wait(BACK_S)
    evening.come(4)
    assert hands(evening) == [5, 6]


def test_hand_of_who_leaves_on_purpose_is_lowered_at_once() -> None:
    evening = plenary()
    evening.do(RaiseHand(), 4)
    evening.do(Drop(4, left=True))
    evening.wait(0)
    evening.come(4)
    assert hands(evening) == []


def test_move_to_another_room_and_exclusion_lower_the_hand() -> None:
    evening = in_groups(4, staff=("moderator", "facilitator"))
    seat = evening.sitting()[0][0]
    evening.do(RaiseHand(), seat)
    assert hands(evening, seat) == [seat]
    evening.do(Move(seat, PLENARY), MODERATOR)
    assert evening.sees(seat)["me"]["hand"] is None
    evening.do(RaiseHand(), seat)
    evening.do(Exclude(seat, "Grund"), MODERATOR)
    assert hands(evening, MODERATOR) == []


def test_hand_in_the_foyer_is_refused() -> None:
    assert prepared(2).refused(RaiseHand(), 2)[0] == "wrong-room"


def test_group_calls_once_and_the_desk_sees_since_when() -> None:
    evening = in_groups(6, staff=("moderator", "facilitator", "support"))
    one, two = evening.sitting()[1][:2]
    evening.do(CallHelp(), one)
    at = evening.now
    evening.wait(45)
    assert evening.do(CallHelp(), two) == []
    console = evening.sees(MODERATOR)["console"]
    assert [group["help_since"] for group in console["groups"]] == [None, at]
    assert console["help"] == [{"room": "runde/2", "seat": one, "at": at}]
    assert [evening.sees(seat)["me"]["help"] for seat in (one, two, evening.sitting()[0][0])] == [True, True, False]


@pytest.mark.parametrize("staff", [MODERATOR, SUPPORT])
def test_call_ends_when_staff_come_into_the_room(staff: int) -> None:
    evening = in_groups(6, staff=("moderator", "facilitator", "support"))
    evening.do(CallHelp(), evening.sitting()[1][0])
    evening.do(Move(staff, "runde/1"), MODERATOR)
    assert len(evening.sees(MODERATOR)["console"]["help"]) == 1
    evening.do(Move(staff, "runde/2"), MODERATOR)
    assert evening.sees(MODERATOR)["console"]["help"] == []


def test_call_ends_with_the_round_for_those_who_leave_the_room() -> None:
    evening = in_groups(6)
    evening.do(CallHelp(), evening.sitting()[1][0])
    evening.to(evening.agenda().ends_at)
    assert evening.sees(MODERATOR)["console"]["help"] == []


def test_call_is_cleared_by_staff_and_its_caller_alone() -> None:
    evening = in_groups(6, staff=("moderator", "facilitator", "support"))
    caller = evening.sitting()[1][0]
    other = evening.sitting()[0][0]
    for clearing in (MODERATOR, SUPPORT, caller):
        evening.do(CallHelp(), caller)
        for refused in (other, FACILITATOR, evening.sitting()[1][1]):
            assert evening.refused(ClearHelp("runde/2"), refused)[0] == "not-allowed"
        evening.do(ClearHelp("runde/2"), clearing)
        assert evening.sees(caller)["me"]["help"] is False
    assert evening.refused(ClearHelp("runde/2"), MODERATOR)[0] == "unknown-room"


def test_calls_in_the_plenary_are_each_persons_own() -> None:
    evening = plenary()
    evening.do(CallHelp(), 4)
    evening.do(CallHelp(), 5)
    assert [evening.sees(seat)["me"]["help"] for seat in (4, 5, 6)] == [True, True, False]


def test_message_reaches_every_room_and_tells_a_role_only() -> None:
    evening = in_groups(6)
    evening.do(SendMessage(" Noch fünf Minuten. "), MODERATOR)
    rooms = {evening.room(seat): evening.sees(seat)["message"] for seat in range(1, 8)}
    expected = {"text": "Noch fünf Minuten.", "at": evening.now, "by_role": "moderator", "room": None}
    assert rooms == {"plenary": expected, "runde/1": expected, "runde/2": expected}


def test_message_is_refused_without_text_too_long_or_from_others() -> None:
    evening = plenary()
    assert evening.refused(SendMessage("  "), MODERATOR) == ("empty", {})
    assert evening.refused(SendMessage("x" * 501), MODERATOR) == ("too-long", {"length": 501, "limit": 500})
    assert evening.refused(SendMessage("Hallo"), 4) == ("not-allowed", {"command": "message.send"})
    assert "message" not in evening.sees(4)
