"""Links and short codes: how a person proves which seat is theirs. The database holds only hashes of them.

Tokens and codes are derived from the server's key, so that letters can be printed again, yet a stolen database opens no
door. A code (8 signs, 39 bits) is typed from paper; the door slows down whoever guesses.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from dialogue.database import Database
from dialogue.tables import links

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Link:
    """What a token stands for; `seat` None: an open link, each entry makes a seat of `role`."""

    dialogue: str
    seat: int | None
    role: str
    closes_at: float | None


class Links:
    """Makes and looks up links."""

    def __init__(self, database: Database, key: str) -> None:
        self.database = database
        self.key = key.encode()

    def token(self, dialogue: str, seat: int | None) -> str:
        """For `/j/{token}` (a seat's) or `/o/{token}` (open): 22 signs, 132 bits."""
        return base64.urlsafe_b64encode(self._derive("link", dialogue, seat))[:22].decode()

    def code(self, dialogue: str, seat: int) -> str:
        """For letters: without signs that are easily mistaken."""
        number = int.from_bytes(self._derive("code", dialogue, seat), "big")
        signs = []
        for _ in range(CODE_LENGTH):
            number, index = divmod(number, len(CODE_ALPHABET))
            signs.append(CODE_ALPHABET[index])
        return "".join(signs)

    def _derive(self, kind: str, dialogue: str, seat: int | None) -> bytes:
        return hmac.digest(self.key, f"{kind}/{dialogue}/{'open' if seat is None else seat}".encode(), "sha256")

    async def give(self, dialogue: str, seat: int | None, role: str, *, closes_at: float | None = None) -> str:
        """Opens the link (and, for a seat, its code); returns the token."""
        token = self.token(dialogue, seat)
        secrets = [token] if seat is None else [token, self.code(dialogue, seat)]
        async with self.database.begin() as connection:
            for secret in secrets:
                row = {"hash": _hash(secret), "dialogue": dialogue, "seat": seat, "role": role, "closes_at": closes_at}
                await connection.execute(self.database.upsert(links, **row))
        return token

    async def give_all(self, dialogue: str, seats: Sequence[int], role: str) -> None:
        """Opens the links and codes of many new seats in one transaction."""
        rows = [
            {"hash": _hash(secret), "dialogue": dialogue, "seat": seat, "role": role, "closes_at": None}
            for seat in seats
            for secret in (self.token(dialogue, seat), self.code(dialogue, seat))
        ]
        if rows:
            async with self.database.begin() as connection:
                await connection.execute(self.database.insert_new(links), rows)

    async def find(self, secret: str) -> Link | None:
        """The link of a token or of a code, however it was typed."""
        async with self.database.read() as connection:
            query = select(links.c.dialogue, links.c.seat, links.c.role, links.c.closes_at)
            row = (await connection.execute(query.where(links.c.hash == _hash(secret)))).first()
        return None if row is None else Link(*row)


def typed_code(text: str) -> str:
    """A code as people type it: spaces, hyphens and small letters do not matter."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
