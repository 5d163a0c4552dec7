"""Groups: formed from who is here, changed by hand, kept through drops, joined by who comes late."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.agenda import Extend, Next, Pause, Start
from facilitation.arrivals import Arrive
from facilitation.boards import Boards
from facilitation.forming import Crowd, form
from facilitation.groups import Groups, PlaceInGroup, ProposeGroups
from facilitation.script import GroupRule, Size
from facilitation.sitting import Group, adjusted, moved
from rooms.order import Exclude
from rooms.places import FOYER, PLENARY, Move
from rooms.presence import BACK_S
from tests.facilitation.evening import MACHINE, Evening, in_groups, prepared

MODERATOR = 1
RULE = GroupRule(size=Size(2, 3, 4))


def warned(citizens: int = 6, *, staff: tuple[str, ...] = ("moderator",)) -> Evening:
    """The groups of the round are proposed, the round has not begun."""
    evening = prepared(citizens, staff=staff)
    evening.do(Start(), MODERATOR)
    evening.wait(120)
    evening.wait(240)
    return evening


def proposed(evening: Evening) -> dict[int, list[int]]:
    proposal = evening.dialogue.part(Groups).proposal
    assert proposal is not None
    return {group.number: sorted(group.seats) for group in proposal.groups}


def test_citizen_reads_the_next_group_with_names_and_nothing_of_others() -> None:
    evening = warned()
    groups = proposed(evening)
    number, seats = next((number, seats) for number, seats in groups.items() if 2 in seats)
    ahead = evening.sees(2)["me"]["next_group"]
    assert (ahead["number"], sorted(ahead["seats"])) == (number, seats)
    assert ahead["names"] == {str(seat): f"citizen-{seat}" for seat in seats}
    assert "console" not in evening.sees(2)


def test_next_pressed_before_the_worker_answered_forms_groups_at_once() -> None:
    evening = prepared(6)
    evening.work = False
    evening.do(Start(), MODERATOR)
    evening.wait(120)
    evening.wait(240)
    evening.do(Next("auftakt", now=True), MODERATOR)
    assert sorted(len(seats) for seats in evening.sitting()) == [3, 3]


def test_work_for_the_worker_survives_the_way_to_its_process() -> None:
    evening = prepared(6)
    evening.work = False
    evening.do(Start(), MODERATOR)
    evening.wait(120)
    evening.wait(240)
    [job] = MACHINE.jobs(evening.dialogue)
    run, arguments = pickle.loads(pickle.dumps((job.run, job.arguments)))
    assert arguments == job.arguments
    result = pickle.loads(pickle.dumps(run(*arguments, {})))
    evening.do(job.command(result))
    assert [len(seats) for seats in proposed(evening).values()] == [3, 3]
    assert MACHINE.jobs(evening.dialogue) == []


def test_answer_of_the_worker_after_the_round_began_is_ignored() -> None:
    evening = in_groups()
    before = evening.dialogue
    assert evening.do(ProposeGroups("runde", (Group(1, (2, 3)),))) == []
    assert evening.dialogue is before


def test_preview_is_changed_by_hand_and_applied_when_the_round_begins() -> None:
    evening = warned()
    groups = proposed(evening)
    seat, other = groups[1][0], groups[2]
    evening.do(PlaceInGroup("runde", seat, 2), MODERATOR)
    evening.do(Next("auftakt", now=True), MODERATOR)
    assert evening.sitting() == [sorted({*groups[1]} - {seat}), sorted([*other, seat])]
    assert evening.room(seat) == "runde/2"


def test_place_during_the_round_moves_the_person() -> None:
    evening = in_groups()
    seat = evening.sitting()[0][0]
    evening.do(PlaceInGroup("runde", seat, 2), MODERATOR)
    assert (evening.room(seat), seat in evening.sitting()[1], seat in evening.sitting()[0]) == ("runde/2", True, False)


def test_move_into_a_group_by_hand_changes_where_one_belongs() -> None:
    evening = in_groups()
    seat = evening.sitting()[0][0]
    evening.do(Move(seat, "runde/2"), MODERATOR)
    assert seat in evening.sitting()[1]


def test_visit_of_leading_staff_changes_no_group() -> None:
    evening = in_groups()
    before = evening.sitting()
    evening.do(Move(MODERATOR, "runde/2"), MODERATOR)
    assert (evening.room(MODERATOR), evening.sitting()) == ("runde/2", before)
    evening.do(Move(MODERATOR, PLENARY), MODERATOR)
    assert evening.room(MODERATOR) == PLENARY


@pytest.mark.parametrize(
    ("command", "actor", "code"),
    [
        (PlaceInGroup("runde", 4, 2), 4, "not-allowed"),
        (PlaceInGroup("runde", 4, 2), 2, "not-allowed"),
        (PlaceInGroup("runde", 1, 2), 1, "not-allowed"),
        (PlaceInGroup("runde", 99, 2), 1, "unknown-seat"),
        (PlaceInGroup("runde", 4, 9), 1, "unknown-room"),
        (PlaceInGroup("start", 4, 1), 1, "phase-over"),
    ],
)
def test_place_is_refused(command: PlaceInGroup, actor: int, code: str) -> None:
    assert in_groups(6, staff=("moderator", "facilitator")).refused(command, actor)[0] == code


def test_who_left_and_who_came_since_the_preview_are_taken_into_account() -> None:
    evening = warned()
    gone, back = 2, 3
    evening.drop(gone)
    evening.wait(BACK_S + 1)
    evening.drop(back)
    late = evening.seat("citizen")
    evening.come(late)
    evening.do(Next("auftakt", now=True), MODERATOR)
    sitting = [seat for seats in evening.sitting() for seat in seats]
    assert (gone in sitting, back in sitting, late in sitting) == (False, True, True)
    assert sorted(len(seats) for seats in evening.sitting()) == [3, 3]


def test_many_who_came_since_the_preview_get_groups_of_their_own() -> None:
    evening = warned(4)
    evening.come(*[evening.seat("citizen") for _ in range(8)])
    evening.do(Next("auftakt", now=True), MODERATOR)
    assert sorted(len(seats) for seats in evening.sitting()) == [3, 3, 3, 3]


def test_excluded_person_gets_no_group() -> None:
    evening = warned()
    evening.do(Exclude(4, "Grund"), MODERATOR)
    evening.do(Next("auftakt", now=True), MODERATOR)
    assert 4 not in [seat for seats in evening.sitting() for seat in seats]


def test_facilitators_are_spread_and_sit_with_their_groups() -> None:
    evening = in_groups(6, staff=("moderator", "facilitator", "facilitator", "facilitator"))
    groups = evening.dialogue.part(Groups).now()
    assert [group.facilitator for group in groups] == [2, 3, 4][: len(groups)]
    assert [evening.room(seat) for seat in (1, 2, 3)] == [PLENARY, "runde/1", "runde/2"]


def test_facilitator_who_drops_comes_back_to_the_group_and_the_desk_knows() -> None:
    evening = in_groups(6, staff=("moderator", "facilitator"))
    evening.drop(2)
    assert [group["alone_since"] for group in evening.sees(1)["console"]["groups"]] == [evening.now, None]
    evening.wait(600)
    evening.come(2)
    assert (evening.room(2), evening.sees(1)["console"]["groups"][0]["alone_since"]) == ("runde/1", None)


def test_facilitator_who_comes_late_takes_a_group_without() -> None:
    evening = in_groups(6)
    late = evening.seat("facilitator")
    evening.come(late)
    assert (evening.room(late), evening.dialogue.part(Groups).now()[0].facilitator) == ("runde/1", late)


def test_person_who_drops_comes_back_to_the_same_group() -> None:
    evening = in_groups()
    seat = evening.sitting()[1][0]
    evening.drop(seat)
    evening.wait(300)
    evening.come(seat)
    assert evening.room(seat) == "runde/2"


def test_person_who_was_moved_stays_where_they_are_when_the_line_returns() -> None:
    evening = in_groups()
    seat = evening.sitting()[0][0]
    evening.do(Move(seat, FOYER), MODERATOR)
    evening.drop(seat)
    evening.come(seat)
    assert evening.room(seat) == FOYER


def test_late_arrival_joins_the_group_with_fewest_people_here() -> None:
    evening = in_groups()
    evening.drop(evening.sitting()[1][0])
    evening.wait(BACK_S + 1)
    late = evening.seat("citizen")
    evening.come(late)
    assert (evening.room(late), late in evening.sitting()[1]) == ("runde/2", True)


def test_late_arrival_waits_in_the_foyer_during_the_last_eight_minutes() -> None:
    evening = in_groups()
    early, late = evening.seat("citizen"), evening.seat("citizen")
    evening.to(evening.agenda().ends_at - 8 * 60)
    evening.come(early)
    evening.wait(1)
    evening.come(late)
    assert (evening.room(early) in ("runde/1", "runde/2"), evening.room(late)) == (True, FOYER)
    evening.to(evening.agenda().ends_at)
    assert evening.room(late) == PLENARY


def test_short_round_takes_people_in_to_its_end() -> None:
    evening = in_groups()
    evening.do(Extend("runde", -6), MODERATOR)
    late = evening.seat("citizen")
    evening.to(evening.agenda().ends_at - 5)
    evening.come(late)
    assert evening.room(late) in ("runde/1", "runde/2")


def test_lone_citizen_gets_no_group_until_somebody_comes() -> None:
    evening = in_groups(1)
    assert (evening.sitting(), evening.room(2)) == ([], PLENARY)
    evening.wait(200)
    late = evening.seat("citizen")
    evening.come(late)
    assert evening.sitting() == [[2, late]]
    assert evening.dialogue.part(Boards).writing("runde/1")


def test_seat_that_is_excluded_or_too_many_does_not_come_in() -> None:
    evening = prepared(3)
    evening.do(Exclude(4, "Grund"), MODERATOR)
    one, two, staff = evening.seat("citizen"), evening.seat("citizen"), evening.seat("support")
    assert evening.refused(Arrive(4), 0) == ("excluded", {})
    evening.do(Arrive(one, limit=3))
    assert evening.refused(Arrive(two, limit=3), 0) == ("full", {"limit": 3})
    evening.do(Arrive(staff, limit=3))


def test_place_of_who_dropped_is_kept_for_three_minutes() -> None:
    evening = prepared(3)
    other = evening.seat("citizen")
    evening.drop(2)
    evening.wait(BACK_S - 1)
    assert evening.refused(Arrive(other, limit=3), 0)[0] == "full"
    evening.wait(2)
    evening.do(Arrive(other, limit=3))
    assert evening.refused(Arrive(2, limit=3), 0)[0] == "full"


def test_pause_keeps_late_arrivals_placed() -> None:
    evening = in_groups()
    evening.do(Pause(), MODERATOR)
    late = evening.seat("citizen")
    evening.come(late)
    assert evening.room(late) in ("runde/1", "runde/2")


def test_second_facilitator_only_visits() -> None:
    groups = (Group(1, (5, 6), 2), Group(2, (7, 8)))
    assert moved(groups, 3, 1, guide=True) == groups
    assert moved(groups, 2, 2, guide=True) == (Group(1, (5, 6)), Group(2, (7, 8), 2))


@settings(max_examples=150)
@given(
    st.integers(2, 90),
    st.sets(st.integers(1, 90)),
    st.integers(0, 12),
    st.sampled_from([Size(2, 3, 4), Size(5, 7, 8), Size(5, 6, 6)]),
)
def test_departures_and_arrivals_leave_nobody_alone(people: int, gone: set[int], come: int, size: Size) -> None:
    rule = GroupRule(size=size)
    seats = range(1, people + 1)
    before = tuple(
        Group(number, tuple(seats[first : first + size.aim]))
        for number, first in enumerate(range(0, people, size.aim), start=1)
    )
    here = (*(seat for seat in seats if seat not in gone), *range(100, 100 + come))
    groups = form(Crowd(here), rule, (), {}, proposal=before)
    assert sorted(seat for group in groups for seat in group.seats) == (sorted(here) if len(here) > 1 else [])
    assert all(len(group.seats) >= min(3, size.min) for group in groups) or len(groups) == 1
    assert len({group.number for group in groups}) == len(groups)


def test_groups_left_too_small_are_dissolved_into_others() -> None:
    groups = (Group(1, (1, 2, 3)), Group(2, (4, 5, 6)), Group(3, (7, 8, 9), 20))
    left = adjusted(groups, present=[1, 2, 3, 4, 7, 8, 9], guides=[20, 21], least=2)
    assert left == (Group(1, (1, 2, 3, 4), 21), Group(3, (7, 8, 9), 20))
