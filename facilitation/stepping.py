"""Step clocks of single groups, as state: which group left the script's clock, and when its own steps begin.

Decides nothing; knows neither script nor phase. The end of the phase, the common return, is never among these times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from dialogue.machine import Part
from facilitation.groups import Grouped, GroupsClosed


@dataclass(frozen=True, slots=True)
class StepsBent:
    """From here on the group goes by its own clock: `step` has begun, each begins at `steps`."""

    room: str
    step: int
    steps: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class GroupStepStarted:
    """As `StepStarted`, in one group alone."""

    room: str
    index: int
    at: float


@dataclass(frozen=True, slots=True)
class Clock:
    """`step`: the one that has begun, -1 before the first; `steps`: when each begins."""

    step: int
    steps: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class OwnSteps:
    """Clocks of the groups that have one of their own, by room."""

    clocks: Mapping[str, Clock] = field(default_factory=dict)


def evolve(own: OwnSteps, event: StepsBent | GroupStepStarted | Grouped | GroupsClosed) -> OwnSteps:
    match event:
        case StepsBent(room=room, step=step, steps=steps):
            return OwnSteps({**own.clocks, room: Clock(step, steps)})
        case GroupStepStarted(room=room, index=index):
            return OwnSteps({**own.clocks, room: replace(own.clocks[room], step=index)})
        case Grouped() | GroupsClosed():
            return OwnSteps() if own.clocks else own
        case _:
            assert_never(event)


STEPPING: Part[OwnSteps] = Part(
    slice=OwnSteps,
    initial=OwnSteps(),
    evolve=evolve,
    events={"steps-bent": StepsBent, "group-step-started": GroupStepStarted},
    follows=(Grouped, GroupsClosed),
)
