"""A secret vote on a real SQLite file, for tests; run as a program it votes until somebody kills it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from dialogue.clock import Clock
from dialogue.codec import Codec
from dialogue.database import Database
from dialogue.log import Log
from dialogue.task import DialogueTask
from facilitation.agenda import Next, Prepare, Start
from facilitation.arrivals import Arrive
from facilitation.course import Agenda
from facilitation.polls import Polls
from facilitation.voting import CastVote
from rooms.seats import AddSeat
from tests.facilitation.evening import MACHINE, NOON, frozen
from tests.facilitation.polling import MODERATOR, SCRIPT, vote

VOTERS = range(2, 14)
FILE = "test.db"


def words(seat: int) -> str:
    """What this seat writes on its ballot: found nowhere else, and in no order of seats."""
    return f"Zettel {seat * 7 % 13:02} von jemandem"


def ballot(seat: int) -> CastVote:
    return vote("wahl", frage=["ja" if seat % 3 else "nein"], warum=words(seat))


@asynccontextmanager
async def house(path: Path) -> AsyncIterator[tuple[Database, DialogueTask]]:
    """The dialogue in that folder, running."""
    database = Database(f"sqlite+aiosqlite:///{path / FILE}")
    await database.open()
    log = Log(database)
    await log.create("d1", 0.0)
    task = DialogueTask("d1", machine=MACHINE, codec=Codec(MACHINE), log=log, clock=Clock())
    await task.open()
    running = asyncio.create_task(task.run())
    try:
        yield database, task
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await database.close()


async def begin(task: DialogueTask) -> None:
    """Up to the secret vote."""
    await task.submit(0, Prepare(frozen(SCRIPT), NOON))
    await task.submit(0, AddSeat("moderator"))
    for seat in VOTERS:
        await task.submit(0, AddSeat("citizen"))
        await task.submit(0, Arrive(seat))
    await task.submit(MODERATOR, Start())
    while (phase := task.state.part(Agenda).phase) is not None and phase.id != "wahl":
        await task.submit(MODERATOR, Next(phase.id))
    await until_polled(task, "wahl", is_open=True)


async def until_polled(task: DialogueTask, poll: str, *, is_open: bool) -> None:
    """The task's own tick opens and closes polls."""
    seen = asyncio.Event()
    task.changed.append(seen.set)
    while poll not in task.state.part(Polls).polls or task.state.part(Polls).polls[poll].open != is_open:
        seen.clear()
        await asyncio.wait_for(seen.wait(), 30)
    task.changed.remove(seen.set)


async def _vote_for_ever(path: Path) -> None:
    async with house(path) as (_, task):
        await begin(task)
        for number, seat in enumerate([*VOTERS] * 100):
            await asyncio.sleep(0)
            again = f"b-{seat}"  # the same ballot sent again acts once
            await task.submit(seat, ballot(seat), command_id=again)
            print(seat, number, flush=True)


if __name__ == "__main__":
    asyncio.run(_vote_for_ever(Path(sys.argv[1])))
