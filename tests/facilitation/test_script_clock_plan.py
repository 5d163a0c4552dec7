"""Minutes of an evening: lead-ins, sums, clock times and step schedules."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from facilitation.clock_plan import (
    Line,
    durations,
    lead_in,
    planned,
    promised,
    slack,
    step_at,
    steps,
    total,
)
from facilitation.script import Minutes, Phase, Script, Step, Text


def group_work(id: str, *, change: float = 1, lengths: tuple[float, ...] = (), flex: int | None = None) -> Phase:
    parts = tuple(Step(minutes, Text(str(index)), flex=index == flex) for index, minutes in enumerate(lengths))
    minutes = Minutes(25, 20, 30)
    return Phase(id, "group-work", Text(id), minutes, room="groups", gives="last", change=change, steps=parts)


def plenary(id: str, target: float, least: float | None = None) -> Phase:
    return Phase(id, "input", Text(id), Minutes(target, target if least is None else least, target))


def evening(*phases: Phase) -> Script:
    return Script(Text("Abend"), phases)


def test_change_is_counted_before_groups_and_before_the_plenary_after_them() -> None:
    script = evening(plenary("a", 5), group_work("b"), plenary("c", 3), plenary("d", 2))
    assert durations(script) == (
        Line("phase", "a", 300),
        Line("change", "b", 60),
        Line("phase", "b", 1500),
        Line("change", "c", 60),
        Line("phase", "c", 180),
        Line("phase", "d", 120),
    )
    assert [lead_in(script, id) for id in "abcd"] == [0, 60, 60, 0]


def test_groups_after_groups_move_once() -> None:
    script = evening(group_work("a", change=2), group_work("b", change=1), plenary("c", 5))
    assert [lead_in(script, id) for id in "abc"] == [120, 60, 60]


def test_total_slack_and_promise() -> None:
    script = evening(plenary("a", 5, 4), group_work("b"), plenary("c", 3))
    assert (total(script), slack(script), promised(script)) == (35 * 60, 6 * 60, 35 * 60)


def test_planned_lines_touch_each_other() -> None:
    lines = planned(evening(plenary("a", 5), group_work("b"), plenary("c", 3)), 1000.0)
    assert lines[0].starts_at == 1000
    assert [line.ends_at for line in lines[:-1]] == [line.starts_at for line in lines[1:]]
    assert lines[-1].ends_at == 1000 + 35 * 60


def offsets(phase: Phase, seconds: float) -> list[tuple[int, int]]:
    return [(step.starts, step.ends) for step in steps(phase, seconds)]


def test_flex_step_takes_the_difference() -> None:
    phase = group_work("a", lengths=(5, 3, 15, 2), flex=2)
    assert offsets(phase, 1500) == [(0, 300), (300, 480), (480, 1380), (1380, 1500)]
    assert offsets(phase, 1200) == [(0, 300), (300, 480), (480, 1080), (1080, 1200)]
    assert offsets(phase, 1800) == [(0, 300), (300, 480), (480, 1680), (1680, 1800)]


def test_without_flex_the_last_step_takes_the_difference() -> None:
    assert offsets(group_work("a", lengths=(5, 15)), 1500) == [(0, 300), (300, 1500)]


def test_far_below_the_minimum_late_steps_are_cut() -> None:
    assert offsets(group_work("a", lengths=(5, 3, 15, 2), flex=2), 400) == [
        (0, 300),
        (300, 400),
        (400, 400),
        (400, 400),
    ]


def test_step_at_stays_in_the_last_step() -> None:
    phase = group_work("a", lengths=(5, 20), flex=1)
    found = [step_at(phase, 1500, elapsed=seconds) for seconds in (0, 299.9, 300, 1600)]
    assert [step.index for step in found if step] == [0, 0, 1, 1]
    assert step_at(plenary("b", 5), 300, elapsed=0) is None


@given(
    lengths=st.lists(st.integers(1, 20), min_size=1, max_size=6), flex=st.integers(0, 5), seconds=st.integers(0, 7200)
)
def test_steps_fill_the_phase_exactly(lengths: list[int], flex: int, seconds: int) -> None:
    schedule = offsets(group_work("a", lengths=tuple(lengths), flex=min(flex, len(lengths) - 1)), seconds)
    assert schedule[0][0] == 0
    assert schedule[-1][1] == seconds
    assert [ends for _, ends in schedule[:-1]] == [starts for starts, _ in schedule[1:]]
