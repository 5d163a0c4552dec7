"""Slides in real Chromium: the mayor brings and turns them by keys, a citizen reads and hears of them; axe on each."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.async_api import expect

from tests.web.axe import serious
from tests.web.conftest import Build
from tests.web.guests import ROUND, Guest, House
from tests.web.test_slides import pdf, written
from tests.web.visitors import PATIENCE_MS, Visitor, chromium_at, done

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]
Guests = Callable[[House], Guest]


@pytest.mark.long
async def test_mayor_turns_the_pages_that_a_citizen_sees(build: Build, guests: Guests, chromium: str) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    house = await build(script=ROUND, citizens=1, facilitators=0, staff=["podium"])
    staff = await guests(house).join(house.seat("moderator").url, "Mona")
    found: list[str] = []
    async with chromium_at(chromium) as browser:
        mayor, citizen = await Visitor.at(browser, house), await Visitor.at(browser, house)
        await mayor.enter(house.seat("podium").url, "Herr Kern")
        await citizen.enter(house.seat("citizen").url, "Ada")
        for each in (mayor, citizen):
            await each.press("app.probe.skip")
        await done(staff, "agenda.start")
        await citizen.in_room("plenary")

        field = mayor.page.locator(".slides__file")
        await field.set_input_files({"name": "Bild.png", "mimeType": "image/png", "buffer": b"\x89PNG"})
        await expect(mayor.page.locator(".slides [role=alert]")).to_have_text(
            "Das ist kein PDF. Bitte speichern Sie die Folien als PDF."
        )
        await field.set_input_files({"name": "Haushalt.pdf", "mimeType": "application/pdf", "buffer": pdf(3)})
        await mayor.press("app.slides.show_of", name="Haushalt")
        image = citizen.page.locator(".slide__image")
        await expect(image).to_have_attribute("alt", "Folie 1 von 3: ein Bild ohne Text")
        await mayor.page.locator(".slides__desk").wait_for()
        for key, page in (("ArrowRight", 2), ("PageDown", 3), ("ArrowRight", 3), ("ArrowLeft", 2)):
            await mayor.page.keyboard.press(key)
            await expect(image).to_have_attribute("src", _ends(f"/{page}.webp"))
        await expect(image).to_have_js_property("naturalWidth", 1600)
        asked = {address.rpartition("/")[2] for address in citizen.asked if address.endswith(".webp")}
        assert asked == {"1.webp", "2.webp", "3.webp"}  # the third was there before it was turned to
        await expect(citizen.page.locator("[aria-live=polite]").first).to_contain_text("Folie 2 von 3")

        await citizen.page.reload()
        await expect(image).to_have_attribute("src", _ends("/2.webp"))
        await citizen.press("app.slides.enlarge")
        await citizen.page.locator(".dialog--slide img").wait_for()
        assert [*mayor.blocked, *citizen.blocked] == []  # later axe adds styles of its own
        found += [*await serious(mayor.page), *await serious(citizen.page)]
        await citizen.page.keyboard.press("Escape")

        await field.set_input_files({"name": "Eins.pdf", "mimeType": "application/pdf", "buffer": written("Danke")})
        await mayor.press("app.slides.show_of", name="Eins")
        await expect(image).to_have_attribute("alt", "Folie 1 von 1: Danke")
        await mayor.press("app.slides.hide")
        await expect(image).to_have_count(0)
        assert [*mayor.faults, *citizen.faults] == []
    assert found == []


def _ends(path: str) -> re.Pattern[str]:
    return re.compile(f"{re.escape(path)}$")
