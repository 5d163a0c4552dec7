"""Real browsers in a crowd of synthetic peers, all moved at once: what `dialogue bench move` says is what people get.

By tone, by colour and by the labels on what arrives; the crowd judges for itself by what it decrypts.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page

from rooms.media.server import MediaServer
from tests.rooms.browsers import Hall, browser, enter, opened
from tests.rooms.test_browsers import everyone_perceives, until
from tests.rooms.town import Town, room

pytestmark = [pytest.mark.browser, pytest.mark.long]

PEOPLE = (1, 2, 3, 4, 5)
CROWD = tuple(range(11, 19))
GROUPS = ((1, 2), (3, 4, 5), CROWD[:4], CROWD[4:])
AFTER: dict[int, tuple[int, ...]] = {
    seat: tuple(other for other in group if other != seat) for group in GROUPS[:2] for seat in group
}


class Square(Town):
    """A town on the media server of a hall of pages."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self.hall = hall
        self.server = hall.media = MediaServer(addresses=[("127.0.0.1", 0)], on_signal=self._both)

    def _both(self, dialogue: str, seat: int, name: str, data: dict[str, Any]) -> None:
        self._signal(dialogue, seat, name, data)
        self.hall.signal(dialogue, seat, name, data)


async def labels(page: Page) -> set[int]:
    """Whose packets the page got in the last ten seconds, by their labels (rule 7)."""
    return set(await page.evaluate("labels()"))


async def test_browsers_in_a_crowd_moved_at_once_get_their_group_and_nobody_else(chromium: str) -> None:
    hall = Hall()
    square = Square(hall)
    async with browser(chromium) as window, opened(hall) as base:
        square.plan(room("plenary", *PEOPLE, *CROWD))
        await square.join(*CROWD)
        for peer in square.peers.values():
            peer.sending.microphone.on = False  # noise to a browser: its payload is a mark
        pages = {seat: await enter(window, base, seat) for seat in PEOPLE}
        for seat, page in pages.items():
            others = [other for other in PEOPLE if other != seat]
            await page.wait_for_function("media.state === 'connected'")
            await page.evaluate("(show) => media.layout(show)", [[other, 180] for other in others])
            look = await until(page, lambda look, others=others: look["seen"] == others and look["heard"])
            assert look["seen"] == others
            assert look["heard"]
        for peer in square.peers.values():
            peer.sending.microphone.on = True
        await square.move(*(room(f"g{number}", *group) for number, group in enumerate(GROUPS)))
        await everyone_perceives(pages, AFTER)
        await square.judge()
        assert square.broken() == {}
        await asyncio.gather(
            *(page.evaluate("new Promise((done) => setTimeout(done, 10_000))") for page in pages.values())
        )
        assert {seat: await labels(page) for seat, page in pages.items()} == {seat: set(AFTER[seat]) for seat in PEOPLE}
        for peer in square.peers.values():
            await peer.close()
