"""A process dies in the middle of group work: what people notice of it, and what they must not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.people import SHORT, Person, company, window
from tests.town import Town, town

pytestmark = pytest.mark.browser
PACKETS = 25  # half a second of Opus


async def at_work(place: Town, browser: Browser) -> list[Person]:
    """A moderator, and two citizens who talk in their group and have written a card each."""
    everybody = await company(browser, await place.new(script=SHORT, citizens=2, facilitators=0))
    moderator, *pair = everybody
    await moderator.button("app.agenda.start").click()
    await moderator.send_to_groups()
    await asyncio.gather(*(each.in_room("gruppe/1") for each in pair))
    await asyncio.gather(*(each.speak() for each in pair))
    for each in pair:
        await each.write("gut", f"Vorher, sagt {each.name}")
        await each.board(f"Vorher, sagt {each.name}")
    await together(pair)
    return everybody


# the same sound, some packets after the page began to say that its line is lost, and while it still says so
WITHOUT_CONTROL = """async (mid) => {
  const lost = () => document.querySelector(".banner--lost") !== null;
  if (!lost()) return (window.alone = null);
  const sound = (await received()).find((each) => each.mid === mid);
  window.alone ??= sound.packets;
  return sound.packets >= window.alone + 10 && lost() && sound;
}"""


async def together(pair: Sequence[Person]) -> None:
    await asyncio.gather(
        *(each.senses_only(heard=[o.name], seen=[o.name]) for each, o in zip(pair, pair[::-1], strict=True))
    )


async def sound_from(other: Person, *, at: Person) -> dict[str, Any]:
    assert other.seat is not None
    return (await at.received("audio"))[other.seat]


async def sound_after(before: dict[str, Any], *, at: Person) -> dict[str, Any]:
    """The same sound some packets later."""
    later = "async ([mid, packets]) => (await received()).find((each) => each.mid === mid && each.packets >= packets)"
    found: dict[str, Any] = await at.once(later, [before["mid"], before["packets"] + PACKETS])
    return found


def invented(before: dict[str, Any], after: dict[str, Any]) -> float:
    """The share of the sound in between that had to be made up."""
    return float((after["concealed"] - before["concealed"]) / (after["samples"] - before["samples"]))


@pytest.mark.long
async def test_control_killed_in_group_work(tmp_path: Path, chromium: str) -> None:
    async with town(tmp_path) as place, window(chromium) as browser:
        everybody = await at_work(place, browser)
        moderator, ada, bela = everybody
        evening, sound = await ada.topic("evening"), await sound_from(bela, at=ada)
        calm = await sound_after(sound, at=ada)
        await ada.type("fehlt", "Mitten im Tunnel")

        place.kill("web.control")
        through = await ada.once(WITHOUT_CONTROL, sound["mid"])
        await ada.hand_in("fehlt")
        for each in everybody:
            await each.back(1)

        await ada.board("Vorher, sagt Ada", "Mitten im Tunnel")
        await bela.board("Vorher, sagt Bela")
        await expect(bela.page.locator(".board__hidden")).to_contain_text("3 Karten")
        now = await ada.topic("evening")
        assert (now["phase"], now["ends_at"]) == (evening["phase"], evening["ends_at"])
        await together([ada, bela])
        after = await sound_from(bela, at=ada)
        assert (after["mid"], after["lost"]) == (sound["mid"], 0)
        assert invented(calm, after) <= invented(sound, calm) + 0.1, (sound, calm, through, after)
        assert await ada.page.evaluate("connections()") == 1
        await moderator.take_a_minute()
        await bela.board("Vorher, sagt Ada", "Vorher, sagt Bela", "Mitten im Tunnel")


@pytest.mark.long
async def test_media_killed_and_back_without_a_click(tmp_path: Path, chromium: str) -> None:
    async with town(tmp_path) as place, window(chromium) as browser:
        everybody = await at_work(place, browser)
        _, *pair = everybody
        place.kill("rooms.process")
        await asyncio.gather(*(each.once("() => connections() > 1") for each in everybody))
        await together(pair)
        for each, other in zip(pair, pair[::-1], strict=True):
            await each.decodes(other.seat or 0)
        assert [await each.lines() for each in everybody] == [1, 1, 1]
