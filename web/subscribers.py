"""Addresses that want to hear what came of a dialogue, each with a yes of its own by mail (double opt-in).

They stand beside no seat and no name. The token in their mails is derived from the server's key, so that every mail can
carry the way out again; the table holds its hash alone.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select, update

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.tables import subscribers

UNCONFIRMED_S: Final = 7 * 86_400.0
"""Who never said yes is forgotten after that."""
AGAIN_S: Final = 600.0
"""Before that nobody gets a second mail, however often somebody types their address."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    hash: str
    dialogue: str
    address: str
    language: str
    confirmed_at: float | None


class Subscribers:
    """Those of all dialogues."""

    def __init__(self, database: Database, clock: Clock, key: str) -> None:
        self.database = database
        self.clock = clock
        self.key = key.encode()

    def token(self, dialogue: str, address: str) -> str:
        """For `/news/{token}`: 22 signs, 132 bits."""
        digest = hmac.digest(self.key, f"news/{dialogue}/{address}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest)[:22].decode()

    def hash(self, dialogue: str, address: str) -> str:
        return _hash(self.token(dialogue, plain(address)))

    async def ask(self, dialogue: str, address: str, language: str) -> bool:
        """Notes the wish; whether a mail has to ask for a yes: not where there is one, nor again at once."""
        address, now = plain(address), self.clock.now()
        row = {"hash": self.hash(dialogue, address), "dialogue": dialogue, "address": address, "language": language}
        again = subscribers.c.confirmed_at.is_(None) & (subscribers.c.asked_at < now - AGAIN_S)
        mine = update(subscribers).where(subscribers.c.hash == row["hash"], again)
        async with self.database.begin() as connection:
            made = await connection.execute(self.database.insert_new(subscribers).values(**row, asked_at=now))
            if made.rowcount:
                return True
            return bool((await connection.execute(mine.values(asked_at=now, language=language))).rowcount)

    async def find(self, token: str) -> Subscriber | None:
        return await self.by_hash(_hash(token))

    async def by_hash(self, hash: str) -> Subscriber | None:
        columns = [subscribers.c[name] for name in Subscriber.__slots__]
        async with self.database.read() as connection:
            row = (await connection.execute(select(*columns).where(subscribers.c.hash == hash))).first()
        return None if row is None else Subscriber(*row)

    async def confirm(self, hash: str, *, told: int | None) -> None:
        """`told`: how many later answers stand on the page that they can read now; None where there is none yet."""
        mine = (subscribers.c.hash == hash) & subscribers.c.confirmed_at.is_(None)
        async with self.database.begin() as connection:
            await connection.execute(update(subscribers).where(mine).values(confirmed_at=self.clock.now(), told=told))

    async def withdraw(self, hash: str) -> None:
        async with self.database.begin() as connection:
            await connection.execute(delete(subscribers).where(subscribers.c.hash == hash))
        await self.database.forget_deleted(subscribers)

    async def forget_unconfirmed(self) -> None:
        old = subscribers.c.confirmed_at.is_(None) & (subscribers.c.asked_at < self.clock.now() - UNCONFIRMED_S)
        async with self.database.begin() as connection:
            gone = await connection.execute(delete(subscribers).where(old))
        if gone.rowcount:
            await self.database.forget_deleted(subscribers)

    async def awaited(self) -> list[str]:
        """The dialogues of which somebody who said yes wants to hear."""
        query = select(subscribers.c.dialogue).where(subscribers.c.confirmed_at.is_not(None)).distinct()
        async with self.database.read() as connection:
            return list((await connection.execute(query)).scalars())


def plain(address: str) -> str:
    return address.strip().casefold()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
