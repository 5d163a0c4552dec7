"""The audit list: what organizers did to people or data, in a table of its own. Facts are numbers and keys, never
anybody's name, contact or words; who did it is looked up when the list is shown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.tables import accounts, deeds
from web.accounts import Lead


@dataclass(frozen=True, slots=True)
class Deed:
    """`who`: the account's name; None for a seat without account, or for the server itself."""

    at: float
    dialogue: str | None
    who: str | None
    seat: int | None
    what: str
    facts: dict[str, Any]


class Deeds:
    """The whole town's list. `what` is a key of the catalogue below `organize.deed.`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    async def note(
        self, what: str, *, by: Lead | int | None, dialogue: str | None = None, **facts: int | str | bool
    ) -> None:
        """`by`: who leads this dialogue, an account's id, or None for the server."""
        account = by.account if isinstance(by, Lead) else by
        seat = by.seat if isinstance(by, Lead) and account is None else None
        row = {"at": self.clock.now(), "dialogue": dialogue, "account": account, "seat": seat, "what": what}
        async with self.database.begin() as connection:
            await connection.execute(insert(deeds).values(**row, facts=json.dumps(facts, ensure_ascii=False)))

    async def read(self, *, dialogue: str | None = None, limit: int = 500) -> list[Deed]:
        """Newest first; of one dialogue, or of the town."""
        query = (
            select(deeds.c.at, deeds.c.dialogue, accounts.c.name, deeds.c.seat, deeds.c.what, deeds.c.facts)
            .join(accounts, accounts.c.id == deeds.c.account, isouter=True)
            .order_by(deeds.c.id.desc())
            .limit(limit)
        )
        if dialogue is not None:
            query = query.where(deeds.c.dialogue == dialogue)
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [Deed(at, where, name, seat, what, json.loads(facts)) for at, where, name, seat, what, facts in rows]
