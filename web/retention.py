"""Deletes by itself what an evening leaves behind, when its time has come, and writes down what it did.

Four steps count from the end of the evening: the same night (speaking seconds, needs, what staff wrote), people who
never came, all people with the re-keying of the log, and the log itself, whose report is made and kept first. Each is
one transaction with its own entry in the deletion record; done twice, or by two nodes, it is done once.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogue import erasing
from dialogue.codec import UnknownEvent
from dialogue.host import Host
from dialogue.tables import deletions, dialogues, log, reports, retentions
from dialogue.task import DialogueTask
from facilitation.clock_plan import promised
from facilitation.course import Agenda
from facilitation.record import plain_record, record_of
from facilitation.remains import OF_THE_NIGHT, remaining
from rooms.presence import Presence
from rooms.rekeying import Row, new_key, rekeyed
from rooms.seats import Seats, SeatsRekeyed
from web.backups import Backups
from web.followups import Followups
from web.terms import Terms, TermsRows

logger = logging.getLogger(__name__)

STEPS: Final = ("night", "never", "people", "log")
LOOK_EVERY_S: Final = 600.0
NIGHT_HOUR: Final = 3
"""In the town's time: nobody sits in an Ausklang any more, and it is still the same night."""
ABANDONED_S: Final = 86_400.0
"""An evening that nobody closed, or that never began, is over a day after its last sign of life."""
DAY_S: Final = 86_400.0
Counts = dict[str, int]


class Retention:
    """One per control process. `zone_of`: a dialogue's time zone."""

    def __init__(
        self,
        host: Host,
        terms: TermsRows,
        followups: Followups,
        *,
        backups: Backups,
        zone_of: Callable[[str], ZoneInfo],
    ) -> None:
        self.host = host
        self.database = host.database
        self.clock = host.clock
        self.terms = terms
        self.followups = followups
        self.backups = backups
        self.zone_of = zone_of

    async def run(self) -> None:
        """Until cancelled. What fails is tried again at the next look."""
        while True:
            try:
                await self.sweep()
            except (DBAPIError, OSError):
                logger.exception("x retention: a look failed, the next one tries again")
            await asyncio.sleep(LOOK_EVERY_S)

    async def sweep(self) -> None:
        """Does everything whose time has come; a fault in one dialogue is no other's."""
        for name in await self._unfinished():
            try:
                await self._look_after(name)
            except DBAPIError:
                logger.exception("x %s: what is due could not be deleted", name)
            except UnknownEvent as error:
                logger.warning("- %s: what is due is left to a newer release: %s", name, error)
        self.backups.sweep(self.clock.now())

    async def _unfinished(self) -> list[str]:
        finished = select(retentions.c.dialogue).where(retentions.c.log_at.is_not(None))
        async with self.database.read() as connection:
            return list(
                (await connection.execute(select(dialogues.c.id).where(dialogues.c.id.not_in(finished)))).scalars()
            )

    async def _look_after(self, name: str) -> None:
        over_at = await self.over_at(name)
        if over_at is None:
            return
        terms, done = await self.terms.read(name), await self.done(name)
        for step in STEPS:
            if done.get(step) is None and due_at(step, over_at, terms, self.zone_of(name)) <= self.clock.now():
                await self.perform(name, step)

    async def over_at(self, name: str) -> float | None:
        """When the evening ended; None where it is still to come, or goes on."""
        known = select(retentions.c.over_at).where(retentions.c.dialogue == name)
        closed = select(func.max(log.c.at)).where(log.c.dialogue == name, log.c.events.contains('"evening-closed"'))
        async with self.database.read() as connection:
            over_at = (await connection.execute(known)).scalar_one_or_none()
            if over_at is None:
                over_at = (await connection.execute(closed)).scalar_one_or_none()
        return over_at if over_at is not None else await self._abandoned_at(name)

    async def _abandoned_at(self, name: str) -> float | None:
        task = await self._task(name)
        agenda = task.state.part(Agenda)
        if not task.state.seq:
            return None
        ends_at = task.state.at
        if agenda.script is not None and agenda.starts_at is not None:
            ends_at = max(ends_at, agenda.starts_at + promised(agenda.script))
        return ends_at if ends_at + ABANDONED_S < self.clock.now() else None

    async def done(self, name: str) -> dict[str, float | None]:
        """When each step was done."""
        columns = [retentions.c[f"{step}_at"].label(step) for step in STEPS]
        async with self.database.read() as connection:
            row = (await connection.execute(select(*columns).where(retentions.c.dialogue == name))).first()
        return dict(row._mapping) if row else dict.fromkeys(STEPS)

    async def perform(self, name: str, step: str) -> None:
        """One step now. Those before it are part of it: whoever deletes all at once deletes the needs, too."""
        over_at = await self.over_at(name) or self.clock.now()
        done = await self.done(name)
        for each in STEPS[: STEPS.index(step) + 1]:
            if done[each] is None:
                await self._once(name, each, over_at, self._steps()[each])

    def _steps(self) -> dict[str, Callable[[AsyncConnection, DialogueTask], Awaitable[Counts]]]:
        return {"night": _night, "never": _never, "people": self._people, "log": self._log}

    async def _once(
        self,
        name: str,
        step: str,
        over_at: float,
        delete: Callable[[AsyncConnection, DialogueTask], Awaitable[Counts]],
    ) -> None:
        """One step in one transaction; not at all where another node was faster."""
        task, now = await self._task(name), self.clock.now()
        column = retentions.c[f"{step}_at"]
        async with self.database.begin() as connection:
            await connection.execute(self.database.insert_new(retentions).values(dialogue=name, over_at=over_at))
            mine = update(retentions).where(retentions.c.dialogue == name, column.is_(None)).values({column: now})
            if not (await connection.execute(mine)).rowcount:
                return
            counts = await delete(connection, task)
            await note(connection, name, now, step, counts)
        await self.database.forget_deleted(*erasing.OF_EVENING.values())
        logger.info("- %s: retention step %s done", name, step)
        await self._tell(name, step)

    async def _task(self, name: str) -> DialogueTask:
        """The open one, or one that is read for the occasion and forgotten."""
        if name in self.host.tasks:
            return self.host.tasks[name]
        host = self.host
        task = DialogueTask(name, machine=host.machine, codec=host.codec, log=host.log, clock=host.clock)
        await task.open()
        return task

    async def _tell(self, name: str, step: str) -> None:
        if step == "log":
            self.host.close(name)
        elif name in self.host.tasks:
            await self.host.tasks[name].refresh()

    async def _people(self, connection: AsyncConnection, task: DialogueTask) -> Counts:
        roles = task.state.part(Seats).roles
        leading = [seat for seat in roles if task.state.part(Seats).role(seat).leads]
        counts = await erasing.erase_people(connection, task.name, but=leading)
        counts["mails"] = await erasing.erase_mails(connection, task.name)
        stale = set(task.side.texts) - remaining(task.state)
        counts["texts"] = await erasing.erase_texts(connection, task.name, stale)
        await erasing.unname(connection, task.name)
        columns = (log.c.seq, log.c.actor, log.c.command, log.c.events)
        query = select(*columns).where(log.c.dialogue == task.name).order_by(log.c.seq)
        rows = [Row(seq, who, id, json.loads(events)) for seq, who, id, events in await connection.execute(query)]
        # The key lives in this line alone.
        changed = [(row.seq, row.actor, row.command, _dump(row.events)) for row in rekeyed(rows, new_key(roles))]
        marker = self.host.codec.dump([SeatsRekeyed()])
        counts["rekeyed"] = await erasing.rewrite(connection, task.name, changed, marker=marker)
        return counts

    async def _log(self, connection: AsyncConnection, task: DialogueTask) -> Counts:
        later = await self.followups.read(task.name)
        body = plain_record(record_of(task.state, later), task.side)
        row = {"dialogue": task.name, "at": self.clock.now(), "body": json.dumps(body, ensure_ascii=False)}
        await connection.execute(self.database.insert_new(reports).values(**row))
        return await erasing.erase_evening(connection, task.name)

    async def frozen(self, name: str) -> dict[str, Any] | None:
        """The record of a dialogue whose log is deleted."""
        async with self.database.read() as connection:
            body = (
                await connection.execute(select(reports.c.body).where(reports.c.dialogue == name))
            ).scalar_one_or_none()
        return None if body is None else json.loads(body)


async def _night(connection: AsyncConnection, task: DialogueTask) -> Counts:
    written = await erasing.texts_of(connection, task.name, OF_THE_NIGHT)
    return {
        "seconds": await erasing.erase_seconds(connection, task.name),
        "needs": await erasing.erase_needs(connection, task.name),
        "spoken_texts": await erasing.erase_texts(connection, task.name, written),
    }


async def _never(connection: AsyncConnection, task: DialogueTask) -> Counts:
    """People who were invited and never stood in the foyer."""
    seats, presence = task.state.part(Seats), task.state.part(Presence)
    came = {*presence.here, *presence.gone}
    never = [seat for seat in seats.roles if seat not in came and not seats.role(seat).leads]
    return await erasing.erase_people(connection, task.name, seats=never)


async def note(connection: AsyncConnection, name: str, at: float, step: str, counts: Counts) -> None:
    """One line of the deletion record: numbers alone. What there was none of is not in it."""
    query = select(func.coalesce(func.max(deletions.c.number), 0)).where(deletions.c.dialogue == name)
    number = (await connection.execute(query)).scalar_one() + 1
    body = json.dumps({what: count for what, count in counts.items() if count})
    await connection.execute(deletions.insert().values(dialogue=name, number=number, at=at, step=step, counts=body))


def due_at(step: str, over_at: float, terms: Terms, zone: ZoneInfo) -> float:
    """When a step is to be done, epoch seconds."""
    night = night_after(over_at, zone)
    days = {"night": 0, "never": terms.never_days, "people": terms.people_days, "log": terms.log_days}[step]
    return (datetime.fromtimestamp(night, zone) + timedelta(days=days)).timestamp()


def night_after(at: float, zone: ZoneInfo) -> float:
    """The next three o'clock in the morning, in the town."""
    local = datetime.fromtimestamp(at, zone)
    night = local.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return (night if night > local else night + timedelta(days=1)).timestamp()


def _dump(events: list[Any]) -> str:
    return json.dumps(events, ensure_ascii=False, separators=(",", ":"))
