"""The time line as staff see it: every phase with its cue, planned and real. Shows; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dialogue.machine import Audience, Dialogue, Part, Topics
from facilitation.course import Agenda, Run
from facilitation.evening import seconds
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
    planned, expected = _planned(agenda, script), _expected(agenda, script)
    for index, phase in enumerate(script.phases):
        clock = {"planned_at": planned[index], "expected_at": expected[index], "state": _state(agenda, index)}
        yield {**_line(phase, runs.get(phase.id)), **clock}


def _line(phase: Phase, run: Run | None) -> dict[str, Any]:
    return {
        "id": phase.id,
        "kind": phase.kind,
        "room": phase.room,
        "title": localized(phase.title),
        "cue": localized(phase.cue) or None,
        "minutes": phase.minutes.target,
        "started_at": run.started_at if run else None,
        "ended_at": run.ended_at if run else None,
        "steps": [{"title": localized(step.title), "cue": localized(step.cue) or None} for step in phase.steps],
    }


def _planned(agenda: Agenda, script: Script) -> list[float]:
    """When each phase, its moving included, was to begin by the announced start."""
    at, times = agenda.starts_at or 0.0, []
    for index in range(len(script.phases)):
        times.append(at)
        at += seconds(script, index)
    return times


def _expected(agenda: Agenda, script: Script) -> list[float | None]:
    """When each phase to come begins if nothing else changes; None for those that have begun."""
    at: float = agenda.ends_at if agenda.phase else agenda.starts_at or 0.0
    times: list[float | None] = []
    for index in range(len(script.phases)):
        ahead = index > agenda.index and agenda.status != "closed"
        times.append(at if ahead else None)
        at += seconds(script, index) if ahead else 0
    return times


def _state(agenda: Agenda, index: int) -> str:
    """`past`, `now`, `next` for the one that follows, `later` for the rest."""
    if agenda.status == "closed" or index < agenda.index:
        return "past"
    if index == agenda.index:
        return "now"
    return "next" if index == agenda.index + 1 else "later"


TIMELINE: Part[Timeline] = view(Timeline(), topics)
