"""Step clocks per group: who guides a group gives its running step more or less time, or goes on to the next.

The script's clock runs on for all other groups. The common return is out of reach here: steps share what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final, assert_never

from annotated_types import Interval

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from facilitation import conduct, pacing, turning
from facilitation.boards import Boards, BoardSwitched
from facilitation.course import Agenda, Extended, Resumed
from facilitation.groups import Groups
from facilitation.stepping import Clock, GroupStepStarted, OwnSteps, StepsBent
from facilitation.view import no_state
from rooms.voices import guides


@dataclass(frozen=True, slots=True)
class NextStep:
    """`step.next`: this group goes on to its next step now. `step`: the one it leaves, else `step-over`. Refuses
    `last-step`, `wrong-room` where no group works in steps, and `not-running` while paused."""

    room: str
    step: int


@dataclass(frozen=True, slots=True)
class ExtendStep:
    """`step.extend`: minutes more or less for the running step of this group; as many as the steps to come can spare.
    Refuses `step-over`, `last-step`, `wrong-room`, `too-short` below nothing, `no-time` where nothing can be spared."""

    room: str
    step: int
    minutes: Annotated[int, Interval(ge=-60, le=60)]


@dataclass(frozen=True, slots=True)
class Steps:
    """Has no state of its own: the clocks are `stepping`'s."""


def clock_of(dialogue: Dialogue, room: str) -> Clock:
    """The group's own clock, else the script's."""
    agenda = dialogue.part(Agenda)
    return dialogue.part(OwnSteps).clocks.get(room) or Clock(agenda.step, agenda.steps)


def decide(dialogue: Dialogue, command: NextStep | ExtendStep, actor: int, given: Given) -> Sequence[Event]:
    agenda, clock = dialogue.part(Agenda), _running(dialogue, command, actor)
    end, now = clock.steps[clock.step + 1], given.now if agenda.paused_at is None else agenda.paused_at
    match command:
        case NextStep():
            until = now
        case ExtendStep(minutes=minutes):
            until = end + minutes * 60.0
            if until < now:
                raise Refused("too-short", left_s=max(0, int(end - now)))
        case _:
            assert_never(command)
    steps = pacing.bent(turning.live(agenda), clock.steps, clock.step, until=until, ends_at=agenda.ends_at)
    if steps == clock.steps:
        if until > end:
            raise Refused("no-time")
        return ()
    bent = replace(clock, steps=steps)
    events = _own(dialogue, command.room, bent)
    return [*events, *_started(dialogue.after(*events), command.room, bent, now)]


def _running(dialogue: Dialogue, command: NextStep | ExtendStep, actor: int) -> Clock:
    """The clock of the group whose step is meant."""
    if not guides(dialogue, actor, command.room):
        raise Refused("not-allowed", command=NAMES[type(command)])
    agenda, clock = dialogue.part(Agenda), clock_of(dialogue, command.room)
    turning.live(agenda)
    if command.room not in dialogue.part(Groups).rooms() or not clock.steps:
        raise Refused("wrong-room")
    if command.step != clock.step or clock.step < 0:
        raise Refused("step-over")
    if clock.step + 1 == len(clock.steps):
        raise Refused("last-step")
    if isinstance(command, NextStep) and agenda.paused_at is not None:
        raise Refused("not-running")
    return clock


def _own(dialogue: Dialogue, room: str, clock: Clock) -> list[Event]:
    """The clock, and for who had none before, the board as it is now: what all others begin later must not reach it."""
    boards, own = dialogue.part(Boards), dialogue.part(OwnSteps).clocks
    pinned = room not in own and boards.of(room) is not None
    return [*([BoardSwitched(room, boards.writing(room))] if pinned else []), StepsBent(room, clock.step, clock.steps)]


def _started(dialogue: Dialogue, room: str, clock: Clock, now: float) -> list[Event]:
    """Every step that should have begun there by `now`; none while paused."""
    agenda = dialogue.part(Agenda)
    events: list[Event] = []
    if agenda.phase is None or agenda.status != "running":
        return events
    for index in range(clock.step + 1, len(clock.steps)):
        if clock.steps[index] > now:
            break
        events.append(GroupStepStarted(room, index, now))
        events += conduct.step_of(dialogue.after(*events), agenda.phase, index, now, room=room)
    return events


def tick(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    events: list[Event] = []
    for room, clock in dialogue.part(OwnSteps).clocks.items():
        events += _started(dialogue.after(*events), room, clock, given.now)
    return events


def due_at(dialogue: Dialogue) -> float | None:
    if dialogue.part(Agenda).status != "running":
        return None
    clocks = dialogue.part(OwnSteps).clocks.values()
    return min((clock.steps[clock.step + 1] for clock in clocks if clock.step + 1 < len(clock.steps)), default=None)


def followed(dialogue: Dialogue, events: Sequence[Event], now: float) -> list[Event]:
    """What events of the common clock mean for the groups that have one of their own."""
    clocks = dialogue.part(OwnSteps).clocks
    return [
        StepsBent(room, clock.step, steps)
        for event in events
        for room, clock in clocks.items()
        if (steps := _following(dialogue.part(Agenda), event, clock, now)) != clock.steps
    ]


def _following(agenda: Agenda, event: Event, clock: Clock, now: float) -> tuple[float, ...]:
    match event:
        case Extended(ends_at=end):
            at = now if agenda.paused_at is None else agenda.paused_at
            more = end - agenda.ends_at
            return pacing.stretched(turning.live(agenda), clock.steps, clock.step, seconds=more, ends_at=end, now=at)
        case Resumed(at=at):
            return pacing.resumed(clock.steps, clock.step, stood=at - (agenda.paused_at or at))
        case _:
            return clock.steps


COMMANDS: Final[dict[str, type]] = {"step.next": NextStep, "step.extend": ExtendStep}
NAMES: Final = {kind: name for name, kind in COMMANDS.items()}

STEPS: Part[Steps] = no_state(Steps(), decide=decide, commands=COMMANDS, tick=tick, due_at=due_at)
