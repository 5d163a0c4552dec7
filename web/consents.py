"""What people ticked at the door, each for itself, and which version of the privacy notice they were shown. The notice
is shown, never agreed to; a tick can be taken back at the door as it was given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select

from dialogue.database import Database
from dialogue.tables import consents

NOTICE: Final = "notice"


@dataclass(frozen=True, slots=True)
class Consent:
    """`what`: NOTICE, or what was ticked; `said`: what goes with it."""

    what: str
    said: str
    version: str
    at: float


class Consents:
    """Those of all dialogues."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def note(self, dialogue: str, seat: int, ticked: Mapping[str, str], *, version: str, at: float) -> None:
        """All that this person ticks now; what was ticked before and is not any more is forgotten."""
        mine = (consents.c.dialogue == dialogue) & (consents.c.seat == seat)
        async with self.database.begin() as connection:
            gone = await connection.execute(delete(consents).where(mine, consents.c.what.not_in([*ticked])))
            for what, said in ticked.items():
                row = {"dialogue": dialogue, "seat": seat, "what": what, "said": said, "version": version, "at": at}
                await connection.execute(self.database.upsert(consents, **row))
        if gone.rowcount:
            await self.database.forget_deleted()

    async def of(self, dialogue: str) -> dict[int, list[Consent]]:
        """By seat."""
        query = select(consents).where(consents.c.dialogue == dialogue).order_by(consents.c.seat, consents.c.what)
        found: dict[int, list[Consent]] = {}
        async with self.database.read() as connection:
            for row in await connection.execute(query):
                found.setdefault(row.seat, []).append(Consent(row.what, row.said, row.version, row.at))
        return found
