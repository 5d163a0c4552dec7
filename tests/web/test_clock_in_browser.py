"""Times on a device abroad, in real Chromium: those of the town, as on the letter and at the door."""

from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from tests.web.conftest import Build
from tests.web.visitors import Visitor, chromium_at

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]


async def test_device_abroad_shows_the_time_of_the_town(build: Build, chromium: str) -> None:
    starts_at = time.time() + 900
    house = await build(citizens=1, starts_at=starts_at)
    begins = f"{datetime.fromtimestamp(starts_at, ZoneInfo('Europe/Berlin')):%H:%M}"
    async with chromium_at(chromium) as browser:
        visitor = await Visitor.at(browser, house, zone="America/New_York")
        await visitor.page.goto(house.seat("citizen").url)
        await expect(visitor.page.locator("main")).to_contain_text(begins)
        await visitor.enter(house.seat("citizen").url, "Ada")
        await visitor.press("app.probe.skip")
        await expect(visitor.page.locator(".foyer")).to_contain_text(f"Wir beginnen um {begins} Uhr.")
