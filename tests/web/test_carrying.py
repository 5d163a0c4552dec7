"""CAPACITY: one dialogue more than the installation carries is refused in a sentence, wherever it would come from."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.town import Town, town
from tests.web.conftest import Organizer
from tests.web.guests import ROUND, Guest, House

pytestmark = pytest.mark.long
TOMORROW = datetime.now(ZoneInfo("Europe/Berlin")).replace(hour=18, minute=0, second=0, microsecond=0) + timedelta(1)
BOOKED = "Zu dieser Zeit ist die Anlage ausgebucht (geplante Dialoge: 1). Bitte lassen Sie drei Stunden Abstand."


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, CAPACITY="1") as found:
        yield found


async def house_of(place: Town, name: str, starts_at: float) -> House:
    made = await place.new(name, script=ROUND, starts_at=starts_at, citizens=1, facilitators=0)
    return House(place, name, made)


async def organizer_of(place: Town) -> Organizer:
    found = Organizer(place)
    async with asyncio.timeout(60):
        while "/organize/setup/" not in place.log.read_text():  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.05)
    assert (await found.http.post(found.setup, data=found.form())).status_code == 303
    return found


def form(at: datetime) -> dict[str, str]:
    day, hour = at.strftime("%Y-%m-%d"), at.strftime("%H:%M")
    return {"title": "Noch einer", "script": "classic", "facilitators": "2", "day": day, "time": hour}


async def test_no_more_are_made_or_moved_to_an_hour_than_are_carried(place: Town) -> None:
    """By the command, in the browser, and by another start for one that exists; three hours apart there is room."""
    await house_of(place, "d1", TOMORROW.timestamp())
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - its whole sentence is compared
        await house_of(place, "d2", TOMORROW.timestamp() + 2 * 3600)
    assert str(refused.value) == BOOKED
    organizer = await organizer_of(place)
    try:
        answer = await organizer.http.post("/organize/new", data=form(TOMORROW - timedelta(hours=2)))
        assert (answer.status_code, BOOKED in answer.text) == (422, True)
        answer = await organizer.http.post("/organize/new", data=form(TOMORROW + timedelta(hours=3)))
        assert answer.status_code == 303, answer.text
        starts, origin = "/d/noch-einer/script/start", {"Origin": place.base}
        moved = await organizer.http.post(starts, json={"starts": f"{TOMORROW:%Y-%m-%dT%H:%M}"}, headers=origin)
        assert (moved.status_code, moved.json()["text"]) == (409, BOOKED)
        same = await organizer.http.post(starts, json={"starts": f"{TOMORROW:%Y-%m-%dT}21:30"}, headers=origin)
        assert same.status_code == 200, same.text
    finally:
        await organizer.http.aclose()


async def test_no_more_are_started_than_are_carried_until_one_is_over(place: Town) -> None:
    one = await house_of(place, "d1", time.time() + 60)
    two = await house_of(place, "d2", time.time() + 5 * 3600)
    async with Guest(one) as lead, Guest(one) as citizen, Guest(two) as other:
        moderator = await lead.join(one.seat("moderator").url, "Mona")
        await citizen.join(one.seat("citizen").url, "Ada")
        waiting = await other.join(two.seat("moderator").url, "Nora")
        assert "ok" in await moderator.do("agenda.start")
        refused = await waiting.do("agenda.start")
        assert (refused["code"], refused["facts"]) == ("no-room", {"running": 1})
        assert refused["text"].startswith("Gerade laufen schon so viele Dialoge, wie diese Anlage trägt (1).")
        await moderator.do("agenda.close")
        assert "ok" in await waiting.do("agenda.start")


async def test_dialogue_that_everybody_left_does_not_keep_the_next_one_from_starting(place: Town) -> None:
    one = await house_of(place, "d1", time.time() - 24 * 3600)
    two = await house_of(place, "d2", time.time() + 60)
    async with Guest(one) as lead, Guest(one) as citizen, Guest(two) as other:
        moderator = await lead.join(one.seat("moderator").url, "Mona")
        await citizen.join(one.seat("citizen").url, "Ada")
        waiting = await other.join(two.seat("moderator").url, "Nora")
        assert "ok" in await moderator.do("agenda.start")
        assert (await waiting.do("agenda.start"))["code"] == "no-room"
        gone = await citizen.http.post("/d/d1/leave", headers={"Origin": place.base})
        assert gone.status_code == 303
        assert "ok" in await waiting.do("agenda.start")
