"""Tells those who asked for it that a result is public, and later that answers came: one mail each, never one for every
answer. What it writes waits in the outbox like any mail."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Final, Literal

from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import DBAPIError

from dialogue.clock import Clock
from dialogue.delivery import roused
from dialogue.host import Host
from dialogue.machine import Refused
from dialogue.tables import subscribers as rows
from facilitation.course import Agenda
from facilitation.localized import localized
from web.followups import Followups
from web.outbox import Outbox
from web.publishing import Publications
from web.subscribers import Subscribers, plain
from web.words import words_for

logger = logging.getLogger(__name__)

LOOK_S: Final = 600.0
QUIET_S: Final = 3600.0
"""Whoever answers ten themes in an hour sends one mail."""
Tidings = Literal["confirm", "published", "answers"]


class Herald:
    """One per control process. `town_of`: what a dialogue's town is called; `base`: the public address."""

    def __init__(
        self,
        host: Host,
        subscribers: Subscribers,
        outbox: Outbox,
        *,
        publications: Publications,
        followups: Followups,
        town_of: Callable[[str], str],
        base: str,
    ) -> None:
        self.host = host
        self.clock: Clock = host.clock
        self.subscribers = subscribers
        self.outbox = outbox
        self.publications = publications
        self.followups = followups
        self.town_of = town_of
        self.base = base
        self.due = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled. What fails is the next look's business."""
        while self.outbox.on:
            try:
                await self.look()
            except DBAPIError:
                logger.warning("x herald: the database did not take it")
            await roused(self.due, within_s=LOOK_S)

    async def look(self) -> None:
        """Writes what is to be told now, and forgets who never said yes."""
        await self.subscribers.forget_unconfirmed()
        for dialogue in await self.subscribers.awaited():
            if (await self.publications.read(dialogue)).published_at is not None:
                with contextlib.suppress(Refused):  # a node of a newer release tells of it
                    await self._tell_newest(dialogue)

    async def _tell_newest(self, dialogue: str) -> None:
        count, newest_at = await self.followups.count(dialogue)
        await self._tell(dialogue, "published", count, rows.c.told.is_(None))
        if newest_at is not None and newest_at + QUIET_S <= self.clock.now():
            await self._tell(dialogue, "answers", count, rows.c.told < count)

    async def _tell(self, dialogue: str, what: Tidings, count: int, whom: ColumnElement[bool]) -> None:
        """Claimed and queued in one transaction: another node that looks at the same moment finds nobody."""
        title = await self._title(dialogue)
        mine = (rows.c.dialogue == dialogue) & rows.c.confirmed_at.is_not(None) & whom
        claim = update(rows).where(mine).values(told=count).returning(rows.c.address, rows.c.language)
        async with self.host.database.begin() as connection:
            found = (await connection.execute(claim)).all()
            letters = [self._letter(what, dialogue, title, address, language) for address, language in found]
            await self.outbox.queue("results", letters, dialogue=dialogue, within=connection)
        if letters:
            logger.info("> herald: %d to be told of %s (%s)", len(letters), dialogue, what)

    async def ask(self, dialogue: str, address: str, language: str) -> None:
        """Notes that somebody wants to be told, and asks that address for its yes."""
        if await self.subscribers.ask(dialogue, address, language):
            letter = self._letter("confirm", dialogue, await self._title(dialogue), plain(address), language)
            await self.outbox.queue("news", [letter], dialogue=dialogue)

    async def _title(self, dialogue: str) -> dict[str, str | None]:
        task = await self.host.open(dialogue)
        script = task.state.part(Agenda).script if task else None
        return dict(localized(script.title)) if script else {}

    def _letter(
        self, what: Tidings, dialogue: str, title: dict[str, str | None], address: str, language: str
    ) -> tuple[str, str, str, None]:
        words = words_for(language)
        query = f"?lang={language}"
        facts = {
            "title": words.pick(title),
            "town": self.town_of(dialogue),
            "link": f"{self.base}/news/{self.subscribers.token(dialogue, address)}{query}",
            "results": f"{self.base}/d/{dialogue}/results{query}",
        }
        return address, words.t(f"news.mail.{what}", **facts), words.t(f"news.mail.{what}.body", **facts), None
