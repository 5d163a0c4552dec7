"""The dialogue's task on a real SQLite file: acts once, answers after the commit, survives rivals and failures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from dialogue.clock import Clock
from dialogue.codec import Codec, UnknownEvent
from dialogue.database import Database, Locked
from dialogue.log import Log
from dialogue.machine import Dialogue, Given, Machine, Part, Refused, Tick
from dialogue.task import DialogueTask, Outcome


@dataclass(frozen=True, slots=True)
class Noted:
    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Note:
    text: str


@dataclass(frozen=True, slots=True)
class Notes:
    all: tuple[str, ...] = ()
    last_at: float = 0.0
    due_at: float | None = None


def decide(dialogue: Dialogue, command: Note, actor: int, given: Given) -> Sequence[Any]:
    if command.text == "nothing":
        return ()
    if command.text == "bad":
        raise Refused("empty", length=0)
    if command.text == "broken":
        raise ZeroDivisionError
    return (Noted(given.keep(command.text), given.now),)


def evolve(notes: Notes, event: Noted) -> Notes:
    return Notes((*notes.all, event.text), event.at, event.at + 0.05 if len(notes.all) == 0 else None)


def tick(dialogue: Dialogue, given: Given) -> Sequence[Any]:
    due_at = dialogue.part(Notes).due_at
    return (Noted(given.keep("ticked"), given.now),) if due_at is not None and due_at <= given.now else ()


MACHINE = Machine(
    [
        Part(
            slice=Notes,
            initial=Notes(),
            evolve=evolve,
            decide=decide,
            events={"noted": Noted},
            commands={"note": Note},
            tick=tick,
            due_at=lambda dialogue: dialogue.part(Notes).due_at,
        )
    ]
)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


def file_in(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path / 'test.db'}"


async def task_on(database: Database, name: str = "d1") -> DialogueTask:
    log = Log(database)
    await log.create(name, 0.0)
    task = DialogueTask(name, machine=MACHINE, codec=Codec(MACHINE), log=log, clock=Clock())
    await task.open()
    return task


@asynccontextmanager
async def running(*tasks: DialogueTask) -> AsyncIterator[None]:
    running = [asyncio.create_task(task.run()) for task in tasks]
    try:
        yield
    finally:
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def bodies(task: DialogueTask) -> list[str]:
    return [task.side.texts[each] for each in task.state.part(Notes).all if task.side.texts[each] != "ticked"]


async def test_command_is_in_the_log_when_it_is_answered(database_url: str) -> None:
    async with opened(database_url) as database:
        task = await task_on(database)
        async with running(task):
            seq = (await task.submit(7, Note("Bänke"), command_id="a1")).seq
        again = await task_on(database)
        assert (seq, bodies(again)) == (1, ["Bänke"])


async def test_command_sent_twice_acts_once(database_url: str) -> None:
    async with opened(database_url) as database:
        task = await task_on(database)
        async with running(task):
            first, same = await asyncio.gather(*(task.submit(7, Note("a"), command_id="a1") for _ in range(2)))
            later = await task.submit(7, Note("a"), command_id="a1")
            other = await task.submit(8, Note("b"), command_id="a1")
        # A slow machine may tick before the last one.
        assert (first.seq, same.seq, later.seq, other.seq > 1) == (1, 1, 1, True)
        assert [len(each.events) for each in (first, same, later, other)] == [1, 0, 0, 1]
        assert bodies(task) == ["a", "b"]


async def test_command_sent_twice_acts_once_after_a_restart(database_url: str) -> None:
    async with opened(database_url) as database:
        task = await task_on(database)
        async with running(task):
            first = await task.submit(7, Note("a"), command_id="a1")
        again = await task_on(database)
        async with running(again):
            assert (await again.submit(7, Note("a"), command_id="a1")).seq == first.seq
        assert bodies(again) == ["a"]


async def test_refusal_and_fault_reach_the_sender_and_the_task_goes_on(database_url: str) -> None:
    async with opened(database_url) as database:
        task = await task_on(database)
        async with running(task):
            with pytest.raises(Refused) as refused:
                await task.submit(7, Note("bad"))
            with pytest.raises(Refused) as broken:
                await task.submit(7, Note("broken"))
            assert (refused.value.code, broken.value.code) == ("empty", "internal")
            assert await task.submit(7, Note("nothing")) == Outcome(0)
            assert (await task.submit(7, Note("a"))).seq == 1


async def test_two_nodes_lose_nothing_and_agree(database_url: str) -> None:
    async with opened(database_url) as database:
        one, two = await task_on(database), await task_on(database)
        async with running(one, two):
            await asyncio.gather(
                *((one, two)[n % 2].submit(n + 1, Note(f"n{n}"), command_id=f"c{n}") for n in range(20))
            )
            await one.catch_up()
            await two.catch_up()
        assert sorted(bodies(one)) == sorted(f"n{n}" for n in range(20))
        assert one.state.part(Notes) == two.state.part(Notes)


async def test_node_with_a_full_inbox_leaves_room_for_another(database_url: str) -> None:
    """It was ready with its next commit each time before the other had read what it had lost against."""
    async with opened(database_url) as database:
        full, other = await task_on(database), await task_on(database)
        other.log = FarLog(database)
        full.lost.append(other.give_way)
        other.lost.append(full.give_way)
        async with running(full, other), asyncio.timeout(60):
            flood = [asyncio.create_task(_for_ever(full, number)) for number in range(3)]
            for _ in range(10):
                await full.submit(3, Note("flood"))
            for number in range(10):
                await other.submit(7, Note(f"other {number}"))
            assert [each for each in flood if each.done()] == []
            for each in flood:
                each.cancel()
            await asyncio.gather(*flood, return_exceptions=True)
        assert sum(body.startswith("other") for body in bodies(await task_on(database))) == 10


class FarLog(Log):
    """Of a node with a longer way to the database."""

    async def read(self, dialogue: str, *, after: int = 0) -> Sequence[Any]:
        rows = await super().read(dialogue, after=after)
        await asyncio.sleep(0.01)
        return rows


async def _for_ever(task: DialogueTask, number: int) -> None:
    while True:
        await task.submit(number, Note("flood"))


async def test_tick_comes_when_it_is_due(database_url: str) -> None:
    async with opened(database_url) as database:
        task = await task_on(database)
        ticked = asyncio.Event()
        task.changed.append(lambda: ticked.set() if len(task.state.part(Notes).all) == 2 else None)
        async with running(task):
            await task.submit(7, Note("a"))
            await asyncio.wait_for(ticked.wait(), 5)


async def test_database_knows_when_the_dialogue_is_due(database_url: str) -> None:
    """Also where two nodes write in turn: each notes it only when it is not what it noted last."""
    async with opened(database_url) as database:
        one, two = await task_on(database), await task_on(database)
        for task, text in ((one, "a"), (two, "b"), (two, "c"), (one, "d")):
            async with running(task):
                await task.submit(7, Note(text))
            due_at = MACHINE.due_at(task.state)
            noted = await task.log.due(float("inf"))
            assert noted == ([] if due_at is None else ["d1"])


async def test_locked_database_refuses_and_never_acknowledges(tmp_path: Path) -> None:
    async with opened(file_in(tmp_path)) as database:
        task = await task_on(database)
        async with database.engine.connect() as rival:
            await rival.execute(text("SELECT 1"))  # BEGIN IMMEDIATE: the write lock is taken
            async with running(task):
                with pytest.raises(Refused) as refused:
                    await task.submit(7, Note("a"), command_id="a1")
        assert refused.value.code == "busy"
        async with running(task):
            await task.submit(7, Note("a"), command_id="a1")
        assert bodies(task) == ["a"]


def no_page_more(connection: Any, record: Any) -> None:
    """A full disk, as SQLite sees one."""
    connection.execute(f"PRAGMA max_page_count={connection.execute('PRAGMA page_count').fetchone()[0]}")


async def test_full_disk_refuses_and_never_acknowledges(tmp_path: Path) -> None:
    async with opened(file_in(tmp_path)) as database:
        task = await task_on(database)
        assert database.writer is not None
        engine = database.writer.engine
        engine.dispose()
        event.listen(engine, "connect", no_page_more)
        async with running(task):
            with pytest.raises(Refused) as refused:
                await task.submit(7, Note("x" * 100_000), command_id="a1")
        assert refused.value.code == "busy"
        event.remove(engine, "connect", no_page_more)
        engine.dispose()
        assert bodies(await task_on(database)) == []
        async with running(task):
            await task.submit(7, Note("x" * 100_000), command_id="a1")
        assert len(bodies(task)) == 1


async def test_row_of_a_newer_release_is_not_opened(database_url: str) -> None:
    async with opened(database_url) as database:
        task = await task_on(database)
        async with running(task):
            await task.submit(7, Note("a"))
        async with database.begin() as connection:
            await connection.execute(text("""UPDATE log SET events = '[["noted", 2, {}]]'"""))
        with pytest.raises(UnknownEvent, match="version 2"):
            await task_on(database)


async def test_second_server_on_the_same_file_is_refused(tmp_path: Path) -> None:
    async with opened(file_in(tmp_path)):
        with pytest.raises(Locked, match="in use by another server"):
            async with opened(file_in(tmp_path)):
                pass


def test_tick_is_a_command_of_the_machine() -> None:
    given = Given(now=1.0, seed=1, new_id=lambda: "x")
    assert MACHINE.decide(MACHINE.empty(), Tick(), 0, given) == []
