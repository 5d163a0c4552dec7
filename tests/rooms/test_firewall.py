"""Real Chromium that may not use UDP: sound and picture come by TCP from the forwarding unit itself (RFC 6544)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page

from tests.rooms.browsers import Hall, browser, enter, opened
from tests.rooms.test_browsers import perceives, rooms

pytestmark = pytest.mark.browser
NO_UDP = "--webrtc-ip-handling-policy=disable_non_proxied_udp"
PAIR = """async () => {
  const report = await media.connection.pc.getStats();
  const transport = [...report.values()].find((each) => each.type === "transport");
  const pair = report.get(transport.selectedCandidatePairId);
  return [report.get(pair.localCandidateId).protocol, report.get(pair.remoteCandidateId).protocol];
}"""


async def pair(page: Page) -> Any:
    return await page.evaluate(PAIR)


@pytest.mark.long
async def test_browser_without_udp_hears_and_sees_by_tcp(chromium: str) -> None:
    hall = Hall()
    async with opened(hall) as base, browser(chromium, NO_UDP) as window, browser(chromium) as other:
        hall.media.plan(rooms(1, g1=(1, 2)))
        blocked, free = await enter(window, base, 1), await enter(other, base, 2)
        await asyncio.gather(perceives(blocked, 2), perceives(free, 1))
        assert (await pair(blocked), await pair(free)) == (["tcp", "tcp"], ["udp", "udp"])
        hall.media.plan(rooms(2, g1=(1,), g2=(2,)))
        await asyncio.gather(perceives(blocked), perceives(free))
        hall.media.plan(rooms(3, g1=(1, 2)))
        await asyncio.gather(perceives(blocked, 2), perceives(free, 1))
