"""Seventy-five citizens are here: the next one waits and is let in without touching anything; staff walk past."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect

from tests.town import Town
from tests.web.axe import serious
from tests.web.guests import Guest, House, crowd, heading
from web.words import catalogue

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS = catalogue("de")
Full = tuple[House, list[Guest]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def full(town: Town) -> AsyncIterator[Full]:
    """A dialogue with no place left. Whoever takes a citizen out fills the place again."""
    house = House(town, "full", await town.new("full", citizens=2, facilitators=1))
    async with Guest(house) as early:
        # Entered, but not present yet: the last place goes to somebody else.
        assert (await early.enter(house.seat("citizen").url, "Frühling")).status_code == 303
        async with crowd(house, 75) as citizens:
            yield house, [*citizens, early]


@pytest.mark.long
async def test_late_citizen_waits_and_staff_get_in(full: Full) -> None:
    house, _ = full
    async with Guest(house) as late, Guest(house) as invited, Guest(house) as staff:
        page = await late.enter(house.open, "Nachzügler")
        assert (page.status_code, heading(page.text)) == (503, WORDS["full.title"])
        assert 'name="name" value="Nachzügler"' in page.text
        assert dict(late.http.cookies) == {}
        assert (await invited.enter(house.seat("citizen", 1).url)).status_code == 503
        watching = await staff.join(house.seat("moderator").url, "Mona")
        assert watching.topics["me"]["role"] == "moderator"
        await watching.topic("console", lambda data: data["counts"]["present"] == 75)
        assert (await staff.enter(house.seat("facilitator").url, "Fatma")).status_code == 303


async def test_lost_line_keeps_the_place_and_leaving_frees_it(full: Full) -> None:
    house, citizens = full
    async with Guest(house) as late:
        await citizens[0].lines[0].socket.close()
        assert (await late.enter(house.open, "Nachzügler")).status_code == 503
        assert (await (await citizens[0].dial()).topic("me"))["room"] == "foyer"
        await citizens[1].http.post(f"/d/{house.name}/leave")
        line = await late.join(house.open, "Nachzügler")
        await line.topic("names", lambda names: "Nachzügler" in names.values())
        assert (await citizens[1].enter(house.open)).status_code == 503
        await late.http.post(f"/d/{house.name}/leave")
        await citizens[1].join(house.open)


async def test_place_lost_at_the_last_moment_is_waited_for_at_the_dialogue(full: Full) -> None:
    house, (first, *_, early) = full
    assert await (await early.dial()).closed() == ("full", 4503)
    for ask in (early.http.get, early.http.post):
        page = await ask(f"/d/{house.name}")
        assert (page.status_code, heading(page.text)) == (503, WORDS["full.title"])
    await first.http.post(f"/d/{house.name}/leave")
    again = await early.http.post(f"/d/{house.name}")
    assert (again.status_code, again.headers["location"]) == (303, f"/d/{house.name}")
    assert (await (await early.dial()).topic("me"))["seat"] == house.seat("citizen").seat


async def test_probe_takes_no_place_and_its_end_finds_the_house_full(full: Full) -> None:
    house, (_, second, *_) = full
    async with Guest(house) as late:
        await second.http.post(f"/d/{house.name}/leave")
        assert (await late.enter(house.open, "Nachzügler")).status_code == 303
        at_door = await late.dial(door=True)
        await at_door.topic("me")
        await second.join(house.open)
        await at_door.send({"signal": "probe.done", "data": {}})
        assert await at_door.closed() == ("full", 4503)


@pytest.mark.long
@pytest.mark.browser
async def test_waiting_browser_is_let_in_by_itself(full: Full, chromium: str) -> None:
    house, citizens = full
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page(locale="de-DE")
        await page.goto(house.open)
        await page.locator("#name").fill("Nachzügler")
        await page.locator("#rules").check()
        await page.get_by_role("button", name=WORDS["door.submit"]).click()
        await page.get_by_role("button", name=WORDS["full.wait"]).click()
        await expect(page.locator("#waiting")).to_have_text(WORDS["full.waiting"])
        assert await serious(page) == []
        await citizens[2].http.post(f"/d/{house.name}/leave")
        await page.wait_for_url(f"**/d/{house.name}", timeout=60_000)
        await page.wait_for_selector(".probe", timeout=60_000)
        await browser.close()
