"""The time line as staff see it: every phase with its cue, planned and real. Shows; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dialogue.machine import Audience, Dialogue, Part, Topics
from facilitation import ahead, clock_plan
from facilitation.course import OVER, Agenda, Run
from facilitation.detours import needing
from facilitation.localized import localized
from facilitation.script import Phase, Script
from facilitation.view import view
from rooms.roles import ROLES


@dataclass(frozen=True, slots=True)
class Timeline:
    """A view has no state of its own."""


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Roles with cues read the whole script with its cues, wherever they are; nobody else gets this topic."""
    agenda = dialogue.part(Agenda)
    if audience.seat is not None or agenda.script is None or not ROLES[audience.role].cues:
        return {}
    return {"timeline": list(_lines(agenda, agenda.script))}


def _lines(agenda: Agenda, script: Script) -> Iterator[dict[str, Any]]:
    runs = {run.phase: run for run in agenda.runs}
    planned, expected = _planned(agenda, script), _expected(agenda)
    for index, phase in enumerate(script.phases):
        state = _state(agenda, index)
        clock = {"planned_at": planned[index], "expected_at": expected.get(phase.id), "state": state}
        yield {**_line(phase, runs.get(phase.id)), **_live(agenda, phase, state), **clock}


def _line(phase: Phase, run: Run | None) -> dict[str, Any]:
    return {
        "id": phase.id,
        "kind": phase.kind,
        "room": phase.room,
        "title": localized(phase.title),
        "cue": localized(phase.cue) or None,
        "planned_minutes": phase.minutes.target,
        "started_at": run.started_at if run else None,
        "ended_at": run.ended_at if run else None,
        "steps": [{"title": localized(step.title), "cue": localized(step.cue) or None} for step in phase.steps],
    }


def _live(agenda: Agenda, phase: Phase, state: str) -> dict[str, Any]:
    """What staff have made of it: its minutes now, whether it is left out, what would lack it if it were."""
    ahead = state in ("next", "later")
    return {
        "minutes": agenda.own_seconds(phase) / 60,
        "needed_by": needing(agenda, {phase.id}) if ahead else [],
    }


def _planned(agenda: Agenda, script: Script) -> list[float]:
    """When each phase, its moving included, was to begin by the announced start."""
    at, times = agenda.starts_at or 0.0, []
    for phase, moving in zip(script.phases, clock_plan.lead_ins(script.phases), strict=True):
        times.append(at)
        at += moving + clock_plan.own_seconds(phase)
    return times


def _expected(agenda: Agenda) -> dict[str, float]:
    """When each phase to come begins if nothing else changes."""
    at: float = agenda.ends_at if agenda.phase else agenda.starts_at or 0.0
    times: dict[str, float] = {}
    for each in ahead.coming(agenda):
        times[each.phase.id] = at
        at += each.seconds
    return times


def _state(agenda: Agenda, index: int) -> str:
    """`past`, `now`, `next` for the one that follows, `later` for the rest, `skipped` for what is left out."""
    assert agenda.script is not None
    phase = agenda.script.phases[index]
    if index == agenda.index and agenda.status not in OVER:
        return "now"
    if agenda.next is phase:
        return "next"
    if phase.id in agenda.skipped:
        return "skipped"
    return "past" if agenda.status in OVER or index < agenda.index else "later"


TIMELINE: Part[Timeline] = view(Timeline(), topics)
