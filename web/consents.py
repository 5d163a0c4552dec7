"""What people ticked at the door, each for itself, and which version of the privacy notice they were shown. The notice
is shown, never agreed to; a tick can be taken back at the door as it was given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select

from dialogue.database import Database
from dialogue.tables import consents
from web.terms import CONSENTS, OFFERS, Terms

NOTICE: Final = "notice"
MAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,120}\.[^@\s.]{2,}")


def ticked(form: Mapping[str, str], terms: Terms) -> dict[str, str]:
    """What somebody ticks at the door, of what this dialogue offers; everybody was shown the notice."""
    found = {NOTICE: ""}
    for offer in CONSENTS:
        if offer in terms.offers and field(offer) in form:
            found[offer] = ""
    needs = [need for need in terms.needs if field(need) in form]
    return found | ({"needs": " ".join(needs)} if needs else {})


def untick(known: Iterable[Consent]) -> dict[str, str]:
    """The same as a form has it: how the door stands when somebody comes back."""
    form: dict[str, str] = {}
    for consent in known:
        names = consent.said.split() if consent.what == "needs" else [consent.what]
        form |= {field(name): "yes" for name in names if name in OFFERS}
    return form


def fault_of(form: Mapping[str, str], terms: Terms, *, asked: bool) -> str:
    """A key of the catalogue where news is wanted and no address says whereto; `asked`: they gave one before."""
    address = form.get("mail", "").strip()
    fine = "news" not in ticked(form, terms) or MAIL.fullmatch(address) or (asked and not address)
    return "" if fine else "door.mail.wrong"


def field(offer: str) -> str:
    """How its tick is called in a form."""
    return f"offer-{offer}"


@dataclass(frozen=True, slots=True)
class Consent:
    """`what`: NOTICE, or what was ticked; `said`: what goes with it; for `news` the mark of a subscriber, since the
    address stands elsewhere (web/subscribers.py)."""

    what: str
    said: str
    version: str
    at: float


class Consents:
    """Those of all dialogues."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def note(self, dialogue: str, seat: int, ticked: Mapping[str, str], *, version: str, at: float) -> None:
        """All that this person ticks now; what was ticked before and is not any more is forgotten."""
        mine = (consents.c.dialogue == dialogue) & (consents.c.seat == seat)
        async with self.database.begin() as connection:
            gone = await connection.execute(delete(consents).where(mine, consents.c.what.not_in([*ticked])))
            for what, said in ticked.items():
                row = {"dialogue": dialogue, "seat": seat, "what": what, "said": said, "version": version, "at": at}
                await connection.execute(self.database.upsert(consents, **row))
        if gone.rowcount:
            await self.database.forget_deleted()

    async def of(self, dialogue: str) -> dict[int, list[Consent]]:
        """By seat."""
        query = select(consents).where(consents.c.dialogue == dialogue).order_by(consents.c.seat, consents.c.what)
        found: dict[int, list[Consent]] = {}
        async with self.database.read() as connection:
            for row in await connection.execute(query):
                found.setdefault(row.seat, []).append(Consent(row.what, row.said, row.version, row.at))
        return found
