"""The arithmetic of an evening's minutes: lines, clock times, steps, slack; it knows no running dialogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from facilitation.script import Phase, Script, Step


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the plan. A `change` line is the moving before phase `phase`, into the groups or back out of them."""

    kind: Literal["change", "phase"]
    phase: str
    seconds: int


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line with its clock times in epoch seconds."""

    kind: Literal["change", "phase"]
    phase: str
    starts_at: float
    ends_at: float


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step with its offsets from the start of the phase's own minutes (after the lead-in), in seconds."""

    index: int
    step: Step
    starts: int
    ends: int


def moving(before: Phase | None, phase: Phase) -> int:
    """Seconds of moving before this phase's own minutes. A group-work phase brings its `change`; the plenary that
    follows gets the same again, for coming back."""
    returning = before is not None and before.room == "groups" and phase.room != "groups"
    return round((before.change if before is not None and returning else phase.change) * 60)


def lead_ins(phases: Sequence[Phase]) -> tuple[int, ...]:
    """Seconds of moving before each phase, one after the other."""
    return tuple(moving(before, phase) for before, phase in zip((None, *phases), phases, strict=False))


def own_seconds(phase: Phase) -> int:
    """What the script plans for the phase itself, without moving."""
    return round(phase.minutes.target * 60)


def lead_in(script: Script, id: str) -> int:
    """Seconds of moving before this phase's own minutes begin."""
    return lead_ins(script.phases)[script.index(id)]


def durations(script: Script) -> tuple[Line, ...]:
    """The planned lines in order; a lead-in stands as its own `change` line before its phase."""
    lines: list[Line] = []
    for phase, moving in zip(script.phases, lead_ins(script.phases), strict=True):
        if moving:
            lines.append(Line("change", phase.id, moving))
        lines.append(Line("phase", phase.id, round(phase.minutes.target * 60)))
    return tuple(lines)


def total(script: Script) -> int:
    """Planned seconds, moving included."""
    return sum(line.seconds for line in durations(script))


def promised(script: Script) -> int:
    """Seconds from start to the announced end; more than `total` where the script keeps a reserve."""
    return total(script) if script.length is None else round(script.length * 60)


def slack(script: Script) -> int:
    """Seconds that phases can give before their minima, without those that never give."""
    return sum(
        round((phase.minutes.target - phase.minutes.min) * 60) for phase in script.phases if phase.gives != "never"
    )


def planned(script: Script, start: float) -> tuple[PlannedLine, ...]:
    """The time line for a start in epoch seconds."""
    lines: list[PlannedLine] = []
    for line in durations(script):
        lines.append(PlannedLine(line.kind, line.phase, start, start + line.seconds))
        start += line.seconds
    return tuple(lines)


def steps(phase: Phase, seconds: float) -> tuple[PlannedStep, ...]:
    """The phase's steps within `seconds`. The flex step (without one: the last) takes the difference, the others keep
    their minutes; where even those are too long (staff went below the minimum), late steps are cut first."""
    lengths = [round(step.minutes * 60) for step in phase.steps]
    giving = next((index for index, step in enumerate(phase.steps) if step.flex), len(lengths) - 1)
    if lengths:
        lengths[giving] = max(0, lengths[giving] + int(seconds) - sum(lengths))
    offset, found = 0, []
    for index, (step, length) in enumerate(zip(phase.steps, lengths, strict=True)):
        ends = min(offset + length, int(seconds))
        found.append(PlannedStep(index, step, offset, ends))
        offset = ends
    return tuple(found)


def step_at(phase: Phase, seconds: float, *, elapsed: float) -> PlannedStep | None:
    """The step running `elapsed` seconds into a phase of `seconds`; the last one stays until the phase ends. None where
    there are no steps."""
    schedule = steps(phase, seconds)
    return next((step for step in schedule if elapsed < step.ends), schedule[-1] if schedule else None)
