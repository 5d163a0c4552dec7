"""The Regieraum: who is in it when, who steps in and out, and that citizens neither see nor hear it."""

from __future__ import annotations

import json

import pytest

from facilitation.agenda import Close, Next, Start
from facilitation.arrivals import opens_at
from facilitation.backstage import EnterStaffRoom, LeaveStaffRoom
from rooms.places import FOYER, PLENARY, STAFF_ROOM, Move
from rooms.plan import RoomPlan
from rooms.planning import render_plan
from rooms.roles import ROLES
from tests.facilitation.evening import NOON, SCRIPT, Evening, in_groups, prepared

BACKSTAGE = ("organizer", "moderator", "director", "facilitator", "scribe", "editor", "podium", "support")
MODERATOR, DIRECTOR, FACILITATOR, CITIZEN = 1, 2, 3, 4


def house(citizens: int = 3) -> Evening:
    return prepared(citizens, staff=("moderator", "director", "facilitator"))


def staff_room(evening: Evening) -> RoomPlan | None:
    rooms = render_plan(evening.dialogue, "d").rooms
    return next((room for room in rooms if room.room == STAFF_ROOM), None)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_staff_who_come_before_the_start_are_in_the_regieraum_and_nobody_else(role: str) -> None:
    evening = prepared(0, staff=("moderator", role))
    assert evening.room(2) == (STAFF_ROOM if role in BACKSTAGE else FOYER)


def test_staff_hear_and_see_each_other_in_the_regieraum() -> None:
    evening = house()
    room = staff_room(evening)
    assert room is not None
    assert not room.dark
    assert [(seat.seat, seat.heard, seat.seen) for seat in room.seats] == [(seat, True, True) for seat in (1, 2, 3)]
    assert [person["seat"] for person in evening.sees(FACILITATOR)["room"]["people"]] == [1, 2, 3]


def test_citizens_neither_see_nor_hear_the_regieraum() -> None:
    evening = house()
    seen = evening.sees(CITIZEN)
    assert (seen["room"]["id"], [person["seat"] for person in seen["room"]["people"]]) == (FOYER, [4, 5, 6])
    assert "facilitator-3" in json.dumps(evening.sees(MODERATOR))
    assert all(name not in json.dumps(seen) for name in ("director-2", "facilitator-3"))
    assert evening.refused(EnterStaffRoom(), CITIZEN) == ("not-allowed", {"command": "staff.enter"})
    assert evening.refused(Move(CITIZEN, STAFF_ROOM), MODERATOR)[0] == "unknown-room"


def test_start_brings_staff_into_the_plenary() -> None:
    evening = house()
    evening.do(Start(), DIRECTOR)
    assert [evening.room(seat) for seat in range(1, 7)] == [PLENARY] * 6
    assert evening.replayed().slices == evening.dialogue.slices


def test_stepping_out_before_the_start_leads_to_the_foyer_and_lasts_through_a_reload() -> None:
    evening = house()
    evening.do(LeaveStaffRoom(), DIRECTOR)
    evening.drop(DIRECTOR)
    evening.come(DIRECTOR)
    assert evening.room(DIRECTOR) == FOYER
    evening.do(EnterStaffRoom(), DIRECTOR)
    assert (evening.room(DIRECTOR), evening.do(EnterStaffRoom(), DIRECTOR)) == (STAFF_ROOM, [])


def test_who_stepped_in_stays_through_phases_until_stepping_out() -> None:
    evening = house(6)
    evening.do(Start(), MODERATOR)
    evening.do(EnterStaffRoom(), DIRECTOR)
    evening.wait(360)
    evening.do(Next("auftakt", now=True), MODERATOR)
    evening.drop(DIRECTOR)
    evening.come(DIRECTOR)
    assert [evening.room(seat) for seat in (MODERATOR, DIRECTOR)] == [PLENARY, STAFF_ROOM]
    evening.do(Next("runde", now=True), MODERATOR)
    assert evening.room(DIRECTOR) == STAFF_ROOM
    evening.do(LeaveStaffRoom(), DIRECTOR)
    assert (evening.room(DIRECTOR), evening.do(LeaveStaffRoom(), DIRECTOR)) == (PLENARY, [])


def test_facilitator_is_fetched_from_the_regieraum_for_a_group_and_does_not_leave_it_for_it() -> None:
    evening = house(6)
    evening.do(Start(), MODERATOR)
    evening.do(EnterStaffRoom(), FACILITATOR)
    evening.wait(360)
    evening.do(Next("auftakt", now=True), MODERATOR)
    assert evening.room(FACILITATOR) in ("runde/1", "runde/2")
    assert evening.refused(EnterStaffRoom(), FACILITATOR) == ("has-group", {})


def test_end_brings_staff_back_into_the_regieraum_also_when_they_come_again() -> None:
    evening = house()
    evening.do(Start(), MODERATOR)
    evening.do(Close(), MODERATOR)
    assert [evening.room(seat) for seat in range(1, 7)] == [STAFF_ROOM] * 3 + [PLENARY] * 3
    evening.drop(FACILITATOR)
    evening.come(FACILITATOR)
    assert (evening.room(FACILITATOR), evening.do(LeaveStaffRoom(), FACILITATOR)) == (STAFF_ROOM, [])


def test_leading_staff_call_a_colleague_in_and_facilitators_rule_nothing_there() -> None:
    evening = in_groups(6, staff=("moderator", "director", "support"))
    evening.do(Move(3, STAFF_ROOM), DIRECTOR)
    evening.do(Move(DIRECTOR, STAFF_ROOM), DIRECTOR)
    room = staff_room(evening)
    assert room is not None
    assert [seat.seat for seat in room.seats] == [DIRECTOR, 3]


def test_hosts_are_named_in_the_foyer_wherever_they_are() -> None:
    evening = prepared(1, staff=("moderator", "podium", "director"))
    evening.seat("podium")
    assert evening.sees(4)["evening"]["hosts"] == ["moderator-1", "podium-2"]


@pytest.mark.parametrize(("role", "minutes"), [("citizen", 10), ("guest", 10), ("facilitator", 45), ("support", 45)])
def test_door_opens_by_the_script_until_the_evening_has_begun(role: str, minutes: int) -> None:
    doors = SCRIPT.replace("end: open", "end: open\ndoors: {staff: 45, citizens: 10}")
    evening = prepared(1, script=doors)
    assert opens_at(evening.dialogue, role) == NOON - 60 * minutes
    evening.do(Start(), MODERATOR)
    assert opens_at(evening.dialogue, role) is None


@pytest.mark.parametrize("role", ["organizer", "moderator", "director"])
def test_who_leads_gets_in_days_before_to_prepare(role: str) -> None:
    assert opens_at(prepared(1).dialogue, role) is None
