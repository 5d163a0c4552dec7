"""Bench: how soon the editors' page answers a drag, in real Chromium at a real server. Needs Playwright.

From the drop to the next picture that shows the card in its theme; the mouse is moved as a hand would.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from statistics import median, quantiles
from typing import Any

from websockets.asyncio.client import connect

from web.bench.line import chromium
from web.bench.screens import PATIENCE_S, Screen, enter
from web.bench.tree import Tree, tree
from web.creation import Invitation

SCRIPT = """
format: 1
title: {de: Messung, en: Bench}
language: de
end: open
phases:
  - id: runde
    kind: group-work
    title: {de: Runde, en: Round}
    minutes: {target: 60, min: 1, max: 120}
    change: 0
    return: 0
    groups: {size: {min: 2, aim: 2, max: 3}}
    cards: {columns: [{id: gut, title: Gut}, {id: fehlt, title: Fehlt}], per-person: 50}
  - {id: ende, kind: close, title: {de: Ende, en: End}, minutes: 1}
"""
WRITERS = 10
WATCH = """([card, theme]) => {
  window.drag = new Promise((done) => addEventListener("drop", () => {
    const began = performance.now();
    const watch = new MutationObserver(() => {
      if (!document.querySelector(`[data-theme="${theme}"] [data-card="${card}"]`)) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
    });
    watch.observe(document.body, { childList: true, subtree: true });
  }, { capture: true, once: true }));
}"""
"""A timer set while a picture is made runs once it is there."""


async def measure(cards: int, themes: int, drags: int) -> dict[str, float]:
    """`drag_*_ms`: from the drop to the picture. Half of the cards are in themes beforehand."""
    async with tree() as place, AsyncExitStack() as lines, asyncio.TaskGroup() as tasks:
        invited = await place.new("bench", script=SCRIPT, facilitators=0, citizens=WRITERS, staff=["editor"])
        links = [each for each in invited if each.seat and each.role in ("moderator", "citizen")]
        moderator, *writers = [await _join(place, link, lines) for link in links]
        watching = [tasks.create_task(screen.watch()) for screen in (moderator, *writers)]
        async with asyncio.timeout(4 * PATIENCE_S):
            await _told(moderator, "agenda.start")
            await asyncio.gather(*(_write(writer, cards // WRITERS) for writer in writers))
        editor = next(each for each in invited if each.role == "editor")
        async with chromium() as browser:
            page = await _desk(browser, place, editor, cards)
            for number in range(themes):
                await _theme(page, f"Thema {number + 1}", cards // 2 // themes)
            times = [await _drag(page, number, themes) for number in range(drags)]
        for watcher in watching:
            watcher.cancel()
    return {"cards": cards, "themes": themes, "drags": drags, **_spread(times)}


def _spread(times: Sequence[float]) -> dict[str, float]:
    twentieths = quantiles(times, n=20, method="inclusive")
    return {"drag_p50_ms": round(median(times), 1), "drag_p95_ms": round(twentieths[18], 1)}


async def _join(place: Tree, link: Invitation, lines: AsyncExitStack) -> Screen:
    cookie = await asyncio.to_thread(enter, link)
    socket = connect(
        f"{place.base.replace('http', 'ws', 1)}/d/bench/socket",
        origin=place.base,  # type: ignore[arg-type]  # a NewType of str
        additional_headers={"Cookie": cookie},
        proxy=None,
        open_timeout=PATIENCE_S,
        close_timeout=1,
    )
    return Screen(link.seat or 0, await lines.enter_async_context(socket))


async def _told(screen: Screen, command: str, id: str = "once", **data: Any) -> None:
    await screen.send(command, id, **data)
    await screen.answered(id)


async def _write(writer: Screen, count: int) -> None:
    for number in range(count):
        text = f"Karte {number} von Platz {writer.seat}: ein Satz, wie man ihn auf eine Karte schreibt."
        await _told(writer, "card.write", f"c-{number}", column=("gut", "fehlt")[number % 2], text=text)


async def _desk(browser: Any, place: Tree, editor: Invitation, cards: int) -> Any:
    page = await browser.new_page(base_url=place.base, locale="de-DE", viewport={"width": 1440, "height": 900})
    page.set_default_timeout(1000 * PATIENCE_S)
    await page.goto(editor.url)
    await page.locator("#name").fill("Redaktion")
    await page.locator("form button[type=submit]").click()
    await page.locator(".desk__cards .desk-card").nth(cards - 1).wait_for()
    return page


async def _theme(page: Any, title: str, cards: int) -> None:
    boxes = page.locator(".desk__cards .desk-card__choose input")
    for number in range(cards):
        await boxes.nth(number).check()
    await page.locator(".desk__selection button").first.click()
    await page.locator("dialog input").fill(title)
    await page.locator("dialog button[type=submit]").click()
    await page.locator(".desk-theme:not(.desk-theme--pending) h3", has_text=title).first.wait_for()


async def _drag(page: Any, number: int, themes: int) -> float:
    card, theme = page.locator(".desk__cards .desk-card").first, page.locator(".desk-theme").nth(number % themes)
    ids = [await card.get_attribute("data-card"), await theme.get_attribute("data-theme")]
    await page.evaluate(WATCH, ids)
    await theme.locator("header").scroll_into_view_if_needed()
    await card.drag_to(theme.locator("header"))
    took: float = await page.evaluate("window.drag")
    return took
