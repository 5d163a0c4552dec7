"""A script as a printed time line: clock times, room to give, groups; it knows no running dialogue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from facilitation.clock_plan import PlannedLine, planned, promised, slack, total
from facilitation.findings import number
from facilitation.mixing_sizes import group_sizes
from facilitation.script import Phase, Script

HEADCOUNTS = (27, 42, 75)
"""What came in the pilots of 2020, and the most the product seats."""

WORDS = {
    "de": {
        "change": "Wechsel",
        "end": "Ende",
        "over": "{minutes} Minuten über dem festen Ende {clock}",
        "reserve": "Reserve bis {clock}: {minutes} Minuten",
        "slack": "Nachgeben können die Phasen zusammen {minutes} Minuten.",
        "groups": "{people} Personen in „{title}“: {groups}",
        "of": "{count} zu {size}",
    },
    "en": {
        "change": "moving",
        "end": "end",
        "over": "{minutes} minutes over the fixed end {clock}",
        "reserve": "reserve up to {clock}: {minutes} minutes",
        "slack": "Phases can give {minutes} minutes altogether.",
        "groups": '{people} people in "{title}": {groups}',
        "of": "{count} of {size}",
    },
}


def plan_lines(script: Script, start: str, *, language: str = "de") -> list[str]:
    """What `dialogue script plan FILE --start 18:00` prints. Raises `ValueError` where `start` is no time of day."""
    words = WORDS["en" if language == "en" else "de"]
    return [
        *_time_line(script, seconds_of(start), words, language),
        words["slack"].format(minutes=number(slack(script) / 60, language)),
        *_group_lines(script, words, language),
    ]


def seconds_of(clock: str) -> int:
    """Seconds since midnight of "18:00" or "18:00:30"."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", clock.strip())
    if found is None:
        raise ValueError(f"not a time of day: {clock}")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def clock_of(seconds: float) -> str:
    """ "18:05", with seconds only where there are some; past midnight it begins again."""
    whole = round(seconds) % 86_400
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours:02}:{minutes:02}" + (f":{rest:02}" if rest else "")


def _time_line(script: Script, start: int, words: dict[str, str], language: str) -> Iterator[str]:
    for line in planned(script, start):
        yield _line(script, line, words, language)
    end = start + total(script)
    yield f"{clock_of(end)}  {words['end']}"
    left = promised(script) - total(script)
    if left and script.end == "fixed":
        facts = {"clock": clock_of(start + promised(script)), "minutes": number(abs(left) / 60, language)}
        yield words["over" if left < 0 else "reserve"].format_map(facts)


def _line(script: Script, line: PlannedLine, words: dict[str, str], language: str) -> str:
    minutes = number((line.ends_at - line.starts_at) / 60, language)
    phase = script.phase(line.phase)
    assert phase is not None
    if line.kind == "change":
        return f"{clock_of(line.starts_at)}  {minutes:>4}  ({words['change']})"
    return f"{clock_of(line.starts_at)}  {minutes:>4}  {phase.title.read(language)}{_bend(phase, language)}"


def _bend(phase: Phase, language: str) -> str:
    low, high = number(phase.minutes.min, language), number(phase.minutes.max, language)
    return f" ({low}-{high})" if low != high else ""


def _group_lines(script: Script, words: dict[str, str], language: str) -> Iterator[str]:
    """Rounds with the same rule for sizes share their lines."""
    seen = set()
    for phase in script.phases:
        if phase.groups is None or phase.groups.size in seen:
            continue
        seen.add(phase.groups.size)
        for people in HEADCOUNTS:
            sizes = group_sizes(people, phase.groups.size)
            counted = [(sizes.count(size), size) for size in sorted(set(sizes), reverse=True)]
            groups = " + ".join(words["of"].format(count=count, size=size) for count, size in counted)
            yield words["groups"].format(people=people, title=phase.title.read(language), groups=groups)
