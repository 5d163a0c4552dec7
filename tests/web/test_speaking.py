"""Speaking time through the whole process tree: counted, stored, kept through deaths, shown, and wiped at the close."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from rooms.peer.peer import Peer
from tests.rooms.town import LIGHT
from tests.town import Town, town
from tests.web.guests import ROUND, Guest, House, Line
from tests.web.visitors import done

PATIENCE_S = 90.0  # on a machine shared with others
Rows = dict[tuple[str, int], float]


def rows(place: Town) -> Rows:
    """Seconds by counter and seat, of all dialogues, as they stand on the disk."""
    with contextlib.closing(sqlite3.connect(f"file:{place.data / 'dialogue.db'}?mode=ro", uri=True)) as database:
        found = database.execute("SELECT counter, seat, seconds FROM spoken")
        return {(counter, seat): seconds for counter, seat, seconds in found}


async def stored(place: Town, wanted: Callable[[Rows], bool]) -> Rows:
    """The rows as soon as they are as wanted: the table has no event."""
    async with asyncio.timeout(PATIENCE_S):
        while not wanted(found := rows(place)):  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.1)
    return found


@contextlib.asynccontextmanager
async def voices(lines: list[Line]) -> AsyncIterator[None]:
    """Sound of both people; only the first says anything."""
    peers = [Peer(number, layers=LIGHT, pictures=4) for number in range(len(lines))]
    peers[1].sending.microphone.on = False
    for line, peer in zip(lines, peers, strict=True):
        await peer.connect(lambda sdp, line=line: offered(line, sdp), patience=PATIENCE_S)
        await line.send({"signal": "media.applied", "data": {}})
        peer.apply()
    yield
    for peer in peers:
        await peer.close()


def instance(media: Any) -> bool:
    return media is not None and media["instance"] is not None


async def offered(line: Line, sdp: str) -> str:
    answer = await line.ask("media.offer", sdp=sdp)
    return str(answer["data"]["sdp"])


@pytest.mark.long
async def test_speaking_time_survives_both_deaths_and_is_wiped_at_the_close(tmp_path: Path) -> None:
    async with town(tmp_path) as place, contextlib.AsyncExitStack() as stack:
        house = House(place, "d1", await place.new("d1", script=ROUND))
        lead, *citizens = [await stack.enter_async_context(Guest(house)) for _ in range(3)]
        desk = await lead.join(house.seat("moderator").url, "Frau Berger")
        lines = [await each.join(house.seat("citizen", number).url) for number, each in enumerate(citizens)]
        speaker = house.seat("citizen").seat
        assert speaker is not None
        await done(desk, "agenda.start")
        await done(desk, "agenda.next", leaving="auftakt", now=True)
        async with voices(lines):
            [(counter, seat)] = first = await stored(place, lambda found: len(found) > 0)
            assert seat == speaker
            place.kill("web.control")
            await stored(place, lambda found: found.get((counter, speaker), 0) > first[counter, speaker])
            assert list(rows(place)) == [(counter, speaker)]
        lines = [await each.dial() for each in citizens]
        dead = (await lines[0].topic("media", instance))["instance"]
        place.kill("rooms.process")
        for line in lines:
            await line.topic("media", lambda media: instance(media) and media["instance"] != dead)
        before = rows(place)
        async with voices(lines):
            both = await stored(place, lambda found: len(found) == 2)
        assert all(both[each] >= seconds for each, seconds in before.items())
        assert (await lines[0].topic("spoken"))["minutes"] == round(sum(both.values()) / 60)
        desk = await lead.dial()
        await done(desk, "agenda.close", id="close")
        await stored(place, lambda found: not found)
