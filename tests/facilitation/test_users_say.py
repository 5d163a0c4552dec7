"""What users of other systems complain about in groups, control and on the way: each line a case that is handled here.

Some lines have their test where the thing is: #13414, #9591 (`test_mixing`), #366 #541 #262 #14648 (`test_choosing`),
keep or mix anew (`test_merging`), visits, #8652 (`test_cover`), messages to groups (`test_order_evening`).
"""

from __future__ import annotations

import pytest

from facilitation.agenda import Next
from facilitation.groups import Groups
from facilitation.helpcall import CallHelp
from facilitation.mixing_sizes import group_sizes
from facilitation.script import Size
from rooms.places import PLENARY, Move
from rooms.plan import Plan
from rooms.planning import render_plan
from rooms.presence import BACK_S
from tests.facilitation.evening import Evening, in_groups

MODERATOR, FACILITATOR = 1, 2
STAFF = ("moderator", "facilitator")


def plan(evening: Evening) -> Plan:
    return render_plan(evening.dialogue, "d")


@pytest.mark.parametrize("people", range(6, 91))
def test_no_group_of_2_beside_a_group_of_10(people: int) -> None:
    """bigbluebutton #22792"""
    sizes = group_sizes(people, Size(5, 7, 8))
    assert (max(sizes) - min(sizes) <= 1, min(sizes) >= 3) == (True, True)


def test_assigning_skips_no_moderator_in_silence() -> None:
    """bigbluebutton #10670: facilitators get groups, the moderator stays at the desk, and all of it is shown."""
    evening = in_groups(6, staff=STAFF)
    console = evening.sees(MODERATOR)["console"]
    assert [group["facilitator"] for group in console["groups"]] == [FACILITATOR, None]
    assert {seat["seat"]: seat["room"] for seat in console["seats"]}[MODERATOR] == PLENARY
    evening.do(Move(MODERATOR, "runde/2"), MODERATOR)
    assert evening.room(MODERATOR) == "runde/2"


def test_moderator_whose_line_drops_is_not_kept_out() -> None:
    """jitsi-meet #8646"""
    evening = in_groups(6, staff=STAFF)
    evening.drop(MODERATOR)
    evening.wait(BACK_S + 60)
    evening.come(MODERATOR)
    assert evening.room(MODERATOR) == PLENARY
    evening.do(Next("runde", now=True), MODERATOR)
    assert evening.phase() == "ernte"


def test_moderator_is_trapped_in_no_room() -> None:
    """comhairle #948"""
    evening = in_groups(6, staff=STAFF)
    for room in ("runde/1", "runde/2", PLENARY, "runde/1"):
        evening.do(Move(MODERATOR, room), MODERATOR)
        assert evening.room(MODERATOR) == room


def test_facilitators_see_the_countdown_and_the_steps() -> None:
    """comhairle #612"""
    evening = in_groups(6, staff=STAFF)
    member = evening.sitting()[0][0]
    seen, known = evening.sees(FACILITATOR)["evening"], evening.sees(member)["evening"]
    assert (seen["ends_at"], len(seen["steps"]), seen["return_s"]) == (evening.agenda().ends_at, 4, 30)
    assert seen == known


def test_people_do_not_wander_between_rooms() -> None:
    """jitsi-meet #17229"""
    evening = in_groups(6, staff=STAFF)
    for seat in (evening.sitting()[0][0], FACILITATOR):
        assert evening.refused(Move(seat, "runde/2"), seat)[0] == "not-allowed"


def test_all_rooms_are_closed_by_one_click_with_a_countdown() -> None:
    """jitsi-meet #15096"""
    evening = in_groups(6, staff=STAFF)
    evening.do(Move(MODERATOR, "runde/2"), MODERATOR)
    evening.do(Next("runde"), MODERATOR)
    assert evening.phase() == "runde"
    evening.wait(30)
    assert {evening.room(seat) for seat in range(1, 9)} == {PLENARY}
    assert evening.dialogue.part(Groups).open is None


def test_group_calls_for_help_and_the_desk_sees_which_and_since_when() -> None:
    """bigbluebutton #9921"""
    evening = in_groups(6, staff=STAFF)
    evening.do(CallHelp(), evening.sitting()[1][0])
    called = evening.now
    evening.wait(40)
    assert [group["help_since"] for group in evening.sees(MODERATOR)["console"]["groups"]] == [None, called]
    evening.do(Move(MODERATOR, "runde/2"), MODERATOR)
    assert [group["help_since"] for group in evening.sees(MODERATOR)["console"]["groups"]] == [None, None]


def test_nobody_hears_another_room() -> None:
    """bigbluebutton #13636, #24059: people in a group hear the plenary"""
    rooms = {room.room: {seat.seat for seat in room.seats} for room in plan(in_groups(6, staff=STAFF)).rooms}
    assert sorted(rooms) == [PLENARY, "runde/1", "runde/2"]
    assert sum(len(seats) for seats in rooms.values()) == len(set().union(*rooms.values())) == 8


def test_everybody_is_heard_in_the_group_and_after_the_return_who_should_be() -> None:
    """bigbluebutton #21044, #22175: no sound after return in half the cases"""
    evening = in_groups(6, staff=STAFF)
    assert all(seat.heard for room in plan(evening).rooms for seat in room.seats)
    evening.do(Next("runde", now=True), MODERATOR)
    assert [seat.seat for room in plan(evening).rooms for seat in room.seats if seat.heard] == [MODERATOR]


def test_nobody_has_to_click_join() -> None:
    """bigbluebutton #16844: never clicked "join" and sits in limbo"""
    evening = in_groups(6, staff=STAFF)
    assert {evening.room(seat) for seats in evening.sitting() for seat in seats} == {"runde/1", "runde/2"}


def test_ghosts_are_not_counted() -> None:
    """frankly #184: counts of registered instead of present people"""
    evening = in_groups(6, staff=STAFF)
    evening.seat("citizen")
    evening.drop(8)
    counts = evening.sees(MODERATOR)["console"]["counts"]
    assert (counts["registered"], counts["present"], counts["lost"]) == (7, 5, 1)


def test_guest_of_the_open_link_enters_groups_and_comes_back_into_the_same() -> None:
    """nextcloud/spreed #8545: identity is the session"""
    evening = in_groups(6, staff=STAFF)
    guest = evening.seat("citizen", "Gast")
    evening.come(guest)
    room = evening.room(guest)
    evening.drop(guest)
    evening.come(guest)
    assert (evening.room(guest), room) == (room, evening.dialogue.part(Groups).room_of(guest))
