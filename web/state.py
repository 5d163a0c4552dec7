"""What all routes share: settings, dialogues, seats, media, words. Made once by `web.app`, found in
`app.state.dialogue`.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from prometheus_client import Histogram
from starlette.requests import HTTPConnection, Request

from dialogue.bus import HubBus, LinkBus
from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.host import Host
from dialogue.machine import SERVER, Machine, Refused
from dialogue.settings import Settings
from dialogue.task import DialogueTask
from dialogue.workers import Workers
from facilitation.parts import PARTS
from facilitation.replanning import Outage
from rooms.seats import Seats
from rooms.spoken_rows import SpokenRows
from web.accounts import Accounts
from web.backups import Backups
from web.barriers import Barriers
from web.commands import Adapters
from web.consents import Consents
from web.deeds import Deeds
from web.drafts import Drafts
from web.followups import Followups
from web.gathering import Gathering
from web.guesses import Guesses
from web.health import Health
from web.herald import Herald
from web.holders import Held, Holders
from web.links import Links
from web.listing import Listing
from web.looks import Looks
from web.open_links import OpenLinks
from web.outbox import Outbox
from web.outputs.press_room import Press
from web.pages import Pages
from web.persons import Persons
from web.publishing import Publications
from web.reach import Reach
from web.retention import Retention
from web.sessions import Sessions
from web.several import Several
from web.speaking import Speaking, measured
from web.subscribers import Subscribers
from web.switchboard import Switchboard
from web.terms import TermsRows
from web.words import Words, choose, words_for

BUILD = "0.1.0"
CITIZENS = 75
TURN_TTL_S = 4 * 3600
COMMAND_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
SIGN_INS = 20
"""Wrong passwords in ten minutes, for a network address and for an account."""


class State:
    """Owns what lives as long as the control process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.build = BUILD
        self.clock = Clock()
        self.machine = Machine(PARTS)
        self.adapters = Adapters(self.machine)
        self.database = Database(settings.database_url)
        self.host = Host(machine=self.machine, database=self.database, clock=self.clock)
        # Among several machines the hub is the supervisor's: the media it joins go on while this process is away.
        self.bus = LinkBus(settings.bus_path) if settings.redis_url else HubBus(settings.bus_path)
        self.key = key = settings.signing_key()
        self.links = Links(self.database, key)
        self.drafts = Drafts(self.database, self.clock)
        self.followups = Followups(self.database, self.clock)
        self.publications = Publications(self.database, self.clock)
        self.holders = Holders(self.database, key)
        self.listing = Listing(self.host)
        self.accounts = Accounts(self.database, self.clock, key)
        self.sessions = Sessions(self.database, self.clock)
        self.deeds = Deeds(self.database, self.clock)
        self.guesses = Guesses(key)
        self.sign_ins = Guesses(key, wrong=SIGN_INS)
        self.paper = Workers()  # letters for a town take minutes: groups must not wait behind them
        self.outbox = Outbox(self.database, self.clock, settings)
        self.open_links = OpenLinks(self.database)
        self.looks = Looks(self.database, settings)
        self.pages = Pages(settings, build=BUILD, looks=self.looks.of)
        self.press = Press()
        self.terms = TermsRows(self.database)
        backups = Backups(settings.data_dir / "backups", settings.backup_days)
        self.retention = Retention(self.host, self.terms, self.followups, backups=backups, zone_of=self._zone)
        self.consents = Consents(self.database)
        self.barriers = Barriers(self.database, self.clock)
        self.subscribers = Subscribers(self.database, self.clock, key)
        self.persons = Persons(self.retention, self.consents, self.subscribers)
        self.herald = Herald(
            self.host,
            self.subscribers,
            self.outbox,
            publications=self.publications,
            followups=self.followups,
            town_of=lambda dialogue: self.looks.of(dialogue).town,
            base=settings.public_url,
        )
        self.gatherings: dict[str, Gathering] = {}
        self.gathered: dict[str, asyncio.Task[None]] = {}
        self.switchboard = Switchboard(self.bus, tasks=self.host.tasks, signal=self._signal, measured=measured)
        self.reach = Reach(self.bus, living=lambda: self.switchboard.instances, node=settings.node)
        self.speaking = Speaking(self.bus, self.host, SpokenRows(self.database), clock=self.clock)
        self.group: asyncio.TaskGroup | None = None
        self.drawing = asyncio.Semaphore(1)  # slides of one PDF at a time: the others' time is worth more
        self.origins = _origins(settings)
        self.draining = False
        self.command_seconds = Histogram(
            "dialogue_command_seconds", "From a command to its answer", buckets=COMMAND_BUCKETS, registry=None
        )
        self.several = Several(self) if settings.redis_url else None
        self.host.opened.append(self._opened)
        self.host.closed.append(self._closed)

    def drain(self) -> None:
        """This process is told to end: nobody new is sent here."""
        self.draining = True
        if self.several is not None:
            self.several.nodes.draining = True

    def answer(self, subject: str, answerer: Callable[[State, dict[str, Any]], Awaitable[dict[str, Any]]]) -> None:
        """Serves a bus subject with this state."""
        self.bus.answer(subject, lambda message: answerer(self, message))

    async def run(self, ready: asyncio.Event) -> None:
        """Starts everything, sets `ready`, and works until cancelled."""
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        await self.database.open()
        await self.looks.load()
        await self.bus.start()
        try:
            if self.several is not None:
                await self.several.enter()  # outside the group, which would wrap why it cannot
            async with asyncio.TaskGroup() as self.group:
                self.group.create_task(self.host.run())
                self.group.create_task(self.switchboard.run())
                self.group.create_task(self.reach.run())
                self.group.create_task(self.speaking.run())
                self.group.create_task(self.retention.run())
                self.group.create_task(self.looks.run())
                self.group.create_task(self.outbox.run())
                self.group.create_task(self.herald.run())
                self.group.create_task(Health(self.gatherings, self.switchboard).run())
                if self.several is not None:
                    self.several.start(self.group)
                ready.set()
        finally:
            if self.several is not None:
                await self.several.leave()
            self.drafts.close()
            self.press.close()
            self.paper.close()
            for gathering in self.gatherings.values():
                gathering.each(lambda connection: connection.say_goodbye("restart"))
            await self.bus.close()
            await self.database.close()

    def _opened(self, task: DialogueTask) -> None:
        assert self.group is not None
        gathering = self.gatherings[task.name] = Gathering(task, limit=CITIZENS)
        if self.several is not None:
            self.several.neighbours.watch(task, gathering)
        self.gathered[task.name] = self.group.create_task(gathering.run())
        self.switchboard.watch(task)
        if task.silent_s:
            self.group.create_task(_noted(task))

    def _closed(self, dialogue: str) -> None:
        self.gathered.pop(dialogue).cancel()
        self.gatherings.pop(dialogue).each(lambda connection: connection.say_goodbye("restart"))

    def _zone(self, dialogue: str) -> ZoneInfo:
        return self.looks.of(dialogue).zone

    def _signal(self, dialogue: str, seat: int, name: str, data: dict[str, Any]) -> None:
        if gathering := self.gatherings.get(dialogue):
            gathering.signal(seat, name, data)

    async def gathering(self, dialogue: str) -> Gathering | None:
        """The gathering of an existing dialogue, opened if need be."""
        await self.host.open(dialogue)
        return self.gatherings.get(dialogue)

    def held(self, request: Request, dialogue: str) -> Held | None:
        """The seat of this browser; nobody's where the person was erased, or all people, who had other numbers."""
        held, task = self.holders.read(request.cookies, dialogue), self.host.tasks.get(dialogue)
        if held is None or task is None:
            return held
        seats = task.state.part(Seats)
        return held if held.seat in seats.roles and held.seat not in seats.forgotten else None

    def words(self, language: str) -> Words:
        return words_for(language)

    def language_of(self, connection: HTTPConnection) -> str:
        return choose(
            asked=connection.query_params.get("lang"),
            accepted=connection.headers.get("accept-language", ""),
            default=self.settings.language,
        )

    def hello(self, task: DialogueTask, seat: int) -> dict[str, Any]:
        """The first message to every browser."""
        return {
            "dialogue": task.name,
            "seat": seat,
            "role": task.state.part(Seats).roles[seat],
            "now": self.clock.now(),
            "build": BUILD,
            "ice": self._ice(task.name, seat),
        }

    def _ice(self, dialogue: str, seat: int) -> list[dict[str, Any]]:
        """TURN with credentials that expire, as coturn's `use-auth-secret` checks them
        (draft-uberti-behave-turn-rest).
        """
        settings = self.settings
        if not settings.turn_url or settings.turn_secret is None:
            return []
        # A pseudonym: the relay's operator must not learn which seat of which dialogue it carries.
        person = hashlib.sha256(f"{dialogue}/{seat}/{self.key}".encode()).hexdigest()[:12]
        user = f"{int(self.clock.now()) + TURN_TTL_S}:{person}"
        digest = hmac.digest(settings.turn_secret.get_secret_value().encode(), user.encode(), "sha1")
        return [{"urls": [settings.turn_url], "username": user, "credential": base64.b64encode(digest).decode()}]


async def _noted(task: DialogueTask) -> None:
    """The clocks ran on while nobody could take part: who leads may give the minutes back."""
    with contextlib.suppress(Refused):
        await task.submit(SERVER, Outage(task.silent_s))


def _origins(settings: Settings) -> frozenset[str]:
    """Where a page that opens our socket may come from."""
    public = urlsplit(settings.public_url)
    origins = {f"{public.scheme}://{public.netloc}"}
    if public.hostname == "localhost":
        origins.add(f"http://127.0.0.1:{public.port}")
    return frozenset(origins)
