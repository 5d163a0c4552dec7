"""Real Chromium: who hears and sees whom in the Regieraum and in the Technik-Ecke, and that nobody else does."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.journeys.people import SHORT, person, window
from tests.town import town

pytestmark = [pytest.mark.browser, pytest.mark.long]


async def test_regieraum_and_technik_ecke_are_heard_inside_alone(tmp_path: Path, chromium: str) -> None:
    async with town(tmp_path) as place, window(chromium) as browser:
        invitations = await place.new(script=SHORT, citizens=2, facilitators=0, staff=["support"])
        seats = [each for role in ("moderator", "support", "citizen") for each in invitations if each.role == role]
        names = ("Mona", "Ada", "Bela", "Cem")
        mona, ada, bela, cem = [
            await person(browser, *each) for each in zip(names, [s for s in seats if s.seat], strict=True)
        ]
        for staff in (mona, ada):
            await staff.enter()
            await staff.switch_on()
        for citizen in (bela, cem):
            await citizen.enter()
            await citizen.probe()
        await mona.senses(heard=["Ada"], seen=["Ada"])
        await ada.senses(heard=["Mona"], seen=["Mona"])

        await bela.button("app.tech.ask").click()
        await ada.page.locator(f".techdesk [data-seat='{bela.seat}'] button").click()
        await bela.in_room("corner-1")
        await bela.speak()
        await bela.senses(heard=["Ada"], seen=["Ada"])
        await ada.senses(heard=["Bela"], seen=["Bela"])
        await asyncio.gather(*(other.senses_only(heard=[], seen=[]) for other in (mona, cem)))

        await ada.button("app.techdesk.back").click()
        await bela.in_room("foyer")
        await mona.senses(heard=["Ada"], seen=["Ada"])
        await asyncio.gather(*(other.senses_only(heard=[], seen=[]) for other in (bela, cem)))
        assert [each.faults for each in (mona, ada, bela, cem)] == [[], [], [], []]
