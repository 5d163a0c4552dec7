"""Real Chromium behind a line of 300 kbit/s: it gives way by its own estimate and comes back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rooms.media.layout import Layout
from rooms.peer.line import Line, Weather
from rooms.plan import SeatPlan
from tests.rooms.media.test_chromium import NEXT_FRAME, VOICES, Venue
from tests.rooms.media.test_chromium import venue as venue  # the fixture

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.alone]


class Watch:
    """What the browser behind the line shows, second by second."""

    def __init__(self, venue: Venue) -> None:
        self.venue = venue
        self.rows: list[dict[str, Any]] = []

    async def look(self, seconds: float) -> list[dict[str, Any]]:
        loop = asyncio.get_running_loop()
        ends_at, rows = loop.time() + seconds, []
        while loop.time() < ends_at:
            for _ in range(5):
                await self.venue.pages[2].evaluate(NEXT_FRAME)
            found = await self.venue.received(2)
            picture, line = found.get("6", {}), self.venue.server.quality("d")[2]
            voice = next((found[mid] for mid in VOICES if mid in found), {})
            rows.append(
                {key: picture.get(key, 0) for key in ("height", "frames", "freezes")}
                | {"voice": voice.get("packets", 0), "voice_lost": voice.get("lost", 0)}
                | {key: line[key] for key in ("budget_bps", "remb_bps", "pictures_bps", "loss_down")}
            )
        self.rows += rows
        return rows


async def test_chromium_limited_to_300_kbit_keeps_sound_and_picture_and_rises_within_30_s(venue: Venue) -> None:
    line = Line(venue.server.addresses[0])
    watch = Watch(venue)
    try:
        venue.plan(tuple(map(SeatPlan, (1, 2))))
        await venue.join(1, width=960, busy=True)
        await venue.join(2, via=await line.start())
        venue.server.layout("d", 2, Layout(show=((1, 720),)))
        await venue.until(2, lambda found: found.get("6", {}).get("height", 0) == 540)
        await watch.look(6)
        line.change(down=Weather(rate_bps=300_000, queue_ms=300))
        await watch.look(10)
        limited = await watch.look(15)
        line.change(down=Weather())
        after = await watch.look(30)
        assert limited[-1]["frames"] - limited[0]["frames"] > 20, watch.rows
        assert limited[-1]["height"] < 540
        voices = limited[-1]["voice"] - limited[0]["voice"]
        lost = limited[-1]["voice_lost"] - limited[0]["voice_lost"]
        assert lost < 0.1 * (voices + lost), watch.rows
        assert max(row["height"] for row in after) > limited[-1]["height"], watch.rows
    finally:
        await line.close()
