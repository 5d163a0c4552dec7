"""Backups: what is written is what comes back, between both kinds of database; what is not whole changes nothing."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from dialogue.ballots import shake
from dialogue.database import Database
from dialogue.log import Entry, Log
from dialogue.revisions import Newer, head
from dialogue.tables import metadata, slides
from dialogue.upkeep import Unsuitable, backup, restore
from tests.machines import Postgres


async def fill(database: Database) -> None:
    log = Log(database)
    await log.create("d1", 1_000.0)
    entry = Entry(1, 1_001.5, 7, "c1", "[]", texts={"t1": "Bänke am Markt; „mehr“\n🙂"}, people={7: {"name": "Ada"}})
    assert await log.append("d1", [entry], due_at=1_200.0)
    async with database.begin() as connection:
        row = {"dialogue": "d1", "deck": "a", "page": 1, "image": bytes(range(256))}
        await connection.execute(slides.insert().values(**row))


async def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    async with database.read() as connection:
        return {
            table.name: [dict(row) for row in (await connection.execute(select(table))).mappings()]
            for table in metadata.sorted_tables
        }


async def test_backup_comes_back_whole(database: Database, tmp_path: Path) -> None:
    await fill(database)
    path = tmp_path / "saved.gz"
    counts = await backup(database, path)
    assert {name: n for name, n in counts.items() if n} == {
        "dialogues": 1,
        "log": 1,
        "people": 1,
        "texts": 1,
        "slides": 1,
    }
    assert path.stat().st_mode & 0o777 == 0o600
    empty = Database(f"sqlite+aiosqlite:///{tmp_path / 'other.db'}")
    assert await restore(empty, path) == {name: n for name, n in counts.items() if n}
    assert await everything(empty) == await everything(database)
    with pytest.raises(Unsuitable, match="not empty"):
        await restore(empty, path)
    await empty.close()


@pytest.mark.long
async def test_backup_of_sqlite_fills_postgresql(postgres: Postgres, tmp_path: Path) -> None:
    small, large = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"), Database(postgres.fresh())
    await small.open()
    await fill(small)
    await backup(small, tmp_path / "saved.gz")
    await restore(large, tmp_path / "saved.gz")
    assert await everything(large) == await everything(small)
    await large.open()
    await small.close()
    await large.close()


async def test_nothing_is_saved_while_ballots_lie_in_their_box(database: Database, tmp_path: Path) -> None:
    await fill(database)
    await database.write(
        lambda connection: shake(connection, "d1", cast=[("wahl", "ja")], emptied=(), alone=database.sqlite)
    )
    with pytest.raises(Unsuitable, match="A secret vote is under way"):
        await backup(database, tmp_path / "saved.gz")
    assert not (tmp_path / "saved.gz").exists()
    assert (await backup(database, tmp_path / "saved.gz", even_ballots=True))["ballots"] == 1


@pytest.mark.parametrize("fault", ["cut", "short", "text", "format", "newer", "empty"])
async def test_damaged_backup_restores_nothing_and_says_why(database: Database, tmp_path: Path, fault: str) -> None:
    await fill(database)
    await backup(database, tmp_path / "saved.gz")
    whole = gzip.decompress((tmp_path / "saved.gz").read_bytes()).decode().splitlines()
    first = json.loads(whole[0])
    damaged = {
        "cut": gzip.compress("\n".join(whole).encode())[:-40],
        "short": gzip.compress("\n".join([*whole[:2], whole[-1]]).encode()),
        "text": b"no backup at all",
        "format": gzip.compress(json.dumps({**first, "format": 99}).encode()),
        "newer": gzip.compress(json.dumps({**first, "revision": "9999"}).encode()),
        "empty": gzip.compress(b""),
    }[fault]
    (tmp_path / "bad.gz").write_bytes(damaged)
    other = Database(f"sqlite+aiosqlite:///{tmp_path / 'other.db'}")
    with pytest.raises((Unsuitable, Newer)) as refused:
        await restore(other, tmp_path / "bad.gz")
    assert str(refused.value).endswith((".", "backup."))
    await other.open()
    assert set(map(len, (await everything(other)).values())) == {0}
    await other.close()


async def test_backup_needs_up_to_date_tables(database: Database, tmp_path: Path) -> None:
    async with database.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(Unsuitable, match=f"revision 0001, this release works with {head()}"):
        await backup(database, tmp_path / "saved.gz")
