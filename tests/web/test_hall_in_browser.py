"""The hall in real Chromium: every citizen sends a colour of their own, and each is where their name is."""

from __future__ import annotations

import asyncio
import colorsys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from rooms.peer.marks import Gallery, Picture, mark
from rooms.peer.sources import LayerShape, Reel
from tests.rooms.mosaic.paint import Colour, camera, near
from tests.web.axe import serious
from tests.web.conftest import Build
from tests.web.guests import Guest, House
from tests.web.visitors import Visitor as Browsing
from tests.web.visitors import chromium_at, done
from web.bench.screens import SCRIPT
from web.visitor.line import Line
from web.visitor.media import Equipment
from web.visitor.profiles import Profile
from web.visitor.studio import FULL, kit
from web.visitor.visitor import Course, Visitor

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser, pytest.mark.long]
Guests = Callable[[House], Guest]
SHAPE = LayerShape("q", 160, 90, 5.0)
CITIZENS = 10
PATIENCE_S = 60.0
BACK_S = 3.0
WATCHED_S = 8.0
TILES = 9
PLAYING = ".tiles .tile video:not(.tile__video--waits)"
LOOK = """colours => {
  const video = document.querySelector(".hall__video video");
  if (!video?.videoWidth) return null;
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(video, 0, 0);
  const box = video.getBoundingClientRect();
  const faces = {};
  for (const face of document.querySelectorAll(".face")) {
    const { left, top, width, height } = face.getBoundingClientRect();
    const x = ((left + width / 2 - box.left) / box.width) * canvas.width;
    const y = ((top + height / 2 - box.top) / box.height) * canvas.height;
    faces[face.dataset.seat] = { at: [Math.round(x), Math.round(y)], colour: [...pen.getImageData(x, y, 1, 1).data].slice(0, 3), painted: face.dataset.painted === "true" };
  }
  const all = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  const close = (at, colour) => colour.every((value, step) => Math.abs(all[at + step] - value) < 40);
  const seen = colours.map(colour => { let count = 0; for (let at = 0; at < all.length; at += 16) count += close(at, colour); return count; });
  return { faces, seen };
}"""  # noqa: E501


def colour_of(seat: int) -> Colour:
    """Far from each other for seats that follow each other, and from the ground."""
    red, green, blue = colorsys.hsv_to_rgb(seat * 0.0909 % 1, 0.85, 0.85)
    return round(red * 255), round(green * 255), round(blue * 255)


def reel(seat: int) -> Reel:
    frames = islice(camera(colour_of(seat)), 10)
    pieces = [(frame + mark(Picture(seat, 0, at, 0, 1, at == 0, 0, 0)),) for at, frame in enumerate(frames)]
    return Reel(SHAPE, tuple(pieces))


class Crowd:
    """Citizens who do nothing but send their colour, or what `reels` gives them."""

    def __init__(self, reels: Callable[[int], tuple[Reel, ...]] = lambda seat: (reel(seat),)) -> None:
        self.reels = reels
        self.people: dict[int, Visitor] = {}
        self.tasks: dict[int, asyncio.Task[None]] = {}

    def come(self, house: House, number: int) -> int:
        link = house.seat("citizen", number)
        assert link.seat is not None
        equipment = Equipment(self.reels(link.seat))
        person = Visitor(Profile("usual", f"Gast {link.seat}", link.seat), link.url, equipment=equipment)
        person.acting = False
        self.people[link.seat] = person
        self.tasks[link.seat] = asyncio.create_task(person.live(Course(3600)))
        return link.seat

    async def go(self, seat: int) -> None:
        self.tasks.pop(seat).cancel()
        await asyncio.gather(self.people.pop(seat).leave(), return_exceptions=True)

    def line(self, seat: int) -> Line:
        line = self.people[seat].line
        assert line is not None
        return line


@asynccontextmanager
async def crowd(*reels: Callable[[int], tuple[Reel, ...]]) -> AsyncIterator[Crowd]:
    made = Crowd(*reels)
    try:
        yield made
    finally:
        for task in made.tasks.values():
            task.cancel()
        await asyncio.gather(*made.tasks.values(), return_exceptions=True)


async def look(page: Page, wanted: Callable[[dict[str, Any]], bool], *colours: int) -> dict[str, Any]:
    """What the page shows once it is as wanted; a painted picture makes no event."""
    found: Any = None
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not (found and wanted(found)):
                await asyncio.sleep(0.1)
                found = await page.evaluate(LOOK, [colour_of(seat) for seat in colours])
    except TimeoutError:
        raise AssertionError(found) from None
    return dict(found)


def right(faces: dict[str, Any], painted: set[int]) -> bool:
    """Those and nobody else are painted, each with their own colour at the place of their name."""
    if {int(seat) for seat, face in faces.items() if face["painted"]} != painted:
        return False
    return all(near(tuple(faces[str(seat)]["colour"]), colour_of(seat)) for seat in painted)


def places(found: dict[str, Any], seats: set[int]) -> dict[int, Any]:
    return {seat: found["faces"][str(seat)]["at"] for seat in seats}


async def test_everybody_is_where_their_name_is_and_nobody_is_who_should_not(
    build: Build, guests: Guests, chromium: str
) -> None:
    house = await build(script=SCRIPT, citizens=CITIZENS + 2, facilitators=0)
    staff = await guests(house).join(house.seat("moderator").url, "Mona")
    async with crowd() as people, chromium_at(chromium) as browser:
        first = {people.come(house, number) for number in range(CITIZENS)}
        reader = await Browsing.at(browser, house)
        await reader.enter(house.seat("citizen", CITIZENS).url, "Rita")
        await reader.press("app.probe.skip")
        await done(staff, "agenda.start")
        await reader.in_room("plenary")
        found = await look(reader.page, lambda seen: right(seen["faces"], first))
        ordered = sorted(first)

        gone = ordered[2]  # somebody leaves: nobody moves
        await people.go(gone)
        left = await look(reader.page, lambda seen: right(seen["faces"], first - {gone}) and seen["seen"] == [0], gone)
        assert str(gone) not in left["faces"]
        assert places(left, first - {gone}) == places(found, first - {gone})

        moved = ordered[4]  # into another room, and back
        await done(staff, "rooms.move", seat=moved, room="foyer")
        here = first - {gone, moved}
        away = await look(reader.page, lambda seen: right(seen["faces"], here) and seen["seen"] == [0], moved)
        assert str(moved) not in away["faces"]
        await done(staff, "rooms.move", seat=moved, room="plenary")
        await look(reader.page, lambda seen: right(seen["faces"], here | {moved}))

        hidden = ordered[6]  # not on the picture, but still in the room
        await people.line(hidden).do("hall.appear", on=False)
        here = first - {gone, hidden}
        off = await look(reader.page, lambda seen: right(seen["faces"], here) and seen["seen"] == [0], hidden)
        assert off["faces"][str(hidden)]["painted"] is False

        dark = ordered[7]  # the camera is switched off
        peer = people.people[dark].media.peer  # type: ignore[union-attr]
        assert peer is not None
        peer.sending.camera_on = False
        await people.line(dark).say("media.camera", on=False)
        here -= {dark}
        await look(reader.page, lambda seen: right(seen["faces"], here) and seen["seen"] == [0], dark)

        late = people.come(house, CITIZENS + 1)  # takes a free place
        came = await look(reader.page, lambda seen: right(seen["faces"], here | {late}))
        assert places(came, here - {moved}) == places(found, here - {moved})

        await done(staff, "floor.give", seat=ordered[0])
        killed_at = time.monotonic()
        house.town.kill("rooms.mosaic.process")  # the stage goes on, and the hall is back
        await reader.page.wait_for_selector(".hall__who:not(:empty)")
        await reader.page.wait_for_selector(f'.stage__large [data-seat="{ordered[0]}"] video:not(.tile__video--waits)')
        await look(reader.page, lambda seen: right(seen["faces"], here | {late}))
        assert time.monotonic() - killed_at < BACK_S
        assert reader.faults + reader.blocked == []


async def test_hall_is_worked_by_keyboard_and_says_who_is_picked(build: Build, guests: Guests, chromium: str) -> None:
    house = await build(script=SCRIPT, citizens=CITIZENS + 1, facilitators=0)
    staff = await guests(house).join(house.seat("moderator").url, "Mona")
    async with crowd() as people, chromium_at(chromium) as browser:
        first = sorted(people.come(house, number) for number in range(CITIZENS))
        reader = await Browsing.at(browser, house)
        await reader.page.set_viewport_size({"width": 360, "height": 740})
        await reader.enter(house.seat("citizen", CITIZENS).url, "Rita")
        await reader.press("app.probe.skip")
        await done(staff, "agenda.start")
        await reader.in_room("plenary")
        page = reader.page
        await look(page, lambda seen: right(seen["faces"], set(first)))
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
        await page.locator('.face button[tabindex="0"]').focus()
        await page.keyboard.press("End")
        last = await page.locator(".face").last.get_attribute("data-seat")
        await expect(page.locator(f'.face[data-seat="{last}"] button')).to_be_focused()
        assert await page.locator('.face button[tabindex="0"]').count() == 1
        await page.keyboard.press("Enter")
        name = (await page.locator(f'.face[data-seat="{last}"] .face__name').inner_text()).removesuffix(" (Sie)")
        await expect(page.locator(".hall__who strong")).to_have_text(name)
        assert reader.faults + reader.blocked == []
        assert await serious(page) == []  # last: axe-core wants styles of its own, which our pages refuse


async def cpu_share(browser: Browser) -> float:
    """Of a core, by all processes of this Chromium, through some seconds."""
    line = await browser.new_browser_cdp_session()
    used = []
    for _ in range(2):
        began = time.monotonic()
        found = (await line.send("SystemInfo.getProcessInfo"))["processInfo"]
        used.append((began, sum(each["cpuTime"] for each in found)))
        await asyncio.sleep(WATCHED_S)
    (began, before), (ended, after) = used
    return float(after - before) / (ended - began)


@pytest.mark.alone
async def test_hall_costs_an_old_device_less_than_nine_tiles(
    build: Build, guests: Guests, chromium: str, tmp_path: Path
) -> None:
    house = await build(script=SCRIPT, citizens=TILES + 1, facilitators=0)
    staff = await guests(house).join(house.seat("moderator").url, "Mona")
    reels = lambda seat: kit(f"Gast {seat}", seat, FULL, tmp_path, Gallery()).reels  # noqa: E731
    async with crowd(reels) as people, chromium_at(chromium) as browser:
        first = [people.come(house, number) for number in range(TILES)]
        reader = await Browsing.at(browser, house)
        await reader.enter(house.seat("citizen", TILES).url, "Rita")
        await reader.press("app.probe.skip")
        await done(staff, "agenda.start")
        await reader.in_room("plenary")
        painted = lambda seen: {int(seat) for seat, face in seen["faces"].items() if face["painted"]} == {*first}  # noqa: E731
        await look(reader.page, painted)
        hall = await cpu_share(browser)
        await reader.press("app.stage.equal")
        await expect(reader.page.locator(PLAYING)).to_have_count(TILES, timeout=PATIENCE_S * 1000)
        tiles = await cpu_share(browser)
        print(f"\nhall {hall:.2f}, {TILES} tiles {tiles:.2f} of a core")
        assert hall < tiles
