"""The open link of a dialogue: whether it leads in, for how many and until when. A row that is compared and swapped;
whether newcomers wait for a yes is the evening's own business (`rooms.admission`)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from dialogue.database import Database
from dialogue.tables import open_links
from dialogue.task import DialogueTask
from rooms.seats import Seats


@dataclass(frozen=True, slots=True)
class OpenLink:
    """`version` 0: nobody has decided; a link that was handed out then works. `places` None: no limit of its own."""

    version: int = 0
    open: bool = True
    places: int | None = None
    closes_at: float | None = None

    def shut(self, task: DialogueTask, now: float) -> str | None:
        """Why it leads nobody in who has no seat yet: a problem of the catalogue."""
        if not self.open or (self.closes_at is not None and self.closes_at <= now):
            return "link-expired"
        if self.places is not None and len(task.state.part(Seats).walked_in) >= self.places:
            return "link-full"
        return None


class OpenLinks:
    """All dialogues'."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def of(self, dialogue: str) -> OpenLink:
        columns = (open_links.c.version, open_links.c.open, open_links.c.places, open_links.c.closes_at)
        async with self.database.read() as connection:
            row = (await connection.execute(select(*columns).where(open_links.c.dialogue == dialogue))).first()
        return OpenLink() if row is None else OpenLink(*row)

    async def write(self, dialogue: str, link: OpenLink) -> bool:
        """`link.version` is the one that was seen; False where somebody saved since."""
        row = {"dialogue": dialogue, "version": link.version + 1, "open": link.open}
        row |= {"places": link.places, "closes_at": link.closes_at}
        swap = update(open_links).where(open_links.c.dialogue == dialogue, open_links.c.version == link.version)
        async with self.database.begin() as connection:
            insert = self.database.insert_new(open_links)
            made = await connection.execute(swap.values(**row) if link.version else insert.values(**row))
        return bool(made.rowcount)
