"""A dialogue's terms: how long what is kept, from which age, and what people may tick beyond the rules. Rows that are
compared and swapped; who sets none has these defaults."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import select, update

from dialogue.database import Database
from dialogue.machine import Refused
from dialogue.tables import terms

LIMITS: Final = {"never_days": (1, 90), "people_days": (1, 180), "log_days": (30, 366), "age": (0, 18)}
"""Least and most: longer would need another legal basis, shorter would take answers before people read them."""
OFFERS: Final = ("news", "named", "captions", "large", "easy", "interpreter", "time", "audio", "quiet")
"""What may be booked: news by mail, the name in the report, and ways of support."""
CONSENTS: Final = ("news", "named")
NEEDS: Final = OFFERS[len(CONSENTS) :]


@dataclass(frozen=True, slots=True)
class Terms:
    """Days count from the end of the evening. What belongs to the evening alone goes in the same night, whatever stands
    here. `offers`: of OFFERS, those that appear at the door."""

    never_days: int = 7
    people_days: int = 30
    log_days: int = 183
    age: int = 16
    offers: tuple[str, ...] = ()
    version: int = 0

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(offer for offer in NEEDS if offer in self.offers)


class TermsRows:
    """Those of all dialogues."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def read(self, dialogue: str) -> Terms:
        async with self.database.read() as connection:
            query = select(terms.c.version, terms.c.fields).where(terms.c.dialogue == dialogue)
            row = (await connection.execute(query)).first()
        if row is None:
            return Terms()
        fields: dict[str, Any] = json.loads(row.fields)
        return Terms(**{**fields, "offers": tuple(fields["offers"])}, version=row.version)

    async def save(self, dialogue: str, new: Terms) -> None:
        """`new.version` is the one that was seen. Refuses `terms-changed`, `out-of-range`."""
        check(new)
        body = json.dumps({name: value for name, value in asdict(new).items() if name != "version"})
        row = {"dialogue": dialogue, "version": new.version + 1, "fields": body}
        async with self.database.begin() as connection:
            swap = update(terms).where(terms.c.dialogue == dialogue, terms.c.version == new.version).values(**row)
            insert = self.database.insert_new(terms).values(**row)
            made = await connection.execute(swap if new.version else insert)
        if not made.rowcount:
            raise Refused("terms-changed")


def check(new: Terms) -> None:
    """Refuses `out-of-range` naming field and limits."""
    for field, (least, most) in LIMITS.items():
        if not least <= getattr(new, field) <= most:
            raise Refused("out-of-range", field=field, least=least, most=most)
    if not new.never_days <= new.people_days <= new.log_days:
        raise Refused("out-of-range", field="people_days", least=new.never_days, most=new.log_days)
