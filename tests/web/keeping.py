"""A town without pages, for tests of deletion: a database on the disk, a clock to move, an evening that was held."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.host import Host
from dialogue.machine import Machine
from dialogue.task import DialogueTask
from facilitation.agenda import Close, Next, Prepare, Start
from facilitation.arrivals import Arrive
from facilitation.cards import Cards, RevealCards, WriteCard
from facilitation.message import SendMessage
from facilitation.moderation import HideItem
from facilitation.parts import PARTS
from facilitation.redaction import RedactText
from facilitation.staffline import TellStaff
from facilitation.turns import WriteTurn
from rooms.order import Exclude
from rooms.places import Places
from rooms.seats import AddSeat, Seats
from tests.facilitation.evening import NOON, frozen
from tests.web.guests import ROUND
from web.backups import Backups
from web.consents import Consents
from web.followups import Followups
from web.holders import Holders
from web.links import Links
from web.retention import DAY_S, Retention
from web.subscribers import Subscribers
from web.terms import TermsRows

ZONE = ZoneInfo("Europe/Berlin")
KEY = "only-for-tests"
CAME, NEVER = "Käthe Kamdoch", "Nadja Nievorort"
IN_CARD, REDACTED = "Karl Kartentext", "Gerda Geschwaerzt"
STAFF_LINE, MESSAGE, TURN = "Tessa Teamchat", "Mia Mitteilung", "Willi Wortbeitrag"
REASON, WHY = "Rita Grund", "Viktor Warum"
NEED, MAIL, NEWS = "Gisela Gebaerde", "kaethe@example.org", "neues@example.org"
NAMES = (CAME, NEVER, IN_CARD, REDACTED, STAFF_LINE, MESSAGE, TURN, REASON, WHY, NEED, MAIL, NEWS)
MODERATOR, HELPER, FIRST = 2, 3, 4


class Still(Database):
    """A database whose clock is the test's."""

    def __init__(self, place: Archive) -> None:
        super().__init__(f"sqlite+aiosqlite:///{place.folder / 'dialogue.db'}")
        self.place = place

    async def now(self) -> float:
        return self.place.now


class Archive:
    """`clock` stands still until it is moved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NOON
        self.clock = Clock(monotonic=lambda: self.now, wall=lambda: self.now)
        self.database = Still(self)
        self.host = Host(machine=Machine(PARTS), database=self.database, clock=self.clock)
        self.terms = TermsRows(self.database)
        self.followups = Followups(self.database, self.clock)
        self.links, self.holders = Links(self.database, KEY), Holders(self.database, KEY)
        self.consents = Consents(self.database)
        self.subscribers = Subscribers(self.database, self.clock, KEY)
        self.backups = Backups(folder / "backups", days=14)
        self.retention = Retention(
            self.host, self.terms, self.followups, backups=self.backups, zone_of=lambda name: ZONE
        )

    async def later(self, days: float) -> None:
        """Time passes, then the nightly look."""
        self.now += days * DAY_S
        await self.retention.sweep()

    def on_disk(self) -> dict[str, set[str]]:
        """Which of NAMES stand in which file, byte by byte."""
        files = [file for file in self.folder.rglob("*") if file.is_file()]
        found = {
            str(file.relative_to(self.folder)): {name for name in NAMES if written(name, file.read_bytes())}
            for file in files
        }
        return {file: names for file, names in found.items() if names}

    def back_up(self, name: str) -> None:
        """What an operator's nightly copy would hold."""
        self.backups.folder.mkdir(exist_ok=True)
        for file in ("dialogue.db", "dialogue.db-wal"):
            copied = self.backups.folder / file.replace("dialogue", name)
            shutil.copy(self.folder / file, copied)
            os.utime(copied, (self.now, self.now))


def written(name: str, body: bytes) -> bool:
    """As UTF-8, or escaped as JSON may have it."""
    escaped = name.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00")
    return name.encode() in body or escaped in body


@contextlib.asynccontextmanager
async def archive(folder: Path) -> AsyncIterator[Archive]:
    place = Archive(folder)
    await place.database.open()
    running = asyncio.create_task(place.host.run())
    await asyncio.sleep(0)
    try:
        yield place
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await place.database.close()


async def held(place: Archive, name: str = "d1") -> DialogueTask:
    """An evening from invitation to closing, with a name in everything that can hold one."""
    task = await place.host.create(name)
    await task.submit(0, Prepare(frozen(ROUND), NOON))
    people = [("organizer", "Olga"), ("moderator", "Mona"), ("support", "Tim"), ("citizen", CAME), ("citizen", "Ada")]
    for role, who in [*people, ("citizen", "Bela"), ("citizen", NEVER)]:
        await task.submit(0, AddSeat(role, who, traits={"mail": MAIL} if who == CAME else {}))
    for seat, role in task.state.part(Seats).roles.items():
        await place.links.give(name, seat, role)
        if seat != 7:
            await place.holders.take(name, seat, place.now)
            await task.submit(0, Arrive(seat))
    await place.links.give(name, None, "citizen")
    mark = place.subscribers.hash(name, NEWS)
    await place.subscribers.ask(name, NEWS, "de")
    await place.subscribers.confirm(mark, told=None)
    await place.consents.note(name, FIRST, {"notice": "", "news": mark, "needs": NEED}, version="2026-11", at=place.now)
    await task.submit(MODERATOR, Start())
    await _said(task)
    await task.submit(MODERATOR, Next("auftakt", now=True))
    await _written(task)
    await task.submit(MODERATOR, Exclude(6, REASON))
    await task.submit(MODERATOR, Close())
    while any(STAFF_LINE in text for text in task.side.texts.values()):  # noqa: ASYNC110 - the next tick deletes it
        await asyncio.sleep(0.01)
    return task


async def _said(task: DialogueTask) -> None:
    await task.submit(MODERATOR, SendMessage(f"Gruß von {MESSAGE}"))
    await task.submit(HELPER, TellStaff(f"{STAFF_LINE} hört nichts"))


async def _written(task: DialogueTask) -> None:
    room = task.state.part(Places).of(FIRST)
    assert room.startswith("gruppe/")
    await task.submit(FIRST, WriteTurn(f"Ich bin {TURN}"))
    for text in (f"{IN_CARD} soll einen Preis bekommen", f"{REDACTED} wohnt dort", "Mehr Bänke"):
        await task.submit(FIRST, WriteCard("gut", text))
    await task.submit(MODERATOR, RevealCards(room))
    third = next(card for card in task.state.part(Cards).cards.values() if card.number == 3)
    await task.submit(MODERATOR, HideItem(third.id, f"wegen {WHY}"))
    await task.submit(MODERATOR, RedactText("card", 2))
