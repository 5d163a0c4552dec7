"""The way of a result to the public: draft, checked, approved by a second person, published. A row that is compared and
swapped. What was checked is remembered as a digest: who changes it afterwards has it checked again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, update

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.machine import Refused
from dialogue.tables import publications
from web.accounts import Lead

BEFORE: Final = {"checked": "draft", "approved": "checked", "published": "approved"}
"""Each step and where it starts; back to `draft` one gets from everywhere."""


@dataclass(frozen=True, slots=True)
class Publication:
    """`version` 0: nothing was done yet. `published_at` None: not public. `checked_by` and `approved_by` are
    `Lead.person`s; `digest` is what they saw."""

    version: int = 0
    stage: str = "draft"
    published_at: float | None = None
    checked_by: str | None = None
    approved_by: str | None = None
    digest: str | None = None

    @property
    def next(self) -> str | None:
        return next((step for step, before in BEFORE.items() if before == self.stage), None)


class Publications:
    """All dialogues'."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    async def read(self, dialogue: str) -> Publication:
        columns = [publications.c[name] for name in Publication.__dataclass_fields__]
        async with self.database.read() as connection:
            row = (await connection.execute(select(*columns).where(publications.c.dialogue == dialogue))).first()
        return Publication() if row is None else Publication(*row)

    async def step(self, dialogue: str, to: str, *, by: Lead, seen: int, digest: str) -> None:
        """Refuses `answered-meanwhile` where somebody did something since version `seen`, `malformed` for a step that
        does not follow, `second-person` where who checked would approve, `changed-since` where the result is no longer
        what was checked."""
        now = await self.read(dialogue)
        if now.version != seen:
            raise Refused("answered-meanwhile", version=now.version)
        row = {"dialogue": dialogue, "version": seen + 1, "seat": by.seat, "stage": to, **_fields(now, to, by, digest)}
        row["published_at"] = self.clock.now() if to == "published" else None
        swap = update(publications).where(publications.c.dialogue == dialogue, publications.c.version == seen)
        async with self.database.begin() as connection:
            insert = self.database.insert_new(publications)
            made = await connection.execute(swap.values(**row) if seen else insert.values(**row))
        if not made.rowcount:
            raise Refused("answered-meanwhile", version=seen)


def _fields(now: Publication, to: str, by: Lead, digest: str) -> dict[str, Any]:
    if to == "draft":
        return {"checked_by": None, "approved_by": None, "digest": None}
    if BEFORE.get(to) != now.stage:
        raise Refused("malformed", where="to")
    if to == "checked":
        return {"checked_by": by.person, "approved_by": None, "digest": digest}
    if now.digest != digest:
        raise Refused("changed-since")
    if to == "approved" and now.checked_by == by.person:
        raise Refused("second-person")
    approved = by.person if to == "approved" else now.approved_by
    return {"checked_by": now.checked_by, "approved_by": approved, "digest": digest}


def digest_of(outcome: Mapping[str, Any]) -> str:
    """Of what a person checks: texts and numbers, not the answers, which go on after it is public."""

    def bare(value: Any) -> Any:
        match value:
            case dict():
                return {key: bare(each) for key, each in value.items() if key != "replies"}
            case list():
                return [bare(each) for each in value]
        return value

    text = json.dumps(bare(outcome), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
