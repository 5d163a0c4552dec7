"""The agenda: starts, ends and bends the phases of the script. What a phase does to others stands in `conduct`.

Clock times are in the log: `ends_at` stands, also during an outage. A tick ends at most one phase, and the next one
begins when that happens, never in the past. After the last phase comes the Ausklang: nobody is cut off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final, assert_never

from annotated_types import Interval

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from facilitation import balance, conduct, detours, goround, pacing, replanning, turning
from facilitation.course import (
    Agenda,
    BreakInserted,
    EveningClosed,
    Extended,
    Leaving,
    LingeringBegan,
    OutageNoted,
    Paused,
    PhaseEnded,
    PhaseSkipped,
    PhaseStarted,
    PlanAccepted,
    PlanProposed,
    ReadySet,
    Resumed,
    ScriptSet,
    StepStarted,
    evolve,
)
from facilitation.detours import Back, Detour, Finish, InsertBreak, Jump, Skip
from facilitation.groups import Groups
from facilitation.replanning import Accept, Outage
from facilitation.script_json import from_json
from facilitation.steps import followed
from rooms.presence import Presence
from rooms.seats import Seats, must_lead

OUTAGE_S = 5.0
"""A tick that comes later than this was not late, it was missing."""


@dataclass(frozen=True, slots=True)
class Prepare:
    """Server only: sets or replaces the script before the start; `speed` divides its lengths, for a rehearsal. Refuses
    `already-started`; raises `ValueError` where the JSON is not a sound script."""

    script: str
    starts_at: float
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Start:
    """`agenda.start`: never happens by itself. Refuses `already-started`, `already-closed`, and `not-running` without a
    script."""


@dataclass(frozen=True, slots=True)
class Next:
    """`agenda.next`: into groups and out of them with a countdown, unless `now`; after the last phase the Ausklang.
    Refuses `phase-over`, and `not-running` also while paused."""

    leaving: str
    now: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """`agenda.pause`: stops phase clock, step clock and every automatic move. Refuses `already-paused`."""


@dataclass(frozen=True, slots=True)
class Resume:
    """`agenda.resume`: changes nothing while running."""


@dataclass(frozen=True, slots=True)
class Extend:
    """`agenda.extend`: refuses `phase-over`, and `too-short` where less than no time would be left."""

    phase: str
    minutes: Annotated[int, Interval(ge=-120, le=120)]


@dataclass(frozen=True, slots=True)
class Ready:
    """`agenda.ready`: a citizen is done with a phase that goes on when most are (`advance: ready`). Refuses
    `phase-over`, `not-running`, and `not-allowed` for other roles and phases."""

    phase: str
    ready: bool = True


@dataclass(frozen=True, slots=True)
class Close:
    """`agenda.close`: the evening is over for good, staff in the Regieraum. Refuses `already-closed`."""


Command = Prepare | Start | Next | Ready | Pause | Resume | Extend | Close | Detour | Accept | Outage


def decide(dialogue: Dialogue, command: Command, actor: int, given: Given) -> Sequence[Event]:
    return _with_plan(dialogue, _decided(dialogue, command, actor, given), given.now)


def _with_plan(dialogue: Dialogue, events: Sequence[Event], now: float) -> Sequence[Event]:
    """The same, what it means for groups with a clock of their own, and the plan as it is after that."""
    events = [*events, *followed(dialogue, events, now)]
    return [*events, *replanning.replanned(dialogue.after(*events).part(Agenda), now)]


def _decided(dialogue: Dialogue, command: Command, actor: int, given: Given) -> Sequence[Event]:
    agenda = dialogue.part(Agenda)
    match command:
        case Prepare(script=script, starts_at=starts_at, speed=speed):
            if agenda.status != "waiting":
                raise Refused("already-started")
            from_json(script)
            return (ScriptSet(script, starts_at, speed),)
        case Start():
            must_lead(dialogue, actor, "agenda.start")
            return _start(dialogue, agenda, given)
        case Next():
            must_lead(dialogue, actor, "agenda.next")
            return _next(dialogue, agenda, command, given)
        case Pause():
            must_lead(dialogue, actor, "agenda.pause")
            return [*_pause(agenda, given.now), *goround.hold(dialogue, given.now)]
        case Resume():
            must_lead(dialogue, actor, "agenda.resume")
            paused = turning.live(agenda) and agenda.status == "paused"
            return [Resumed(given.now), *goround.resume(dialogue, given.now)] if paused else ()
        case Extend():
            must_lead(dialogue, actor, "agenda.extend")
            return _extend(agenda, command, given.now)
        case Close():
            must_lead(dialogue, actor, "agenda.close")
            return _close(dialogue, given.now)
        case Ready():
            return _ready(dialogue, agenda, command, actor, given)
        case Skip() | Jump() | Back() | InsertBreak() | Finish():
            must_lead(dialogue, actor, NAMES[type(command)])
            return detours.decide(dialogue, command, given)
        case Accept():
            must_lead(dialogue, actor, "agenda.accept")
            return replanning.accept(agenda, command, given.now)
        case Outage():
            return replanning.note(agenda, command, given.now)
        case _:
            assert_never(command)


def _start(dialogue: Dialogue, agenda: Agenda, given: Given) -> Sequence[Event]:
    if agenda.status == "closed":
        raise Refused("already-closed")
    if agenda.status != "waiting":
        raise Refused("already-started")
    if agenda.script is None:
        raise Refused("not-running")
    called = conduct.call(dialogue)
    return [*called, *turning.opened(dialogue.after(*called), agenda.script.phases[0], given)]


def _next(dialogue: Dialogue, agenda: Agenda, command: Next, given: Given) -> Sequence[Event]:
    turning.running(agenda, command.leaving)
    return turning.left(dialogue, given, at_once=command.now)


def _ready(dialogue: Dialogue, agenda: Agenda, command: Ready, actor: int, given: Given) -> Sequence[Event]:
    phase = turning.running(agenda, command.phase)
    if phase.advance != "ready" or not dialogue.part(Seats).role(actor).counted:
        raise Refused("not-allowed", command="agenda.ready")
    if command.ready == (actor in agenda.ready):
        return ()
    said = ReadySet(actor, command.ready)
    after = dialogue.after(said)
    here = [seat for seat in dialogue.part(Seats).counted() if seat in dialogue.part(Presence).here]
    most = 2 * sum(seat in after.part(Agenda).ready for seat in here) > len(here)
    return [said, *(turning.left(after, given, at_once=False) if most else ())]


def _pause(agenda: Agenda, now: float) -> Sequence[Event]:
    turning.live(agenda)
    if agenda.status == "paused":
        raise Refused("already-paused")
    return (Paused(now),)


def _extend(agenda: Agenda, command: Extend, now: float) -> Sequence[Event]:
    phase = turning.live(agenda)
    if phase.id != command.phase:
        raise Refused("phase-over", phase=command.phase)
    now = now if agenda.paused_at is None else agenda.paused_at
    seconds = command.minutes * 60.0
    ends_at = agenda.ends_at + seconds
    if seconds < 0 and ends_at < now:
        raise Refused("too-short", left_s=max(0, int(agenda.ends_at - now)))
    steps = pacing.stretched(phase, agenda.steps, agenda.step, seconds=seconds, ends_at=ends_at, now=now)
    return (Extended(phase.id, ends_at, steps),) if seconds else ()


def _close(dialogue: Dialogue, now: float) -> Sequence[Event]:
    ended = [] if dialogue.part(Agenda).status == "lingering" else turning.ended(dialogue, now)
    return [*ended, *conduct.part_ways(dialogue.after(*ended)), *balance.kept(dialogue), EveningClosed(now)]


def tick(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    return _with_plan(dialogue, _due(dialogue, given), given.now)


def _due(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    agenda = dialogue.part(Agenda)
    if agenda.status != "running":
        return ()
    if agenda.ends_by_itself and agenda.ends_at <= given.now:
        back = _called_back(agenda, given.now)
        return back or turning.onward(dialogue, given)
    return [*_steps_due(dialogue, agenda, given.now), *_groups_due(dialogue, agenda, given.now)]


def _called_back(agenda: Agenda, now: float) -> list[Event]:
    """Where an outage swallowed the end of group work, the countdown comes now: nobody is moved without warning."""
    phase = turning.live(agenda)
    swallowed = now - agenda.ends_at > OUTAGE_S and conduct.in_groups(phase) and phase.return_s > 0
    if not swallowed:
        return []
    ends_at = now + phase.return_s
    return [replace(agenda.leaving, ends_at=ends_at) if agenda.leaving else Extended(phase.id, ends_at, agenda.steps)]


def _steps_due(dialogue: Dialogue, agenda: Agenda, now: float) -> list[Event]:
    """Every step that should have begun, one after the other: what they do to boards adds up."""
    events: list[Event] = []
    phase = turning.live(agenda)
    for index in range(agenda.step + 1, len(agenda.steps)):
        if agenda.steps[index] > now:
            break
        events.append(StepStarted(phase.id, index, now))
        events += conduct.step(dialogue.after(*events), phase, index, now)
    return events


def _groups_due(dialogue: Dialogue, agenda: Agenda, now: float) -> list[Event]:
    at = _unformed_at(dialogue, agenda)
    return conduct.want_groups(agenda.next, now) if agenda.next and at is not None and at <= now else []


def _unformed_at(dialogue: Dialogue, agenda: Agenda) -> float | None:
    """When groups are to be proposed that nobody has asked for yet."""
    wanted = dialogue.part(Groups).wanted
    asked = wanted is not None and agenda.next is not None and wanted.phase == agenda.next.id
    return None if asked else agenda.forms_at


def due_at(dialogue: Dialogue) -> float | None:
    agenda = dialogue.part(Agenda)
    if agenda.status != "running":
        return replanning.replan_at(agenda)
    end = agenda.ends_at if agenda.ends_by_itself else None
    step = agenda.steps[agenda.step + 1] if agenda.step + 1 < len(agenda.steps) else None
    return min(
        (at for at in (end, step, _unformed_at(dialogue, agenda), replanning.replan_at(agenda)) if at is not None),
        default=None,
    )


COMMANDS: Final[dict[str, type]] = {
    "agenda.start": Start,
    "agenda.next": Next,
    "agenda.pause": Pause,
    "agenda.resume": Resume,
    "agenda.extend": Extend,
    "agenda.close": Close,
    "agenda.skip": Skip,
    "agenda.jump": Jump,
    "agenda.back": Back,
    "agenda.insert-break": InsertBreak,
    "agenda.finish": Finish,
    "agenda.accept": Accept,
    "agenda.ready": Ready,
}
NAMES: Final = {kind: name for name, kind in COMMANDS.items()}

AGENDA: Part[Agenda] = Part(
    slice=Agenda,
    initial=Agenda(),
    evolve=evolve,
    decide=decide,
    tick=tick,
    due_at=due_at,
    events={
        "script-set": ScriptSet,
        "phase-started": PhaseStarted,
        "step-started": StepStarted,
        "phase-ended": PhaseEnded,
        "paused": Paused,
        "resumed": Resumed,
        "extended": Extended,
        "leaving": Leaving,
        "ready-set": ReadySet,
        "phase-skipped": PhaseSkipped,
        "break-inserted": BreakInserted,
        "plan-proposed": PlanProposed,
        "plan-accepted": PlanAccepted,
        "outage-noted": OutageNoted,
        "lingering-began": LingeringBegan,
        "evening-closed": EveningClosed,
    },
    commands=COMMANDS,
    server={"agenda.prepare": Prepare, "agenda.outage": Outage},
)
