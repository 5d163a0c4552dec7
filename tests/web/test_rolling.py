"""An update in mid-dialogue: one node after the other ends, comes back as a newer release, and people go on."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from sqlalchemy import select

from dialogue.database import Database
from dialogue.tables import log
from tests.machines import Postgres, Redis
from tests.town import Town, free_port, town
from tests.web.front import caddy, front
from tests.web.guests import Guest, House
from tests.web.nodes import newer_release, shared
from web.creation import Invitation
from web.rehearsal.evening import Order, Rehearsal
from web.rehearsal.faults import Kill
from web.rehearsal.place import Use

pytestmark = pytest.mark.long
PATIENCE_S, WHOLE_S = 60.0, 400.0


class Installation:
    """Two nodes behind a reverse proxy, as the place of a rehearsal: the first `kill` updates the first node, the
    second the other one."""

    def __init__(self, path: Path, base: str, settings: dict[str, str], newer: dict[str, str]) -> None:
        self.path = path
        self.base = base
        self.settings = settings
        self.newer = newer
        self.ports = [free_port(socket.SOCK_STREAM) for _ in range(2)]
        self.towns: dict[int, Town] = {}
        self.lives: dict[int, AsyncExitStack] = {}
        self.invitations: Sequence[Invitation] = ()
        self.updates: list[asyncio.Task[None]] = []

    async def start(self, number: int, **release: str) -> None:
        places = {"PORT": str(self.ports[number]), "PUBLIC_URL": self.base}
        life, folder = AsyncExitStack(), self.path / f"node{number}"
        folder.mkdir(exist_ok=True)
        self.towns[number] = await life.enter_async_context(town(folder, **self.settings, **places, **release))
        self.lives[number] = life

    async def close(self) -> None:
        for update in self.updates:
            update.cancel()
        await asyncio.gather(*self.updates, return_exceptions=True)
        for life in self.lives.values():
            await life.aclose()

    async def new(self, wanted: dict[str, Any]) -> Sequence[Invitation]:
        self.invitations = await self.towns[0].new("d1", **{**wanted, "citizens": 1})
        return self.invitations

    def use(self) -> Use | None:
        return None

    def kill(self, part: str) -> None:
        self.updates.append(asyncio.create_task(self.update(len(self.updates))))

    async def update(self, number: int) -> None:
        if number:
            await asyncio.wait_for(self.updates[number - 1], PATIENCE_S)
            await self.hand_over()
        await self.lives.pop(number).aclose()
        await self.start(number, **self.newer)

    async def hand_over(self) -> None:
        """Somebody raises a hand at the node of the newer release; the older one must leave the dialogue to it."""
        house = House(self.towns[0], "d1", self.invitations)
        async with Guest(house) as guest:
            entered = await guest.enter(urlsplit(house.seat("citizen").url).path, "Nora")
            assert entered.status_code == 303, entered.text
            line = await guest.dial(origin=self.base)
            await line.topic("room", lambda room: room["id"] != "foyer")
            assert "ok" in await line.do("hand.raise")
            async with asyncio.timeout(PATIENCE_S):
                await _until(f"{self.towns[1].base}/ready", 503)
        assert (await _get(f"{self.towns[1].base}/health")).json()["release"] is False


async def _get(url: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as client:
        return await client.get(url)


async def _until(url: str, status: int) -> None:
    while (await _get(url)).status_code != status:  # noqa: ASYNC110 - another process makes no event here
        await asyncio.sleep(0.05)


@asynccontextmanager
async def proxy(port: int, nodes: Sequence[int], folder: Path) -> AsyncIterator[str]:
    """Caddy with the shipped file where it is installed, else one of ours; says which."""
    program = shutil.which("caddy")
    async with caddy(program, port, nodes, folder) if program else front(port, nodes):
        yield "caddy" if program else "ours"


async def written(url: str) -> list[tuple[str, dict[str, Any]]]:
    """Every event of the evening: its kind and what it says."""
    database = Database(url)
    async with database.read() as connection:
        rows = (await connection.execute(select(log.c.events).order_by(log.c.seq))).scalars().all()
    await database.close()
    return [(kind, data) for events in rows for kind, _, data in json.loads(events)]


async def test_both_nodes_are_updated_while_a_dialogue_runs(tmp_path: Path, postgres: Postgres, redis: Redis) -> None:
    """Everybody is drained away twice and sent away once by a release that is too old; what was acknowledged, and who
    hears whom, goes on. How long they were away is printed."""
    port, settings = free_port(socket.SOCK_STREAM), shared(postgres, redis)
    (tmp_path / "newer").mkdir()
    place = Installation(tmp_path, f"http://localhost:{port}", settings, newer_release(tmp_path / "newer"))
    kills = Kill("control", 5), Kill("control", 40)
    async with asyncio.timeout(WHOLE_S), proxy(port, place.ports, tmp_path) as kind:
        try:
            await asyncio.gather(place.start(0), place.start(1))
            await _until(place.base, 200)  # the proxy has looked, too
            figures = await Rehearsal(Order("trial", 6, speed=5, media="light", kills=kills), place).run()
            await asyncio.gather(*place.updates)
            builds = [(await _get(f"{each.base}/health")).json() for _, each in sorted(place.towns.items())]
        finally:
            await place.close()
    print(kind, figures.faults, f"{figures.lost_lines} lines lost")
    assert [(each["ok"], each["build"], each["release"]) for each in builds] == [(True, "0.2.0", True)] * 2
    assert [fault.missing for fault in figures.faults] == [0, 0]
    assert figures.cards_sent == figures.cards_stored == figures.cards_shown > 0
    assert (figures.votes_sent, figures.dots_sent) == (figures.votes_stored, figures.dots_stored)
    assert (figures.heard_wrong, figures.seen_wrong) == (0, 0)
    events = await written(settings["DATABASE_URL"])
    ended = Counter(data["phase"] for what, data in events if what == "phase-ended")
    assert set(ended.values()) == {1}
    assert len(ended) == len(figures.phases)
