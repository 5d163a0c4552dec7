"""Turning from one phase to another: the events of ending, opening, and of the countdown before people are moved.

Nobody is moved without warning, except where staff say "now".
"""

from __future__ import annotations

from dialogue.machine import Dialogue, Event, Given, Refused
from facilitation import clock_plan, conduct, pacing
from facilitation.course import Agenda, Leaving, LingeringBegan, PhaseEnded, PhaseStarted
from facilitation.script import Phase
from rooms.voices import FloorTaken


def live(agenda: Agenda) -> Phase:
    """The phase that runs, or stands paused. Refuses `already-closed`, `not-running`."""
    if agenda.status == "closed":
        raise Refused("already-closed")
    if agenda.phase is None:
        raise Refused("not-running")
    return agenda.phase


def running(agenda: Agenda, leaving: str) -> Phase:
    """The phase that somebody wants to leave. Refuses `phase-over`, and `not-running` also while paused."""
    phase = live(agenda)
    if phase.id != leaving:
        raise Refused("phase-over", phase=leaving)
    if agenda.status == "paused":
        raise Refused("not-running")
    return phase


def opened(dialogue: Dialogue, phase: Phase, given: Given, *, before: Phase | None = None) -> list[Event]:
    """Begins the phase. `before`: the one that people come from."""
    agenda = dialogue.part(Agenda)
    assert agenda.script is not None
    back = agenda.leaving if agenda.leaving and agenda.leaving.to == phase.id else None
    ends_at, steps = pacing.opening(
        phase,
        given.now,
        lead_s=clock_plan.moving(before, phase),
        seconds=agenda.own_seconds(phase),
        left_s=back.minutes * 60 if back else None,
    )
    started = PhaseStarted(phase.id, agenda.script.index(phase.id), given.now, ends_at, steps)
    return [started, *conduct.begin(dialogue.after(started), phase, given)]


def ended(dialogue: Dialogue, now: float) -> list[Event]:
    phase = live(dialogue.part(Agenda))
    return [*conduct.finish(dialogue, phase, now), PhaseEnded(phase.id, now)]


def onward(dialogue: Dialogue, given: Given) -> list[Event]:
    """Ends the running phase and begins the one that follows, or the one that is gone back to; after the last one comes
    the Ausklang."""
    agenda = dialogue.part(Agenda)
    following = agenda.next
    if following is None:
        return lingering(dialogue, given.now)
    events = ended(dialogue, given.now)
    return [*events, *opened(dialogue.after(*events), following, given, before=agenda.phase)]


def lingering(dialogue: Dialogue, now: float) -> list[Event]:
    """The programme is over. Nobody is cut off: who has the floor keeps it, everybody stays until they like to go."""
    events = [event for event in ended(dialogue, now) if not isinstance(event, FloorTaken)]
    return [*events, *conduct.gather(dialogue.after(*events)), LingeringBegan(now)]


def left(dialogue: Dialogue, given: Given, *, at_once: bool, to: str | None = None, minutes: int = 0) -> list[Event]:
    """Leaves the running phase: with a countdown into groups and out of them, else at once."""
    agenda = dialogue.part(Agenda)
    phase = live(agenda)
    countdown = conduct.countdown_s(phase, agenda.script.phase(to) if agenda.script and to else agenda.next)
    if agenda.leaving and not at_once and agenda.leaving.to == to:
        return []
    ends_at = given.now + countdown
    if not pacing.manual(phase) and not agenda.leaving:
        ends_at = max(given.now, min(ends_at, agenda.ends_at))
    leaving = Leaving(phase.id, ends_at, to, minutes)
    if countdown and not at_once:
        return [leaving]
    # Who goes back at once has said where to all the same: what opens the phase reads it.
    said: list[Event] = [leaving] if to else []
    return [*said, *onward(dialogue.after(*said), given)]
