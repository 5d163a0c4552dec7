"""A script while it is being written: when each phase would begin, what is wrong where, how many groups it makes.

It knows no table and no browser. What cannot be read yet has no clock time, and neither has what comes after it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from facilitation import clock_plan
from facilitation.findings import finding_text
from facilitation.mixing_sizes import group_sizes
from facilitation.plan_text import HEADCOUNTS
from facilitation.script import Finding, Phase, Script, Text
from facilitation.script_read import read


@dataclass(frozen=True, slots=True)
class Assessed:
    """`script` is None while there are errors; `plain` is what the editor is told (web/PROTOCOL.md, the script)."""

    script: Script | None
    findings: tuple[Finding, ...]
    plain: dict[str, Any]


def assessed(document: object, *, starts_at: float, language: str) -> Assessed:
    """`document` is anything that JSON can hold."""
    parsed = read(document, {})
    outline = parsed.outline or Script(title=Text(), phases=())
    ids = [phase.id for phase in outline.phases]
    readable = tuple(takewhile(_timed, outline.phases))
    whole = len(readable) == len(ids) > 0
    plain = {
        "findings": [_finding(each, ids, language) for each in parsed.findings],
        "phases": [*_times(readable, starts_at), *[None] * (len(ids) - len(readable))],
        "starts_at": starts_at,
        **(_end(outline, starts_at) if whole else {"end_at": None, "promised_at": None, "slack_s": None}),
    }
    return Assessed(parsed.script, parsed.findings, plain)


def _end(script: Script, starts_at: float) -> dict[str, float | None]:
    """`promised_at`: the fixed end, where the script names one."""
    fixed = script.end == "fixed" and script.length is not None and math.isfinite(script.length)
    return {
        "end_at": starts_at + clock_plan.total(script),
        "promised_at": starts_at + clock_plan.promised(script) if fixed else None,
        "slack_s": _slack(script),
    }


def _slack(script: Script) -> int | None:
    sound = all(phase.minutes.min <= phase.minutes.target for phase in script.phases)
    return clock_plan.slack(script) if sound else None


def _timed(phase: Phase) -> bool:
    return math.isfinite(phase.minutes.target + phase.change)


def _times(phases: Sequence[Phase], at: float) -> Iterator[dict[str, Any]]:
    for phase, moving in zip(phases, clock_plan.lead_ins(phases), strict=True):
        at += moving
        seconds = clock_plan.own_seconds(phase)
        starts = clock_plan.steps(phase, seconds) if _steps_timed(phase) else ()
        yield {
            "starts_at": at,
            "moving_s": moving,
            "steps": [at + step.starts for step in starts],
            "groups": _groups(phase),
        }
        at += seconds


def _steps_timed(phase: Phase) -> bool:
    return all(math.isfinite(step.minutes) for step in phase.steps)


def _groups(phase: Phase) -> list[dict[str, int | list[int]]]:
    """How many people would make which groups."""
    size = phase.groups.size if phase.groups else None
    if size is None or not size.min <= size.aim <= size.max:
        return []
    return [{"people": people, "sizes": list(group_sizes(people, size))} for people in HEADCOUNTS]


def _finding(finding: Finding, ids: Sequence[str], language: str) -> dict[str, Any]:
    """`phase` is its place from 0, None for the head; steps and other lists are counted from 1 in `field`."""
    return {
        "level": finding.level,
        "phase": _place(finding.phase, ids),
        "field": finding.field,
        "code": finding.code,
        "text": finding_text(finding, language),
    }


def _place(phase: str, ids: Sequence[str]) -> int | None:
    if phase in ids:
        return ids.index(phase)
    return int(phase[1:]) - 1 if phase.startswith("#") else None
