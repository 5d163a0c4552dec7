"""Turns a plain document (from YAML or JSON) into a `Script`, or says all that is wrong with it; it opens no file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from facilitation import script as of
from facilitation.script import CardRule, Column, Finding, GroupRule, Minutes, Phase, Script, Size, Step
from facilitation.script_check import complaints
from facilitation.script_fields import UNREADABLE, Path, Reading, Table, shown
from facilitation.script_polls import rule_of

SCRIPT_KEYS = ("format", "title", "language", "end", "length", "doors", "phases")
PHASE_KEYS = (
    *("id", "kind", "room", "title", "text", "easy", "cue", "minutes", "gives", "advance", "warn", "return", "change"),
    *("groups", "steps", "cards", "dots", "poll"),
)
STEP_KEYS = ("minutes", "title", "text", "easy", "cue", "turns", "cards", "ask", "flex")
CARD_KEYS = ("columns", "anonymous", "per-person", "length", "top")
GROUP_KEYS = ("size", "mix", "diversify", "apart", "together", "topics")
TOPIC_KEYS = ("id", "title", "easy", "places")
LONGEST = 600
"""Minutes: a script is an evening, not a week."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """`script` is None exactly where a finding is an error. `outline` is what could be read all the same, to be looked
    at and never to be run: numbers in it may be NaN."""

    script: Script | None
    findings: tuple[Finding, ...] = ()
    outline: Script | None = None


def read(document: object, lines: Mapping[Path, int], *, roster: Sequence[str] | None = None) -> Parsed:
    """Every finding at once, in the order of lines. `roster`: the columns people have, where they are known."""
    reading = Reading(document, lines)
    if not isinstance(document, Mapping):
        reading.note((), "not-a-table", value=shown(document))
        return Parsed(None, tuple(reading.findings))
    script = _script(Table(reading, (), document, keys=SCRIPT_KEYS))
    for complaint in complaints(script, roster=roster):
        reading.note(complaint.path, complaint.code, complaint.level, **complaint.facts)
    findings = tuple(sorted(reading.findings, key=lambda finding: finding.line))
    broken = any(finding.level == "error" for finding in findings)
    return Parsed(None if broken else script, findings, script)


def _script(table: Table) -> Script:
    if shown(table.values.get("format", "-")) != str(of.FORMAT):
        table.note("format", "format", value=shown(table.values.get("format", "-")), known=of.FORMAT)
    language: of.Language = table.choice("language", of.Language, "de")
    doors = table.table("doors", keys=("staff", "citizens"))
    entries = table.items("phases")
    if not entries:
        table.note("phases", "no-phases")
    return Script(
        title=table.text("title", language, needed=True),
        language=language,
        end=table.choice("end", of.End, "fixed"),
        length=table.number("length", None, low=1, high=LONGEST) if table.has("length") else None,
        doors=of.Doors(doors.whole("staff", 60, low=0, high=240), doors.whole("citizens", 30, low=0, high=240)),
        phases=tuple(_phase(Table(table.reading, path, entry, keys=PHASE_KEYS), language) for path, entry in entries),
    )


def _phase(table: Table, language: str) -> Phase:
    if not table.has("kind") and table.values:
        table.note("kind", "missing", key="kind")
    kind: of.Kind = table.choice("kind", of.Kind, "input")
    grouped, minutes = kind == "group-work", _minutes(table)
    return Phase(
        id=table.word("id") if table.values else "",
        kind=kind,
        room=table.choice("room", of.Room, "groups" if grouped else "plenary"),
        title=table.text("title", language, needed=bool(table.values)),
        text=table.text("text", language),
        easy=table.text("easy", language),
        cue=table.text("cue", language),
        minutes=minutes,
        gives=table.choice("gives", of.Gives, of.default_gives(kind)),
        advance=table.choice("advance", of.Advance, "manual" if kind in of.ALWAYS_MANUAL else "auto"),
        warn=_warn(table) if table.has("warn") else of.default_warn(kind, minutes),
        return_s=table.whole("return", 30 if grouped else 0, low=0, high=300),
        change=table.number("change", 1 if grouped else 0, low=0, high=10),
        groups=_groups(table, grouped, language),
        steps=tuple(
            _step(Table(table.reading, path, entry, keys=STEP_KEYS), language) for path, entry in table.items("steps")
        ),
        cards=_cards(table, language) if table.has("cards") else None,
        poll=rule_of(table, language) if table.has("poll") else None,
        dots=_dots(table) if table.has("dots") else None,
    )


def _minutes(table: Table) -> Minutes:
    """A plain number bends by nothing."""
    if not isinstance(table.values.get("minutes"), Mapping):
        fixed = table.number("minutes", None, low=0.5, high=LONGEST) if table.values else UNREADABLE
        return Minutes(fixed, fixed, fixed)
    inner = table.table("minutes", keys=("target", "min", "max"))
    target = inner.number("target", None, low=0.5, high=LONGEST)
    whole = target if math.isfinite(target) else 1
    high = inner.number("max", whole, low=0.5, high=LONGEST)
    low = inner.number("min", min(whole, high), low=0.5, high=LONGEST)
    return Minutes(target, low, high)


def _warn(table: Table) -> tuple[int, ...]:
    seconds = []
    for path, entry in table.items("warn"):
        if isinstance(entry, int) and not isinstance(entry, bool) and 0 < entry <= 60 * LONGEST:
            seconds.append(entry)
        else:
            table.reading.note(path, "not-seconds", value=shown(entry))
    return tuple(seconds)


def _groups(table: Table, grouped: bool, language: str) -> GroupRule | None:
    if not table.has("groups"):
        return GroupRule() if grouped else None
    inner = table.table("groups", keys=GROUP_KEYS)
    size, topics = inner.table("size", keys=("min", "aim", "max")), inner.items("topics")
    return GroupRule(
        size=Size(*(size.whole(key, default, low=2, high=20) for key, default in (("min", 5), ("aim", 7), ("max", 8)))),
        mix=inner.choice("mix", of.Mix, "new"),
        diversify=inner.words("diversify"),
        apart=inner.words("apart"),
        together=inner.words("together"),
        topics=tuple(_topic(Table(inner.reading, path, entry, keys=TOPIC_KEYS), language) for path, entry in topics),
    )


def _topic(table: Table, language: str) -> of.Topic:
    title, easy = table.text("title", language, needed=True), table.text("easy", language)
    return of.Topic(table.word("id"), title, easy, table.whole("places", 0, low=0, high=500))


def _step(table: Table, language: str) -> Step:
    return Step(
        minutes=table.number("minutes", None, low=0.5, high=LONGEST) if table.values else UNREADABLE,
        title=table.text("title", language, needed=bool(table.values)),
        text=table.text("text", language),
        easy=table.text("easy", language),
        cue=table.text("cue", language),
        turns=table.choice("turns", of.Turns, ""),
        cards=table.choice("cards", of.Cards, ""),
        ask=table.choice("ask", of.Ask, ""),
        flex=table.flag("flex", False),
    )


def _dots(table: Table) -> of.DotRule:
    inner = table.table("dots", keys=("total", "per-theme"))
    total = inner.whole("total", 3, low=1, high=20)
    return of.DotRule(total, inner.whole("per-theme", min(2, total), low=1, high=20))


def _cards(table: Table, language: str) -> CardRule:
    inner = table.table("cards", keys=CARD_KEYS)
    entries = inner.items("columns")
    if not entries:
        inner.note("columns", "no-columns")
    columns = (Table(inner.reading, path, entry, keys=("id", "title", "easy")) for path, entry in entries)
    return CardRule(
        columns=tuple(
            Column(column.word("id"), column.text("title", language, needed=True), column.text("easy", language))
            for column in columns
        ),
        anonymous=inner.flag("anonymous", True),
        per_person=inner.whole("per-person", 5, low=1, high=50),
        length=inner.whole("length", 280, low=20, high=2000),
        top=inner.whole("top", 3, low=1, high=10),
    )
