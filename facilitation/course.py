"""The course of the evening as state: which phase runs, since when, until when. Decides nothing and moves nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, assert_never

from facilitation import conduct, pacing
from facilitation.script import Phase, Script
from facilitation.script_json import from_json


@dataclass(frozen=True, slots=True)
class ScriptSet:
    """The script as JSON, frozen; when the evening is announced to begin."""

    script: str
    starts_at: float


@dataclass(frozen=True, slots=True)
class PhaseStarted:
    """`steps`: when each step begins, as planned now."""

    phase: str
    index: int
    at: float
    ends_at: float
    steps: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StepStarted:
    phase: str
    index: int
    at: float


@dataclass(frozen=True, slots=True)
class PhaseEnded:
    phase: str
    at: float


@dataclass(frozen=True, slots=True)
class Paused:
    at: float


@dataclass(frozen=True, slots=True)
class Resumed:
    """All clocks go on where they stood."""

    at: float


@dataclass(frozen=True, slots=True)
class Extended:
    phase: str
    ends_at: float
    steps: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class EveningClosed:
    at: float


@dataclass(frozen=True, slots=True)
class Run:
    """A phase as it really was."""

    phase: str
    started_at: float
    ended_at: float | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """`step`: the step that has begun, -1 during the lead-in; `steps`: when each begins; `runs`: what was."""

    script: Script | None = None
    starts_at: float | None = None
    status: Literal["waiting", "running", "paused", "closed"] = "waiting"
    index: int = -1
    started_at: float = 0.0
    ends_at: float = 0.0
    paused_at: float | None = None
    step: int = -1
    steps: tuple[float, ...] = ()
    runs: tuple[Run, ...] = ()

    @property
    def phase(self) -> Phase | None:
        """The running phase; none before the start and after the close."""
        live = self.script is not None and self.status in ("running", "paused")
        return self.script.phases[self.index] if live and self.script else None

    @property
    def next(self) -> Phase | None:
        following = self.script.phases[self.index + 1 :] if self.script and self.status != "closed" else ()
        return following[0] if following else None

    @property
    def ends_by_itself(self) -> bool:
        return self.status == "running" and self.next is not None and not pacing.manual(self._running())

    def _running(self) -> Phase:
        assert self.phase is not None
        return self.phase

    @property
    def forms_at(self) -> float | None:
        """When the groups of the next phase are to be proposed; None if it has none."""
        phase, following = self.phase, self.next
        if self.status != "running" or phase is None or following is None or not conduct.in_groups(following):
            return None
        return pacing.forms_at(phase, started_at=self.started_at, ends_at=self.ends_at)


AgendaEvent = ScriptSet | PhaseStarted | StepStarted | PhaseEnded | Paused | Resumed | Extended | EveningClosed


def evolve(agenda: Agenda, event: AgendaEvent) -> Agenda:
    match event:
        case ScriptSet(script=script, starts_at=starts_at):
            return replace(agenda, script=from_json(script), starts_at=starts_at)
        case PhaseStarted(index=index, at=at, ends_at=ends_at, steps=steps):
            running = replace(
                agenda, status="running", index=index, started_at=at, ends_at=ends_at, steps=steps, step=-1
            )
            return replace(running, runs=(*agenda.runs, Run(event.phase, at)))
        case StepStarted(index=index):
            return replace(agenda, step=index)
        case PhaseEnded(at=at):
            return replace(agenda, runs=(*agenda.runs[:-1], *(replace(run, ended_at=at) for run in agenda.runs[-1:])))
        case Paused(at=at):
            return replace(agenda, status="paused", paused_at=at)
        case Resumed(at=at):
            return _resumed(agenda, at)
        case Extended(ends_at=ends_at, steps=steps):
            return replace(agenda, ends_at=ends_at, steps=steps)
        case EveningClosed():
            return replace(agenda, status="closed", paused_at=None)
        case _:
            assert_never(event)


def _resumed(agenda: Agenda, at: float) -> Agenda:
    """What lay ahead when the clocks stopped comes later by the pause."""
    since = at if agenda.paused_at is None else agenda.paused_at
    steps = tuple(begins + (at - since) if i > agenda.step else begins for i, begins in enumerate(agenda.steps))
    return replace(agenda, status="running", paused_at=None, ends_at=agenda.ends_at + (at - since), steps=steps)
