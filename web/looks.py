"""How the town and each dialogue look and what they say of themselves: name, colour, logo, numbers, time zone, text.

The operator's settings come first; what an organizer sets for the town lies over them, and a dialogue's own over that.
Rows that are compared and swapped, all in memory, since every page asks.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from dialogue.database import Database
from dialogue.settings import Settings
from dialogue.tables import looks
from web.unfit import Unfit
from web.when import zone_of

TOWN: Final = ""
EVERY_S: Final = 10.0
ZONE: Final = "Europe/Berlin"
FIELDS: Final = ("town", "accent", "hotline", "contact_mail", "zone", "text", "register")
"""`register`: `yes` where people may sign up for a dialogue without an invitation."""
SHOWN: Final = FIELDS[:-1]
LENGTHS: Final = {"town": 80, "accent": 7, "hotline": 40, "contact_mail": 200, "zone": 60, "text": 600, "register": 3}
CONTRAST: Final = 3.0
"""Of the colour against white: the mark in the head stands on it (WCAG 2.2, 1.4.11)."""


@dataclass(frozen=True, slots=True)
class Look:
    """What pages are rendered with. `logo`: its address, or empty; `text`: what the door says about the evening."""

    town: str
    accent: str
    hotline: str
    contact_mail: str
    zone: ZoneInfo
    text: str
    logo: str
    imprint: str
    language: str
    secure: bool
    responsible: str = ""
    legal_basis: str = ""
    privacy_officer: str = ""
    supervision: str = ""
    backup_days: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A row. `version` 0: there is none yet."""

    version: int = 0
    fields: Mapping[str, str] | None = None
    logo: bool = False

    def get(self, name: str) -> str:
        return (self.fields or {}).get(name, "")


class Looks:
    """The town's and all dialogues'."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.rows: dict[str, Kept] = {}
        self.base = Look(
            town=settings.town,
            accent=settings.accent,
            hotline=settings.hotline,
            contact_mail=settings.contact_mail,
            zone=ZoneInfo(ZONE),
            text="",
            logo="",
            imprint=settings.imprint,
            language=settings.language,
            secure=settings.secure,
            responsible=settings.responsible,
            legal_basis=settings.legal_basis,
            privacy_officer=settings.privacy_officer,
            supervision=settings.supervision,
            backup_days=settings.backup_days,
        )

    async def run(self) -> None:
        """Reads what other nodes wrote; a read that fails is the next one's business."""
        while True:
            with contextlib.suppress(DBAPIError):
                await self.load()
            await asyncio.sleep(EVERY_S)

    async def load(self) -> None:
        query = select(looks.c.about, looks.c.version, looks.c.fields, looks.c.logo.is_not(None))
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        self.rows = {about: Kept(version, json.loads(fields), logo) for about, version, fields, logo in rows}

    def kept(self, about: str) -> Kept:
        return self.rows.get(about, Kept())

    def of(self, dialogue: str | None) -> Look:
        """Without a dialogue, or one that has nothing of its own: the town's."""
        look = self._over(self.base, TOWN)
        return look if not dialogue else self._over(look, dialogue)

    def _over(self, look: Look, about: str) -> Look:
        kept = self.kept(about)
        # Whether people register, and the texts of mails and letters, are asked for by themselves.
        changes: dict[str, Any] = {name: value for name in SHOWN if (value := kept.get(name))}
        if "zone" in changes:
            changes["zone"] = ZoneInfo(changes["zone"])
        if kept.logo:
            changes["logo"] = f"/logo/{about or 'town'}/{kept.version}.png"
        return replace(look, **changes)

    async def logo(self, about: str) -> bytes | None:
        async with self.database.read() as connection:
            return (await connection.execute(select(looks.c.logo).where(looks.c.about == about))).scalar_one_or_none()

    async def logo_of(self, dialogue: str) -> bytes | None:
        """The dialogue's own, else the town's: for what is printed."""
        return await self.logo(dialogue) or await self.logo(TOWN)

    async def write(self, about: str, fields: Mapping[str, str], *, seen: int, logo: bytes | str | None = "") -> bool:
        """False where somebody saved since version `seen`. `logo`: bytes, None to take it away, "" to leave it."""
        row: dict[str, Any] = {"about": about, "version": seen + 1, "fields": json.dumps(fields, ensure_ascii=False)}
        if logo != "":
            row["logo"] = logo
        swap = update(looks).where(looks.c.about == about, looks.c.version == seen)
        async with self.database.begin() as connection:
            insert = self.database.insert_new(looks)
            made = await connection.execute(swap.values(**row) if seen else insert.values(**row))
        await self.load()
        return bool(made.rowcount)


def checked(form: Mapping[str, str]) -> dict[str, str]:
    """The fields that a form sets; empty ones are left to the town or the operator. Refuses `too-long`, `bad-colour`,
    `pale-colour`, `bad-phone`, `bad-mail`, `bad-zone`."""
    fields = {name: form.get(name, "").strip().replace("\r\n", "\n") for name in FIELDS}
    for name, value in fields.items():
        if len(value) > LENGTHS[name]:
            raise Unfit("too-long-field", limit=LENGTHS[name])
    accent = fields["accent"] = fields["accent"].lower()
    if accent and not re.fullmatch(r"#[0-9a-f]{6}", accent):
        raise Unfit("bad-colour")
    if accent and contrast(accent) < CONTRAST:
        raise Unfit("pale-colour", ratio=f"{contrast(accent):.1f}".replace(".", ","))
    if not re.fullmatch(r"[0-9+()/ .–-]*", fields["hotline"]):
        raise Unfit("bad-phone")
    if fields["contact_mail"] and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", fields["contact_mail"]):
        raise Unfit("bad-mail")
    if fields["zone"]:
        zone_of(fields["zone"])
    return {name: value for name, value in fields.items() if value}


def contrast(colour: str) -> float:
    """Against white (WCAG 2.2, "contrast ratio")."""
    linear = [_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5)]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
