"""The side table of speaking seconds: survives a restart in the middle of the evening, wiped when it closes."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select

from dialogue.database import Database
from dialogue.tables import spoken

Counts = Mapping[tuple[str, str, int], float]


class SpokenRows:
    """Keys are (who counted, room, seat); all methods raise SQLAlchemy's `DBAPIError`."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def dialogues(self) -> list[str]:
        """Which dialogues have rows: they are under way, or were when the server stopped."""
        async with self.database.read() as connection:
            return list((await connection.execute(select(spoken.c.dialogue).distinct())).scalars())

    async def load(self, dialogue: str) -> dict[tuple[str, str, int], float]:
        columns = (spoken.c.counter, spoken.c.room, spoken.c.seat, spoken.c.seconds)
        async with self.database.read() as connection:
            rows = await connection.execute(select(*columns).where(spoken.c.dialogue == dialogue))
            return {(counter, room, seat): seconds for counter, room, seat, seconds in rows}

    async def keep(self, dialogue: str, counts: Counts) -> None:
        async with self.database.begin() as connection:
            for (counter, room, seat), seconds in counts.items():
                row = {"dialogue": dialogue, "counter": counter, "room": room, "seat": seat, "seconds": seconds}
                await connection.execute(self.database.upsert(spoken, **row))

    async def wipe(self, dialogue: str) -> None:
        async with self.database.begin() as connection:
            wiped = await connection.execute(delete(spoken).where(spoken.c.dialogue == dialogue))
        if wiped.rowcount:
            await self.database.forget_deleted()
