"""Mail that waits: queued in a table, sent in the background, tried again ever more seldom. Nothing waits for it.

Once a letter is sent, address and text are gone from the row: what stays is that there was one. Without SMTP_URL
nothing is queued.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.delivery import roused
from dialogue.settings import Settings
from dialogue.tables import outbox
from web.mail import FOR_GOOD, Fate, Letter, deliver

logger = logging.getLogger(__name__)

BATCH: Final = 50
LOOK_S: Final = 15.0
FIRST_S: Final = 60.0
SLOWEST_S: Final = 6 * 3600.0
GIVE_UP_S: Final = 3 * 86_400.0
CLAIM_S: Final = 300.0
"""For so long nobody else tries what this node is sending."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that is not sent: `next_at` None: given up. `fault`: why the last try failed, if there was one."""

    id: int
    dialogue: str | None
    kind: str
    address: str
    queued_at: float
    next_at: float | None
    tries: int
    fault: str | None


class Outbox:
    """The town's."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self.database = database
        self.clock = clock
        self.url = settings.smtp_url.get_secret_value() if settings.smtp_url else ""
        self.sender = settings.mail_from or settings.contact_mail
        self.due = asyncio.Event()

    @property
    def on(self) -> bool:
        return bool(self.url)

    async def queue(
        self,
        kind: str,
        letters: Sequence[tuple[str, str, str, str | None]],
        *,
        dialogue: str | None = None,
        within: AsyncConnection | None = None,
    ) -> None:
        """`letters`: address, subject, body, calendar of each. `within`: the transaction that they are part of."""
        now = self.clock.now()
        shared = {"dialogue": dialogue, "kind": kind, "queued_at": now, "next_at": now, "tries": 0}
        rows = [
            {**shared, "address": address, "subject": subject, "body": body, "calendar": calendar}
            for address, subject, body, calendar in letters
        ]
        if rows and self.on:
            async with contextlib.nullcontext(within) if within else self.database.begin() as connection:
                await connection.execute(insert(outbox), rows)
            self.due.set()

    async def run(self) -> None:
        """Works until cancelled. A database that is away is the next look's business."""
        while self.on:
            try:
                while await self._batch():
                    pass
            except DBAPIError:
                logger.warning("x outbox: the database did not take it")
            await roused(self.due, within_s=LOOK_S)

    async def _batch(self) -> bool:
        """Tries what is due; whether there was anything."""
        now = self.clock.now()
        query = select(outbox).where(outbox.c.next_at <= now).order_by(outbox.c.next_at).limit(BATCH)
        async with self.database.begin() as connection:
            rows = (await connection.execute(query)).all()
            claimed = outbox.c.id.in_([row.id for row in rows])
            await connection.execute(update(outbox).where(claimed).values(next_at=now + CLAIM_S))
        if not rows:
            return False
        letters = [Letter(row.id, row.address, row.subject, row.body, row.calendar) for row in rows]
        fates = await asyncio.to_thread(deliver, self.url, self.sender, letters)
        async with self.database.begin() as connection:
            for row in rows:
                values = self._after(row, fates[row.id])
                await connection.execute(update(outbox).where(outbox.c.id == row.id).values(values))
        await self.database.forget_deleted()
        sent = sum(1 for fate in fates.values() if fate == "sent")
        logger.info("> outbox: %d sent, %d not", sent, len(fates) - sent)
        return sent > 0

    def _after(self, row: Any, fate: Fate) -> dict[str, Any]:
        now, tries = self.clock.now(), row.tries + 1
        if fate == "sent":
            gone = {"address": "", "subject": "", "body": "", "calendar": None}
            return {**gone, "tries": tries, "sent_at": now, "next_at": None, "fault": None}
        if now - row.queued_at > GIVE_UP_S or fate in FOR_GOOD:
            return {"tries": tries, "next_at": None, "fault": fate}
        return {"tries": tries, "next_at": now + min(FIRST_S * 2**row.tries, SLOWEST_S), "fault": fate}

    async def waiting(self, *, limit: int = 200) -> list[Waiting]:
        """What is not sent, given up first."""
        columns = [outbox.c[name] for name in Waiting.__slots__]
        query = select(*columns).where(outbox.c.sent_at.is_(None)).order_by(outbox.c.next_at.is_not(None), outbox.c.id)
        async with self.database.read() as connection:
            return [Waiting(*row) for row in await connection.execute(query.limit(limit))]

    async def sent(self) -> dict[str, int]:
        """How many of each kind."""
        query = select(outbox.c.kind, func.count()).where(outbox.c.sent_at.is_not(None)).group_by(outbox.c.kind)
        async with self.database.read() as connection:
            return {kind: count for kind, count in await connection.execute(query)}

    async def again(self) -> None:
        """Everything at once, given up or not."""
        now = self.clock.now()
        async with self.database.begin() as connection:
            await connection.execute(
                update(outbox).where(outbox.c.sent_at.is_(None)).values(next_at=now, queued_at=now)
            )
        self.due.set()

    async def drop(self, id: int) -> None:
        """Takes a letter out that is not sent."""
        async with self.database.begin() as connection:
            await connection.execute(delete(outbox).where(outbox.c.id == id, outbox.c.sent_at.is_(None)))
        await self.database.forget_deleted()
