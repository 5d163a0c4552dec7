"""The roster: who is invited, read from CSV as other programs write it. Pure; opens no file and keeps nothing.

Either Zoom's columns (`Pre-assign Room Name`, `Email Address`) or a header row of attributes
(`id,gender,age,district`), with a comma or a semicolon, with or without a byte order mark.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from facilitation.choosing_groups import ASSIGNED
from facilitation.special_columns import special_category

LIMIT: Final = 2000
"""More people are not invited to one evening."""
LENGTH: Final = 200
"""Signs of a cell."""
CALLED: Final = {
    "pre-assign room name": ASSIGNED,
    "email address": "mail",
    "email": "mail",
    "e-mail": "mail",
    "name": "name",
    "vorname": "name",
    "id": "id",
}
"""What some headings are called here; every other one is an attribute under its own name."""


@dataclass(frozen=True, slots=True)
class Invited:
    """One row. `id` is what the town calls this person: its own id, else the mail address, else the line. `traits` are
    for forming groups: attributes, and the group that the roster names."""

    line: int
    id: str
    name: str | None
    mail: str | None
    traits: Mapping[str, str]


def read(text: str) -> tuple[Invited, ...]:
    """Raises `ValueError` that names the line, in German: the people who make rosters read it."""
    table = [(line, row) for line, row in _rows(text) if any(cell.strip() for cell in row)]
    if len(table) < 2:
        raise ValueError("Zeile 2: Die Liste nennt niemanden.")
    if len(table) > LIMIT + 1:
        raise ValueError(f"Zeile {table[LIMIT + 1][0]}: Mehr als {LIMIT} Personen sind nicht vorgesehen.")
    columns = _columns(table[0][1])
    people = tuple(_invited(line, row, columns) for line, row in table[1:])
    _once(people)
    return people


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """With the line each row ends on: a quoted cell may hold line breaks."""
    text = text.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(keepends=True), delimiter=";" if ";" in head else ",", strict=True)
    rows = []
    try:
        for row in reader:
            rows.append((reader.line_num, row))
    except csv.Error:
        raise ValueError(f"Zeile {reader.line_num}: Die Anführungszeichen gehen nicht auf.") from None
    return rows


def _columns(head: Sequence[str]) -> list[str]:
    named = [" ".join(cell.split()) for cell in head]
    columns = [CALLED.get(name.casefold(), name) for name in named]
    for name, column in zip(named, columns, strict=True):
        if not name:
            raise ValueError("Zeile 1: Eine Spalte hat keine Überschrift.")
        if columns.count(column) > 1:
            raise ValueError(f"Zeile 1: Die Spalte „{name}“ kommt zweimal vor.")
        if special_category(name):
            raise ValueError(
                f"Zeile 1: Die Spalte „{name}“ gehört zu den besonderen Daten nach Art. 9 DSGVO. Bitte löschen Sie sie."
            )
    return columns


def _invited(line: int, row: Sequence[str], columns: Sequence[str]) -> Invited:
    if len(row) > len(columns):
        raise ValueError(f"Zeile {line}: {len(row)} Felder, die erste Zeile hat {len(columns)}.")
    cells = dict(zip(columns, (" ".join(cell.split()) for cell in row), strict=False))
    long = next((column for column, cell in cells.items() if len(cell) > LENGTH), None)
    if long is not None:
        raise ValueError(f"Zeile {line}: „{long}“ ist länger als {LENGTH} Zeichen.")
    own = {column: cells.pop(column, "") or None for column in ("id", "name", "mail")}
    mail = own["mail"]
    if mail is not None and not ("@" in mail[1:-1] and " " not in mail):
        raise ValueError(f"Zeile {line}: „{mail}“ ist keine Mailadresse.")
    traits = {column: cell for column, cell in cells.items() if cell}
    return Invited(line, own["id"] or mail or f"Zeile {line}", own["name"], mail, traits)


def _once(people: Sequence[Invited]) -> None:
    """Nobody is invited twice, whatever the case of the address."""
    seen: dict[str, int] = {}
    for person in people:
        first = seen.setdefault(person.id.casefold(), person.line)
        if first != person.line:
            raise ValueError(f"Zeile {person.line}: „{person.id}“ steht schon in Zeile {first}.")
