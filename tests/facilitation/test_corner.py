"""The Technik-Ecke: asking, waiting, being helped by two who hear each other, and the way back."""

from __future__ import annotations

import json

import pytest

from facilitation.agenda import Close, Next, Start
from facilitation.backstage import EnterStaffRoom
from facilitation.corner import GONE_S, AskTech, EndTech, TakeTech, WithdrawTech
from rooms.admission import Admission, HoldNewcomer, SetAdmission
from rooms.order import Exclude
from rooms.places import FOYER, PLENARY, STAFF_ROOM, Move
from rooms.planning import render_plan
from rooms.presence import Drop
from rooms.roles import ROLES
from tests.facilitation.evening import Evening, in_groups, prepared

MODERATOR, SUPPORT, OTHER, ADA, BELA = 1, 2, 3, 4, 5
STAFF = ("moderator", "support", "support")


def foyer() -> Evening:
    return prepared(3, staff=STAFF)


def hears(evening: Evening) -> dict[str, list[int]]:
    """Who would be heard in each corner."""
    rooms = [room for room in render_plan(evening.dialogue, "d").rooms if room.room.startswith("corner")]
    assert not any(room.dark for room in rooms)
    return {room.room: [seat.seat for seat in room.seats if seat.heard] for room in rooms}


def test_two_in_the_corner_hear_each_other_and_nobody_else_is_there() -> None:
    evening = foyer()
    evening.do(AskTech(), ADA)
    evening.do(TakeTech(ADA), SUPPORT)
    assert hears(evening) == {"corner-1": [SUPPORT, ADA]}
    assert [person["seat"] for person in evening.sees(ADA)["room"]["people"]] == [SUPPORT, ADA]
    assert evening.sees(ADA)["me"]["tech"] == {"since": evening.now, "place": None, "helper": SUPPORT}
    evening.do(TakeTech(BELA), OTHER)
    assert hears(evening) == {"corner-1": [SUPPORT, ADA], "corner-2": [OTHER, BELA]}
    assert evening.replayed().slices == evening.dialogue.slices


def test_queue_is_in_order_and_each_reads_the_own_place() -> None:
    evening = foyer()
    since = evening.now
    for seat in (BELA, ADA):
        evening.do(AskTech(), seat)
        evening.wait(10)
    assert evening.do(AskTech(), BELA) == []
    assert [evening.sees(seat)["me"]["tech"] for seat in (BELA, ADA, 6)] == [
        {"since": since, "place": 1, "helper": None},
        {"since": since + 10, "place": 2, "helper": None},
        None,
    ]
    assert evening.sees(SUPPORT)["tech"] == {
        "waiting": [{"seat": BELA, "room": FOYER, "at": since}, {"seat": ADA, "room": FOYER, "at": since + 10}],
        "helped": [],
    }
    evening.do(WithdrawTech(), BELA)
    assert (evening.sees(ADA)["me"]["tech"]["place"], evening.do(WithdrawTech(), BELA)) == (1, [])
    evening.drop(ADA)
    assert evening.sees(SUPPORT)["tech"]["waiting"] == []
    evening.come(ADA)
    assert len(evening.sees(SUPPORT)["tech"]["waiting"]) == 1
    evening.do(Drop(ADA, left=True))
    evening.come(ADA)
    assert evening.sees(SUPPORT)["tech"]["waiting"] == []


@pytest.mark.parametrize("role", sorted(ROLES))
def test_who_sees_the_queue_who_helps_and_who_asks(role: str) -> None:
    evening = prepared(2, staff=("moderator", role))
    evening.do(AskTech(), 3)
    helps = role in ("organizer", "moderator", "director", "support")
    seen = evening.sees(2)
    assert (("tech" in seen), ("door" in seen)) == (helps, role == "support")
    assert ('"helped"' in json.dumps(seen)) is helps
    if helps:
        assert evening.refused(AskTech(), 2)[0] == "not-allowed"
        assert evening.refused(TakeTech(MODERATOR), 2)[0] == "not-allowed"
        evening.do(TakeTech(3), 2)
    else:
        assert evening.do(AskTech(), 2) != []
        assert evening.refused(TakeTech(3), 2) == ("not-allowed", {"command": "tech.take"})
        evening.do(TakeTech(2), MODERATOR)
        assert evening.refused(EndTech(3), 2) == ("not-allowed", {"command": "tech.end"})


def test_citizens_see_nothing_of_a_corner() -> None:
    evening = foyer()
    evening.do(AskTech(), ADA)
    before = evening.sees(BELA)
    assert "tech" not in before
    evening.do(TakeTech(ADA), SUPPORT)
    assert "corner" not in json.dumps(evening.sees(BELA))
    assert [person["seat"] for person in evening.sees(BELA)["room"]["people"]] == [BELA, 6]


def test_door_shows_technical_help_where_everybody_is() -> None:
    evening = foyer()
    evening.do(SetAdmission(True), SUPPORT)
    evening.do(HoldNewcomer(BELA))
    assert evening.sees(SUPPORT)["door"] == {
        "by_hand": True,
        "people": [
            {"seat": 1, "role": "moderator", "room": STAFF_ROOM, "waiting": False},
            {"seat": 2, "role": "support", "room": STAFF_ROOM, "waiting": False},
            {"seat": 3, "role": "support", "room": STAFF_ROOM, "waiting": False},
            {"seat": 4, "role": "citizen", "room": FOYER, "waiting": False},
            {"seat": 5, "role": "citizen", "room": FOYER, "waiting": True},
            {"seat": 6, "role": "citizen", "room": FOYER, "waiting": False},
        ],
    }


def test_help_is_over_and_both_are_back_where_they_came_from() -> None:
    evening = foyer()
    evening.do(TakeTech(ADA), SUPPORT)
    evening.do(EndTech(ADA), SUPPORT)
    assert [evening.room(seat) for seat in (ADA, SUPPORT)] == [FOYER, STAFF_ROOM]
    assert (hears(evening), evening.sees(ADA)["me"]["tech"]) == ({}, None)
    assert evening.refused(EndTech(ADA), SUPPORT)[0] == "wrong-room"


def test_phase_changes_leave_the_corner_alone_and_the_way_back_leads_into_the_group() -> None:
    evening = prepared(6, staff=STAFF)
    evening.do(TakeTech(ADA), SUPPORT)
    evening.do(Start(), MODERATOR)
    evening.wait(360)
    assert hears(evening) == {"corner-1": [SUPPORT, ADA]}
    evening.do(Next("auftakt", now=True), MODERATOR)
    assert (hears(evening), [len(seats) for seats in evening.sitting()]) == ({"corner-1": [SUPPORT, ADA]}, [3, 3])
    evening.do(EndTech(ADA), ADA)
    own = next(number for number, seats in enumerate(evening.sitting(), start=1) if ADA in seats)
    assert [evening.room(seat) for seat in (ADA, SUPPORT)] == [f"runde/{own}", STAFF_ROOM]


def test_helper_in_the_plenary_comes_back_to_the_plenary() -> None:
    evening = in_groups(6, staff=STAFF)
    seat = evening.sitting()[0][0]
    evening.do(AskTech(), seat)
    evening.do(TakeTech(seat), SUPPORT)
    evening.do(Next("runde", now=True), MODERATOR)
    evening.do(EndTech(seat), SUPPORT)
    assert [evening.room(each) for each in (seat, SUPPORT)] == [PLENARY, PLENARY]


def test_only_who_asked_or_is_in_the_foyer_is_taken() -> None:
    evening = in_groups(6, staff=STAFF)
    seat, other = evening.sitting()[0][:2]
    assert evening.refused(TakeTech(seat), SUPPORT) == ("not-allowed", {"command": "tech.take"})
    evening.do(AskTech(), seat)
    evening.do(TakeTech(seat), SUPPORT)
    evening.do(AskTech(), other)
    assert evening.refused(TakeTech(other), SUPPORT)[0] == "in-corner"
    assert evening.refused(TakeTech(99), OTHER)[0] == "unknown-seat"
    evening.drop(other)
    assert evening.refused(TakeTech(other), OTHER)[0] == "wrong-room"


def test_lost_line_is_waited_for_and_who_comes_back_is_in_the_corner_again() -> None:
    evening = foyer()
    evening.do(TakeTech(ADA), SUPPORT)
    evening.drop(ADA)
    evening.wait(GONE_S - 1)
    evening.come(ADA)
    assert hears(evening) == {"corner-1": [SUPPORT, ADA]}
    evening.drop(ADA)
    evening.wait(GONE_S)
    assert (evening.room(SUPPORT), evening.sees(SUPPORT)["tech"]["helped"]) == (STAFF_ROOM, [])
    evening.come(ADA)
    assert evening.room(ADA) == FOYER


def test_lost_helper_brings_the_person_back_into_the_queue_at_the_old_place() -> None:
    evening = foyer()
    evening.do(AskTech(), ADA)
    asked = evening.now
    evening.wait(20)
    evening.do(AskTech(), BELA)
    evening.do(TakeTech(ADA), SUPPORT)
    evening.drop(SUPPORT)
    evening.wait(GONE_S)
    assert evening.room(ADA) == FOYER
    assert evening.sees(ADA)["me"]["tech"] == {"since": asked, "place": 1, "helper": None}


def test_who_is_moved_or_excluded_ends_the_help() -> None:
    evening = foyer()
    evening.do(TakeTech(ADA), SUPPORT)
    evening.do(Move(SUPPORT, FOYER), SUPPORT)
    evening.to(evening.now)
    assert ([evening.room(seat) for seat in (ADA, SUPPORT)], hears(evening)) == ([FOYER, FOYER], {})
    evening.do(TakeTech(ADA), SUPPORT)
    evening.do(Exclude(ADA, "Grund"), MODERATOR)
    evening.to(evening.now)
    assert (evening.room(SUPPORT), hears(evening)) == (FOYER, {})


def test_nobody_is_moved_into_a_corner() -> None:
    evening = foyer()
    evening.do(TakeTech(ADA), SUPPORT)
    assert evening.refused(Move(BELA, "corner-1"), MODERATOR)[0] == "unknown-room"
    assert evening.refused(Move(MODERATOR, "corner-1"), MODERATOR)[0] == "unknown-room"
    evening.do(EnterStaffRoom(), OTHER)
    assert hears(evening) == {"corner-1": [SUPPORT, ADA]}


def test_being_helped_lets_nobody_in() -> None:
    evening = foyer()
    evening.do(SetAdmission(True), SUPPORT)
    evening.do(HoldNewcomer(ADA))
    evening.do(TakeTech(ADA), SUPPORT)
    evening.do(Start(), MODERATOR)
    evening.do(EndTech(ADA), SUPPORT)
    assert (evening.room(ADA), ADA in evening.dialogue.part(Admission).waiting) == (FOYER, True)


def test_end_of_the_evening_empties_queue_and_corners() -> None:
    evening = foyer()
    evening.do(Start(), MODERATOR)
    evening.do(AskTech(), BELA)
    evening.do(AskTech(), ADA)
    evening.do(TakeTech(ADA), SUPPORT)
    evening.do(Close(), MODERATOR)
    evening.to(evening.now)
    assert evening.sees(SUPPORT)["tech"] == {"waiting": [], "helped": []}
    assert [evening.room(seat) for seat in (ADA, SUPPORT)] == [PLENARY, STAFF_ROOM]
