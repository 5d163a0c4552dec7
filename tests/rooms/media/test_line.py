"""One receiver on a thin line, in real time: sound and a small picture stay, and it rises when the limit goes."""

from __future__ import annotations

import asyncio

import pytest

from rooms.media.layout import Layout
from rooms.peer.line import Line, Weather
from rooms.peer.peer import Peer
from rooms.peer.sources import LayerShape
from tests.rooms.town import DIALOGUE, Town, room, town

pytestmark = [pytest.mark.long, pytest.mark.alone]

LAYERS = (
    LayerShape("q", 320, 180, 12.0, size=900, key_packets=3),  # 86 kbit/s
    LayerShape("h", 640, 360, 20.0, packets=2, key_packets=10),  # 320 kbit/s
    LayerShape("f", 1280, 720, 25.0, packets=5, key_packets=30),  # 1 Mbit/s
)
SMALL, MIDDLE, LARGE = range(3)
THIN = Weather(rate_bps=300_000, queue_ms=300)


async def spend(peer: Peer, seconds: float) -> None:
    """Lets so much time pass and begins a new window."""
    ends_at = asyncio.get_running_loop().time() + seconds
    await peer.until(lambda: asyncio.get_running_loop().time() >= ends_at, timeout=seconds + 10)


def layers(peer: Peer) -> set[int]:
    return {layer for (_, layer), packets in peer.ledger.window.layers.items() if packets > 5}


async def on_a_line(here: Town, line: Line) -> Peer:
    here.plan(room("g", 1, 2, 3))
    await here.join(2, 3, layers=LAYERS)
    thin = here.peer(1, layers=LAYERS)
    await here.connect(thin, via=await line.start())
    here.server.layout(DIALOGUE, 1, Layout(show=((2, 720), (3, 720))))
    await thin.until(lambda: LARGE in layers(thin), timeout=20)
    return thin


async def test_receiver_limited_to_300_kbit_keeps_sound_and_a_picture_and_rises_within_30_s() -> None:
    async with town() as here:
        line = Line(here.server.addresses[0])
        try:
            thin = await on_a_line(here, line)
            await spend(thin, 6)
            line.change(down=THIN)
            await spend(thin, 10)
            loop = asyncio.get_running_loop()
            thin.ledger.mark(loop.time())
            dropped = line.dropped
            await spend(thin, 10)
            window = thin.ledger.window
            share = (line.dropped - dropped) / (window.packets + line.dropped - dropped)
            assert share < 0.05, (share, here.server.quality(DIALOGUE)[1])
            assert min(window.heard[2], window.heard[3]) > 400
            assert SMALL in layers(thin)
            assert LARGE not in layers(thin)
            line.change(down=Weather())
            began = loop.time()
            thin.ledger.mark(began)
            before = here.server.quality(DIALOGUE)[1]["pictures_bps"]
            await thin.until(lambda: here.server.quality(DIALOGUE)[1]["pictures_bps"] > before + 200_000, timeout=30)
            assert here.broken() == {}
        finally:
            await line.close()


async def test_signing_picture_that_is_pinned_keeps_its_size_and_every_frame_on_a_thin_line() -> None:
    """At least 320 x 240 and 20 frames a second, which is what its sender gives; who is not pinned gives way."""
    async with town() as here:
        line = Line(here.server.addresses[0])
        try:
            thin = await on_a_line(here, line)
            here.server.layout(DIALOGUE, 1, Layout(show=((2, 720), (3, 360)), pin=(3,)))
            await spend(thin, 6)
            line.change(down=Weather(rate_bps=700_000, queue_ms=300))
            await spend(thin, 10)
            loop = asyncio.get_running_loop()
            thin.ledger.mark(loop.time())
            sent = here.peers[3].sending.pictures[MIDDLE].packets
            await spend(thin, 10)
            sent = here.peers[3].sending.pictures[MIDDLE].packets - sent
            came = thin.ledger.window.layers
            assert came[3, MIDDLE] > 0.95 * sent > 0, (came, sent, here.server.quality(DIALOGUE)[1])
            assert came.get((2, LARGE), 0) < 20
            assert here.broken() == {}
        finally:
            await line.close()
