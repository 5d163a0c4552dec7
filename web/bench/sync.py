"""Bench: how far apart two real Chromium play sound and picture of each other. Must not look into the media process.

By the browsers' own account: `estimatedPlayoutTimestamp` is when the sender recorded what is played now, which a
browser can only know from the sender reports of the two slots. No line in between loses or delays anything.
"""

from __future__ import annotations

import asyncio
from statistics import median

from rooms.peer.line import Weather
from rooms.plan import Plan, RoomPlan, SeatPlan
from web.bench.line import SEATS, Citizens, chromium
from web.bench.media import DIALOGUE, media

WARM_UP_S = 15.0  # browsers move sound and picture towards each other by small steps
EVERY_S = 1.0
MARK = 0.95


async def measure(seconds: float) -> dict[str, float]:
    """Milliseconds, over all looks at both citizens; `looks` that had a pair to compare."""
    async with media() as server, chromium() as browser:
        await server.plan(Plan(DIALOGUE, 1, (RoomPlan("clean", tuple(map(SeatPlan, SEATS))),)))
        citizens = Citizens(server, browser)
        try:
            for seat in SEATS:
                await citizens.join(seat, up=Weather(), down=Weather(), seed=seat)
            await citizens.begun()
            await asyncio.sleep(WARM_UP_S)
            apart: list[float] = []
            for _ in range(round(seconds / EVERY_S)):
                await asyncio.sleep(EVERY_S)
                for pairs in await citizens.evaluate("playing()"):
                    apart += [sound - picture for sound, picture in pairs]
            return _figures(apart)
        finally:
            await citizens.close()


def _figures(apart: list[float]) -> dict[str, float]:
    """`sound_ahead_ms`: the median with its sign; the others are distances."""
    if not apart:
        raise TimeoutError("no browser knew when its sound and picture were recorded")
    distances = sorted(map(abs, apart))
    return {
        "apart_p50_ms": round(median(distances)),
        "apart_p95_ms": round(distances[int(MARK * (len(distances) - 1))]),
        "sound_ahead_ms": round(median(apart)),
        "looks": len(apart),
    }
