"""Several dialogues spread over several media processes, with real Chromium on each."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.journeys.people import SHORT, invited, window
from tests.town import town

pytestmark = [pytest.mark.browser, pytest.mark.long]


async def test_two_dialogues_have_a_media_process_each(tmp_path: Path, chromium: str) -> None:
    async with town(tmp_path, MEDIA_PROCESSES="2") as place, window(chromium) as browser:
        people = []
        for name in ("d1", "d2"):
            invitations = await place.new(name, script=SHORT, citizens=1, facilitators=0)
            people.append((await invited(browser, invitations))[1])
        await asyncio.gather(*(each.enter() for each in people))
        for each in people:
            await each.button("app.probe.open").click()
        loops = "async (seat) => (await received()).some((each) => each.seat === seat && each.frames > 5)"
        await asyncio.gather(*(each.once(loops, each.seat) for each in people))
        instances = [(await each.topic("media"))["instance"].partition("-")[0] for each in people]
        assert sorted(instances) == ["media0", "media1"]
