"""An organizer prepares a dialogue in real Chromium: signed in, made, people invited by a list, the open link set; each
page without a barrier, narrow enough for a phone, and asking nobody else."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from tests.web.axe import COLOURS, serious
from tests.web.conftest import Organizer
from tests.web.visitors import PATIENCE_MS, WORDS, chromium_at
from web.words import LANGUAGES

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]
PAGES = ("", "/new", "/town", "/team", "/mail", "/audit", "/barriers")
OF_DIALOGUE = ("", "/people", "/roles", "/settings", "/texts", "/rehearsal", "/delete")
OF_EVENING = ("data", "review", "answers", "script", "results")
LIST = "name;mail;district\nAda Groß;ada.prepared@example.org;Nord\nBela Öztürk;bela.prepared@example.org;Süd\n"


async def press(page: Page, key: str, **facts: object) -> None:
    await page.get_by_role("button", name=WORDS[key].format(**facts), exact=True).click()


async def signed_in(page: Page, organizer: Organizer) -> None:
    """By keyboard alone, from the page that asked for it."""
    await page.goto("/organize/new")
    await page.locator("#mail").focus()
    await page.keyboard.type(organizer.MAIL)
    await page.keyboard.press("Tab")
    await page.keyboard.type(organizer.PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#title")


async def prepared(page: Page, title: str) -> str:
    """The address of the dialogue's page, once it is made, people are invited and the open link works."""
    await page.fill("#title", title)
    await page.fill("#day", "2027-03-28")
    await page.fill("#time", "18:00")
    await press(page, "organize.new.submit")
    await page.wait_for_selector(".checks")
    assert "28. März 2027" in await page.inner_text(".door__when")
    base = page.url
    await page.get_by_role("link", name=WORDS["organize.check.people"]).click()
    await page.set_input_files("#file", {"name": "l.csv", "mimeType": "text/csv", "buffer": LIST.encode("cp1252")})
    await press(page, "organize.list.look")
    await page.wait_for_selector(".mapping")
    await press(page, "organize.list.import.other", count=2)
    await page.wait_for_selector("text=Ada Groß")
    await page.locator("#open").check()
    await page.fill("#places", "40")
    await page.locator("form[action*='/open'] button").click()
    await page.wait_for_selector("#open:checked")
    return base


async def test_organizer_prepares_a_dialogue(organizer: Organizer, chromium: str) -> None:
    async with chromium_at(chromium) as browser:
        page = await browser.new_page(base_url=organizer.town.base, locale="de-DE")
        page.set_default_timeout(PATIENCE_MS)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await signed_in(page, organizer)
        base = await prepared(page, "Kurz vorbereitet")
        await page.goto(base)
        assert WORDS["organize.check.people.done"].format(count=2) in await page.inner_text(".checks")
        assert {url.split("/")[2] for url in asked} == {organizer.town.base.split("/")[2]}
        await page.close()


@pytest.mark.long
async def test_every_page_of_organizers_is_without_a_barrier(organizer: Organizer, chromium: str) -> None:
    found: list[str] = []
    async with chromium_at(chromium) as browser:
        page = await browser.new_page(base_url=organizer.town.base, locale="de-DE")
        page.set_default_timeout(PATIENCE_MS)
        await page.goto("/organize/sign-in")
        found += await barriers(page, "sign-in")
        await signed_in(page, organizer)
        base = await prepared(page, "Lang vorbereitet")
        await registered(page, base)
        name = base.rpartition("/")[2]
        own = (*(f"{base}{each}" for each in OF_DIALOGUE), *(f"/d/{name}/{each}" for each in OF_EVENING))
        for address in (*(f"/organize{each}" for each in PAGES), *own):
            await page.goto(address)
            found += await barriers(page, address)
        await page.goto(f"/d/{name}/data")
        await page.get_by_role("link", name="Ada Groß").click()
        await page.wait_for_selector("#erase")
        found += await barriers(page, "person")
        await page.goto(f"{base}/people")
        await page.set_input_files("#file", {"name": "l.csv", "mimeType": "text/csv", "buffer": b"name;x\nCem;1;2\n"})
        await press(page, "organize.list.look")
        await page.wait_for_selector(".mapping")
        found += await barriers(page, "list")
        await page.close()
    assert found == []


@pytest.mark.long
async def test_pages_for_everybody_are_without_a_barrier(organizer: Organizer, chromium: str) -> None:
    found: list[str] = []
    async with chromium_at(chromium) as browser:
        page = await browser.new_page(base_url=organizer.town.base, locale="de-DE")
        page.set_default_timeout(PATIENCE_MS)
        for address in ("/rules", "/status", *(f"/guide/{who}" for who in ("citizen", "moderator", "organizer"))):
            for language in LANGUAGES:
                await page.goto(f"{address}?lang={language}")
                await page.evaluate("stop()")  # the operator's page loads itself anew
                assert await page.locator("h1").count() == 1
                found += await barriers(page, f"{address} {language}")
        await page.close()
    assert found == []


async def registered(page: Page, base: str) -> None:
    """People may sign up for it."""
    await page.goto(f"{base}/settings")
    await page.locator("#register").check()
    await press(page, "organize.save")
    await page.wait_for_selector(".kern-alert--success")
    await page.goto(f"/d/{base.rpartition('/')[2]}/register")
    assert await barriers(page, "register") == []


async def barriers(page: Page, state: str) -> list[str]:
    """In both looks, and on the width of a phone too narrow for nothing."""
    found = []
    for look in ("light", "dark"):
        await page.emulate_media(color_scheme=look)  # type: ignore[arg-type]
        found += await (serious(page) if look == "light" else serious(page, COLOURS))
    await page.set_viewport_size({"width": 320, "height": 700})
    wide = await page.evaluate("document.documentElement.scrollWidth")
    await page.set_viewport_size({"width": 1280, "height": 800})
    return [f"{state}: {one}" for one in (*found, *([f"{wide} px wide"] if wide > 320 else []))]
