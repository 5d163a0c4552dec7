"""Which device holds a seat: the signed seat cookie, and the row that says which device came last."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select

from dialogue.database import Database
from dialogue.tables import holders


@dataclass(frozen=True, slots=True)
class Held:
    """What a seat cookie says: this device entered this seat."""

    dialogue: str
    seat: int
    device: str


class Holders:
    """Cookies are signed, not encrypted: there is nothing in them but numbers."""

    def __init__(self, database: Database, key: str) -> None:
        self.database = database
        self.signer = URLSafeSerializer(key, salt="seat")

    def read(self, cookies: Mapping[str, str], dialogue: str) -> Held | None:
        """The seat that this browser entered in that dialogue, whether or not it still holds it."""
        try:
            found, seat, device = self.signer.loads(cookies.get(cookie_name(dialogue), ""))
        except (BadData, ValueError):
            return None
        return Held(found, seat, device) if found == dialogue else None

    async def take(self, dialogue: str, seat: int, now: float, *, device: str | None = None) -> tuple[Held, str]:
        """Makes this device the holder; returns it and the cookie's value."""
        held = Held(dialogue, seat, device or secrets.token_urlsafe(12))
        row = {"dialogue": dialogue, "seat": seat, "device": held.device, "since": now}
        async with self.database.begin() as connection:
            await connection.execute(self.database.upsert(holders, **row))
        value = self.signer.dumps([dialogue, seat, held.device])
        return held, value if isinstance(value, str) else value.decode()

    async def holds(self, held: Held) -> bool:
        """Whether no other device has taken the seat since."""
        return await self.device_of(held.dialogue, held.seat) == held.device

    async def device_of(self, dialogue: str, seat: int) -> str | None:
        query = select(holders.c.device).where(holders.c.dialogue == dialogue, holders.c.seat == seat)
        async with self.database.read() as connection:
            return (await connection.execute(query)).scalar_one_or_none()


def cookie_name(dialogue: str) -> str:
    return f"seat-{dialogue}"
