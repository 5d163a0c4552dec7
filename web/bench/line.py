"""Bench: what two real Chromium see and hear of each other through a bad line. Must not look into the media process.

Both are behind the same seeded relay (`rooms.peer.line`): loss and delay are for one way and one hop, so that a packet
from one to the other passes twice. Needs Playwright and Chromium.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from rooms.peer.line import Line, Weather, through
from rooms.peer.offer import read_answer
from rooms.plan import Plan, RoomPlan, SeatPlan
from web.bench.media import DIALOGUE, INSTANCE, Media, media

ORIGIN = "http://bench.localhost"  # no server: the pages' own requests are answered from these files
PAGE = Path(__file__).parent / "line.html"
STATIC = Path(__file__).parents[1] / "static"
FLAGS = (
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
)
HEIGHT = 360
WARM_UP_S = 10.0
START_S = 60.0
LOOK_EVERY_S = 0.2
SEATS = 1, 2


def bits(text: str) -> int:
    """`300k`, `2M` or a plain number of bits a second; raises ValueError."""
    factor = {"k": 1000, "M": 1_000_000}.get(text[-1:], 1)
    return int(float(text[:-1] if factor > 1 else text) * factor)


async def measure(*, loss: float, delay_ms: float, rate_bps: int, seconds: float, seed: int) -> dict[str, float]:
    """`loss` in percent; `rate_bps` (0: no limit) is what each of the two gets downwards."""
    weather = Weather(drop=loss / 100, delay_ms=delay_ms)
    down = Weather(drop=loss / 100, delay_ms=delay_ms, rate_bps=rate_bps)
    async with media() as server, chromium() as browser:
        await server.plan(Plan(DIALOGUE, 1, (RoomPlan("line", tuple(map(SeatPlan, SEATS))),)))
        citizens = Citizens(server, browser)
        try:
            for seat in SEATS:
                await citizens.join(seat, up=weather, down=down, seed=seed + seat)
            await citizens.begun()
            await asyncio.sleep(WARM_UP_S)
            start, load = await citizens.totals(), await _load(server)
            await asyncio.sleep(seconds)
            found = _shares(start, await citizens.totals(), seconds)
            return found | _work(load, await _load(server))
        finally:
            await citizens.close()


class Citizens:
    """A page with the product's media client and a line for each seat."""

    def __init__(self, server: Media, browser: Any) -> None:
        self._server, self._browser = server, browser
        self._pages: dict[int, Any] = {}
        self._lines: list[Line] = []
        self._telling: set[asyncio.Task[Any]] = set()
        server.bus.subscribe(f"signal.{DIALOGUE}", self._signal)

    async def join(self, seat: int, *, up: Weather, down: Weather, seed: int) -> None:
        page = self._pages[seat] = await self._browser.new_page()

        async def said(name: str, data: dict[str, Any]) -> dict[str, Any]:
            match name:
                case "media.offer":
                    sdp = await self._server.offer(seat, data["sdp"])
                    line = Line(read_answer(sdp).address, up=up, down=down, seed=seed)
                    self._lines.append(line)
                    return {"sdp": through(sdp, await line.start()), "instance": INSTANCE}
                case "media.applied":
                    self._server.say("applied", {"seat": seat})
                case "media.layout":
                    self._server.layout(seat, data["show"])
            return {}

        await page.expose_function("say", said)
        await page.route(f"{ORIGIN}/**", _serve)
        await page.goto(f"{ORIGIN}/")
        await page.evaluate("(show) => join(show)", [(other, HEIGHT) for other in SEATS if other != seat])

    async def begun(self) -> None:
        async with asyncio.timeout(START_S):
            while any(total["frames"] < 10 or not total["samples"] for total in await self.totals()):  # noqa: ASYNC110
                await asyncio.sleep(LOOK_EVERY_S)  # only the browser knows

    async def evaluate(self, code: str) -> list[Any]:
        """What each page answers, in the order of their joining."""
        return [await page.evaluate(code) for page in self._pages.values()]

    async def totals(self) -> list[dict[str, float]]:
        return await self.evaluate("totals()")

    async def close(self) -> None:
        for line in self._lines:
            await line.close()

    def _signal(self, subject: str, message: dict[str, Any]) -> None:
        for seat in message["seats"] if "seats" in message else [message["seat"]]:
            if seat in self._pages:
                told = self._pages[seat].evaluate("(message) => hear(message)", [message["name"], message["data"]])
                task = asyncio.create_task(told)
                self._telling.add(task)
                task.add_done_callback(self._telling.discard)


async def _serve(route: Any) -> None:
    name = Path(route.request.url).name
    await route.fulfill(path=STATIC / name if name.endswith(".js") else PAGE)


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Any]:
    """Debian's Chromium through Playwright, closed whatever happens."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


def _shares(start: list[dict[str, float]], end: list[dict[str, float]], seconds: float) -> dict[str, float]:
    """Of both citizens together. `recovered_share`: repetitions that came per picture packet that was missed, at most
    1; most come twice."""
    grown = {key: sum(after[key] - before[key] for before, after in zip(start, end, strict=True)) for key in end[0]}
    lost = max(grown["lost"], 1)
    return {
        "freeze_share": round(grown["frozen"] / (seconds * len(end)), 4),
        "concealed_share": round(grown["concealed"] / max(grown["samples"], 1), 4),
        "recovered_share": round(min(1.0, grown["repaired"] / lost), 4),
        "frames_per_s": round(grown["frames"] / (seconds * len(end)), 1),
        "height": min(total["height"] for total in end),
    }


async def _load(server: Media) -> dict[str, Any]:
    return await server.bus.request(f"media.{INSTANCE}.stats", {}, timeout=20)


def _work(start: dict[str, Any], end: dict[str, Any]) -> dict[str, float]:
    grown = {key: end[key] - start[key] for key in ("received", "copies", "sent", "batches")}
    return {
        "fan_out": round(grown["copies"] / max(grown["received"], 1), 2),
        "mean_batch": round(grown["sent"] / max(grown["batches"], 1), 2),
    }
