"""The run of show as a table for people who plan in spreadsheets: a script written as CSV, and one begun from CSV.

`Uhrzeit;Dauer;Titel;Beschreibung;Ort;Verantwortlich`. Only times, titles and texts go both ways: what a phase does in
detail (steps, cards, groups) is said by the script. It opens no file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from facilitation.clock_plan import planned
from facilitation.plan_text import clock_of
from facilitation.report import harmless
from facilitation.script import FORMAT, Kind, Phase, Script

COLUMNS = ("Uhrzeit", "Dauer", "Titel", "Beschreibung", "Ort", "Verantwortlich")
PLACES = {"plenary": "Plenum", "groups": "Kleingruppen"}
WHO = {"group-work": "Gruppenmoderation", "input": "Podium", "answer": "Podium", "themes": "Redaktion"}
WORDS: tuple[tuple[Kind, str], ...] = (
    ("group-work", r"kleingruppe|gruppenarbeit|small group"),
    ("break", r"pause|break"),
    ("vote", r"abstimm|punkte|vote"),
    ("harvest", r"kurzbericht|ernte|short report"),
    ("answer", r"antwort|answer"),
    ("questions", r"fragen|questions"),
)
"""What a row is taken for, by a word in its place or title; anything else is an input."""
FAULTS: Mapping[str, tuple[str, str]] = {
    "header": ("Zeile {line}: erwartet {expected}", "Line {line}: expected {expected}"),
    "broken": (
        "Zeile {line}: Das ist keine lesbare Tabelle; vielleicht fehlt ein Anführungszeichen",
        "Line {line}: this is no readable table; perhaps a quotation mark is missing",
    ),
    "empty": ("Zeile {line}: keine Abschnitte", "Line {line}: no phases"),
    "no-title": ("Zeile {line}: Titel fehlt", "Line {line}: the title (Titel) is missing"),
    "no-minutes": (
        "Zeile {line}: Dauer „{value}“ sind keine Minuten",
        'Line {line}: the length (Dauer) "{value}" is not minutes',
    ),
}
"""German and English; the columns keep their German names in both."""


class Fault(ValueError):
    """What is wrong with a table, in German; `told` says it in the language of the reader."""

    def __init__(self, code: str, line: int, **facts: str) -> None:
        self.code, self.facts = code, {"line": line, **facts}
        super().__init__(self.told("de"))

    def told(self, language: str) -> str:
        return FAULTS[self.code][language == "en"].format(**self.facts)


def to_csv(script: Script, start: int) -> str:
    """One row a phase, and one for each move; `start` in seconds of the day."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(COLUMNS)
    for line in planned(script, start):
        phase = script.phase(line.phase)
        assert phase is not None
        minutes = f"{(line.ends_at - line.starts_at) / 60:g}".replace(".", ",")
        told = ("(Wechsel)", "", "") if line.kind == "change" else _told(phase, script.language)
        row = (clock_of(int(line.starts_at)), minutes, *told, WHO.get(phase.kind, "Moderation"))
        writer.writerow(row if line.kind == "phase" else (*row[:-1], "Regie"))
    return out.getvalue()


def _told(phase: Phase, language: str) -> tuple[str, str, str]:
    texts = (phase.title.read(language), (phase.text or phase.cue).read(language))
    return (harmless(texts[0]), harmless(texts[1]), PLACES[phase.room])


def from_csv(text: str) -> dict[str, Any]:
    """A script's document to be completed and checked. Comma or semicolon, with or without a byte order mark. Raises
    `Fault` naming the line."""
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or "Titel" not in lines[0] or "Dauer" not in lines[0]:
        raise Fault("header", 1, expected=";".join(COLUMNS))
    table = csv.DictReader(lines, delimiter=";" if ";" in lines[0] else ",")
    try:
        rows = list(table)
    except csv.Error:
        raise Fault("broken", table.line_num + 1) from None
    phases = [phase for number, row in enumerate(rows, start=2) for phase in _phase(row, number)]
    if not phases:
        raise Fault("empty", 2)
    phases[0]["kind"] = "arrive"
    phases[-1]["kind"] = "close"
    return {"format": FORMAT, "title": "Neuer Ablauf", "language": "de", "end": "open", "phases": _named(phases)}


def _phase(row: Mapping[str, str | None], number: int) -> Iterator[dict[str, Any]]:
    title, place = _cell(row, "Titel"), _cell(row, "Ort")
    if not any((value or "").strip() for value in row.values() if isinstance(value, str)) or title == "(Wechsel)":
        return  # the moves follow from the phases
    if not title:
        raise Fault("no-title", number)
    kind = next((kind for kind, words in WORDS if re.search(words, f"{place} {title}", re.IGNORECASE)), "input")
    phase: dict[str, Any] = {"id": "", "kind": kind, "title": title, "minutes": _minutes(row, number)}
    yield phase | ({"text": words} if (words := _cell(row, "Beschreibung")) else {})


def _cell(row: Mapping[str, str | None], column: str) -> str:
    """What `to_csv` put before a sign that spreadsheets would take for a formula is taken off again."""
    value = (row.get(column) or "").strip()
    return value[1:] if value[:1] == "'" and harmless(value[1:]) == value else value


def _minutes(row: Mapping[str, str | None], number: int) -> float:
    """`25`, `1,5` or `0:25`."""
    value = _cell(row, "Dauer").removesuffix("min").strip()
    clock = re.fullmatch(r"(\d+):(\d\d)", value)
    if clock:
        return int(clock[1]) * 60 + int(clock[2])
    try:
        minutes = float(value.replace(",", "."))
        return int(minutes) if minutes == int(minutes) else minutes
    except (ValueError, OverflowError):  # no number, or none that a clock could show
        raise Fault("no-minutes", number, value=value) from None


def _named(phases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ids from the kind, numbered where it comes again."""
    count: dict[str, int] = {}
    for phase in phases:
        kind = str(phase["kind"])
        count[kind] = count.get(kind, 0) + 1
        phase["id"] = kind if count[kind] == 1 else f"{kind}-{count[kind]}"
    return phases
