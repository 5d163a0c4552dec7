"""The Redaktion in real Chromium, by keyboard alone, and that neither desk nor dots keep anybody out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.async_api import Locator, Page, expect

from tests.web.conftest import Build
from tests.web.guests import Guest, House
from tests.web.test_accessibility import barriers
from tests.web.test_themes import THEMED
from tests.web.visitors import WORDS, Visitor, chromium_at, done

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser, pytest.mark.long]
Guests = Callable[[House], Guest]
FAR = 80


async def tab_to(page: Page, target: Locator) -> None:
    for _ in range(FAR):
        if await target.evaluate("each => each === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{FAR} presses of Tab do not reach {target}")


async def press(page: Page, target: Locator, key: str = "Enter") -> None:
    await expect(target).to_be_visible()
    await tab_to(page, target)
    await page.keyboard.press(key)


def named(page: Page, key: str, **facts: object) -> Locator:
    return page.get_by_role("button", name=WORDS[key].format(**facts), exact=True).first


async def test_editor_bundles_and_publishes_by_keyboard_alone(build: Build, guests: Guests, chromium: str) -> None:
    house = await build(script=THEMED, citizens=2, facilitators=0, staff=["editor"])
    staff = await guests(house).join(house.seat("moderator").url, "Mona")
    lines = [await guests(house).join(house.seat("citizen", n).url, f"Gast {n}") for n in range(2)]
    await done(staff, "agenda.start")
    await done(staff, "agenda.next", leaving="auftakt", now=True)
    group = (await lines[0].topic("me", lambda me: (me["group"] or "").startswith("gruppe/")))["group"]
    for number, line in enumerate((*lines, *lines), start=1):
        await done(line, "card.write", column="fehlt", text=f"Gedanke {number}")
    await done(staff, "cards.reveal", group=group)
    found: list[str] = []
    async with chromium_at(chromium) as browser:
        visitor = await Visitor.at(browser, house)
        page = visitor.page
        await page.goto(house.seat("editor").url)
        await page.locator("#name").fill("Rita")
        await visitor.press("door.submit")
        await expect(page.locator(".desk__cards .desk-card")).to_have_count(4)
        found += await barriers(visitor, "desk, cards only")

        await tab_to(page, page.locator("#desk-new"))
        await page.keyboard.type("Sitzen im Ort")
        await page.keyboard.press("Enter")
        theme = page.locator(".desk-theme")
        await expect(theme.locator("h3")).to_contain_text("Sitzen im Ort")
        await press(page, page.locator(".desk__cards .desk-card__move").first, "1")
        await expect(theme.locator(".desk-card")).to_have_count(1)
        await expect(page.locator(".desk__cards .desk-card__move").first).to_be_focused()
        await page.keyboard.press("Enter")
        found += await barriers(visitor, "desk, moving")
        await press(page, page.locator("dialog .desk__target").first)
        await expect(theme.locator(".desk-card")).to_have_count(2)
        await press(page, named(page, "app.editing.undo.what", what=WORDS["app.editing.did.theme.take"]))
        await expect(theme.locator(".desk-card")).to_have_count(1)
        await press(page, named(page, "app.editing.rename", title="Sitzen im Ort"))
        await page.keyboard.press("Control+A")
        await page.keyboard.type("Bänke")
        await page.keyboard.press("Enter")
        await expect(theme.locator("h3")).to_contain_text("Bänke")
        await press(page, named(page, "app.editing.publish"))
        await press(page, named(page, "app.editing.publish.yes"))
        await staff.topic("editing", lambda editing: editing["published"] is not None)
        found += await barriers(visitor, "desk, published")

        citizen = await Visitor.at(browser, house)
        await citizen.enter(house.open, "Bela")
        await citizen.press("app.probe.skip")
        await citizen.page.wait_for_selector(".app")
        await done(staff, "agenda.next", leaving="gruppe")
        await done(staff, "agenda.next", leaving="ernte")
        await press(citizen.page, citizen.page.locator(".dots__button--more").first, "Space")
        await expect(citizen.page.locator(".dots__count").first).to_have_text(WORDS["app.dots.count.one"])
        await lines[0].topic("dots", lambda dots: dots["given"] == 1)
        found += await barriers(citizen, "dots")
        await done(staff, "agenda.next", leaving="themen")
        await citizen.page.locator(".sides .tab", has_text=WORDS["app.tab.themes"]).click()
        await citizen.page.wait_for_selector(".result")
        found += await barriers(citizen, "dots, results")
        assert (visitor.faults, citizen.faults) == ([], [])
    assert found == []
