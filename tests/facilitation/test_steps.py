"""Step clocks per group: bent by who guides, shared by nobody else, never past the common return."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation import pacing
from facilitation.agenda import Back, Extend, Next, Pause, Resume
from facilitation.boards import Boards
from facilitation.goround import GoRounds
from facilitation.script import Minutes, Phase, Step, Text
from facilitation.steps import ExtendStep, NextStep
from rooms.places import Move
from tests.facilitation.evening import Evening, in_groups

MODERATOR, FACILITATOR = 1, 2
ONE, TWO = "runde/1", "runde/2"
# From the beginning of the first step: introductions 2, silent 3, talk 12 (flex), choice 3; the end after 20.
TALK, CHOICE, END = 300, 1020, 1200


def guided() -> Evening:
    """In the first step; the facilitator sits in group 1, group 2 runs itself."""
    evening = in_groups(6, staff=("moderator", "facilitator"))
    evening.to(evening.agenda().steps[0])
    return evening


def member(evening: Evening, group: int) -> int:
    return evening.sitting()[group - 1][0]


def steps(evening: Evening, group: int) -> list[float]:
    """When each step begins on the page of that group, from the beginning of the first one by the script."""
    begins = evening.agenda().started_at + 60
    shown = evening.sees(member(evening, group))["evening"]["steps"]
    assert [each["ends_at"] for each in shown] == [*(each["starts_at"] for each in shown[1:]), evening.agenda().ends_at]
    return [each["starts_at"] - begins for each in shown]


def at(evening: Evening) -> list[int]:
    """In which step each group is, as the desk sees it."""
    titles = ["Vorstellung", "Still", "Gespräch", "Auswahl"]
    return [titles.index(group["step"]["title"]["de"]) for group in evening.sees(MODERATOR)["console"]["groups"]]


def test_longer_step_takes_its_minutes_from_the_flex_step_of_this_group_alone() -> None:
    evening = guided()
    evening.do(ExtendStep(ONE, 0, 2), FACILITATOR)
    assert steps(evening, 1) == [0, 240, TALK + 120, CHOICE]
    assert steps(evening, 2) == [0, 120, TALK, CHOICE]
    assert evening.agenda().ends_at == evening.now + END


def test_group_goes_its_own_way_by_its_own_clock() -> None:
    evening = guided()
    evening.do(ExtendStep(ONE, 0, 2), FACILITATOR)
    evening.wait(121)
    assert at(evening) == [0, 1]
    evening.wait(120)
    assert at(evening) == [1, 1]
    evening.wait(60)
    assert at(evening) == [1, 2]
    evening.to(evening.agenda().ends_at - 100)
    assert (at(evening), [group["step"]["own"] for group in console(evening)]) == ([3, 3], [True, False])


def console(evening: Evening) -> list[dict[str, dict[str, object]]]:
    found: list[dict[str, dict[str, object]]] = evening.sees(MODERATOR)["console"]["groups"]
    return found


def test_next_step_begins_at_once_with_what_belongs_to_it() -> None:
    """The round of turns ends, cards are open and shown: in this group alone."""
    evening = guided()
    evening.do(NextStep(ONE, 0), FACILITATOR)
    evening.do(NextStep(ONE, 1), FACILITATOR)
    boards, rounds = evening.dialogue.part(Boards), evening.dialogue.part(GoRounds).rooms
    assert (at(evening), steps(evening, 1)) == ([2, 0], [0, 0, 0, CHOICE])
    assert ([boards.writing(room) for room in (ONE, TWO)], [*boards.revealed], [*rounds]) == (
        [True, False],
        [ONE],
        [TWO],
    )


def test_step_of_the_script_does_not_reach_a_group_that_takes_its_time() -> None:
    evening = guided()
    evening.do(ExtendStep(ONE, 0, 4), FACILITATOR)
    evening.wait(125)
    boards = evening.dialogue.part(Boards)
    assert ([boards.writing(room) for room in (ONE, TWO)], at(evening)) == ([False, True], [0, 1])
    evening.wait(TALK - 120)
    boards = evening.dialogue.part(Boards)
    assert [(boards.writing(room), room in boards.revealed) for room in (ONE, TWO)] == [(False, False), (True, True)]


def test_all_groups_return_together_whatever_their_steps() -> None:
    evening = guided()
    evening.do(ExtendStep(ONE, 0, 5), FACILITATOR)
    people = [member(evening, group) for group in (1, 2)]
    evening.to(evening.agenda().ends_at)
    assert (evening.phase(), [evening.room(seat) for seat in people]) == ("ernte", ["plenary", "plenary"])


def test_running_flex_step_takes_what_the_steps_to_come_can_spare() -> None:
    evening = guided()
    evening.wait(TALK)
    evening.do(ExtendStep(ONE, 2, 1), FACILITATOR)
    assert steps(evening, 1)[3] == CHOICE + 60
    evening.do(ExtendStep(ONE, 2, 9), FACILITATOR)
    assert steps(evening, 1)[3] == END - 60
    assert evening.refused(ExtendStep(ONE, 2, 1), FACILITATOR) == ("no-time", {})


def test_minutes_of_the_phase_reach_groups_with_a_clock_of_their_own_too() -> None:
    """The running flex step takes them, else the one to come."""
    evening = guided()
    evening.do(ExtendStep(ONE, 0, 2), FACILITATOR)
    evening.do(Extend("runde", 3), MODERATOR)
    assert (steps(evening, 1), steps(evening, 2)) == (
        [0, 240, TALK + 120, CHOICE + 180],
        [0, 120, TALK, CHOICE + 180],
    )


def test_pause_stops_the_clocks_of_groups_too() -> None:
    evening = guided()
    evening.do(ExtendStep(ONE, 0, 2), FACILITATOR)
    evening.do(Pause(), MODERATOR)
    evening.wait(600)
    assert (at(evening), evening.refused(NextStep(ONE, 0), FACILITATOR)) == ([0, 0], ("not-running", {}))
    evening.do(ExtendStep(ONE, 0, 1), FACILITATOR)
    evening.do(Resume(), MODERATOR)
    assert steps(evening, 1) == [0, 600 + 300, 600 + TALK + 180, 600 + CHOICE]


def test_taken_up_again_a_group_goes_by_the_script() -> None:
    evening = guided()
    evening.do(ExtendStep(ONE, 0, 2), FACILITATOR)
    evening.do(Next("runde", now=True), MODERATOR)
    evening.do(Back("ernte", "runde", 5, now=True), MODERATOR)
    assert [group["step"] is not None and group["step"]["own"] for group in console(evening)] == [False, False]


@pytest.mark.parametrize(
    ("command", "actor", "code"),
    [
        (NextStep(TWO, 0), FACILITATOR, "not-allowed"),
        (ExtendStep(TWO, 0, 1), FACILITATOR, "not-allowed"),
        (NextStep(ONE, 0), 3, "not-allowed"),
        (NextStep(ONE, 1), FACILITATOR, "step-over"),
        (NextStep(ONE, -1), FACILITATOR, "step-over"),
        (ExtendStep(ONE, 0, -3), FACILITATOR, "too-short"),
        (NextStep("plenary", 0), MODERATOR, "wrong-room"),
        (NextStep("runde/9", 0), MODERATOR, "wrong-room"),
    ],
)
def test_step_is_refused(command: NextStep | ExtendStep, actor: int, code: str) -> None:
    assert guided().refused(command, actor)[0] == code


def test_last_step_ends_with_the_phase_alone() -> None:
    evening = guided()
    evening.wait(CHOICE)
    for command in (NextStep(ONE, 3), ExtendStep(ONE, 3, 1), ExtendStep(ONE, 3, -1)):
        assert evening.refused(command, FACILITATOR) == ("last-step", {})


def test_leading_staff_bend_the_steps_of_any_group() -> None:
    """Whoever covers for a facilitator is one of them."""
    evening = guided()
    evening.do(Move(MODERATOR, TWO), MODERATOR)
    evening.do(NextStep(TWO, 0), MODERATOR)
    assert at(evening) == [0, 1]


def test_own_clocks_are_the_same_after_a_replay() -> None:
    evening = guided()
    evening.do(ExtendStep(ONE, 0, 2), FACILITATOR)
    evening.wait(250)
    assert evening.replayed().slices == evening.dialogue.slices


PHASES = st.lists(st.tuples(st.integers(30, 900), st.booleans()), min_size=2, max_size=6)


@given(PHASES, st.integers(0, 4), st.integers(-3600, 3600))
def test_bent_steps_stay_in_order_and_leave_each_to_come_its_minute(
    lengths: list[tuple[int, bool]], running: int, seconds: int
) -> None:
    running %= len(lengths) - 1
    phase = phase_of([flex for _, flex in lengths])
    begins = [float(sum(length for length, _ in lengths[:i])) for i in range(len(lengths) + 1)]
    *before, ends_at = begins
    until = max(before[running], before[running + 1] + seconds)
    after = pacing.bent(phase, before, running, until=until, ends_at=ends_at)
    assert (list(after[: running + 1]), [*after]) == (before[: running + 1], sorted(after))
    for i, (begin, end) in enumerate(zip(after, (*after[1:], ends_at), strict=True)):
        assert i <= running or end - begin >= min(60, lengths[i][0])
    assert after[running + 1] <= until or after[running + 1] == before[running + 1]


def phase_of(flex: list[bool]) -> Phase:
    steps = tuple(Step(minutes=1, title=Text("x", "x"), flex=each) for each in flex)
    return Phase("p", "group-work", Text("x", "x"), Minutes(1, 1, 1), steps=steps)
