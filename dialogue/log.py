"""The log of all dialogues and the side tables that are written with it; knows rows, not what is in them.

One row is one accepted command. Writing is optimistic: rows are inserted at the sequence numbers after the last one
known, and the primary key decides who was first. There is no leader and no lease.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import Connection, delete, func, select, union_all, update

from dialogue import ballots
from dialogue.database import Database
from dialogue.refs import Side
from dialogue.tables import dialogues, log, people, retentions, texts


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted command: its row, and what it wrote beside the log."""

    seq: int
    at: float
    actor: int
    command: str
    events: str
    texts: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    forgotten: Sequence[str] = ()
    cast: Sequence[tuple[str, str]] = ()
    emptied: Sequence[str] = ()

    @property
    def leaves_traces(self) -> bool:
        """Whether the write-ahead log of SQLite would tell what it wrote, or deleted, and must not."""
        return bool(self.forgotten or self.cast or self.emptied)


@dataclass(frozen=True, slots=True)
class Beside:
    """What rows wrote beside the log: ids of texts (kept or forgotten), seats of people, boxes of ballots."""

    texts: frozenset[str] = frozenset()
    people: frozenset[int] = frozenset()
    boxes: frozenset[str] = frozenset()

    def __or__(self, other: Beside) -> Beside:
        return Beside(self.texts | other.texts, self.people | other.people, self.boxes | other.boxes)


def beside(entries: Iterable[Entry]) -> Beside:
    found = list(entries)
    return Beside(
        frozenset(chain.from_iterable((*entry.texts, *entry.forgotten) for entry in found)),
        frozenset(chain.from_iterable(entry.people for entry in found)),
        frozenset(chain.from_iterable((*(box for box, _ in entry.cast), *entry.emptied) for entry in found)),
    )


class Log:
    """Rows of every dialogue. All methods raise SQLAlchemy's `DBAPIError` where the database does not do its part."""

    def __init__(self, database: Database) -> None:
        self.database = database
        # Built once: to build and to look up a statement takes longer than SQLite takes to carry it out.
        self.insert = database.insert_new(log)
        self.insert_many = database.insert_new(log).returning(log.c.seq)

    async def create(self, dialogue: str, at: float) -> bool:
        """Registers a dialogue; False where the name is taken."""
        if await self.taken(dialogue):
            return False
        async with self.database.begin() as connection:
            row = {"id": dialogue, "created_at": at}
            return bool((await connection.execute(self.database.insert_new(dialogues).values(**row))).rowcount)

    async def exists(self, dialogue: str) -> bool:
        async with self.database.read() as connection:
            return (
                await connection.execute(select(dialogues.c.id).where(dialogues.c.id == dialogue))
            ).first() is not None

    async def taken(self, dialogue: str) -> bool:
        """Whether there is such a dialogue or was one: what was deleted when stays under its name for good."""
        query = select(dialogues.c.id).where(dialogues.c.id == dialogue)
        former = select(retentions.c.dialogue).where(retentions.c.dialogue == dialogue)
        async with self.database.read() as connection:
            return (await connection.execute(union_all(query, former))).first() is not None

    async def due(self, before: float) -> list[str]:
        """Dialogues that want a tick before that time, the most overdue first."""
        query = select(dialogues.c.id).where(dialogues.c.due_at <= before).order_by(dialogues.c.due_at)
        async with self.database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def beat(self, names: Sequence[str], now: float) -> None:
        """Notes that this node runs these dialogues."""
        async with self.database.begin() as connection:
            await connection.execute(update(dialogues).where(dialogues.c.id.in_(names)).values(alive_at=now))

    async def silent_s(self, dialogue: str, now: float) -> float:
        """For how long no node has run it; 0 where none ever did."""
        query = select(dialogues.c.alive_at).where(dialogues.c.id == dialogue)
        async with self.database.read() as connection:
            alive_at = (await connection.execute(query)).scalar_one_or_none()
        return 0.0 if alive_at is None else max(0.0, now - alive_at)

    async def read(self, dialogue: str, *, after: int = 0) -> Sequence[Any]:
        """Rows (seq, at, actor, command, events) after that sequence number, in order."""
        columns = (log.c.seq, log.c.at, log.c.actor, log.c.command, log.c.events)
        query = select(*columns).where(log.c.dialogue == dialogue, log.c.seq > after).order_by(log.c.seq)
        async with self.database.read() as connection:
            return (await connection.execute(query)).all()

    async def heads(self, names: Sequence[str]) -> dict[str, int]:
        """The last sequence number of each, also where another node wrote it."""
        last = select(func.max(log.c.seq)).where(log.c.dialogue == dialogues.c.id).scalar_subquery()
        async with self.database.read() as connection:
            rows = await connection.execute(select(dialogues.c.id, last).where(dialogues.c.id.in_(names)))
            return {name: seq or 0 for name, seq in rows}

    async def renew(self, side: Side, dialogue: str, what: Beside) -> None:
        """Brings those texts, people and boxes of a side that is held up to date, and nothing else."""
        if what == Beside():
            return
        async with self.database.read() as connection:
            if what.texts:
                query = select(texts.c.id, texts.c.body).where(texts.c.dialogue == dialogue, texts.c.id.in_(what.texts))
                found = {text_id: body for text_id, body in await connection.execute(query)}
                for text_id in what.texts - found.keys():
                    side.texts.pop(text_id, None)
                side.texts.update(found)
            if what.people:
                mine = (people.c.dialogue == dialogue) & people.c.seat.in_(what.people)
                for seat, fields in await connection.execute(select(people.c.seat, people.c.fields).where(mine)):
                    side.people[seat] = json.loads(fields)
            if what.boxes:
                side.ballots = await ballots.lying(connection, dialogue)

    async def side(self, dialogue: str) -> Side:
        """Texts and people of one dialogue, as they are now."""
        async with self.database.read() as connection:
            bodies = await connection.execute(select(texts.c.id, texts.c.body).where(texts.c.dialogue == dialogue))
            persons = await connection.execute(
                select(people.c.seat, people.c.fields).where(people.c.dialogue == dialogue)
            )
            return Side(
                texts={text_id: body for text_id, body in bodies},
                people={seat: json.loads(fields) for seat, fields in persons},
                ballots=await ballots.lying(connection, dialogue),
            )

    async def append(
        self, dialogue: str, entries: Sequence[Entry], *, due_at: float | None, same_due: bool = False
    ) -> bool:
        """Writes all entries in one transaction, or none: False where another node was first. `same_due`: that time is
        there already, and most commands leave it alone."""
        written = await self.database.write(
            lambda connection: self._append(connection, dialogue, entries, None if same_due else {"due_at": due_at})
        )
        if written and any(entry.leaves_traces for entry in entries):
            await self.database.forget_deleted()
        return written

    def _append(
        self, connection: Connection, dialogue: str, entries: Sequence[Entry], due: Mapping[str, float | None] | None
    ) -> bool:
        if not self._insert(connection, [_log_row(dialogue, entry) for entry in entries]):
            connection.rollback()
            return False
        for entry in entries:
            self._write_side(connection, dialogue, entry)
        cast, emptied = [each for entry in entries for each in entry.cast], {*chain(*(e.emptied for e in entries))}
        ballots.shake(connection, dialogue, cast=cast, emptied=emptied, alone=self.database.sqlite)
        if due is not None:
            connection.execute(update(dialogues).where(dialogues.c.id == dialogue).values(**due))
        return True

    def _insert(self, connection: Connection, rows: list[dict[str, Any]]) -> bool:
        """Whether all of them were new."""
        if len(rows) == 1:
            return connection.execute(self.insert, rows[0]).rowcount == 1
        return len(connection.execute(self.insert_many, rows).all()) == len(rows)

    def _write_side(self, connection: Connection, dialogue: str, entry: Entry) -> None:
        for text_id, body in entry.texts.items():
            connection.execute(texts.insert().values(dialogue=dialogue, id=text_id, body=body))
        if entry.forgotten:
            gone = (texts.c.dialogue == dialogue) & texts.c.id.in_(entry.forgotten)
            connection.execute(delete(texts).where(gone))
        if entry.people:
            self._merge_people(connection, dialogue, entry.people)

    def _merge_people(self, connection: Connection, dialogue: str, changed: Mapping[int, Mapping[str, str]]) -> None:
        """A whole roster in two statements."""
        mine = (people.c.dialogue == dialogue) & people.c.seat.in_(changed)
        rows = connection.execute(select(people.c.seat, people.c.fields, people.c.version).where(mine))
        known = {row.seat: row for row in rows}
        new = [
            {"dialogue": dialogue, "seat": seat, "fields": json.dumps(dict(fields), ensure_ascii=False), "version": 1}
            for seat, fields in changed.items()
            if seat not in known
        ]
        if new:
            connection.execute(people.insert(), new)
        for seat, row in known.items():
            merged = json.dumps({**json.loads(row.fields), **changed[seat]}, ensure_ascii=False)
            one = update(people).where(people.c.dialogue == dialogue, people.c.seat == seat)
            connection.execute(one.values(fields=merged, version=row.version + 1))


def _log_row(dialogue: str, entry: Entry) -> dict[str, Any]:
    return {
        "dialogue": dialogue,
        "seq": entry.seq,
        "at": entry.at,
        "actor": entry.actor,
        "command": entry.command,
        "events": entry.events,
    }
