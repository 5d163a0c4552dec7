"""Takes personal data out of the tables, inside the caller's transaction, and counts it. Knows rows, not why they go.

Every function returns how many rows it took out. What SQLite's write-ahead log still tells afterwards is the business
of `Database.forget_deleted`, which the caller calls once the transaction is through.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Table, and_, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogue.tables import (
    ballots,
    consents,
    dialogues,
    drafts,
    followups,
    holders,
    invited,
    links,
    log,
    open_links,
    outbox,
    people,
    publications,
    slides,
    spoken,
    subscribers,
    texts,
)

OF_PEOPLE: Final = {
    "people": people,
    "invited": invited,
    "consents": consents,
    "devices": holders,
    "links": links,
    "seconds": spoken,
}
"""Rows about one seat each, by the word that the deletion record has for them."""
OF_EVENING: Final = {
    "rows": log,
    "texts": texts,
    "slides": slides,
    "drafts": drafts,
    "ballots": ballots,
    "doors": open_links,
    "mails": outbox,
    "subscribers": subscribers,
    **OF_PEOPLE,
}
"""Everything of a dialogue but its report, its answers and the deletion record."""
CHUNK: Final = 500
Counts = dict[str, int]


async def erase_people(
    connection: AsyncConnection, dialogue: str, *, seats: Collection[int] | None = None, but: Collection[int] = ()
) -> Counts:
    """What is known of these people, or of everybody; `but`: whose devices and links stay, the open link never does
    where everybody goes."""
    counts = {}
    for word, table in OF_PEOPLE.items():
        spared = but if table in (holders, links) else ()
        which = [table.c.dialogue == dialogue]
        if seats is not None:
            which.append(table.c.seat.in_([seat for seat in seats if seat not in spared]))
        elif spared:
            which.append(table.c.seat.not_in(spared) | table.c.seat.is_(None))
        counts[word] = await _delete(connection, table, *which)
    return counts


async def erase_mails(connection: AsyncConnection, dialogue: str, *, to: Collection[str] | None = None) -> int:
    """Mails that wait, and what is left of those that were sent; `to` these addresses alone."""
    which = [outbox.c.dialogue == dialogue]
    if to is not None:
        which.append(outbox.c.address.in_([*to]))
    return await _delete(connection, outbox, *which)


async def erase_subscribers(connection: AsyncConnection, dialogue: str, hashes: Collection[str]) -> int:
    """Addresses that hang on a tick at the door; all others stay until they are taken back or the log goes."""
    return await _delete(connection, subscribers, subscribers.c.dialogue == dialogue, subscribers.c.hash.in_([*hashes]))


async def erase_needs(connection: AsyncConnection, dialogue: str) -> int:
    return await _delete(connection, consents, consents.c.dialogue == dialogue, consents.c.what == "needs")


async def erase_seconds(connection: AsyncConnection, dialogue: str) -> int:
    return await _delete(connection, spoken, spoken.c.dialogue == dialogue)


async def erase_texts(connection: AsyncConnection, dialogue: str, ids: Collection[str]) -> int:
    gone, found = 0, sorted(ids)
    for start in range(0, len(found), CHUNK):
        gone += await _delete(
            connection, texts, texts.c.dialogue == dialogue, texts.c.id.in_(found[start : start + CHUNK])
        )
    return gone


async def erase_evening(connection: AsyncConnection, dialogue: str) -> Counts:
    """All of it, and the dialogue's own row."""
    counts = {
        word: await _delete(connection, table, table.c.dialogue == dialogue) for word, table in OF_EVENING.items()
    }
    await connection.execute(delete(dialogues).where(dialogues.c.id == dialogue))
    return counts


async def _delete(connection: AsyncConnection, table: Table, *which: Any) -> int:
    return int((await connection.execute(delete(table).where(and_(*which)))).rowcount)


async def texts_of(
    connection: AsyncConnection, dialogue: str, fields: Mapping[str, str], *, actor: int | None = None
) -> set[str]:
    """Ids of the texts that events of these kinds name in that field; `actor`: of this seat's commands alone."""
    query = select(log.c.events).where(log.c.dialogue == dialogue)
    if actor is not None:
        query = query.where(log.c.actor == actor)
    rows = (await connection.execute(query)).scalars()
    return {data[fields[kind]] for kind, data in _events(rows) if kind in fields and data[fields[kind]]}


def _events(rows: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in rows:
        for kind, _, data in json.loads(row):
            yield kind, data


async def rewrite(
    connection: AsyncConnection, dialogue: str, rows: Collection[tuple[int, int, str, str]], *, marker: str
) -> int:
    """Rows (seq, actor, command, events) in place of those that are there, and after them one with the events in
    `marker`, on which whoever had read them reads them again."""
    changed = update(log).where(log.c.dialogue == dialogue, log.c.seq == bindparam("at_seq"))
    values = [{"at_seq": seq, "actor": who, "command": id, "events": events} for seq, who, id, events in rows]
    if values:
        await connection.execute(changed, values)
    last = (await connection.execute(select(func.max(log.c.seq)).where(log.c.dialogue == dialogue))).scalar_one() or 0
    at = (
        await connection.execute(select(log.c.at).where(log.c.dialogue == dialogue, log.c.seq == last))
    ).scalar_one_or_none()
    row = {"dialogue": dialogue, "seq": last + 1, "at": at or 0.0, "actor": 0, "command": f"rewritten-{last + 1}"}
    await connection.execute(log.insert().values(**row, events=marker))
    return len(values)


async def unname(connection: AsyncConnection, dialogue: str) -> None:
    """Who saved a draft, answered or published afterwards: nobody any more."""
    for table in (drafts, followups, publications):
        await connection.execute(update(table).where(table.c.dialogue == dialogue).values(seat=0))
