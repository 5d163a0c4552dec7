"""A copy of a script in which everything takes a fraction of its time, for rehearsals. No clock is scaled; pure."""

from __future__ import annotations

from dataclasses import replace

from facilitation.script import Minutes, Phase, Script, Step


def divided(script: Script, by: float) -> Script:
    """Lengths, moving, countdowns and warnings; of these each keeps at least a second."""
    return script if by == 1 else replace(script, phases=tuple(_phase(phase, by) for phase in script.phases))


def _phase(phase: Phase, by: float) -> Phase:
    minutes = phase.minutes
    return replace(
        phase,
        minutes=Minutes(minutes.target / by, minutes.min / by, minutes.max / by),
        warn=tuple(sorted({max(1, round(seconds / by)) for seconds in phase.warn}, reverse=True)),
        return_s=max(1, round(phase.return_s / by)) if phase.return_s else 0,
        change=phase.change / by,
        steps=tuple(_step(step, by) for step in phase.steps),
    )


def _step(step: Step, by: float) -> Step:
    return replace(step, minutes=step.minutes / by)
