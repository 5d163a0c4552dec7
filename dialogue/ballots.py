"""The ballot box beside the log: secret ballots until they are counted; knows no poll, no seat, no time and no order.

A row says which box it lies in and what is on it; its key is random. What else a database notes of a row is blurred:
whenever ballots come or a box is emptied, all are taken out and laid in again, shuffled and under new keys. So neither
the place on a page of the file nor PostgreSQL's `xmin` tells which of them came when.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogue.tables import ballots


async def lying(connection: AsyncConnection, dialogue: str) -> dict[str, list[str]]:
    """Ballots by box, sorted by what is on them: their order says nothing."""
    rows = await connection.execute(select(ballots.c.box, ballots.c.ballot).where(ballots.c.dialogue == dialogue))
    boxes: dict[str, list[str]] = {}
    for box, ballot in rows:
        boxes.setdefault(box, []).append(ballot)
    return {box: sorted(each) for box, each in boxes.items()}


def shake(
    connection: Connection,
    dialogue: str,
    *,
    cast: Sequence[tuple[str, str]],
    emptied: Collection[str],
    alone: bool,
) -> None:
    """Lays (box, ballot) in, empties boxes, and shakes what is left. `alone`: nobody else writes (SQLite), so the whole
    table is laid anew: a DELETE without WHERE makes SQLite clear its pages, and no byte of a ballot stays between
    others.
    """
    touched = {box for box, _ in cast} | {*emptied}
    if not touched:
        return
    which = true() if alone else (ballots.c.dialogue == dialogue) & ballots.c.box.in_(touched)
    found = (connection.execute(select(ballots.c.dialogue, ballots.c.box, ballots.c.ballot).where(which))).all()
    connection.execute(delete(ballots) if alone else delete(ballots).where(which))
    rows = [(*row,) for row in found] + [(dialogue, box, ballot) for box, ballot in cast]
    left = [row for row in rows if row[0] != dialogue or row[1] not in emptied]
    secrets.SystemRandom().shuffle(left)
    if left:
        connection.execute(ballots.insert(), [_row(*row) for row in left])


def _row(dialogue: str, box: str, ballot: str) -> dict[str, str]:
    return {"dialogue": dialogue, "box": box, "key": secrets.token_hex(16), "ballot": ballot}
