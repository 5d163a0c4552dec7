"""When a phase, its steps and the forming of groups are due: arithmetic on epoch seconds. Knows no state."""

from __future__ import annotations

from collections.abc import Sequence

from facilitation import clock_plan
from facilitation.script import ALWAYS_MANUAL, Phase

WARN_S = 60
"""How long before the end of a phase without warnings the next groups are formed."""

LEAST_S = 60.0
"""A group's steps to come keep so much each, however long it takes over the running one."""


def manual(phase: Phase) -> bool:
    """Whether only a person ends this phase: speakers are never cut."""
    return phase.advance == "manual" or phase.kind in ALWAYS_MANUAL


def opening(
    phase: Phase, now: float, *, lead_s: float, seconds: int, left_s: int | None = None
) -> tuple[float, tuple[float, ...]]:
    """The end of a phase of `seconds` that begins now, and the beginnings of its steps; moving comes first. `left_s`:
    it is taken up again for its last so many seconds, with the steps that belong there."""
    ends_at = now + lead_s + (seconds if left_s is None else left_s)
    whole = seconds if left_s is None else max(seconds, left_s)
    return ends_at, tuple(ends_at - whole + planned.starts for planned in clock_plan.steps(phase, whole))


def stretched(
    phase: Phase, steps: Sequence[float], running: int, *, seconds: float, ends_at: float, now: float
) -> tuple[float, ...]:
    """The beginnings of the steps when the phase gets `seconds` more (or less): the flex step that runs or comes takes
    them, else the running one. What has begun keeps its beginning; nothing begins before `now` or after `ends_at`."""
    current = max(running, 0)
    taking = next((i for i in range(current, len(steps)) if phase.steps[i].flex), current)
    return tuple(
        begins if i <= max(taking, running) and begins <= ends_at else max(now, min(begins + seconds, ends_at))
        for i, begins in enumerate(steps)
    )


def bent(phase: Phase, steps: Sequence[float], running: int, *, until: float, ends_at: float) -> tuple[float, ...]:
    """The beginnings of the steps of one group when its running step, not the last, ends at `until`: the flex step to
    come gives or takes the difference, and those after it stay where they are as long as they can. Each to come keeps a
    minute, or its own length where that is shorter; for want of that the running step ends earlier."""
    least = [min(LEAST_S, max(0.0, end - begins)) for begins, end in zip(steps, (*steps[1:], ends_at), strict=True)]
    taking = next((i for i in range(running + 1, len(steps)) if phase.steps[i].flex), len(steps) - 1)
    moved = list(steps)
    for i in range(running + 1, len(steps)):
        shifted = steps[i] + until - steps[running + 1]
        moved[i] = shifted if i <= taking else max(steps[i], moved[i - 1] + least[i - 1])
    latest = ends_at
    for i in range(len(steps) - 1, running, -1):
        latest -= least[i]
        moved[i] = min(moved[i], latest)
    return tuple(moved)


def resumed(steps: Sequence[float], running: int, *, stood: float) -> tuple[float, ...]:
    """What lay ahead when the clocks stopped comes later by as long as they stood still."""
    return tuple(begins + stood if i > running else begins for i, begins in enumerate(steps))


def forms_at(phase: Phase, *, started_at: float, ends_at: float) -> float:
    """When the groups of the following phase are to be proposed: at the first warning, which a phase without an end of
    its own reaches relative to its planned one; a phase shorter than that: at once."""
    return max(started_at, ends_at - max(phase.warn, default=WARN_S))
