"""Bench: what one forwarded copy costs the media process, as a whole process measured from outside.

Few send and many only receive, as the yardstick (tests/yardsticks) has it too.
"""

from __future__ import annotations

import asyncio

from rooms.peer.peer import Peer
from rooms.peer.sources import LayerShape
from rooms.plan import Plan, RoomPlan, SeatPlan
from web.bench.media import DIALOGUE, figures, media

LAYER = (LayerShape("f", 640, 360, 25.0, packets=2, key_packets=20),)  # about 50 packets of 1000 bytes a second
SETTLE_S = 2.0


async def measure(publishers: int, subscribers: int, seconds: float) -> dict[str, float]:
    """One room: `publishers` send sound and one picture layer, everybody else only receives all of it."""
    sending, receiving = range(1, publishers + 1), range(publishers + 1, publishers + subscribers + 1)
    # speakers have the floor, so that the same three stay in the voice slots
    seats = [SeatPlan(seat, rank=1 if seat <= 3 else 0) for seat in sending]
    seats += [SeatPlan(seat, heard=False, seen=False) for seat in receiving]
    show = [(seat, 360) for seat in sending]
    async with media() as server:
        await server.plan(Plan(DIALOGUE, 1, (RoomPlan("bench", tuple(seats)),)))
        for seat in receiving:  # before there is anything to receive
            peer = Peer(seat, pictures=publishers, layers=LAYER, sample=200)
            peer.sending.camera_on = peer.sending.microphone.on = False
            await server.join(peer, show)
        for seat in sending:
            await server.join(Peer(seat, pictures=1, layers=LAYER, sample=200), [])
        last = server.peers[publishers + subscribers]
        await last.until(lambda: len(last.ledger.window.seen) == publishers, timeout=20)
        await asyncio.sleep(SETTLE_S)
        start = await server.moment()
        await asyncio.sleep(seconds)
        found = figures(start, await server.moment())
    return {"publishers": publishers, "subscribers": subscribers} | found
