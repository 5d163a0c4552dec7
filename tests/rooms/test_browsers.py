"""Real Chromium pages through web/static/media.js and the forwarding unit: what is decoded, heard and seen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from rooms.media.rtcp import NTP_EPOCH
from rooms.plan import Plan, RoomPlan, SeatPlan
from tests.rooms.browsers import DIALOGUE, Hall, browser, enter, leave, opened

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def window(chromium: str) -> AsyncIterator[Browser]:
    """One browser for all tests here: each citizen gets a context of their own."""
    async with browser(chromium) as opened_browser:
        yield opened_browser


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def empty(window: Browser) -> AsyncIterator[None]:
    yield
    await leave(window)


def rooms(seq: int, **named: tuple[int, ...]) -> Plan:
    return Plan(DIALOGUE, seq, tuple(RoomPlan(name, tuple(map(SeatPlan, seats))) for name, seats in named.items()))


async def until(page: Page, what: Callable[[dict[str, Any]], bool], *, timeout: float = 60) -> dict[str, Any]:
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


async def answer(page: Page, code: str, *given: Any, timeout: float = 40) -> Any:
    """What the page answers once that is not empty. Playwright's own `wait_for_function` takes a promise for a yes."""
    async with asyncio.timeout(timeout):
        while not (found := await page.evaluate(code, *given)):
            await page.evaluate("new Promise((done) => setTimeout(done, 200))")
    return found


async def perceives(page: Page, *seats: int) -> None:
    look = await until(page, lambda look: look["heard"] == look["seen"] == list(seats))
    assert (look["heard"], look["seen"]) == (list(seats), list(seats)), look


async def stays(page: Page, *seats: int) -> None:
    """Nobody else appears, not for a moment, in twenty looks."""
    await page.evaluate("fresh()")
    look = await until(page, lambda look: look["ever"]["looks"] >= 20)
    assert (look["ever"]["heard"], look["ever"]["seen"]) == (list(seats), list(seats)), look


async def everyone_perceives(pages: dict[int, Page], whom: dict[int, tuple[int, ...]]) -> None:
    await asyncio.gather(*(perceives(page, *whom[seat]) for seat, page in pages.items()))
    await asyncio.gather(*(stays(page, *whom[seat]) for seat, page in pages.items()))


@pytest.mark.long
async def test_browsers_hear_and_see_their_room_and_nobody_else(window: Browser) -> None:
    hall = Hall()
    async with opened(hall) as base:
        hall.media.plan(rooms(1, plenary=(1, 2, 3)))
        pages = {seat: await enter(window, base, seat) for seat in (1, 2, 3)}
        await everyone_perceives(pages, {1: (2, 3), 2: (1, 3), 3: (1, 2)})
        hall.media.plan(rooms(2, g1=(1, 2), g2=(3,)))
        await everyone_perceives(pages, {1: (2,), 2: (1,), 3: ()})
        hall.media.plan(rooms(3, g1=(2,), g2=(1, 3)))
        await everyone_perceives(pages, {1: (3,), 2: (), 3: (1,)})


@pytest.mark.long
async def test_browser_knows_when_the_sound_and_picture_it_plays_were_recorded(window: Browser) -> None:
    """From our sender reports; how far the two are apart is measured by `dialogue bench sync`."""
    hall = Hall()
    async with opened(hall) as base:
        hall.media.plan(rooms(1, g1=(1, 2)))
        pages = {seat: await enter(window, base, seat) for seat in (1, 2)}
        await perceives(pages[1], 2)
        sound, picture = await answer(pages[1], "recorded().then((all) => (all.length === 2 ? all : null))")
        now = time.time() + NTP_EPOCH
        assert abs(now - sound / 1000) < 5
        assert abs(now - picture / 1000) < 5


async def test_browsers_come_back_by_themselves_when_media_dies(window: Browser) -> None:
    hall = Hall()
    async with opened(hall) as base:
        hall.media.plan(rooms(1, g1=(1, 2)))
        pages = {seat: await enter(window, base, seat) for seat in (1, 2)}
        await perceives(pages[1], 2)
        await perceives(pages[2], 1)
        await hall.restart(rooms(1, g1=(1, 2)))
        for page in pages.values():
            look = await until(
                page, lambda look: look["states"][-1] == "connected:connected" and len(look["states"]) > 2
            )
            assert look["states"][2] == "interrupted:instance"
        await perceives(pages[1], 2)
        await perceives(pages[2], 1)


@pytest.mark.long
async def test_browser_keeps_trying_while_media_is_refused(window: Browser) -> None:
    hall = Hall()
    async with opened(hall) as base:
        hall.media.plan(rooms(1, g1=(1, 2)))
        hall.refusing = True
        page = await enter(window, base, 1)
        look = await until(page, lambda look: look["state"] == "failed")
        assert look["states"] == ["connecting:connect", "interrupted:refused", "failed:refused"]
        hall.refusing = False
        look = await until(page, lambda look: look["state"] == "connected")
        assert look["states"][-1] == "connected:connected"


@pytest.mark.long
async def test_browser_without_devices_hears_and_sees_the_others(window: Browser) -> None:
    hall = Hall()
    async with opened(hall) as base:
        hall.media.plan(rooms(1, g1=(1, 2)))
        pages = {seat: await enter(window, base, seat) for seat in (1, 2)}
        await perceives(pages[1], 2)
        await pages[2].evaluate("media.setMicrophone(null), media.setCamera(null)")
        look = await until(pages[1], lambda look: look["heard"] == [] and look["mapping"]["pictures"][0] is None)
        assert (look["heard"], look["mapping"]["pictures"]) == ([], [None] * 4)
        await perceives(pages[2], 1)


@pytest.mark.long
async def test_microphone_is_changed_and_taken_by_a_call_without_another_offer(window: Browser) -> None:
    hall = Hall()
    async with opened(hall) as base:
        hall.media.plan(rooms(1, g1=(1, 2)))
        pages = {seat: await enter(window, base, seat) for seat in (1, 2)}
        await perceives(pages[1], 2)
        await pages[2].evaluate("window.first = media.connection")
        await pages[2].evaluate("change(5)")
        look = await until(pages[1], lambda look: look["heard"] == [5])
        assert (look["heard"], look["seen"]) == ([5], [2])
        await pages[2].evaluate("media.setMicrophone(null)")  # what a call leaves
        look = await until(pages[1], lambda look: look["heard"] == [])
        assert (look["heard"], look["seen"]) == ([], [2])
        await pages[2].evaluate("change(2)")
        await perceives(pages[1], 2)
        assert await pages[2].evaluate("first === media.connection")


async def test_devices_say_what_went_wrong(window: Browser) -> None:
    hall = Hall()
    async with opened(hall) as base:
        page = await enter(window, base, 1)
        code = "import('/static/devices.js').then((devices) => Promise.all([devices.microphone(), devices.camera()]))"
        found = await page.evaluate(f"{code}.then((all) => all.map((one) => [one.track, one.problem]))")
        assert [track for track, _ in found] == [None, None]
        assert all(problem in ("refused", "missing") for _, problem in found)


@pytest.mark.long
async def test_browser_gets_the_size_it_shows_and_the_level_it_hears(window: Browser) -> None:
    hall = Hall()
    async with opened(hall) as base:
        hall.media.plan(rooms(1, g1=(1, 2)))
        pages = {seat: await enter(window, base, seat) for seat in (1, 2)}
        await perceives(pages[1], 2)
        for height, width in ((90, 320), (360, 640), (90, 320)):
            await pages[1].evaluate(f"media.layout([[2, {height}]])")
            await answer(pages[1], f"frames().then((all) => Object.values(all).some((one) => one[3] === {width}))")
        look = await until(pages[1], lambda look: look["levels"].get("2", 0) > 0.5)
        assert list(look["levels"]) == ["2"]
        assert look["levels"]["2"] > 0.5


@pytest.mark.alone
@pytest.mark.long
async def test_a_pinned_picture_is_one_in_which_signs_can_be_read(window: Browser) -> None:
    """At least 20 frames a second of 320 x 240, as decoded, beside other pictures (media.md, layouts)."""
    hall = Hall()
    async with opened(hall) as base:
        hall.media.plan(rooms(1, g1=(1, 2, 3)))
        pages = {seat: await enter(window, base, seat) for seat in (1, 2, 3)}
        await perceives(pages[1], 2, 3)
        await pages[1].evaluate("media.layout([[2, 240], [3, 90]], false, [2])")
        signs = "rates(2000).then((all) => all.some(([rate, wide, high]) => rate >= 20 && wide >= 320 && high >= 240))"
        assert await answer(pages[1], signs)


@pytest.mark.long
async def test_browser_shows_the_shared_screen_in_its_own_slot(window: Browser) -> None:
    hall = Hall()
    async with opened(hall) as base:
        sharing = SeatPlan(2, screen=True)
        hall.media.plan(Plan(DIALOGUE, 1, (RoomPlan("g1", (SeatPlan(1), sharing)),)))
        pages = {seat: await enter(window, base, seat) for seat in (1, 2)}
        await perceives(pages[1], 2)
        await pages[2].evaluate("media.setScreen(media.sources.camera.clone())")
        look = await until(pages[1], lambda look: look["mapping"]["screen"] == 2)
        assert look["mapping"]["screen"] == 2
        last = "Math.max(...Object.keys(all).map(Number))"
        await answer(pages[1], f"frames().then((all) => {last} === 10 && all[10][0] > 10)")
        await pages[2].evaluate("media.setScreen(null)")
        look = await until(pages[1], lambda look: look["mapping"]["screen"] is None)
        assert look["mapping"]["screen"] is None


@pytest.mark.long
async def test_browser_reloaded_in_a_group_sees_everybody_after_the_move(window: Browser) -> None:
    hall = Hall()
    async with opened(hall) as base:
        hall.media.plan(rooms(1, g1=(1, 2), g2=(3,)))
        pages = {seat: await enter(window, base, seat) for seat in (1, 2, 3)}
        await perceives(pages[1], 2)
        await pages[1].reload(wait_until="domcontentloaded")
        await perceives(pages[1], 2)
        hall.media.plan(rooms(2, plenary=(1, 2, 3)))
        await everyone_perceives(pages, {1: (2, 3), 2: (1, 3), 3: (1, 2)})


@pytest.mark.long
async def test_browser_that_was_away_builds_anew_only_where_the_path_is_dead(window: Browser) -> None:
    hall = Hall()
    async with opened(hall) as base:
        hall.media.plan(rooms(1, g1=(1, 2)))
        pages = {seat: await enter(window, base, seat) for seat in (1, 2)}
        await perceives(pages[1], 2)
        await pages[1].evaluate("media.nudge('network')")
        await pages[1].wait_for_function("!media.timers.runs('nudge')")
        # A browser that a busy machine let starve may doubt its path and try another; it must not build anew.
        await until(pages[1], lambda look: look["states"][-1].startswith("connected"))
        before = (await pages[1].evaluate("look()"))["states"]
        assert [state for state in before if state.startswith("connecting")] == ["connecting:connect"]
        dead, hall.media = hall.media, hall.new_media()
        await dead.close()
        await hall.media.start()
        hall.instance += 1
        hall.media.plan(rooms(2, g1=(1, 2)))
        for page in pages.values():
            await page.evaluate("media.nudge('network')")
        look = await until(
            pages[1],
            lambda look: look["states"][-1] == "connected:connected" and len(look["states"]) > len(before),
        )
        # The nudge, or the browser itself, whichever was first to notice.
        anew = [state for state in look["states"][len(before) :] if state.startswith("connecting")]
        assert anew in (["connecting:network"], ["connecting:disconnected"])
        await perceives(pages[1], 2)


@pytest.mark.long
async def test_browser_takes_another_path_with_the_same_connection(window: Browser) -> None:
    hall = Hall()
    async with opened(hall) as base:
        hall.media.plan(rooms(1, g1=(1, 2)))
        pages = {seat: await enter(window, base, seat) for seat in (1, 2)}
        await perceives(pages[1], 2)
        await pages[1].evaluate("window.first = media.connection")
        await pages[1].evaluate("media.restart('network')")
        look = await until(
            pages[1], lambda look: look["states"][-1].startswith("connected") and len(look["states"]) > 2
        )
        assert look["states"][2] == "interrupted:network"
        frames = await pages[1].evaluate("frames()")
        grown = "before => frames().then((now) => Object.keys(now).some((mid) => now[mid][0] > before[mid][0] + 10))"
        await answer(pages[1], grown, frames)
        assert await pages[1].evaluate("first === media.connection")
