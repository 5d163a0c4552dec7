"""Real Chromium pages through web/static/media.js and the forwarding unit: what is decoded, heard and seen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Page

from rooms.plan import Plan, RoomPlan, SeatPlan
from tests.rooms.browsers import DIALOGUE, Hall, browser, enter, opened

pytestmark = pytest.mark.browser


def rooms(seq: int, **named: tuple[int, ...]) -> Plan:
    return Plan(DIALOGUE, seq, tuple(RoomPlan(name, tuple(map(SeatPlan, seats))) for name, seats in named.items()))


async def until(page: Page, what: Callable[[dict[str, Any]], bool], *, timeout: float = 20) -> dict[str, Any]:
    """What the page perceives, once it is as wanted; the last perception otherwise, for the assertion to show."""
    look: dict[str, Any] = {}
    try:
        async with asyncio.timeout(timeout):
            while True:
                look = await page.evaluate("window.look?.() ?? {}")
                if look and what(look):
                    return look
                await asyncio.sleep(0.2)
    except TimeoutError:
        return look


async def perceives(page: Page, *seats: int) -> None:
    look = await until(page, lambda look: look["heard"] == look["seen"] == list(seats))
    assert (look["heard"], look["seen"]) == (list(seats), list(seats)), look


async def test_browsers_hear_and_see_their_room_and_nobody_else(chromium: str) -> None:
    hall = Hall()
    async with opened(hall) as base, browser(chromium) as window:
        hall.media.plan(rooms(1, plenary=(1, 2, 3)))
        pages = {seat: await enter(window, base, seat) for seat in (1, 2, 3)}
        await perceives(pages[1], 2, 3)
        await perceives(pages[2], 1, 3)
        await perceives(pages[3], 1, 2)
        hall.media.plan(rooms(2, g1=(1, 2), g2=(3,)))
        await perceives(pages[1], 2)
        await perceives(pages[2], 1)
        await perceives(pages[3])
        hall.media.plan(rooms(3, g1=(2,), g2=(1, 3)))
        await perceives(pages[1], 3)
        await perceives(pages[3], 1)
        await perceives(pages[2])
