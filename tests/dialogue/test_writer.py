"""One transaction is one step: on SQLite's writing thread, or over a connection to PostgreSQL."""

from __future__ import annotations

import asyncio
import threading

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from dialogue.database import Database
from dialogue.tables import texts


async def kept(database: Database) -> list[str]:
    async with database.read() as connection:
        return sorted((await connection.execute(select(texts.c.id))).scalars())


def keep(connection: Connection, *ids: str) -> str:
    for each in ids:
        connection.execute(texts.insert().values(dialogue="d1", id=each, body="x"))
    return threading.current_thread().name


async def test_write_returns_what_the_work_does_once_it_is_kept(database: Database) -> None:
    thread = await database.write(lambda connection: keep(connection, "t1"))
    assert thread.startswith("log" if database.sqlite else "MainThread")
    assert await kept(database) == ["t1"]


async def test_work_that_fails_half_way_leaves_nothing_and_the_next_goes_on(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await database.write(lambda connection: keep(connection, "t1", "t2", "t1"))
    await database.write(lambda connection: keep(connection, "t3"))
    assert await kept(database) == ["t3"]


async def test_work_that_takes_itself_back_leaves_nothing(database: Database) -> None:
    def give_up(connection: Connection) -> bool:
        keep(connection, "t1")
        connection.rollback()
        return False

    assert await database.write(give_up) is False
    assert await kept(database) == []


async def test_transactions_of_many_are_written_one_by_one(database: Database) -> None:
    names = [f"t{n:02}" for n in range(30)]
    threads = await asyncio.gather(*(database.write(lambda c, name=name: keep(c, name)) for name in names))
    assert (await kept(database), len(set(threads))) == (names, 1)


async def test_writing_beside_an_open_transaction_gets_its_turn(database: Database) -> None:
    async with database.begin() as rival:
        await rival.execute(texts.insert().values(dialogue="d1", id="t1", body="x"))
        waiting = asyncio.create_task(database.write(lambda connection: keep(connection, "t2")))
        assert "t1" not in await kept(database)
    await waiting
    assert await kept(database) == ["t1", "t2"]
