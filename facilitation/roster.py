"""The roster: who is invited, read from CSV as other programs write it. Pure; opens no file and keeps nothing.

Either Zoom's columns (`Pre-assign Room Name`, `Email Address`) or a header row of attributes
(`id,gender,age,district`), with a comma or a semicolon, with or without a byte order mark. What is wrong is told row by
row, all of it at once; a roster with a fault is taken in not at all.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from facilitation.choosing_groups import ASSIGNED
from facilitation.special_columns import special_category

LIMIT: Final = 2000
"""More people are not invited to one evening."""
LENGTH: Final = 200
"""Signs of a cell."""
LEFT_OUT: Final = "-"
"""The meaning of a column that is not taken in."""
OWN: Final = ("id", "name", "mail", "language")
CALLED: Final = {
    "pre-assign room name": ASSIGNED,
    "email address": "mail",
    "email": "mail",
    "e-mail": "mail",
    "mail": "mail",
    "mailadresse": "mail",
    "name": "name",
    "vorname": "name",
    "id": "id",
    "language": "language",
    "sprache": "language",
}
"""What some headings are called here; every other one is an attribute under its own name."""
TONGUES: Final = {
    **dict.fromkeys(("de", "deutsch", "german"), "de"),
    **dict.fromkeys(("en", "englisch", "english"), "en"),
    **dict.fromkeys(("easy", "einfache sprache", "leichte sprache", "einfach"), "easy"),
}
"""How lists call the languages that this product writes in."""
SENTENCES: Final = {
    "nobody": ("Die Liste nennt niemanden.", "The list names nobody."),
    "too-many": ("Mehr als {limit} Personen sind nicht vorgesehen.", "More than {limit} people are not provided for."),
    "quotes": ("Die Anführungszeichen gehen nicht auf.", "The quotation marks do not match."),
    "no-heading": ("Eine Spalte hat keine Überschrift.", "A column has no heading."),
    "twice": ("Die Spalte „{name}“ kommt zweimal vor.", "The column “{name}” is there twice."),
    "special": (
        "Die Spalte „{name}“ gehört zu den besonderen Daten nach Art. 9 DSGVO. Bitte löschen Sie sie.",
        "The column “{name}” holds special data under Art. 9 GDPR. Please delete it.",
    ),
    "fields": ("{count} Felder, die erste Zeile hat {of}.", "{count} fields, the first line has {of}."),
    "long": ("„{name}“ ist länger als {limit} Zeichen.", "“{name}” is longer than {limit} signs."),
    "no-mail": ("„{mail}“ ist keine Mailadresse.", "“{mail}” is no mail address."),
    "no-tongue": (
        "„{language}“ ist keine Sprache, in der wir schreiben. Möglich sind Deutsch, Englisch und Einfache Sprache.",
        "“{language}” is no language that we write in. Possible are German, English and plain German (easy).",
    ),
    "formula": (
        "„{cell}“ sieht aus wie eine Formel. Eine Liste von Menschen braucht keine.",
        "“{cell}” looks like a formula. A list of people needs none.",
    ),
    "again": ("„{id}“ steht schon in Zeile {line}.", "“{id}” stands in line {line} already."),
    "invited": ("„{id}“ ist schon eingeladen.", "“{id}” is invited already."),
    "name": ("„{name}“ kann kein Name sein.", "“{name}” cannot be a name."),
}


@dataclass(frozen=True, slots=True)
class Invited:
    """One row. `id` is what the town calls this person: its own id, else the mail address, else the line. `traits` are
    for forming groups: attributes, and the group that the roster names. `language`: a value of TONGUES, if it says
    one."""

    line: int
    id: str
    name: str | None
    mail: str | None
    traits: Mapping[str, str]
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """`code`: a key of SENTENCES."""

    line: int
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: str = "de") -> str:
        word, text = ("Line", 1) if language == "en" else ("Zeile", 0)
        return f"{word} {self.line}: {SENTENCES[self.code][text].format(**self.facts)}"


@dataclass(frozen=True, slots=True)
class Examined:
    """`columns`: heading and meaning (one of OWN, ASSIGNED, LEFT_OUT or an attribute's name); `rows`: of the
    first lines, as they stand; `people` are those without a fault."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    people: tuple[Invited, ...]
    faults: tuple[Fault, ...]


def read(text: str) -> tuple[Invited, ...]:
    """Raises `ValueError` that names the line of the first fault, in German: the people who make rosters read it."""
    found = examined(text)
    if found.faults:
        raise ValueError(found.faults[0].sentence())
    return found.people


def examined(text: str, meanings: Mapping[int, str] | None = None) -> Examined:
    """`meanings`: of columns by their place from 0, where they are not what their heading says."""
    rows, broken = _rows(text)
    table = [(line, row) for line, row in rows if any(cell.strip() for cell in row)]
    if broken is not None:
        return Examined((), (), (), (broken,))
    if len(table) < 2:
        return Examined((), (), (), (Fault(2, "nobody"),))
    named = [" ".join(cell.split()) for cell in table[0][1]]
    columns = [(meanings or {}).get(at, CALLED.get(name.casefold(), name)) for at, name in enumerate(named)]
    head = tuple(zip(named, columns, strict=True))
    shown = tuple(tuple(row) for _, row in table[1:6])
    if faults := _column_faults(named, columns):
        return Examined(head, shown, (), tuple(faults))
    if len(table) > LIMIT + 1:
        return Examined(head, shown, (), (Fault(table[LIMIT + 1][0], "too-many", {"limit": LIMIT}),))
    found = [_invited(line, row, columns) for line, row in table[1:]]
    people = [each for each in found if isinstance(each, Invited)]
    wrong = [each for each in found if isinstance(each, Fault)]
    return Examined(head, shown, tuple(people), tuple(sorted((*wrong, *_once(people)), key=lambda each: each.line)))


def _rows(text: str) -> tuple[list[tuple[int, list[str]]], Fault | None]:
    """With the line each row ends on: a quoted cell may hold line breaks."""
    text = text.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(keepends=True), delimiter=";" if ";" in head else ",", strict=True)
    rows = []
    try:
        for row in reader:
            rows.append((reader.line_num, row))
    except csv.Error:
        return [], Fault(reader.line_num, "quotes")
    return rows, None


def _column_faults(named: Sequence[str], columns: Sequence[str]) -> list[Fault]:
    faults = []
    for name, column in zip(named, columns, strict=True):
        if column == LEFT_OUT:
            continue
        if not name:
            faults.append(Fault(1, "no-heading"))
        elif columns.count(column) > 1:
            faults.append(Fault(1, "twice", {"name": name}))
        elif special_category(name):
            faults.append(Fault(1, "special", {"name": name}))
    return faults


def _invited(line: int, row: Sequence[str], columns: Sequence[str]) -> Invited | Fault:
    if len(row) > len(columns):
        return Fault(line, "fields", {"count": len(row), "of": len(columns)})
    cells = dict(zip(columns, (" ".join(cell.split()) for cell in row), strict=False))
    cells.pop(LEFT_OUT, None)
    for column, cell in cells.items():
        if len(cell) > LENGTH:
            return Fault(line, "long", {"name": column, "limit": LENGTH})
        if cell.startswith(("=", "@")) or (cell.startswith(("+", "-")) and "(" in cell and "!" in cell):
            return Fault(line, "formula", {"cell": cell[:40]})
    own = {column: cells.pop(column, "") or None for column in OWN}
    mail = own["mail"]
    if mail is not None and not ("@" in mail[1:-1] and " " not in mail):
        return Fault(line, "no-mail", {"mail": mail})
    tongue = own["language"]
    if tongue is not None and tongue.casefold() not in TONGUES:
        return Fault(line, "no-tongue", {"language": tongue[:40]})
    traits = {column: cell for column, cell in cells.items() if cell}
    called = own["id"] or mail or f"Zeile {line}"
    return Invited(line, called, own["name"], mail, traits, TONGUES[tongue.casefold()] if tongue else None)


def _once(people: Sequence[Invited]) -> list[Fault]:
    """Nobody is invited twice, whatever the case of the address."""
    seen: dict[str, int] = {}
    faults = []
    for person in people:
        for own in {person.id.casefold(), (person.mail or person.id).casefold()}:
            first = seen.setdefault(own, person.line)
            if first != person.line:
                faults.append(Fault(person.line, "again", {"id": person.id, "line": first}))
                break
    return faults
