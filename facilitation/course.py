"""The course of the evening as state: which phase runs, since when, until when. Decides nothing and moves nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, assert_never

from facilitation import clock_plan, conduct, pacing
from facilitation.script import Minutes, Phase, Script, Text
from facilitation.script_json import from_json
from facilitation.speed import divided


@dataclass(frozen=True, slots=True)
class ScriptSet:
    """The script as JSON, frozen; when the evening is announced to begin; by what its lengths are divided."""

    script: str
    starts_at: float
    speed: float = 1.0


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
class Leaving:
    """The countdown to being moved runs: at `ends_at` the phase ends, also one that only a person ends. `to`: back to
    that earlier phase, for `minutes`; None: to what follows."""

    phase: str
    ends_at: float
    to: str | None = None
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class ReadySet:
    """Somebody is done with this phase, or not yet after all."""

    seat: int
    ready: bool


@dataclass(frozen=True, slots=True)
class PhaseSkipped:
    """A phase to come is left out, or comes after all."""

    phase: str
    skipped: bool


@dataclass(frozen=True, slots=True)
class BreakInserted:
    """A break that the script did not have; from here on it is a phase like any other."""

    phase: str
    after: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the price of a plan: "Pause 7 -> 5"."""

    phase: str
    from_s: int
    to_s: int


@dataclass(frozen=True, slots=True)
class PlanProposed:
    """`over_s`: what has to be saved (negative: what is free again), in whole minutes; `give_s`: what the running phase
    gets back after an outage; `short_s`: what cannot be saved. Without any of it the proposal is withdrawn."""

    plan: int
    over_s: int = 0
    changes: tuple[Change, ...] = ()
    give_s: int = 0
    short_s: int = 0


@dataclass(frozen=True, slots=True)
class PlanAccepted:
    plan: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class OutageNoted:
    """So much of the running phase was lost to an outage."""

    seconds: int


@dataclass(frozen=True, slots=True)
class LingeringBegan:
    """Ausklang: the programme is over, the plenary stays open until it is closed."""

    at: float


@dataclass(frozen=True, slots=True)
class EveningClosed:
    at: float


OVER: Final = ("lingering", "closed")
"""Nothing of the script runs any more."""


@dataclass(frozen=True, slots=True)
class Run:
    """A phase as it really was."""

    phase: str
    started_at: float
    ended_at: float | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """`script` is the live one, with the breaks that staff inserted; `step`: the step that has begun, -1 during the
    lead-in; `steps`: when each begins; `runs`: what was, a phase gone back to twice; `promised_s`: how long the
    evening was to be; `lengths`: seconds of phases that take another time than planned; `leaving`: the countdown;
    `plans`: how many were proposed; `outage_s`: what may be given back to the running phase."""

    script: Script | None = None
    starts_at: float | None = None
    status: Literal["waiting", "running", "paused", "lingering", "closed"] = "waiting"
    index: int = -1
    speed: float = 1.0
    started_at: float = 0.0
    ends_at: float = 0.0
    paused_at: float | None = None
    step: int = -1
    steps: tuple[float, ...] = ()
    runs: tuple[Run, ...] = ()
    promised_s: int = 0
    lengths: Mapping[str, int] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    leaving: Leaving | None = None
    plans: int = 0
    proposal: PlanProposed | None = None
    outage_s: int = 0
    ready: frozenset[int] = frozenset()

    @property
    def under_way(self) -> bool:
        """Between the start and the end of the Ausklang."""
        return self.status not in ("waiting", "closed")

    @property
    def phase(self) -> Phase | None:
        """The running phase; none before the start and once the programme is over."""
        live = self.script is not None and self.status in ("running", "paused")
        return self.script.phases[self.index] if live and self.script else None

    @property
    def coming(self) -> tuple[Phase, ...]:
        """The phases to come, in order, without those left out; going back, the earlier one first."""
        if self.script is None or self.status in OVER:
            return ()
        back = self.leaving.to if self.leaving else None
        first = self.index + 1 if back is None else self.script.index(back)
        return tuple(each for each in self.script.phases[first:] if each.id not in self.skipped)

    @property
    def next(self) -> Phase | None:
        return next(iter(self.coming), None)

    def own_seconds(self, phase: Phase) -> int:
        """How long this phase takes as things stand, without moving."""
        return self.lengths.get(phase.id, clock_plan.own_seconds(phase))

    @property
    def ends_by_itself(self) -> bool:
        if self.status != "running":
            return False
        return self.leaving is not None or not pacing.manual(self._running())

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


AgendaEvent = (
    ScriptSet
    | PhaseStarted
    | StepStarted
    | PhaseEnded
    | Paused
    | Resumed
    | Extended
    | Leaving
    | ReadySet
    | PhaseSkipped
    | BreakInserted
    | PlanProposed
    | PlanAccepted
    | OutageNoted
    | LingeringBegan
    | EveningClosed
)


def evolve(agenda: Agenda, event: AgendaEvent) -> Agenda:
    match event:
        case ScriptSet(script=script, starts_at=starts_at, speed=speed):
            read = divided(from_json(script), speed)
            return replace(agenda, script=read, starts_at=starts_at, speed=speed, promised_s=clock_plan.promised(read))
        case PhaseStarted(index=index, at=at, ends_at=ends_at, steps=steps):
            running = replace(
                agenda, status="running", index=index, started_at=at, ends_at=ends_at, steps=steps, step=-1
            )
            return replace(
                running, runs=(*agenda.runs, Run(event.phase, at)), leaving=None, outage_s=0, ready=frozenset()
            )
        case StepStarted(index=index):
            return replace(agenda, step=index)
        case PhaseEnded(at=at):
            return replace(agenda, runs=(*agenda.runs[:-1], *(replace(run, ended_at=at) for run in agenda.runs[-1:])))
        case Paused(at=at):
            return replace(agenda, status="paused", paused_at=at)
        case Resumed(at=at):
            return _resumed(agenda, at)
        case Extended(ends_at=ends_at, steps=steps):
            return replace(agenda, ends_at=ends_at, steps=steps, leaving=None)
        case Leaving(ends_at=ends_at):
            return replace(agenda, ends_at=ends_at, leaving=event)
        case ReadySet(seat=seat, ready=ready):
            return replace(agenda, ready=agenda.ready | {seat} if ready else agenda.ready - {seat})
        case PhaseSkipped(phase=phase, skipped=skipped):
            return replace(agenda, skipped=agenda.skipped | {phase} if skipped else agenda.skipped - {phase})
        case BreakInserted():
            return replace(agenda, script=_with_break(agenda.script, event) if agenda.script else None)
        case PlanProposed(plan=plan):
            stands = event.changes or event.give_s or event.short_s
            return replace(agenda, plans=plan, proposal=event if stands else None)
        case PlanAccepted(changes=changes):
            bent = {change.phase: change.to_s for change in changes}
            return replace(agenda, lengths={**agenda.lengths, **bent}, proposal=None, outage_s=0)
        case OutageNoted(seconds=seconds):
            return replace(agenda, outage_s=agenda.outage_s + seconds)
        case LingeringBegan():
            return replace(agenda, status="lingering", paused_at=None, leaving=None, proposal=None)
        case EveningClosed():
            return replace(agenda, status="closed", paused_at=None, leaving=None, proposal=None)
        case _:
            assert_never(event)


def _resumed(agenda: Agenda, at: float) -> Agenda:
    since = at if agenda.paused_at is None else agenda.paused_at
    steps = pacing.resumed(agenda.steps, agenda.step, stood=at - since)
    return replace(agenda, status="running", paused_at=None, ends_at=agenda.ends_at + (at - since), steps=steps)


def _with_break(script: Script, event: BreakInserted) -> Script:
    """What staff ask for stays as long as they said: it gives no minutes."""
    minutes = Minutes(event.minutes, event.minutes, event.minutes)
    inserted = Phase(event.phase, "break", Text("Pause", "Break"), minutes, gives="never")
    at = script.index(event.after) + 1
    return replace(script, phases=(*script.phases[:at], inserted, *script.phases[at:]))
