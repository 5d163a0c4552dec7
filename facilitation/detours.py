"""Leaving the script's straight way: skip, jump, back, an unplanned break. What a phase does stands in `conduct`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Annotated, assert_never

from annotated_types import Interval

from dialogue.machine import Dialogue, Event, Given, Refused
from facilitation import needs, turning
from facilitation.course import Agenda, BreakInserted, Leaving, PhaseSkipped
from facilitation.script import Script


@dataclass(frozen=True, slots=True)
class Skip:
    """`agenda.skip`: a phase to come is left out, or (`skipped` false) comes after all. Refuses `unknown-phase` for one
    that is not to come, and `needed` where others lack something without it, unless `anyway`."""

    phase: str
    skipped: bool = True
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Jump:
    """`agenda.jump`: on to a later phase; those between are left out. `now`: without countdown. Refuses as
    `agenda.next` and `agenda.skip`."""

    leaving: str
    to: str
    anyway: bool = False
    now: bool = False


@dataclass(frozen=True, slots=True)
class Back:
    """`agenda.back`: an earlier phase goes on for so many minutes, with its cards and groups; what follows it comes
    again. Refuses as `agenda.next`, and `unknown-phase` for one that never ran."""

    leaving: str
    to: str
    minutes: Annotated[int, Interval(ge=1, le=60)] = 5
    now: bool = False


@dataclass(frozen=True, slots=True)
class InsertBreak:
    """`agenda.insert-break`: after the running phase or one to come. Refuses `unknown-phase` for any other."""

    after: str
    minutes: Annotated[int, Interval(ge=1, le=60)]


@dataclass(frozen=True, slots=True)
class Finish:
    """`agenda.finish`: what is still to come is left out, the Ausklang begins. `now`: without countdown. Refuses as
    `agenda.next`."""

    leaving: str
    now: bool = False


Detour = Skip | Jump | Back | InsertBreak | Finish


def decide(dialogue: Dialogue, command: Detour, given: Given) -> Sequence[Event]:
    """Who may do this has been asked already."""
    agenda = dialogue.part(Agenda)
    if isinstance(command, Back) and agenda.status == "lingering":
        return _reopened(dialogue, agenda, command, given)
    turning.live(agenda)
    match command:
        case Skip():
            return _skip(agenda, command)
        case Jump():
            return _jump(dialogue, agenda, command, given)
        case Back(to=to, minutes=minutes):
            turning.running(agenda, command.leaving)
            if to not in {run.phase for run in agenda.runs[:-1]}:
                raise Refused("unknown-phase")
            return turning.left(dialogue, given, at_once=command.now, to=to, minutes=minutes)
        case InsertBreak(after=after, minutes=minutes):
            script = _script(agenda)
            if after not in {phase.id for phase in script.phases[agenda.index :]}:
                raise Refused("unknown-phase")
            return (BreakInserted(_new_id(script), after, minutes),)
        case Finish(leaving=leaving, now=now):
            turning.running(agenda, leaving)
            dropped = [PhaseSkipped(phase.id, True) for phase in agenda.coming]
            return [*dropped, *turning.left(dialogue.after(*dropped), given, at_once=now)]
        case _:
            assert_never(command)


def _reopened(dialogue: Dialogue, agenda: Agenda, command: Back, given: Given) -> Sequence[Event]:
    """Out of the Ausklang: who ended the programme by mistake takes a phase up again."""
    ran = [run.phase for run in agenda.runs]
    if command.leaving != ran[-1]:
        raise Refused("phase-over", phase=command.leaving)
    phase = _script(agenda).phase(command.to) if command.to in ran else None
    if phase is None:
        raise Refused("unknown-phase")
    back = Leaving(command.leaving, given.now, command.to, command.minutes)
    return [back, *turning.opened(dialogue.after(back), phase, given)]


def _script(agenda: Agenda) -> Script:
    assert agenda.script is not None
    return agenda.script


def _new_id(script: Script) -> str:
    return next(id for number in count(1) if script.phase(id := f"pause-{number}") is None)


def _skip(agenda: Agenda, command: Skip) -> Sequence[Event]:
    if command.phase not in {phase.id for phase in _script(agenda).phases[agenda.index + 1 :]}:
        raise Refused("unknown-phase")
    if command.skipped == (command.phase in agenda.skipped):
        return ()
    if command.skipped and not command.anyway:
        _must_not_be_needed(agenda, {command.phase})
    return (PhaseSkipped(command.phase, command.skipped),)


def _jump(dialogue: Dialogue, agenda: Agenda, command: Jump, given: Given) -> Sequence[Event]:
    turning.running(agenda, command.leaving)
    later = _script(agenda).phases[agenda.index + 1 :]
    if command.to not in {phase.id for phase in later}:
        raise Refused("unknown-phase")
    between = [phase.id for phase in later[: [phase.id for phase in later].index(command.to)]]
    dropped = [id for id in between if id not in agenda.skipped]
    if not command.anyway:
        _must_not_be_needed(agenda, dropped)
    wanted = [PhaseSkipped(command.to, False)] if command.to in agenda.skipped else []
    said = [*(PhaseSkipped(id, True) for id in dropped), *wanted]
    return [*said, *turning.left(dialogue.after(*said), given, at_once=command.now)]


def _must_not_be_needed(agenda: Agenda, without: Collection[str]) -> None:
    phases = needing(agenda, without)
    if phases:
        raise Refused("needed", phases=phases)


def needing(agenda: Agenda, without: Collection[str]) -> list[str]:
    """Phases to come that would lack something without those."""
    standing = [phase for phase in _script(agenda).phases if phase.id not in agenda.skipped]
    return needs.needing(standing, without)
