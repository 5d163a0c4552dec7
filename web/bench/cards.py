"""Bench: from writing a card to every screen of its group, with everybody writing at once. Knows the protocol alone."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from typing import Final

from web.bench.screens import PATIENCE_S, Screen, evening
from web.bench.signals import Sent, keeping_s, spread
from web.bench.tree import tree

EVERY_S: Final = 5.0
SCRIPT = """
format: 1
title: {de: Messung, en: Bench}
language: de
end: open
phases:
  - id: runde
    kind: group-work
    title: {de: Runde, en: Round}
    minutes: {target: 60, min: 10, max: 120}
    change: 0
    groups: {size: {min: 5, aim: 7, max: 8}, mix: new}
    cards:
      columns: [{id: gut, title: {de: Gut, en: Good}}, {id: fehlt, title: {de: Fehlt, en: Missing}}]
      per-person: 50
  - {id: ende, kind: close, title: {de: Ende, en: End}, minutes: 1}
"""
WATCHED = b'{"topic":"cards:'


async def measure(citizens: int, seconds: float) -> dict[str, float]:
    """Each writes one card every five seconds, at moments of their own. `p50_ms p99_ms`: from sending a card until the
    last screen of its group has it; `shown`: cards that reached all of them; `disk_*`: what the same disk needs to keep
    a few bytes meanwhile."""
    async with tree() as place, evening(place, citizens, script=SCRIPT, watched=WATCHED) as screens:
        disk = asyncio.create_task(asyncio.to_thread(keeping_s, place.data / "bench", seconds))
        written = await asyncio.gather(*(_write(screen, seconds) for screen in screens))
        sent = [each for cards in written for each in cards]
        rooms: dict[str, list[Screen]] = {}
        for screen in screens:
            rooms.setdefault(screen.room, []).append(screen)
        async with asyncio.timeout(PATIENCE_S):
            for each in sent:
                await each.by.answered(each.id)
        times = [await _everywhere(each, rooms[each.by.room]) for each in sent]
        stored = sum(each.id in each.by.answers for each in sent)
        figures = {"citizens": citizens, "groups": len(rooms), "sent": len(sent), "stored": stored, "shown": len(times)}
        return figures | spread("", times) | spread("disk_", await disk)


async def _write(screen: Screen, seconds: float) -> list[Sent]:
    rng, began = random.Random(screen.seat), time.perf_counter()
    due, sent = began + rng.uniform(0, EVERY_S), list[Sent]()
    while due < began + seconds:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        id, at = f"c-{len(sent)}", time.perf_counter()
        await screen.send("card.write", id, column=rng.choice(("gut", "fehlt")), text=_text(rng))
        sent.append(Sent(screen, id, at))
        due += EVERY_S
    return sent


def _text(rng: random.Random) -> str:
    """As long as cards are."""
    words = (
        "mehr",
        "Bänke",
        "am",
        "Marktplatz",
        "mit",
        "Schatten",
        "für",
        "alle",
        "die",
        "nicht",
        "so",
        "weit",
        "gehen",
    )
    return " ".join(rng.choice(words) for _ in range(rng.randint(4, 30)))


async def _everywhere(card: Sent, screens: Sequence[Screen]) -> float:
    """How long the card took to the last of them."""
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*(screen.shows(card.seq) for screen in screens))
    return max(screen.shown_at(card.seq) for screen in screens) - card.at
