"""What goes on after the evening: answers in their table. Rows that are compared and swapped, never events;
while the evening runs an answer is a command like any other.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.machine import Refused
from dialogue.tables import followups
from dialogue.task import DialogueTask
from facilitation.answers import Answers, GiveAnswer, checked, key_of, known_subject
from facilitation.course import Agenda
from facilitation.outcome import Later, Reply
from facilitation.redaction import LATER, RedactText


class Followups:
    """All dialogues'."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    async def read(self, dialogue: str) -> Later:
        """Answers given after the evening, by what they answer, oldest first."""
        query = select(followups).where(followups.c.dialogue == dialogue).order_by(followups.c.version)
        found: dict[str, list[Reply]] = {}
        async with self.database.read() as connection:
            for row in await connection.execute(query):
                reply = Reply(row.version, row.status, row.at, row.reason, row.responsible, row.until)
                found.setdefault(row.about, []).append(reply)
        return found

    async def count(self, dialogue: str) -> tuple[int, float | None]:
        """How many there are, and when the newest one was given."""
        query = select(func.count(), func.max(followups.c.at)).where(followups.c.dialogue == dialogue)
        async with self.database.read() as connection:
            count, newest_at = (await connection.execute(query)).one()
        return count, newest_at

    async def answer(self, task: DialogueTask, seat: int, given: GiveAnswer) -> None:
        """In the evening by command, afterwards as a row. Refuses as `answer.give`."""
        if task.state.part(Agenda).status != "closed":
            await task.submit(seat, given)
            return
        known_subject(task.state, given.kind, given.number)
        said = checked(given.status, reason=given.reason, responsible=given.responsible, until=given.until)
        about = key_of(given.kind, given.number)
        live = len(task.state.part(Answers).given.get(about, ()))
        row = {"dialogue": task.name, "about": about, "version": given.seen + 1, "seat": seat, "at": self.clock.now()}
        fields = {"status": said.status, "reason": said.reason, "responsible": said.responsible, "until": said.until}
        mine = (followups.c.dialogue == task.name) & (followups.c.about == about)
        async with self.database.begin() as connection:
            newest = (await connection.execute(select(func.max(followups.c.version)).where(mine))).scalar_one() or live
            # The primary key settles it where two save at the same moment.
            made = await connection.execute(self.database.insert_new(followups).values(**row, **fields))
            if newest != given.seen or not made.rowcount:
                await connection.rollback()
                raise Refused("answered-meanwhile", version=newest)

    async def redact(self, task: DialogueTask, seat: int, redaction: RedactText) -> None:
        """Of answers those given later too. Refuses as `text.redact`; what fails after it can be asked for again."""
        await task.submit(seat, redaction)
        if redaction.kind not in LATER:
            return
        about = key_of(redaction.kind.removesuffix("-answer"), redaction.number)
        mine = (followups.c.dialogue == task.name) & (followups.c.about == about)
        async with self.database.begin() as connection:
            await connection.execute(update(followups).where(mine).values(reason=None, responsible=None))
        await self.database.forget_deleted()


def newest(replies: Sequence[Reply]) -> int:
    """The version that whoever answers now has seen."""
    return replies[-1].version if replies else 0
