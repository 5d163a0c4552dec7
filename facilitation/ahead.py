"""What lies ahead of the running phase: which phases, how long each, when the evening ends. Arithmetic only."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation import clock_plan
from facilitation.course import OVER, Agenda
from facilitation.script import Phase

PUNCTUAL_S = 30 * 60.0
"""Who starts within half an hour of the announced time owes the announced end; a rehearsal on another day does not."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A phase to come: seconds of moving before it and of its own."""

    phase: Phase
    moving_s: int
    own_s: int

    @property
    def seconds(self) -> int:
        return self.moving_s + self.own_s


def coming(agenda: Agenda) -> list[Coming]:
    """In order, without phases left out."""
    found: list[Coming] = []
    before = agenda.phase
    back = agenda.leaving.minutes * 60 if agenda.leaving and agenda.leaving.to else None
    for phase in agenda.coming:
        own = agenda.own_seconds(phase) if back is None else back
        found.append(Coming(phase, clock_plan.moving(before, phase), own))
        before, back = phase, None
    return found


def rest_s(agenda: Agenda) -> int:
    """What the phases to come take together."""
    return sum(each.seconds for each in coming(agenda))


def promised_at(agenda: Agenda) -> float | None:
    """When the evening is to end: as announced, unless it began at quite another time."""
    if agenda.script is None or agenda.starts_at is None:
        return None
    began = agenda.runs[0].started_at if agenda.runs else agenda.starts_at
    start = agenda.starts_at if abs(began - agenda.starts_at) <= PUNCTUAL_S else began
    return start + agenda.promised_s


def end_at(agenda: Agenda) -> float | None:
    """When the evening ends if every phase to come takes its planned time; before the start, as announced. Readers add
    what the running phase is over its time by then."""
    if agenda.status in OVER:
        return next((run.ended_at for run in agenda.runs[-1:]), None)
    if agenda.phase is None:
        return promised_at(agenda)
    return agenda.ends_at + rest_s(agenda)
