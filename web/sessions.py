"""Who is signed in: a random cookie, and a row that says whose it is. What is deleted there is signed out at once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Final

from sqlalchemy import delete, select

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.tables import accounts, sessions
from web.accounts import Account, digest

COOKIE: Final = "organizer"
LASTS_S: Final = 12 * 3600
"""Longer than an evening with its preparation, shorter than a night."""


class Sessions:
    """All that are signed in."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    async def begin(self, account: int, cookies: Mapping[str, str]) -> str:
        """The cookie of a new session; the one that this browser had before ends, and so do all that are too old."""
        secret, now = secrets.token_urlsafe(32), self.clock.now()
        old = (sessions.c.hash == digest(cookies.get(COOKIE, ""))) | (sessions.c.expires_at <= now)
        row = {"hash": digest(secret), "account": account, "since": now, "expires_at": now + LASTS_S}
        async with self.database.begin() as connection:
            await connection.execute(delete(sessions).where(old))
            await connection.execute(self.database.insert_new(sessions).values(**row))
        return secret

    async def account(self, cookies: Mapping[str, str]) -> Account | None:
        if not (secret := cookies.get(COOKIE)):
            return None
        query = (
            select(accounts.c.id, accounts.c.version, accounts.c.name, accounts.c.mail, accounts.c.password)
            .join(sessions, sessions.c.account == accounts.c.id)
            .where(sessions.c.hash == digest(secret), sessions.c.expires_at > self.clock.now())
            .where(accounts.c.ended_at.is_(None))
        )
        async with self.database.read() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            return None
        return Account(row.id, row.version, row.name, row.mail, ready=row.password is not None, ended=False)

    async def end(self, cookies: Mapping[str, str]) -> None:
        async with self.database.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.hash == digest(cookies.get(COOKIE, ""))))

    async def end_all(self, account: int) -> None:
        """Every device of this account."""
        async with self.database.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.account == account))
