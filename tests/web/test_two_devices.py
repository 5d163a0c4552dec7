"""One seat, two devices, in real Chromium: the one that was taken over says so and takes the seat back."""

from __future__ import annotations

import pytest

from tests.web.conftest import Build
from tests.web.visitors import Visitor, chromium_at

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser, pytest.mark.long]


async def test_device_that_lost_the_seat_takes_it_back(build: Build, chromium: str) -> None:
    house = await build(citizens=0, facilitators=0)
    async with chromium_at(chromium) as browser:
        phone, laptop = await Visitor.at(browser, house), await Visitor.at(browser, house)
        for device in (phone, laptop):
            await device.enter(house.seat("organizer").url, "Olga")
        await phone.press("app.bye.take_back")
        await phone.page.wait_for_selector(".app")
        await laptop.page.wait_for_selector(".bye")
        assert await phone.page.locator(".bye").count() == 0
        assert [*phone.faults, *laptop.faults] == []
