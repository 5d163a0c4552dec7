"""Reporters: named in the group, called to the stage in order, skipped when they are not here."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.agenda import Next
from facilitation.detours import Back
from facilitation.reporters import REPORT_S, CallReport, NameReporter, NextReport, ReleaseReporter, Reports
from rooms.order import Exclude
from rooms.places import PLENARY
from rooms.voices import LimitFloor, TakeFloor, Voices
from tests.facilitation.evening import Evening, in_groups

MODERATOR, FACILITATOR = 1, 2


def working() -> Evening:
    """Three groups of three; the first has a facilitator."""
    return in_groups(9, staff=("moderator", "facilitator"))


def together(evening: Evening, *groups: int) -> list[int]:
    """These groups have a reporter; everybody is in the plenary. Returns who reports, group by group."""
    seats = [evening.sitting()[group - 1][0] for group in groups]
    for group, seat in zip(groups, seats, strict=True):
        evening.do(NameReporter(f"runde/{group}", seat), seat)
    evening.do(Next("runde", now=True), MODERATOR)
    return seats


def desk(evening: Evening) -> list[tuple[int, str]]:
    return [(row["number"], row["state"]) for row in evening.sees(MODERATOR)["report-desk"]]


def floor(evening: Evening) -> tuple[int, ...]:
    return evening.dialogue.part(Voices).floor(PLENARY)


def reports(evening: Evening, seat: int = MODERATOR) -> Any:
    return evening.sees(seat)["reports"]


def test_citizen_offers_facilitator_names_and_both_take_it_back() -> None:
    evening = working()
    ada, bela, _ = evening.sitting()[0]
    evening.do(NameReporter("runde/1", ada), ada)
    assert [evening.sees(seat)["reporter"] for seat in (ada, bela, FACILITATOR)] == [{"seat": ada}] * 3
    assert evening.refused(NameReporter("runde/1", bela), bela)[0] == "has-reporter"
    assert evening.refused(NameReporter("runde/1", ada), bela)[0] == "not-allowed"
    evening.do(NameReporter("runde/1", bela), FACILITATOR)
    assert evening.refused(ReleaseReporter("runde/1"), ada)[0] == "not-allowed"
    evening.do(ReleaseReporter("runde/1"), bela)
    assert (evening.sees(ada)["reporter"], evening.do(ReleaseReporter("runde/1"), FACILITATOR)) == ({"seat": None}, [])


def test_reporter_is_of_the_group_and_named_while_it_works() -> None:
    evening = working()
    stranger = evening.sitting()[1][0]
    assert evening.refused(NameReporter("runde/1", stranger), FACILITATOR)[0] == "wrong-room"
    assert evening.refused(NameReporter("runde/1", FACILITATOR), FACILITATOR)[0] == "wrong-room"
    assert evening.refused(NameReporter("runde/9", stranger), MODERATOR)[0] == "unknown-room"
    assert evening.refused(NextReport(), MODERATOR)[0] == "wrong-room"
    assert "report-desk" not in evening.sees(MODERATOR)


def test_groups_are_called_in_order_with_the_floor_and_a_clock() -> None:
    evening = working()
    one, two, three = together(evening, 1, 2, 3)
    assert [evening.sees(seat)["my-report"] for seat in (one, three)] == [
        {"number": 1, "place": 1},
        {"number": 3, "place": 3},
    ]
    evening.do(NextReport(), MODERATOR)
    began = evening.now
    assert (floor(evening), evening.dialogue.part(Voices).limits[PLENARY]) == ((one,), REPORT_S)
    assert reports(evening, two) == {"running": {"number": 1, "seat": one, "at": began}, "next": 2, "seconds": 90}
    assert evening.refused(NextReport(), MODERATOR)[0] == "report-over"
    evening.do(NextReport("runde/1"), MODERATOR)
    assert (floor(evening), desk(evening)) == ((two,), [(1, "heard"), (2, "running"), (3, "waiting")])
    evening.do(NextReport("runde/2"), MODERATOR)
    evening.do(NextReport("runde/3"), MODERATOR)
    assert (floor(evening), reports(evening)["running"]) == ((), None)
    assert evening.refused(NextReport(), MODERATOR)[0] == "no-reporter"
    assert evening.replayed().slices == evening.dialogue.slices


def test_who_is_not_here_is_skipped_with_a_word_and_may_be_called_later() -> None:
    evening = working()
    one, three = together(evening, 1, 3)
    evening.drop(one)
    evening.do(NextReport(), MODERATOR)
    assert (floor(evening), desk(evening)) == ((three,), [(1, "skipped"), (2, "skipped"), (3, "running")])
    assert [row["here"] for row in evening.sees(MODERATOR)["report-desk"]] == [False, False, True]
    assert evening.refused(CallReport("runde/1"), MODERATOR)[0] == "no-reporter"
    evening.come(one)
    evening.do(CallReport("runde/1"), MODERATOR)
    assert (floor(evening), desk(evening)[0]) == ((one,), (1, "running"))


def test_taking_the_floor_ends_a_report() -> None:
    evening = working()
    [one] = together(evening, 1)
    evening.do(NextReport(), MODERATOR)
    evening.do(TakeFloor(one), one)
    assert (reports(evening)["running"], desk(evening)[0]) == (None, (1, "heard"))


def test_time_per_turn_is_as_before_when_the_phase_is_over() -> None:
    evening = working()
    together(evening, 1)
    evening.do(LimitFloor(180), MODERATOR)
    evening.do(NextReport(), MODERATOR)
    evening.do(CallReport("runde/1"), MODERATOR)
    evening.do(Next("ernte", now=True), MODERATOR)
    assert evening.dialogue.part(Voices).limits[PLENARY] == 180
    assert (floor(evening), "reports" in evening.sees(MODERATOR)) == ((), False)


def test_group_that_was_not_heard_comes_first_after_the_next_round() -> None:
    evening = working()
    together(evening, 1, 2)
    evening.do(NextReport(), MODERATOR)
    evening.do(Back("ernte", "runde", 5, now=True), MODERATOR)
    assert evening.dialogue.part(Reports).heard == ("runde/1",)
    state = evening.dialogue.part(Reports)
    assert state.running is None
    evening.do(Next("runde", now=True), MODERATOR)
    assert desk(evening) == [(1, "heard"), (2, "waiting"), (3, "waiting")]


def test_excluded_reporter_is_nobodys_reporter() -> None:
    evening = working()
    [one] = together(evening, 1)
    evening.do(NextReport(), MODERATOR)
    evening.do(Exclude(one, "Grund"), MODERATOR)
    assert evening.sees(MODERATOR)["report-desk"][0]["seat"] is None
    assert reports(evening)["running"] is None


@pytest.mark.parametrize("command", [NextReport(), CallReport("runde/1")])
def test_reports_are_called_by_leading_staff_alone(command: Any) -> None:
    evening = working()
    [one] = together(evening, 1)
    for actor in (one, FACILITATOR):
        assert evening.refused(command, actor)[0] == "not-allowed"
    assert evening.refused(CallReport("runde/9"), MODERATOR)[0] == "unknown-room"
    assert "report-desk" not in evening.sees(FACILITATOR)
