"""Whoever is left alone in a group is told where they go on, and is moved without anybody's click."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.agenda import Pause, Resume
from facilitation.solitude import GOODBYE_S, lonely
from rooms.order import Exclude
from rooms.places import PLENARY, Move
from rooms.presence import BACK_S, Drop, Presence
from tests.facilitation.evening import Evening, in_groups

MODERATOR, FACILITATOR = 1, 2


def left_alone() -> tuple[Evening, int, float]:
    """A round of two groups in which everybody else of the first drops; who is left, and when the others dropped."""
    evening = in_groups(6)
    last, *others = evening.sitting()[0]
    evening.drop(*others)
    return evening, last, evening.now


def test_last_one_is_told_and_moved_when_nobody_comes_back() -> None:
    evening, last, dropped = left_alone()
    assert evening.sees(last)["lead"]["alone"] == {"into": 2, "at": dropped + BACK_S}
    evening.to(dropped + BACK_S - 1)
    assert evening.room(last) == "runde/1"
    evening.wait(1)
    assert evening.room(last) == "runde/2"
    assert evening.sees(last)["lead"]["alone"] is None
    assert last in evening.sitting()[1]
    assert evening.replayed() == evening.dialogue


def test_somebody_who_comes_back_in_time_keeps_the_group() -> None:
    evening, last, dropped = left_alone()
    evening.wait(60)
    other = next(seat for seat in evening.sitting()[0] if seat != last)
    evening.come(other)
    assert evening.sees(last)["lead"]["alone"] is None
    evening.to(dropped + BACK_S + 1)
    assert (evening.room(last), evening.room(other)) == ("runde/1", "runde/1")


def test_who_comes_back_later_joins_the_group_that_is_left() -> None:
    evening, last, dropped = left_alone()
    other = next(seat for seat in evening.sitting()[0] if seat != last)
    evening.to(dropped + BACK_S)
    evening.come(other)
    evening.wait(BACK_S + 1)
    assert (evening.room(other), evening.room(last)) == ("runde/2", "runde/2")


def test_goodbye_leaves_twenty_seconds_to_read_what_comes() -> None:
    evening = in_groups(6)
    last, *others = evening.sitting()[0]
    for seat in others:
        evening.do(Drop(seat, left=True))
    evening.wait(GOODBYE_S - 1)
    assert evening.room(last) == "runde/1"
    evening.wait(1)
    assert evening.room(last) == "runde/2"


def test_facilitator_or_visitor_is_company() -> None:
    evening = in_groups(6, staff=("moderator", "facilitator"))
    last, *others = evening.sitting()[0]
    evening.drop(*others)
    evening.wait(BACK_S + 1)
    assert evening.room(last) == "runde/1"
    evening.do(Move(MODERATOR, "runde/1"), MODERATOR)
    evening.drop(FACILITATOR)
    evening.wait(BACK_S + 1)
    assert evening.room(last) == "runde/1"
    evening.do(Move(MODERATOR, PLENARY), MODERATOR)
    evening.wait(0)
    assert evening.room(last) == "runde/2"


def test_exclusion_of_the_other_one_leaves_nobody_alone() -> None:
    evening = in_groups(6)
    last, other, third = evening.sitting()[0]
    evening.drop(third)
    evening.wait(BACK_S + 1)
    evening.do(Exclude(other, "Grund"), MODERATOR)
    evening.wait(0)
    assert evening.room(last) == "runde/2"


def test_nobody_is_moved_in_a_pause_nor_just_before_the_end() -> None:
    evening, last, dropped = left_alone()
    evening.do(Pause(), MODERATOR)
    evening.to(dropped + BACK_S + 60)
    assert evening.room(last) == "runde/1"
    evening.do(Resume(), MODERATOR)
    evening.wait(0)
    assert evening.room(last) == "runde/2"
    late = in_groups(6)
    late.to(late.agenda().ends_at - BACK_S - 30)
    late.drop(*late.sitting()[0][1:])
    assert lonely(late.dialogue) == []


def test_last_one_of_the_only_group_stays() -> None:
    evening = in_groups(3)
    evening.drop(*evening.sitting()[0][1:])
    evening.wait(BACK_S + 1)
    assert lonely(evening.dialogue) == []


@settings(max_examples=25, deadline=None)
@given(
    people=st.integers(4, 14),
    steps=st.lists(st.tuples(st.integers(0, 13), st.sampled_from(["drop", "left", "come"])), max_size=24),
)
def test_nobody_sits_alone_for_longer_than_others_may_come_back(people: int, steps: list[tuple[int, str]]) -> None:
    evening = in_groups(people)
    seats = [seat for group in evening.sitting() for seat in group]
    for which, what in steps:
        seat = seats[which % len(seats)]
        if what == "come":
            evening.come(seat)
        else:
            evening.do(Drop(seat, left=what == "left"))
        evening.wait(10)
    evening.wait(BACK_S)
    here = [evening.room(seat) for seat in seats if seat in evening.dialogue.part(Presence).here]
    assert len(here) < 2 or evening.phase() != "runde" or all(here.count(room) > 1 for room in here)
