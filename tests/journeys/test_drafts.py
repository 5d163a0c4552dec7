"""A card in mid-sentence when the line is gone and the phase ends: it arrives once, complete, in the right group."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.people import SHORT, WORDS, Person, invited, window
from tests.town import town

pytestmark = [pytest.mark.browser, pytest.mark.long]
OFFLINE_MS = 30_000
SENTENCE = "Mehr Bänke im Schatten, vor allem am Weg zur Schule"


async def at_work(everybody: list[Person]) -> None:
    """Without devices: this is about cards."""
    moderator, *citizens = everybody
    await asyncio.gather(*(each.enter() for each in everybody))
    for each in citizens:
        await each.page.locator(".probe button").last.click()
    await moderator.button("app.agenda.start").click()
    await moderator.send_to_groups()
    await asyncio.gather(*(each.page.wait_for_selector('.app[data-room^="gruppe/"]') for each in citizens))


async def test_card_written_offline_through_the_end_of_the_phase_arrives_once(tmp_path: Path, chromium: str) -> None:
    async with town(tmp_path) as place, window(chromium) as browser:
        everybody = await invited(browser, await place.new(script=SHORT, citizens=4, facilitators=0))
        await at_work(everybody)
        moderator, ada, *others = everybody
        group = await ada.room()
        await ada.type("fehlt", SENTENCE[:20])

        gone = await ada.page.evaluate("cut() ?? performance.now()")
        await moderator.next("Kurzberichte")
        await asyncio.gather(*(each.in_room("plenary") for each in others))
        await ada.editor("fehlt").locator("textarea").press_sequentially(SENTENCE[20:35])
        await expect(ada.page.locator(".banner--lost").first).to_be_visible()
        await ada.once(f"gone => performance.now() - gone >= {OFFLINE_MS}", gone)
        await ada.page.evaluate("mend()")

        await ada.in_room("plenary")
        left = ada.page.locator(".leftover")
        await expect(left.locator("textarea")).to_have_value(SENTENCE[:35])
        await left.locator("textarea").press_sequentially(SENTENCE[35:])
        await ada.page.reload()
        await expect(left.locator("textarea")).to_have_value(SENTENCE)
        await left.get_by_role("button", name=WORDS["app.card.send"]).click()

        await expect(left).to_have_count(0)
        for each in everybody:
            cards = each.page.locator(f'.wall [data-group="{group}"] [data-card] .card__text')
            if each is moderator:
                await each.look_at("wall")
            await expect(cards).to_have_text([SENTENCE])
            await expect(each.page.locator(".wall [data-card]")).to_have_count(1)
        assert [each.faults for each in others] == [[], [], []]
