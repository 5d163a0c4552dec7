"""Real Chromium against the media server alone: pictures decode, rooms part, layers climb, the screen has its slot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from rooms.media.layout import Layout
from rooms.media.server import MediaServer
from rooms.peer.line import Line, Weather, through
from rooms.plan import Plan, RoomPlan, SeatPlan

pytestmark = pytest.mark.browser

PAGE = (Path(__file__).parent / "browser.html").as_uri()
FLAGS = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--disable-renderer-backgrounding"]
COLOURS = {1: "red", 2: "lime", 3: "blue"}
VOICES, PICTURES, SCREEN = ("3", "4", "5"), ("6", "7", "8", "9"), "10"
PATIENCE_S = 40


class Venue:
    """A media server and one page per seat."""

    def __init__(self, open_page: Callable[[], Any]) -> None:
        self.server = MediaServer(addresses=[("127.0.0.1", 0)], on_signal=self._signal)
        self.pages: dict[int, Page] = {}
        self.mapping: dict[int, dict[str, Any]] = {}
        self._open, self._seq = open_page, 0

    def _signal(self, dialogue: str, seat: int, name: str, data: dict[str, Any]) -> None:
        if name == "mapping":
            self.mapping[seat] = data

    def plan(self, *rooms: tuple[SeatPlan, ...]) -> None:
        self._seq += 1
        self.server.plan(Plan("d", self._seq, tuple(RoomPlan(str(n), seats) for n, seats in enumerate(rooms))))

    async def join(
        self, seat: int, *, width: int = 320, busy: bool = False, via: tuple[str, int] | None = None
    ) -> None:
        """`busy`: a picture that takes all the bits it may; `via`: the address of a line to put the browser behind."""
        page = self.pages[seat] = await self._open()
        await page.goto(PAGE)
        options = {"colour": COLOURS[seat], "hertz": 300 * seat, "width": width, "busy": busy}
        sdp = await self._offer(seat, options)
        await page.evaluate("(sdp) => answer(sdp)", through(sdp, via) if via else sdp)
        self.server.applied("d", seat)

    async def _offer(self, seat: int, options: dict[str, Any]) -> str:
        return await self.server.offer("d", seat, await self.pages[seat].evaluate("(o) => offer(o)", options))

    async def received(self, seat: int) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = await self.pages[seat].evaluate("received()")
        return found

    async def until(self, seat: int, holds: Callable[[dict[str, dict[str, Any]]], bool]) -> dict[str, dict[str, Any]]:
        """Asks the browser until it holds; fails with what it said last."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                found = await self.received(seat)
                if holds(found):
                    return found
                await self.pages[seat].evaluate(NEXT_FRAME)

    async def settled(self, seat: int) -> dict[str, int]:
        """Packets by mid, once nothing has come for a second."""
        counts: list[dict[str, int]] = []
        async with asyncio.timeout(PATIENCE_S):
            while len(counts) < 6 or counts[-6] != counts[-1]:
                await self.pages[seat].evaluate(NEXT_FRAME)
                counts.append({mid: report["packets"] for mid, report in (await self.received(seat)).items()})
        return counts[-1]

    async def colours(self, seat: int) -> dict[int, str]:
        """Who is mapped to a picture slot -> the colour that is really there."""
        found = {}
        for mid, shown in zip(PICTURES, self.mapping[seat]["pictures"], strict=True):
            if shown is not None:
                found[shown] = nearest(await self.pages[seat].evaluate("(mid) => colour(mid)", mid))
        return found


NEXT_FRAME = "new Promise((done) => setTimeout(done, 200))"


def nearest(rgb: list[int] | None) -> str:
    primaries = {"red": 0, "lime": 1, "blue": 2}
    return next((name for name, index in primaries.items() if rgb and rgb[index] > 150 and sum(rgb) < 400), str(rgb))


@pytest.fixture
async def venue(chromium: str) -> AsyncIterator[Venue]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        made = Venue(browser.new_page)
        await made.server.start()
        yield made
        await browser.close()
        await made.server.close()


def decodes(*mids: str, more_than: int = 10) -> Callable[[dict[str, dict[str, Any]]], bool]:
    return lambda found: all(found.get(mid, {}).get("frames", 0) > more_than for mid in mids)


@pytest.mark.long
async def test_everyone_decodes_everyone_and_rooms_part(venue: Venue) -> None:
    venue.plan(tuple(map(SeatPlan, (1, 2, 3))))
    for seat in (1, 2, 3):
        await venue.join(seat)
    for seat in (1, 2, 3):
        found = await venue.until(seat, decodes(*PICTURES[:2]))
        assert [found[mid]["lost"] for mid in found] == [0] * len(found)
        assert sum(found.get(mid, {}).get("energy", 0) > 0.01 for mid in VOICES) == 2
        assert await venue.colours(seat) == {other: COLOURS[other] for other in (1, 2, 3) if other != seat}
    venue.plan(tuple(map(SeatPlan, (1, 2))), (SeatPlan(3),))
    assert venue.mapping[3]["pictures"] == [None] * 4
    before = await venue.settled(3)  # what was under way and the black frames have arrived
    frames = sum(report["frames"] for report in (await venue.received(1)).values())
    await venue.until(1, lambda found: sum(report["frames"] for report in found.values()) > frames + 30)
    after = await venue.received(3)
    assert {mid: report["packets"] for mid, report in after.items()} == before
    assert await venue.colours(1) == {2: "lime"}
    venue.plan(tuple(map(SeatPlan, (1, 2, 3))))
    old = {mid: report["frames"] for mid, report in after.items()}
    await venue.until(3, lambda found: sum(found[mid]["frames"] > old[mid] + 10 for mid in PICTURES[:2]) == 2)
    assert await venue.colours(3) == {1: "red", 2: "lime"}


@pytest.mark.alone
@pytest.mark.long
async def test_sender_climbs_over_300_kbit_and_the_layout_picks_its_layer(venue: Venue) -> None:
    venue.plan(tuple(map(SeatPlan, (1, 2))))
    await venue.join(1, width=1280)
    await venue.join(2)
    venue.server.layout("d", 2, Layout(show=((1, 720),)))
    await venue.until(2, lambda found: found.get("6", {}).get("height", 0) == 720)
    sent = await venue.pages[1].evaluate("sent()")
    assert sent["transport"]["cipher"] == "SRTP_AEAD_AES_128_GCM"
    assert sent["pair"]["available"] > 500_000
    venue.server.layout("d", 2, Layout(show=((1, 180),)))
    found = await venue.until(2, lambda found: found["6"]["height"] == 180)
    assert found["6"]["lost"] == 0  # freezes are as many as the machine is busy


async def test_screen_arrives_in_its_own_slot(venue: Venue) -> None:
    venue.plan((SeatPlan(1, screen=True), SeatPlan(2)))
    await venue.join(1)
    await venue.join(2)
    await venue.pages[1].evaluate("share('blue')")
    await venue.until(2, decodes(SCREEN))
    assert venue.mapping[2]["screen"] == 1
    assert nearest(await venue.pages[2].evaluate("(mid) => colour(mid)", SCREEN)) == "blue"


async def test_ice_restart_keeps_keys_slots_and_pictures_on_another_path(venue: Venue) -> None:
    """While its old path carries, Chromium may stay there with the old credentials, and does in three of ten restarts:
    whenever its new ports were ready before the answer, they have answers by the old ones. So the old path dies here.
    """
    venue.plan(tuple(map(SeatPlan, (1, 2))))
    old, new = Line(venue.server.addresses[0]), Line(venue.server.addresses[0])
    try:
        await venue.join(1)
        await venue.join(2, via=await old.start())
        before = await venue.until(2, decodes("6"))
        epoch, page = venue.mapping[2]["epoch"], venue.pages[2]
        held = venue.server._unit.peers["d", 2]
        fresh = await page.evaluate("pc.restartIce(), pc.setLocalDescription().then(() => pc.localDescription.sdp)")
        sdp = await venue.server.offer("d", 2, fresh)
        await page.evaluate("(sdp) => answer(sdp)", through(sdp, await new.start()))
        await venue.until(2, decodes("6", more_than=before["6"]["frames"] + 10))
        old.change(up=Weather(drop=1.0), down=Weather(drop=1.0))
        ufrag = sdp.split("a=ice-ufrag:")[1].split()[0]
        await venue.until(2, lambda _: held.ufrag == ufrag and held.next is None)  # the old credentials are void
        moved = await venue.until(2, lambda _: new.passed > 0)
        await venue.until(2, decodes("6", more_than=moved["6"]["frames"] + 30))
        assert venue.server._unit.peers["d", 2] is held
        assert venue.server.stats()["dropped"].get("handshake", 0) == 0
        assert venue.mapping[2]["epoch"] == epoch
    finally:
        await old.close()
        await new.close()
