"""A citizen's phone in real Chromium, from the groups to the Ausklang: what is to be done lies before them, unasked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.web.conftest import Build
from tests.web.guests import Guest, House, Line
from tests.web.test_themes import THEMED
from tests.web.visitors import Visitor, chromium_at, done

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser, pytest.mark.long]
Guests = Callable[[House], Guest]
TEXT = "Geben Sie Ihre Punkte den Themen, über die heute gesprochen werden soll."
SCRIPT = THEMED.replace("minutes: 9, dots:", f'minutes: 9, text: {{de: "{TEXT}", en: "Dots"}}, dots:')
PHONE = {"width": 360, "height": 740}


async def size(page: Page, selector: str) -> dict[str, Any]:
    box = await page.locator(selector).first.bounding_box()
    assert box is not None
    return dict(box)


async def themes(staff: Line, editor: Line, writer: Line) -> None:
    """From the start to the phase in which a theme waits for dots."""
    await done(staff, "agenda.next", leaving="auftakt", now=True)
    group = (await writer.topic("me", lambda me: (me["group"] or "").startswith("gruppe/")))["group"]
    await done(writer, "card.write", column="fehlt", text="Mehr Bänke")
    await done(staff, "cards.reveal", group=group)
    [card] = await editor.topic("editing-cards", lambda cards: len(cards) == 1)
    await done(staff, "agenda.next", leaving="gruppe", now=True)
    await done(staff, "agenda.next", leaving="ernte")
    await done(editor, "theme.add", title="Bänke im Ort", cards={card: None})
    edit = (await editor.topic("editing", lambda data: data["edit"] > 0))["edit"]
    await done(editor, "themes.publish", edit=edit)


async def test_phone_turns_to_the_dots_and_keeps_its_tabs_and_its_bar(
    build: Build, guests: Guests, chromium: str
) -> None:
    house = await build(script=SCRIPT, citizens=2, facilitators=0, staff=["editor"])
    staff = await guests(house).join(house.seat("moderator").url, "Mona")
    editor = await guests(house).join(house.seat("editor").url, "Emil")
    ada = await guests(house).join(house.seat("citizen").url, "Ada")
    async with chromium_at(chromium) as browser:
        visitor = await Visitor.at(browser, house)
        page = visitor.page
        await page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        await visitor.enter(house.seat("citizen", 1).url, "Bela")
        await visitor.press("app.probe.skip")
        await page.wait_for_selector(".app")
        await done(staff, "agenda.start")
        await themes(staff, editor, ada)
        await page.wait_for_selector('.app[data-tab="themes"]')
        await expect(page.locator(".dots__button--more").first).to_be_visible()
        assert (await size(page, ".tabs .tab"))["height"] >= 44
        await page.locator(".tabs .tab").first.click()
        await expect(page.locator(".step__question")).to_have_text(TEXT)
        await done(staff, "agenda.next", leaving="themen")
        await staff.topic("evening", lambda evening: evening["phase"]["id"] == "abschied")
        await done(staff, "agenda.next", leaving="abschied", now=True)
        await page.wait_for_selector(".phase--lingering")
        bar, heading = await size(page, ".phase"), await size(page, ".phase__what")
        assert (bar["height"] < 160, heading["width"] > 300) == (True, True)
        assert visitor.faults == []
