"""The tables that migrations make are those the code knows; deleted rows are gone from the disk."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, delete

from dialogue.database import Database
from dialogue.tables import metadata, texts


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_migrations_make_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    await database.open()
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
        await database.open()
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


async def test_clock_of_the_database_is_near_our_own(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    await database.open()
    first, second = await database.now(), await database.now()
    assert 0 <= second - first < 5
    await database.close()
