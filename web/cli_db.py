"""`dialogue db`: the database brought up to date, checked, saved and restored; each says in a sentence what it did."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from dialogue.clock import TOLERANCE_S, Clock
from dialogue.codec import Codec, UnknownEvent
from dialogue.database import Database
from dialogue.log import Log
from dialogue.machine import Machine
from dialogue.revisions import Unusable, head, must_be_known, revision_of
from dialogue.settings import Settings, SettingsError, load
from dialogue.tables import dialogues
from dialogue.upkeep import Unsuitable, backup, restore
from facilitation.parts import PARTS
from web.exits import DATABASE, FINDINGS, SETTINGS, exit_code

app = typer.Typer(help="The database: upgrade, check, backup, restore.", no_args_is_help=True)


def _run(work: Coroutine[Any, Any, list[str]]) -> None:
    """Prints the sentences. Exit codes: 1 findings, 5 the database cannot be used, 6 a newer release wrote it."""
    try:
        for line in asyncio.run(work):
            typer.echo(line)
    except Unsuitable as error:
        _give_up(str(error), FINDINGS)
    except Unusable as error:
        _give_up(str(error), exit_code(error))
    except DBAPIError as error:
        _give_up(f"The database cannot be used: {error.orig}.", DATABASE)
    except OSError as error:
        _give_up(f"{error.filename or 'The file'}: {error.strerror}.", FINDINGS)


def _give_up(sentence: str, code: int) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(code) from None


def _settings() -> Settings:
    try:
        return load()
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(SETTINGS) from None


@app.command("upgrade")
def upgrade_command() -> None:
    """Bring the tables up to date. The server does it too when it starts."""

    async def work() -> list[str]:
        database = Database(_settings().database_url)
        await database.open()
        await database.close()
        return [f"The tables are up to date (revision {head()})."]

    _run(work())


@app.command("check")
def check_command() -> None:
    """Check connection, revision, clock, and that this release can read every dialogue. Exit 0: all is well."""
    _run(_check(Database(_settings().database_url)))


async def _check(database: Database) -> list[str]:
    try:
        await database.check_version()
        async with database.read() as connection:
            revision = await connection.run_sync(revision_of)
        if revision is None:
            return ["The database is empty: the server makes its tables when it starts."]
        must_be_known(revision)
        ahead_s = await Clock().check(database.now)
        findings = [] if abs(ahead_s) <= TOLERANCE_S else [f"This machine's clock is {ahead_s:+.3f} s off."]
        findings += await _unreadable(database)
        if revision != head():
            findings.append(f"The tables have revision {revision}, this release works with {head()}: upgrade.")
        if findings:
            raise Unsuitable("\n".join(findings))
        return [f"Revision {revision}, clock {ahead_s:+.3f} s, all dialogues can be read."]
    finally:
        await database.close()


async def _unreadable(database: Database) -> list[str]:
    machine, log = Machine(PARTS), Log(database)
    codec, findings = Codec(machine), []
    async with database.read() as connection:
        names = list((await connection.execute(select(dialogues.c.id).order_by(dialogues.c.id))).scalars())
    for name in names:
        try:
            state = machine.empty()
            for row in await log.read(name):
                state = machine.apply(state, row.seq, row.at, codec.load(row.events))
        except UnknownEvent as error:
            findings.append(f"{name}: {error}.")
        except Exception as error:
            findings.append(f"{name}: its log cannot be read ({type(error).__name__}).")
    return findings


@app.command("backup")
def backup_command(
    file: Annotated[Path, typer.Argument(help="The new file, e.g. dialogue-2027-03-01.gz.")],
    even_ballots: Annotated[bool, typer.Option(help="Also during a secret vote; see the handbook.")] = False,
) -> None:
    """Save all rows, as of one instant, while the server runs. The key (DATA_DIR/secret) is not in it: keep it too."""

    async def work() -> list[str]:
        database = Database(_settings().database_url)
        try:
            counts = await backup(database, file, even_ballots=even_ballots)
        finally:
            await database.close()
        return [f"{file}: {sum(counts.values())} rows of {counts['dialogues']} dialogues."]

    _run(work())


@app.command("restore")
def restore_command(file: Annotated[Path, typer.Argument(help="A file that `dialogue db backup` made.")]) -> None:
    """Fill an empty database; the server must not run. Also from SQLite to PostgreSQL and back."""

    async def work() -> list[str]:
        database = Database(_settings().database_url)
        database.lock_file()
        try:
            counts = await restore(database, file)
        finally:
            await database.close()
        return [f"{sum(counts.values())} rows of {counts.get('dialogues', 0)} dialogues restored."]

    _run(work())
