"""The engine: SQLite by default, PostgreSQL by address; knows the dialects' differences so that nobody else does."""

from __future__ import annotations

import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Insert, Table, event, text
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

MIGRATIONS = Path(__file__).parent / "migrations"


class Locked(RuntimeError):
    """Another control process works on this SQLite file."""


class Database:
    """One engine. `begin()` is a write transaction, `read()` a snapshot without a lock."""

    def __init__(self, url: str) -> None:
        self.sqlite = url.startswith("sqlite")
        # SQLite: nothing to roll back after a commit, and each such step is a way to another thread and back.
        options: dict[str, Any] = {"pool_reset_on_return": None} if self.sqlite else {}
        options["hide_parameters"] = True  # an error is logged with its statement: never with a text or a ballot
        self.engine: AsyncEngine = create_async_engine(url, **options)
        self.lock: IO[str] | None = None
        self.unforgotten = False
        if self.sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    async def open(self) -> None:
        """Takes the lock file (SQLite) and brings the tables up to date. Raises `Locked`."""
        if self.sqlite and (path := self.engine.url.database):
            self.lock = _take_lock(Path(path).with_suffix(".lock"))
        async with self.engine.begin() as connection:
            await connection.run_sync(_upgrade)
        await self.forget_deleted()  # where the process died before it could

    async def close(self) -> None:
        await self.engine.dispose()
        if self.lock is not None:
            self.lock.close()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        async with self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with self.engine.connect() as connection:
            yield await connection.execution_options(reading=True)

    def insert_new(self, table: Table) -> Insert:
        """INSERT ... ON CONFLICT DO NOTHING: `rowcount` says how many were new."""
        statement = insert_sqlite(table) if self.sqlite else insert_postgresql(table)
        return statement.on_conflict_do_nothing()

    def upsert(self, table: Table, **values: Any) -> Insert:
        """INSERT, or UPDATE of everything but the primary key."""
        keys = [column.name for column in table.primary_key]
        changed = {name: value for name, value in values.items() if name not in keys}
        insert = insert_sqlite(table) if self.sqlite else insert_postgresql(table)
        return insert.values(**values).on_conflict_do_update(index_elements=keys, set_=changed)

    async def now(self) -> float:
        """Epoch seconds of the database's machine."""
        clock = "(julianday('now') - 2440587.5) * 86400.0" if self.sqlite else "extract(epoch from clock_timestamp())"
        async with self.read() as connection:
            return float((await connection.execute(text(f"SELECT {clock}"))).scalar_one())

    async def forget_deleted(self) -> None:
        """After deletions: empties SQLite's write-ahead log, in which deleted rows would live on. Where somebody reads
        for longer than `busy_timeout`, it stays `unforgotten`, and whoever beats tries again. PostgreSQL is made to
        write the ballot box anew: the rows that were taken out would lie in its file."""
        if not self.sqlite:
            async with self.engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.execute(text("VACUUM FULL ballots"))
        else:
            async with self.read() as connection:
                result = await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
                self.unforgotten = bool(result.one()[0])


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event below opens transactions, not the driver
    cursor = connection.cursor()
    # FULL: what was acknowledged survives a power cut. secure_delete: erased means overwritten.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("reading"):
        return  # each SELECT is its own snapshot; readers never wait for the writer
    # IMMEDIATE: a transaction that reads first could otherwise fail when it wants to write.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _take_lock(path: Path) -> IO[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.seek(0)
        owner = lock.read().strip()
        lock.close()
        raise Locked(f"{path.parent} is in use by another server (process {owner or 'unknown'})") from error
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
