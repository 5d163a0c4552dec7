"""A database's backup, restore and check, for SQLite and PostgreSQL alike; knows tables by their columns alone.

A backup is a gzipped file of JSON lines: a head with the revision, the rows of every table as of one instant, a foot
that counts them. So a backup of one kind of database is restored into the other kind, and one of an older release into
this one: into the tables of its revision first, which are then brought up to date.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, LargeBinary, MetaData, Table, func, select

from dialogue.database import Database
from dialogue.revisions import head, must_be_known, revision_of, upgrade
from dialogue.tables import metadata

FORMAT = 1
ROWS_AT_ONCE = 500
SECRET = "ballots"
PASSING = "nodes"
"""Who lives at this moment means nothing later."""


class Unsuitable(ValueError):
    """A backup that is not made or not restored; the text says why."""


async def backup(database: Database, path: Path, *, even_ballots: bool = False) -> dict[str, int]:
    """Writes all rows, as of one instant, into a new file for its owner alone; returns how many of which table. Refuses
    (`Unsuitable`) while ballots of a secret vote lie in their box: two backups would tell whose they are."""
    with _drafted(path) as file:
        async with database.snapshot() as connection:
            return await connection.run_sync(_write, file, even_ballots)


@contextmanager
def _drafted(path: Path) -> Iterator[IO[str]]:
    """A file that gets its name once it is whole and on the disk."""
    draft = path.with_name(f"{path.name}.part")
    if path.exists():
        raise Unsuitable(f"{path} is there already.")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
            with gzip.open(raw, "wt", encoding="utf-8") as file:
                yield file
            raw.flush()
            os.fsync(raw.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def _write(connection: Connection, file: IO[str], even_ballots: bool) -> dict[str, int]:
    revision = revision_of(connection)
    if revision != head():
        raise Unsuitable(f"The tables have revision {revision}, this release works with {head()}: upgrade first.")
    if not even_ballots and connection.execute(select(func.count()).select_from(metadata.tables[SECRET])).scalar():
        raise Unsuitable("A secret vote is under way: its ballots must not be copied. Try again after it was counted.")
    counts: dict[str, int] = {}
    file.write(_line({"format": FORMAT, "revision": revision}))
    for table in metadata.sorted_tables:
        if table.name == PASSING:
            continue
        counts[table.name] = 0
        for row in connection.execute(select(table)).yield_per(ROWS_AT_ONCE).mappings():
            file.write(_line({"table": table.name, "row": {name: _plain(value) for name, value in row.items()}}))
            counts[table.name] += 1
    file.write(_line({"rows": sum(counts.values())}))
    return counts


async def restore(database: Database, path: Path) -> dict[str, int]:
    """Fills an empty database, whole or not at all; its tables are brought up to date. Raises `Unsuitable`, and `Newer`
    for a backup of a newer release."""
    lines = _read(path)
    first = next(lines, None)
    if first is None or first.get("format") != FORMAT:
        raise Unsuitable(f"{path} is no backup that this release can read.")
    revision = first["revision"]
    must_be_known(revision)
    async with database.begin() as connection:
        return await connection.run_sync(_fill, lines, revision)


def _fill(connection: Connection, lines: Iterator[dict[str, Any]], revision: str) -> dict[str, int]:
    if revision_of(connection) is not None:
        raise Unsuitable("The database is not empty: a backup is only restored into an empty one.")
    upgrade(connection, revision)
    then = MetaData()
    then.reflect(connection)
    counts: dict[str, int] = {}
    waiting: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        if "rows" in line:
            break
        name = line["table"]
        waiting.setdefault(name, []).append(_stored(then.tables[name], line["row"]))
        counts[name] = counts.get(name, 0) + 1
        if len(waiting[name]) >= ROWS_AT_ONCE:
            connection.execute(then.tables[name].insert(), waiting.pop(name))
    else:
        raise Unsuitable("The backup is not whole: its end is missing. Nothing was restored.")
    if line["rows"] != sum(counts.values()):
        raise Unsuitable("The backup is not whole: rows are missing. Nothing was restored.")
    for name, rows in waiting.items():
        connection.execute(then.tables[name].insert(), rows)
    upgrade(connection)
    count_on(connection, *metadata.sorted_tables)
    return counts


def count_on(connection: Connection, *tables: Table) -> None:
    """PostgreSQL's counters go on after the highest number that is there: it does not count rows whose number somebody
    else chose."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        if (column := table.autoincrement_column) is not None:
            counter = func.pg_get_serial_sequence(table.name, column.name)
            highest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(counter, highest, False)))


def _read(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except (EOFError, gzip.BadGzipFile, UnicodeDecodeError, json.JSONDecodeError):
        raise Unsuitable(f"{path} is no backup, or it is damaged. Nothing was restored.") from None


def _line(found: Mapping[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"


def _plain(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _stored(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    binary = {column.name for column in table.columns if isinstance(column.type, LargeBinary)}
    return {
        name: base64.b64decode(value["base64"]) if name in binary and value is not None else value
        for name, value in row.items()
    }
