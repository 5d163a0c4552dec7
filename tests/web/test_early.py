"""Before the doors open: citizens wait at a page that lets them in by itself, staff are let in earlier."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.async_api import expect

from tests.web.axe import serious
from tests.web.conftest import Build
from tests.web.guests import Guest, House
from tests.web.visitors import Visitor, chromium_at
from web.words import catalogue

pytestmark = pytest.mark.asyncio(loop_scope="session")
Guests = Callable[[House], Guest]
WORDS = catalogue("de")
MINUTE = 60.0
STAFF = ("director", "podium", "support")


async def test_citizens_wait_and_staff_get_in_by_the_scripts_doors(build: Build, guests: Guests) -> None:
    house = await build(starts_at=time.time() + 45 * MINUTE, citizens=1, facilitators=1, staff=STAFF)
    guest = guests(house)
    for address in (house.seat("citizen").url, house.open):
        for response, status in ((await guest.http.get(address), 200), (await guest.enter(address), 403)):
            assert (response.status_code, "<form" in response.text) == (status, False)
            assert WORDS["door.early.title"] in response.text
            left = re.search(r'data-left-s="([\d.]+)"', response.text)
            assert left is not None
            assert 14 * MINUTE < float(left[1]) <= 15 * MINUTE
    assert dict(guest.http.cookies) == {}
    for role in ("organizer", "moderator", "facilitator", *STAFF):
        line = await guests(house).join(house.seat(role).url, f"Frau {role}")
        assert (line.topics["me"]["room"], line.topics["me"]["audible"]) == ("staff", True)


async def test_staff_are_early_too_before_their_own_door(build: Build, guests: Guests) -> None:
    house = await build(starts_at=time.time() + 90 * MINUTE, citizens=1, facilitators=1)
    response = await guests(house).enter(house.seat("facilitator").url)
    assert (response.status_code, WORDS["door.early.title"] in response.text) == (403, True)


async def test_script_is_written_days_before(build: Build, guests: Guests) -> None:
    house = await build(starts_at=time.time() + 5 * 24 * 60 * MINUTE, citizens=1, facilitators=0)
    guest = guests(house)
    await guest.join(house.seat("organizer").url, "Olga")
    assert (await guest.http.get(f"/d/{house.name}/script")).status_code == 200


async def test_start_opens_the_doors(build: Build, guests: Guests) -> None:
    house = await build(starts_at=time.time() + 45 * MINUTE, citizens=1, facilitators=0)
    line = await guests(house).join(house.seat("moderator").url, "Mona")
    assert "ok" in await line.do("agenda.start")
    assert (await guests(house).enter(house.seat("citizen").url)).status_code == 303


async def test_unknown_role_makes_no_dialogue(build: Build) -> None:
    with pytest.raises(ValueError, match="no such role: mayor"):
        await build(staff=["mayor"])


@pytest.mark.long
@pytest.mark.browser
async def test_early_page_becomes_the_door_by_itself(build: Build, chromium: str) -> None:
    house = await build(starts_at=time.time() + 30 * MINUTE + 30, citizens=1, facilitators=0)
    async with chromium_at(chromium) as browser:
        visitor = await Visitor.at(browser, house)
        await visitor.page.goto(house.seat("citizen").url)
        await expect(visitor.page.locator("#left")).to_have_text(re.compile(r"^Noch 0:\d\d$"))
        assert await serious(visitor.page) == []
        await visitor.page.locator("#name").fill("Ada")  # there once the page has opened
        await visitor.page.locator("#rules").check()
        await visitor.press("door.submit")
        await visitor.page.wait_for_selector(".probe")
        assert visitor.faults == []
