"""Real Chromium at the real server: a visitor's way through the doors into the evening, and whom the pages asked."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from playwright.async_api import Browser, Page, Request, ViewportSize, WebSocket, async_playwright

from tests.web.guests import House, Line
from web.words import catalogue

WORDS = catalogue("de")
PATIENCE_MS = 60_000
FLAGS = [
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]


@contextlib.asynccontextmanager
async def chromium_at(path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


class Visitor:
    """One page; `asked` is every address it wanted anything from, sockets included; `faults` are errors of its
    scripts, `blocked` what the content security policy forbade."""

    def __init__(self, page: Page, house: House) -> None:
        self.page = page
        self.house = house
        self.asked: list[str] = []
        self.faults: list[str] = []
        self.blocked: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", self._requested)
        page.on("websocket", self._connected)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.blocked.append(message.text) if _forbidden(message.text) else None)

    @classmethod
    async def at(cls, browser: Browser, house: House, *, zone: str | None = None) -> Visitor:
        """On a device that stands in that time zone, or in this machine's."""
        size = ViewportSize(width=1280, height=800)
        page = await browser.new_page(base_url=house.town.base, locale="de-DE", viewport=size, timezone_id=zone)
        return cls(page, house)

    def _requested(self, request: Request) -> None:
        self.asked.append(request.url)

    def _connected(self, socket: WebSocket) -> None:
        self.asked.append(socket.url)

    async def press(self, key: str, **facts: object) -> None:
        name = WORDS[key].format(**facts) if facts else WORDS[key]
        await self.page.get_by_role("button", name=name, exact=True).first.click()

    async def enter(self, url: str, name: str) -> None:
        """Through the door."""
        await self.page.goto(url)
        await self.page.locator("#name").fill(name)
        await self.page.locator("#rules").check()
        await self.press("door.submit")
        await self.page.wait_for_selector(".probe, .app")

    async def in_room(self, room: str) -> None:
        await self.page.wait_for_selector(f'.app[data-room^="{room}"]')


def _forbidden(text: str) -> bool:
    return "Content Security Policy" in text or "Refused to" in text


async def done(line: Line, command: str, **data: object) -> None:
    """A command of staff that must be carried out."""
    answer = await line.do(command, **data)
    assert "ok" in answer, answer
