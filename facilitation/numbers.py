"""The evening in numbers, for the report: how many were here over time, what was planned, how long it took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogue.machine import Dialogue
from facilitation import clock_plan
from facilitation.attendance import Attendance, Moment, curve
from facilitation.course import Agenda, Run
from facilitation.localized import localized
from facilitation.script import Phase, Script


@dataclass(frozen=True, slots=True)
class PhaseTimes:
    """Seconds; `planned_at` by the announced start. `started_at` None: the phase was left out or never reached; a phase
    that was gone back to has the sum of both times."""

    id: str
    kind: str
    title: Mapping[str, str]
    planned_at: float
    planned_s: int
    started_at: float | None
    real_s: int | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """`attendance` from the first phase to the end, in even steps; empty before the evening began."""

    attendance: tuple[Moment, ...] = ()
    course: tuple[PhaseTimes, ...] = ()


def numbers_of(dialogue: Dialogue) -> Numbers:
    """While the evening runs, until now as the log knows it."""
    agenda = dialogue.part(Agenda)
    if agenda.script is None or not agenda.runs:
        return Numbers()
    last = agenda.runs[-1]
    ends = dialogue.at if last.ended_at is None else last.ended_at
    moments = curve(dialogue.part(Attendance), agenda.runs[0].started_at, ends)
    return Numbers(tuple(moments), tuple(_course(agenda, agenda.script, ends)))


def _course(agenda: Agenda, script: Script, now: float) -> list[PhaseTimes]:
    at, found = agenda.starts_at or agenda.runs[0].started_at, []
    for phase, moving in zip(script.phases, clock_plan.lead_ins(script.phases), strict=True):
        found.append(_times(phase, at, moving, [run for run in agenda.runs if run.phase == phase.id], now))
        at += moving + clock_plan.own_seconds(phase)
    return found


def _times(phase: Phase, planned_at: float, moving: int, runs: list[Run], now: float) -> PhaseTimes:
    real = sum((now if run.ended_at is None else run.ended_at) - run.started_at for run in runs)
    return PhaseTimes(
        phase.id,
        phase.kind,
        localized(phase.title),
        planned_at,
        moving + clock_plan.own_seconds(phase),
        runs[0].started_at if runs else None,
        round(real) if runs else None,
    )
