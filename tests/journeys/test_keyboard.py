"""A citizen who uses no mouse: from the link to leaving, with Tab, Enter, Space and letters alone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.journeys.people import SHORT, WORDS, Person, invited, settle, window
from tests.town import town

pytestmark = pytest.mark.browser
FAR = 60  # presses of Tab; nothing on a page is further away


async def tab_to(person: Person, target: Locator) -> None:
    """Forward until `target` has the focus."""
    for _ in range(FAR):
        if await target.count() and await target.first.evaluate("each => each === document.activeElement"):
            return
        await person.page.keyboard.press("Tab")
    raise AssertionError(f"{FAR} presses of Tab do not reach {target}")


async def press(person: Person, target: Locator, key: str = "Enter") -> None:
    await expect(target.first).to_be_visible()
    await tab_to(person, target)
    await person.page.keyboard.press(key)


async def enter(person: Person) -> None:
    page = person.page
    await page.goto(person.link, wait_until="domcontentloaded")
    await tab_to(person, page.locator("#name"))
    await page.keyboard.type(person.name)
    await press(person, page.locator("#rules"), "Space")
    await press(person, page.get_by_role("button", name=WORDS["door.submit"]))
    await press(person, person.button("app.probe.open"))
    await page.wait_for_selector(".probe__verdict:not(.probe__verdict--checking)")
    await press(person, person.button("app.probe.go"))
    await person.in_room("foyer")


async def focused_on_heading(person: Person) -> None:
    await person.once("() => document.activeElement?.id === 'room-heading'")


@pytest.mark.long
async def test_citizen_by_keyboard_alone(tmp_path: Path, chromium: str) -> None:
    async with town(tmp_path) as place, window(chromium) as browser:
        moderator, ada, bela = await invited(browser, await place.new(script=SHORT, citizens=2, facilitators=0))
        await asyncio.gather(settle(moderator), enter(ada), settle(bela))
        await moderator.button("app.agenda.start").click()
        await ada.in_room("plenary")
        await focused_on_heading(ada)

        hand = ada.page.locator("[data-control=hand]")
        await press(ada, hand)
        await expect(hand).to_contain_text(WORDS["app.hand.place.1"])
        await expect(moderator.tile("Ada").locator(".tile__state")).to_be_visible()
        await press(ada, hand)
        await expect(hand).not_to_contain_text(WORDS["app.hand.place.1"])

        await moderator.send_to_groups()
        await ada.in_room("gruppe/1")
        await focused_on_heading(ada)
        await press(ada, ada.page.locator("[data-control=microphone]"), "Space")
        await expect(ada.page.locator("[data-control=microphone]")).to_contain_text(WORDS["app.microphone.heard"])
        await tab_to(ada, ada.editor("gut").locator("textarea"))
        await ada.page.keyboard.type("Der Markt am Samstag")
        await ada.page.keyboard.press("Tab")
        await ada.page.keyboard.press("Enter")
        await ada.board("Der Markt am Samstag")

        await press(ada, ada.button("app.leave"))
        await press(ada, ada.button("app.leave.go"))
        await expect(ada.page.locator("#code")).to_be_visible()
        await expect(bela.tile("Ada")).to_have_count(0)
        assert ada.faults == []
