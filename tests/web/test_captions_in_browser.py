"""Captions and signing in real Chromium: typed by one, read large by another, in time; one pin for a team of two."""

from __future__ import annotations

import statistics
from collections.abc import Callable

import pytest
from playwright.async_api import expect

from tests.web.axe import serious
from tests.web.conftest import Build
from tests.web.guests import ROUND, Guest, House
from tests.web.visitors import PATIENCE_MS, WORDS, Visitor, chromium_at, done

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]
Guests = Callable[[House], Guest]
SPOKEN = "Guten Abend, ich freue mich sehr, dass Sie alle gekommen sind. Wir reden heute über den Haushalt."
# When which text was there: the clocks of two pages of one machine are one.
WATCH = """() => { window.seen = new Map(); new MutationObserver(() => {
    const text = document.querySelector('.captions')?.innerText.replace(/\\n+/g, ' ') ?? '';
    if (!window.seen.has(text)) window.seen.set(text, Date.now()); })
    .observe(document.body, { subtree: true, childList: true, characterData: true }) }"""

# The newest words are what captions are for: the last line ends inside its box, however often it wraps.
END_IN_SIGHT = """() => { const box = document.querySelector('.captions__text').getBoundingClientRect();
    const line = document.querySelector('.captions__now'), range = document.createRange();
    range.selectNodeContents(line);
    return range.getBoundingClientRect().bottom <= box.bottom + 1 && line.scrollHeight <= line.clientHeight + 1; }"""


@pytest.mark.long
async def test_captions_are_read_as_they_are_typed(build: Build, guests: Guests, chromium: str) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    house = await build(script=ROUND, citizens=1, facilitators=0, staff=["captioner", "interpreter", "interpreter"])
    staff = await guests(house).join(house.seat("moderator").url, "Mona")
    hands = [await guests(house).join(house.seat("interpreter", n).url, f"Hand {n + 1}") for n in range(2)]
    async with chromium_at(chromium) as browser:
        writer, reader = await Visitor.at(browser, house), await Visitor.at(browser, house)
        await writer.enter(house.seat("captioner").url, "Frau Schrift")
        await reader.enter(house.seat("citizen").url, "Ada")
        await reader.press("app.probe.skip")
        await done(staff, "agenda.start")
        await reader.in_room("plenary")

        await reader.press("app.support")
        await reader.page.get_by_label(WORDS["app.captions.size"]).select_option("3")
        found = await serious(reader.page)
        await reader.press("app.signing.pin", name="Hand 1")
        await reader.page.keyboard.press("Escape")
        large = reader.page.locator(".stage__large .tile")
        await expect(large.first).to_contain_text("Hand 1")
        await done(hands[1], "interpreting.take", seat=hands[1].topics["me"]["seat"])
        await expect(large.first).to_contain_text("Hand 2")

        await reader.page.evaluate(WATCH)
        field, bar = writer.page.locator(".beside textarea"), reader.page.locator(".captions__text")
        typed: dict[str, float] = {}
        for end in range(8, len(SPOKEN), 8):
            await field.press_sequentially(SPOKEN[end - 8 : end], delay=20)
            typed[SPOKEN[:end].rstrip()[-8:]] = await writer.page.evaluate("Date.now()")
            await expect(bar).to_contain_text(SPOKEN[end - 3 : end].strip())
        seen = dict(await reader.page.evaluate("[...window.seen]"))
        late = [min(at for text, at in seen.items() if end in text) - sent for end, sent in typed.items()]
        print(f"captions on the screen: p50 {statistics.median(late):.0f} ms, worst of {len(late)} {max(late):.0f} ms")
        assert statistics.median(late) < 500
        await expect(reader.page.locator(".captions [role=log] p").first).to_have_text(
            "Guten Abend, ich freue mich sehr, dass Sie alle gekommen sind."
        )
        await reader.page.set_viewport_size({"width": 360, "height": 740})
        assert await reader.page.evaluate(END_IN_SIGHT), "the end of the newest line is cut off"
        found += [*await serious(reader.page), *await serious(writer.page)]
        await reader.page.reload()
        await expect(reader.page.locator(".captions--3")).to_be_visible()
        await reader.press("app.captions.off")
        await expect(reader.page.locator(".captions")).to_have_count(0)
        assert [*writer.faults, *reader.faults] == []
    assert found == []
