"""Speaking time in real browsers: what a voice does to the page of who speaks, and to nobody else's."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.people import WORDS, company, window
from tests.town import town
from tests.web.guests import ROUND

pytestmark = [pytest.mark.browser, pytest.mark.long]


async def test_who_speaks_reads_the_own_minutes_and_the_others_read_nothing(tmp_path: Path, chromium: str) -> None:
    async with town(tmp_path) as place, window(chromium) as browser:
        invitations = await place.new("d1", script=ROUND, citizens=2, facilitators=0)
        moderator, speaker, listener = await company(browser, invitations)
        await moderator.button("app.agenda.start").click()
        await moderator.next("In der Kleingruppe")
        for each in (speaker, listener):
            await each.in_room("gruppe/1")
        await speaker.speak()
        said = speaker.page.locator(".spoken")
        await expect(said).to_have_text(WORDS["app.spoken.one"])
        own = await asyncio.gather(*(each.topic("spoken") for each in (moderator, speaker, listener)))
        assert own == [None, {"minutes": 1, "nudge": None}, {"minutes": 0, "nudge": None}]
        assert [each.faults for each in (moderator, speaker, listener)] == [[], [], []]
