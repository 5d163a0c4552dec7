"""Attendance and times: bare counts, planned beside real, nothing about anybody."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from facilitation.agenda import Close, Extend, Next, Skip, Start
from facilitation.attendance import POINTS, Attendance, Moment, curve
from facilitation.numbers import Numbers, numbers_of
from facilitation.record import plain_record, record_of
from tests.facilitation.evening import NOON, Evening, in_groups, prepared


def counts(evening: Evening, begins: float, ends: float) -> list[int]:
    return [moment.citizens for moment in curve(evening.dialogue.part(Attendance), begins, ends)]


def test_attendance_counts_citizens_by_the_minute() -> None:
    evening = prepared(3)
    evening.wait(120)
    evening.drop(2, 3)
    evening.wait(60)
    evening.come(2)
    evening.drop(1)  # the moderator is nobody's citizen
    assert counts(evening, NOON, NOON + 240) == [3, 3, 3, 2, 2]


def test_attendance_of_a_long_evening_has_some_thirty_points() -> None:
    evening = prepared(2)
    moments = curve(evening.dialogue.part(Attendance), NOON, NOON + 3 * 3600)
    assert len(moments) <= POINTS
    assert {later.at - earlier.at for earlier, later in pairwise(moments[1:])} == {420.0}


def test_curve_of_nobody_is_zero() -> None:
    assert [moment.citizens for moment in curve(Attendance(), NOON, NOON + 60)] == [0, 0]


def test_evening_that_has_not_begun_has_no_numbers() -> None:
    assert numbers_of(prepared(3).dialogue) == Numbers()


def test_times_are_planned_beside_real() -> None:
    evening = prepared(6)
    evening.do(Start(), 1)
    evening.wait(120)
    evening.do(Extend("auftakt", 2), 1)
    evening.wait(600)
    evening.do(Next("auftakt", now=True), 1)
    evening.wait(60)
    evening.do(Close(), 1)
    found = {each.id: each for each in numbers_of(evening.dialogue).course}
    assert [*found] == ["start", "auftakt", "runde", "ernte", "ende"]
    assert (found["start"].planned_at, found["auftakt"].planned_at) == (NOON, NOON + 120)
    assert (found["auftakt"].planned_s, found["auftakt"].real_s) == (300, 600)
    assert found["runde"].planned_s == 60 + 20 * 60  # with the moving
    assert (found["ernte"].started_at, found["ernte"].real_s) == (None, None)


def test_phase_left_out_has_no_real_time() -> None:
    evening = prepared(6)
    evening.do(Start(), 1)
    evening.do(Skip("ernte"), 1)
    assert {each.id: each.real_s for each in numbers_of(evening.dialogue).course}["ernte"] is None


@pytest.mark.parametrize("word", ["seat", "author", "citizen-"])
def test_record_names_no_seat(word: str) -> None:
    evening = in_groups(6)
    plain = plain_record(record_of(evening.dialogue, {}), evening.side)
    assert sorted(plain) == ["closed", "numbers", "outcome", "report"]
    assert word not in json.dumps(plain)
    assert plain["numbers"]["attendance"][0] == {"at": NOON, "citizens": 6}
    assert Moment(NOON, 6) in numbers_of(evening.dialogue).attendance
