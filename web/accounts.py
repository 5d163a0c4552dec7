"""Organizers' accounts: who they are, their passwords, and links that work once. Knows no request and no page.

Passwords are kept as argon2id (RFC 9106). Hashing takes a tenth of a second of one core on purpose: it happens in a
thread, one at a time, so that whoever guesses slows down guessing and nothing else.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Any, Final, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Row, delete, func, select, update

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.tables import account_links, accounts, sessions
from dialogue.upkeep import count_on
from web.unfit import Unfit

NAME_LENGTH: Final = 80
MAIL_LENGTH: Final = 200
SHORTEST: Final = 12
LONGEST: Final = 200
FIRST: Final = 1
"""The id of the account that the set-up link makes: two who open it at the same moment cannot both have it."""
LASTS_S: Final = {"password": 7 * 86_400.0, "sign-in": 900.0}
Purpose = Literal["password", "sign-in"]


@dataclass(frozen=True, slots=True)
class Account:
    """`ready`: has a password. `ended`: kept for the audit list only."""

    id: int
    version: int
    name: str
    mail: str
    ready: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class Lead:
    """Who asks for a page of those who lead a dialogue. The log names the `seat`; an account acts through the
    dialogue's organizer's seat, and the audit list says whose account it was."""

    seat: int
    account: int | None
    name: str | None

    @property
    def person(self) -> str:
        """The same for the same human being: what tells a second person from the first."""
        return f"seat-{self.seat}" if self.account is None else f"account-{self.account}"


class Accounts:
    """All organizers of the town."""

    def __init__(self, database: Database, clock: Clock, key: str) -> None:
        self.database = database
        self.clock = clock
        self.key = key.encode()
        self.hasher = PasswordHasher()
        self.turn = asyncio.Semaphore(1)
        self.nobody = self.hasher.hash(secrets.token_hex(8))

    def setup_token(self) -> str:
        """Derived, so that each start can print it again; works only while there is no account at all."""
        return hmac.digest(self.key, b"set-up", "sha256").hex()[:32]

    async def none_yet(self) -> bool:
        async with self.database.read() as connection:
            return not (await connection.execute(select(func.count()).select_from(accounts))).scalar_one()

    async def first(self, token: str, name: str, mail: str, password: str) -> Account:
        """Refuses `link-used`, and what `checked` refuses."""
        fields = checked(name, mail) | {"password": await self._hashed(password, mail)}
        row = {"id": FIRST, "version": 1, "created_at": self.clock.now(), **fields}
        right = hmac.compare_digest(token.encode(), self.setup_token().encode())
        async with self.database.begin() as connection:
            taken = (await connection.execute(select(func.count()).select_from(accounts))).scalar_one()
            made = await connection.execute(self.database.insert_new(accounts).values(**row)) if right else None
            if made is None or taken or not made.rowcount:
                await connection.rollback()
                raise Unfit("link-used")
            await connection.run_sync(count_on, accounts)
        return Account(FIRST, 1, fields["name"], fields["mail"], ready=True, ended=False)

    async def add(self, name: str, mail: str) -> Account:
        """One more organizer, who still has to choose a password. Refuses `mail-taken`."""
        row = checked(name, mail) | {"version": 1, "created_at": self.clock.now()}
        async with self.database.begin() as connection:
            if not (await connection.execute(self.database.insert_new(accounts).values(**row))).rowcount:
                raise Unfit("mail-taken")
        found = await self.by_mail(mail)
        assert found is not None, "it was just made"
        return found

    async def all(self) -> list[Account]:
        async with self.database.read() as connection:
            return [_account(row) for row in await connection.execute(select(accounts).order_by(accounts.c.id))]

    async def by_id(self, id: int) -> Account | None:
        async with self.database.read() as connection:
            row = (await connection.execute(select(accounts).where(accounts.c.id == id))).first()
        return None if row is None else _account(row)

    async def by_mail(self, mail: str) -> Account | None:
        async with self.database.read() as connection:
            query = select(accounts).where(accounts.c.mail == mail.strip().casefold())
            row = (await connection.execute(query)).first()
        return None if row is None else _account(row)

    async def verified(self, mail: str, password: str) -> Account | None:
        """None for a wrong password as for an unknown address, after the same time."""
        async with self.database.read() as connection:
            query = select(accounts).where(accounts.c.mail == mail.strip().casefold(), accounts.c.ended_at.is_(None))
            row = (await connection.execute(query)).first()
        kept = row.password if row is not None and row.password else self.nobody
        async with self.turn:
            right = await asyncio.to_thread(self._verify, kept, password[:LONGEST])
        return _account(row) if row is not None and row.password and right else None

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self.hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _hashed(self, password: str, mail: str) -> str:
        """Refuses `password-short`, `password-long`, `password-mail`."""
        if len(password) < SHORTEST:
            raise Unfit("password-short", limit=SHORTEST)
        if len(password) > LONGEST:
            raise Unfit("password-long", limit=LONGEST)
        if password.casefold() in (mail.casefold(), mail.partition("@")[0].casefold()) or len(set(password)) < 4:
            raise Unfit("password-easy")
        async with self.turn:
            return await asyncio.to_thread(self.hasher.hash, password)

    async def set_password(self, account: Account, password: str) -> None:
        """Ends every session and every other link of the account: whoever else got in is out."""
        hashed = await self._hashed(password, account.mail)
        async with self.database.begin() as connection:
            mine = (accounts.c.id == account.id) & accounts.c.ended_at.is_(None)
            await connection.execute(
                update(accounts).where(mine).values(password=hashed, version=accounts.c.version + 1)
            )
            for table in (sessions, account_links):
                await connection.execute(delete(table).where(table.c.account == account.id))

    async def end(self, id: int, *, by: int) -> None:
        """Takes an organizer's access away at once. Refuses `own-account`: so one always remains."""
        if id == by:
            raise Unfit("own-account")
        async with self.database.begin() as connection:
            gone: dict[str, Any] = {"ended_at": self.clock.now(), "password": None, "mail": f"ended-{id}"}
            gone["version"] = accounts.c.version + 1
            await connection.execute(update(accounts).where(accounts.c.id == id).values(gone))
            for table in (sessions, account_links):
                await connection.execute(delete(table).where(table.c.account == id))

    async def link(self, account: int, purpose: Purpose) -> str:
        """The token of a link that works once; earlier ones for the same purpose end."""
        token = secrets.token_urlsafe(24)
        expires_at = self.clock.now() + LASTS_S[purpose]
        same = (account_links.c.account == account) & (account_links.c.purpose == purpose)
        async with self.database.begin() as connection:
            await connection.execute(delete(account_links).where(same))
            row = {"hash": digest(token), "account": account, "purpose": purpose, "expires_at": expires_at}
            await connection.execute(self.database.insert_new(account_links).values(**row))
        return token

    async def linked(self, token: str, purpose: Purpose) -> Account | None:
        """Whose link it is, while it works; looking changes nothing."""
        query = select(account_links.c.account).where(
            account_links.c.hash == digest(token),
            account_links.c.purpose == purpose,
            account_links.c.expires_at > self.clock.now(),
        )
        async with self.database.read() as connection:
            id = (await connection.execute(query)).scalar_one_or_none()
        found = await self.by_id(id) if id is not None else None
        return None if found is None or found.ended else found

    async def use(self, token: str) -> bool:
        """False where somebody used it first."""
        async with self.database.begin() as connection:
            gone = await connection.execute(delete(account_links).where(account_links.c.hash == digest(token)))
        return bool(gone.rowcount)


def checked(name: str, mail: str) -> dict[str, str]:
    """Refuses `bad-name`, `bad-mail`."""
    name, mail = " ".join(name.split()), mail.strip().casefold()
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise Unfit("bad-name", limit=NAME_LENGTH)
    if len(mail) > MAIL_LENGTH or not re.fullmatch(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+", mail):
        raise Unfit("bad-mail")
    return {"name": name, "mail": mail}


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _account(row: Row[Any]) -> Account:
    ready, ended = row.password is not None, row.ended_at is not None
    return Account(row.id, row.version, row.name, row.mail, ready=ready, ended=ended)
