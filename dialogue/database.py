"""The engine: SQLite by default, PostgreSQL by address; knows the dialects' differences so that nobody else does."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

from sqlalchemy import Connection, Insert, Table, event, func, select, text
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as TimedOut
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from dialogue.revisions import Unusable, upgrade
from dialogue.writer import Writer

T = TypeVar("T")

OLDEST_POSTGRESQL = 13
SQLITE: dict[str, Any] = {"pool_reset_on_return": None}  # nothing to roll back, and the step is a way to a thread
POSTGRESQL: dict[str, Any] = {
    "pool_pre_ping": True,  # a server that was restarted left dead connections behind: asked in 0.1 ms
    "pool_size": 10,
    "max_overflow": 20,
    "pool_timeout": 10,
    "connect_args": {"timeout": 5, "command_timeout": 30, "server_settings": {"application_name": "dialogue"}},
}


class Locked(Unusable):
    """Another control process works on this SQLite file."""


class Database:
    """One engine. `begin()` is a write transaction, `write()` one in a single step, `read()` a snapshot without a lock;
    all raise `DBAPIError`, also where the database cannot be reached. Raises `Unusable` where the driver is missing."""

    def __init__(self, url: str) -> None:
        self.sqlite = url.startswith("sqlite")
        options = SQLITE if self.sqlite else POSTGRESQL
        try:
            # hide_parameters: an error is logged with its statement, never with a text or a ballot.
            self.engine: AsyncEngine = create_async_engine(url, hide_parameters=True, **options)
        except ModuleNotFoundError as error:
            raise Unusable(f"PostgreSQL needs the package {error.name}: pip install '.[postgresql]'.") from None
        self.lock: IO[str] | None = None
        self.unforgotten = False
        self.turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.writer = Writer(self.engine.url.set(drivername="sqlite")) if self.sqlite else None
        for engine in (self.engine.sync_engine, self.writer.engine) if self.writer else ():
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)

    async def open(self) -> None:
        """Takes the lock file (SQLite) and brings the tables up to date. Raises `Unusable`, and `Newer` where a newer
        release wrote the tables."""
        self.lock_file()
        try:
            await self._prepare()
        except DBAPIError as error:
            await self.close()
            raise Unusable(f"The database cannot be used: {error.orig}.") from error
        except Unusable:
            await self.close()
            raise

    def lock_file(self) -> None:
        """SQLite: from now on no other process opens it. Raises `Locked`."""
        if self.sqlite and (path := self.engine.url.database):
            self.lock = _take_lock(Path(path).with_suffix(".lock"))

    async def _prepare(self) -> None:
        await self.check_version()
        async with self.begin() as connection:
            await connection.run_sync(upgrade)
        await self.forget_deleted()  # where the process died before it could

    async def check_version(self) -> None:
        """Raises `Unusable` where PostgreSQL is too old."""
        if self.sqlite:
            return
        async with self.read() as connection:
            found = int((await connection.execute(text("SHOW server_version_num"))).scalar_one()) // 10000
        if found < OLDEST_POSTGRESQL:
            raise Unusable(f"PostgreSQL {found} is too old: {OLDEST_POSTGRESQL} or newer is needed.")

    async def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        await self.engine.dispose()
        if self.lock is not None:
            self.lock.close()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        with _as_database_error():
            async with self.engine.begin() as connection:
                yield connection

    async def write(self, work: Callable[[Connection], T]) -> T:
        """`work`'s result, once its transaction is committed: what the log is written by. Raises what it raises."""
        if self.writer is not None:
            return await self.writer.run(work)
        async with self.begin() as connection:
            return await connection.run_sync(work)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        with _as_database_error():
            async with self.engine.connect() as connection:
                yield await connection.execution_options(reading=True)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """All reads in it see the same instant, and nobody waits for them."""
        async with self.read() as connection:
            if self.sqlite:
                await connection.exec_driver_sql("BEGIN")
            else:
                await connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @asynccontextmanager
    async def alone(self, what: str) -> AsyncIterator[None]:
        """One at a time on all nodes, for what no unique key can say ("at most so many"); a node that dies lets go."""
        async with self.turns[what]:
            if self.sqlite:
                yield
                return
            async with self.read() as connection:
                await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))
                yield

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

    async def forget_deleted(self, *tables: Table) -> None:
        """After deletions: empties SQLite's write-ahead log, in which deleted rows would live on. Where somebody reads
        for longer than `busy_timeout`, it stays `unforgotten`, and whoever beats tries again. PostgreSQL is made to
        write the ballot box anew, and these tables: the rows that were taken out would lie in its files. (An archive of
        its write-ahead log is a backup like others, and the operator's.)"""
        if not self.sqlite:
            async with self.read() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                for name in ("ballots", *(table.name for table in tables)):
                    await connection.execute(text(f"VACUUM FULL {name}"))
        else:
            async with self.read() as connection:
                result = await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
                self.unforgotten = bool(result.one()[0])


@contextmanager
def _as_database_error() -> Iterator[None]:
    """A driver's own errors, as when nobody listens at the address, become the kind that every caller expects."""
    try:
        yield
    except TimedOut as error:  # every connection of the pool is in use
        raise OperationalError("connect", None, error) from error
    except SQLAlchemyError:
        raise
    except Exception as error:
        if isinstance(error, OSError) or type(error).__module__.startswith("asyncpg"):
            raise OperationalError("connect", None, error) from error
        raise


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
