"""What was counted of an evening that closed goes, also where the server died before it could delete it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from dialogue.bus import HubBus
from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.host import Host
from dialogue.machine import Machine
from facilitation.agenda import Close, Prepare, Start
from facilitation.parts import PARTS
from rooms.seats import AddSeat
from rooms.spoken import Spoken
from rooms.spoken_rows import SpokenRows
from tests.facilitation.evening import NOON, SCRIPT, frozen
from web.speaking import Speaking

COUNTS = {("m0-a", "plenary", 1): 30.0}


class Node:
    """A control process without pages: its host and what brings speaking time."""

    def __init__(self, path: Path) -> None:
        self.clock = Clock()
        self.database = Database(f"sqlite+aiosqlite:///{path / 'test.db'}")
        self.host = Host(machine=Machine(PARTS), database=self.database, clock=self.clock)
        self.rows = SpokenRows(self.database)
        self.speaking = Speaking(HubBus(path / "bus"), self.host, self.rows, clock=self.clock, every_s=0.02)

    async def until(self, wanted: dict[tuple[str, str, int], float]) -> None:
        async with asyncio.timeout(30):
            while await self.rows.load("d1") != wanted:  # noqa: ASYNC110 - a table has no event
                await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def running(path: Path, *, counting: bool) -> AsyncIterator[Node]:
    node = Node(path)
    await node.database.open()
    tasks = [asyncio.create_task(node.host.run())]
    if counting:
        tasks.append(asyncio.create_task(node.speaking.run()))
    await asyncio.sleep(0)
    yield node
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await node.database.close()


async def test_rows_of_an_evening_closed_before_a_crash_are_wiped_by_the_next_process(tmp_path: Path) -> None:
    async with running(tmp_path, counting=False) as node:
        task = await node.host.create("d1")
        for command in (Prepare(frozen(SCRIPT), NOON), AddSeat("citizen"), Start(), Close()):
            await task.submit(0, command)
        await node.rows.keep("d1", COUNTS)
    async with running(tmp_path, counting=True) as node:
        await node.until({})
        assert node.host.tasks["d1"].seen.part(Spoken) == Spoken()


async def test_counts_go_on_where_a_killed_process_had_stored_them(tmp_path: Path) -> None:
    async with running(tmp_path, counting=False) as node:
        task = await node.host.create("d1")
        for command in (Prepare(frozen(SCRIPT), NOON), AddSeat("citizen"), Start()):
            await task.submit(0, command)
        await node.rows.keep("d1", COUNTS)
    async with running(tmp_path, counting=True) as node:
        beat = {"instance": "m0-a", "spoken": {"d1": {"plenary": {"1": 31.5, "2": 9.0}}}}
        await node.speaking.bus.publish("media.beat", beat)
        await node.until({("m0-a", "plenary", 1): 31.5, ("m0-a", "plenary", 2): 9.0})
        assert node.host.tasks["d1"].seen.part(Spoken).seconds(1) == 31.5
        assert node.host.tasks["d1"].seen.part(Spoken).seconds(2) == 0.0
