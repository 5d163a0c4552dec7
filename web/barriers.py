"""Reported barriers: a table that organizers see until they have answered. Knows no page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, func, select, update

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.machine import Refused
from dialogue.tables import barriers

LENGTH: Final = 2000
SHORT: Final = 200
MOST: Final = 500
"""Unanswered ones; then the telephone is the better way, and nobody fills the disk."""
KEPT_S: Final = 90 * 86_400.0
"""So long an answered one stays, with whom to reach."""


@dataclass(frozen=True, slots=True)
class Barrier:
    id: int
    at: float
    said: str
    page: str
    contact: str
    done_at: float | None


class Barriers:
    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    async def report(self, said: str, *, page: str, contact: str) -> None:
        """Refuses `empty`, `too-long`, `too-many`."""
        said, page, contact = said.strip(), page.strip(), contact.strip()
        if not said:
            raise Refused("empty")
        for text, limit in ((said, LENGTH), (page, SHORT), (contact, SHORT)):
            if len(text) > limit:
                raise Refused("too-long", length=len(text), limit=limit)
        async with self.database.begin() as connection:
            waiting = select(func.count()).where(barriers.c.done_at.is_(None))
            if (await connection.execute(waiting)).scalar_one() >= MOST:
                raise Refused("too-many", limit=MOST)
            row = {"at": self.clock.now(), "said": said, "page": page, "contact": contact}
            await connection.execute(barriers.insert().values(**row))

    async def all(self) -> list[Barrier]:
        """Unanswered ones first, the oldest of them on top."""
        query = select(barriers).order_by(barriers.c.done_at.is_not(None), barriers.c.id)
        async with self.database.read() as connection:
            return [Barrier(**row._mapping) for row in await connection.execute(query)]

    async def done(self, id: int) -> None:
        """Answered; those answered long ago go."""
        now = self.clock.now()
        async with self.database.begin() as connection:
            mine = update(barriers).where(barriers.c.id == id, barriers.c.done_at.is_(None))
            await connection.execute(mine.values(done_at=now))
            gone = await connection.execute(delete(barriers).where(barriers.c.done_at < now - KEPT_S))
        if gone.rowcount:
            await self.database.forget_deleted(barriers)
