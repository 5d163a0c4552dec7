"""The Bild- und Tonprobe in real Chromium against the real server: the loop, its verdict, and nobody else in it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.people import NAMES, SHORT, WORDS, invited, window
from tests.town import town

pytestmark = pytest.mark.browser


@pytest.mark.long
async def test_probe_hears_and_sees_itself_and_nobody_else(tmp_path: Path, chromium: str) -> None:
    async with town(tmp_path) as place, window(chromium) as browser:
        moderator, ada, bela = await invited(browser, await place.new(script=SHORT, citizens=2, facilitators=0))
        assert [moderator.name, ada.name] == [*NAMES[:2]]
        await asyncio.gather(ada.enter(), bela.enter())
        for each in (ada, bela):
            await each.button("app.probe.open").click()
        for each in (ada, bela):
            await each.once(
                "async (seat) => (await received()).some((each) => each.seat === seat && each.frames > 5)", each.seat
            )
            assert set(await each.received("video")) == {each.seat}
            # nobody plays it, so Chromium reads no labels from the sound; that it comes, the verdict says
            verdict = each.page.locator(".probe__verdict:not(.probe__verdict--checking)")
            # on a machine that has no time the picture may come late
            texts = [WORDS["app.probe.good"], WORDS["app.probe.reduced"]]
            await expect(verdict).to_have_count(1)
            assert await verdict.locator("p").first.inner_text() in texts
        await ada.button("app.probe.go").click()
        await ada.in_room("foyer")
        await ada.once("async () => (await received()).every((each) => each.seat === null)")
        assert (await bela.received("video")).keys() == {bela.seat}
        assert ada.faults == bela.faults == []
