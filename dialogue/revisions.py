"""The tables' revisions: which one a database has, which one this release knows, and the way up. Knows no row."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

MIGRATIONS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = 7_415_001
"""Key of PostgreSQL's advisory lock: nodes that start at the same moment upgrade one after the other."""


class Unusable(RuntimeError):
    """The database cannot be worked with; the text is a sentence for the operator and shows no password."""


class Newer(Unusable):
    """A newer release wrote these tables."""


def head() -> str:
    """The revision this release works with."""
    found = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert found is not None
    return found


def known() -> list[str]:
    """All revisions of this release, the newest first."""
    return [each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]


def revision_of(connection: Connection) -> str | None:
    """None: the database has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


def must_be_known(revision: str | None) -> None:
    """Raises `Newer`."""
    if revision is not None and revision not in known():
        raise Newer(
            f"A newer release wrote this database (revision {revision}, this release knows up to {head()}): "
            "install that release, or restore a backup."
        )


def upgrade(connection: Connection, to: str = "head") -> None:
    """Up to that revision, in the connection's transaction. Raises `Newer`."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    must_be_known(revision_of(connection))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
