"""The tables that migrations make are those the code knows; deleted rows are gone from the disk."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, delete, text
from sqlalchemy.exc import DBAPIError

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.revisions import Newer, Unusable
from dialogue.tables import metadata, texts
from tests.machines import Postgres
from tests.town import free_port


def differences(connection: Connection) -> list[object]:
    """Comments are for readers of the code; SQLite has none."""
    found = compare_metadata(MigrationContext.configure(connection), metadata)
    return [each for each in found if not (isinstance(each, list) and each[0][0] == "modify_comment")]


async def test_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_opening_again_changes_nothing(database_url: str) -> None:
    for _ in range(2):
        database = Database(database_url)
        await database.open()
        await database.close()


@pytest.mark.long
async def test_nodes_that_start_at_the_same_moment_upgrade_one_after_the_other(postgres: Postgres) -> None:
    url = postgres.fresh()
    nodes = [Database(url) for _ in range(4)]
    await asyncio.gather(*(node.open() for node in nodes))
    async with nodes[0].engine.connect() as connection:
        found = await connection.run_sync(differences)
    for node in nodes:
        await node.close()
    assert found == []


async def test_alone_lets_one_after_the_other_in(database: Database) -> None:
    inside, most = 0, 0

    async def visit(door: str) -> None:
        nonlocal inside, most
        async with database.alone(door):
            inside += 1
            most = max(most, inside)
            async with database.read() as connection:
                await connection.execute(text("SELECT 1"))
            inside -= 1

    await asyncio.gather(*(visit("start") for _ in range(40)))
    assert (inside, most) == (0, 1)


HOLDS = """
import asyncio, sys
from dialogue.database import Database

async def hold():
    async with Database(sys.argv[1]).alone("start"):
        print("in", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


@pytest.mark.long
async def test_alone_holds_on_all_nodes_and_a_dead_one_lets_go(postgres: Postgres) -> None:
    url = postgres.fresh()
    here, entered = Database(url), asyncio.Event()

    async def visit() -> None:
        async with here.alone("start"):
            entered.set()

    other = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLDS, url, stdout=asyncio.subprocess.PIPE)
    assert other.stdout is not None
    assert await other.stdout.readline() == b"in\n"
    visiting = asyncio.create_task(visit())
    async with here.alone("another door"):
        async with asyncio.timeout(10):
            while not await _waiting(here):  # noqa: ASYNC110 - PostgreSQL tells nobody
                await asyncio.sleep(0.02)
    assert not entered.is_set()
    other.kill()
    await asyncio.wait_for(visiting, 10)
    await other.communicate()
    await here.close()


async def _waiting(database: Database) -> int:
    async with database.read() as connection:
        query = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return int((await connection.execute(query)).scalar_one())


async def test_database_of_a_newer_release_is_refused_in_a_sentence(database_url: str) -> None:
    database = Database(database_url)
    await database.open()
    async with database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    with pytest.raises(Newer, match=r"^A newer release wrote this database \(revision 9999, this release knows up to "):
        await Database(database_url).open()


async def test_clock_that_is_off_the_database_s_is_red_until_it_has_followed(database: Database) -> None:
    clock = Clock(wall=lambda: time.time() + 0.4)
    found = []
    for _ in range(2):
        await clock.check(database.now)
        found.append(clock.healthy)
    assert found == [False, True]


async def test_database_that_nobody_serves_is_refused_in_a_sentence_without_the_password() -> None:
    port = free_port(socket.SOCK_STREAM)
    database = Database(f"postgresql+asyncpg://dialogue:Planted-73@127.0.0.1:{port}/dialogue")
    with pytest.raises(Unusable, match=r"^The database cannot be used: .*Connect call failed") as refused:
        await database.open()
    assert "Planted-73" not in str(refused.value)


@pytest.mark.long
async def test_postgresql_that_is_too_old_is_refused_in_a_sentence(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dialogue.database.OLDEST_POSTGRESQL", 99)
    with pytest.raises(Unusable, match=r"^PostgreSQL \d\d is too old: 99 or newer is needed\.$"):
        await Database(postgres.fresh()).open()


@pytest.mark.long
async def test_database_that_does_not_exist_is_refused_in_a_sentence(postgres: Postgres) -> None:
    with pytest.raises(Unusable, match=r'^The database cannot be used: database "nowhere" does not exist\.$'):
        await Database(postgres.url("nowhere")).open()


@pytest.mark.long
async def test_postgresql_that_restarts_fails_as_a_database_does_and_is_found_again(postgres: Postgres) -> None:
    database = Database(postgres.fresh())
    await database.open()
    postgres.stop(signal.SIGINT)
    with pytest.raises(DBAPIError):
        await database.now()
    postgres.start()
    assert await database.now() > 0
    await database.close()


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_deleted_text_is_nowhere_on_the_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    await database.open()
    async with database.begin() as connection:
        await connection.execute(texts.insert().values(dialogue="d1", id="t1", body="Planted-Text-73"))
    assert b"Planted-Text-73" in on_disk(tmp_path)
    async with database.begin() as connection:
        await connection.execute(delete(texts).where(texts.c.id == "t1"))
    await database.forget_deleted()
    assert b"Planted-Text-73" not in on_disk(tmp_path)
    await database.close()


async def test_clock_of_the_database_is_near_our_own(database: Database) -> None:
    first, second = await database.now(), await database.now()
    assert 0 <= second - first < 5
