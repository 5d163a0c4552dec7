"""A town of synthetic peers around one real MediaServer, and the judge of who hears and sees whom.

The judge compares what peers decrypted with what the rooms say; it never asks the server.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from rooms.media.server import MediaServer
from rooms.peer.peer import Peer
from rooms.peer.radio import Address
from rooms.peer.sources import LayerShape
from rooms.plan import Plan, RoomPlan, SeatPlan

DIALOGUE = "d1"
LIGHT = (
    LayerShape("q", 160, 90, 8.0, size=200, key_packets=2),
    LayerShape("h", 320, 180, 10.0, packets=2, size=200, key_packets=3),
    LayerShape("f", 640, 360, 10.0, packets=3, size=200, key_packets=5),
)
Heard = dict[int, set[int]]


def room(name: str, *seats: int | SeatPlan, echo: bool = False, dark: bool = False) -> RoomPlan:
    plans = tuple(seat if isinstance(seat, SeatPlan) else SeatPlan(seat) for seat in seats)
    return RoomPlan(name, plans, echo=echo, dark=dark)


def should_hear(rooms: tuple[RoomPlan, ...]) -> Heard:
    return {seat: heard for place in rooms for seat, heard in _audience(place, "heard").items()}


def should_see(rooms: tuple[RoomPlan, ...]) -> Heard:
    return {seat: seen for place in rooms for seat, seen in _audience(place, "seen").items()}


def _audience(place: RoomPlan, right: str) -> Heard:
    everyone = {plan.seat for plan in place.seats}
    if place.dark:
        return {seat: set() for seat in everyone}
    if place.echo:
        return {seat: {seat} for seat in everyone}
    allowed = {plan.seat for plan in place.seats if getattr(plan, right)}
    return {seat: allowed - {seat} for seat in everyone}


class Town:
    """Peers by seat. `rooms`: what the last plan said."""

    def __init__(self) -> None:
        self.server = MediaServer(addresses=[("127.0.0.1", 0)], on_signal=self._signal)
        self.peers: dict[int, Peer] = {}
        self.signals: list[tuple[int, str, dict[str, Any]]] = []
        self.rooms: tuple[RoomPlan, ...] = ()
        self.seq = 0

    def _signal(self, dialogue: str, seat: int, name: str, data: dict[str, Any]) -> None:
        assert dialogue == DIALOGUE
        self.signals.append((seat, name, data))
        if seat in self.peers:
            self.peers[seat].handle(name, data)

    def plan(self, *rooms: RoomPlan) -> None:
        self.rooms = rooms
        self.seq += 1
        self.server.plan(Plan(DIALOGUE, self.seq, rooms))

    def peer(self, seat: int, **options: Any) -> Peer:
        self.peers[seat] = Peer(seat, **({"pictures": 6, "layers": LIGHT} | options))
        return self.peers[seat]

    async def connect(self, peer: Peer, *, apply: bool = True, via: Address | None = None) -> None:
        applied = partial(self.server.applied, DIALOGUE, peer.seat)
        await peer.connect(partial(self.server.offer, DIALOGUE, peer.seat), applied if apply else None, via=via)

    async def join(self, *seats: int, **options: Any) -> None:
        async with asyncio.TaskGroup() as group:
            for seat in seats:
                group.create_task(self.connect(self.peer(seat, **options)))

    async def move(self, *rooms: RoomPlan) -> None:
        """A new plan; afterwards every window holds only what the server sent under it."""
        self.plan(*rooms)
        await self.fence()

    async def fence(self) -> None:
        async with asyncio.TaskGroup() as group:
            for peer in self.peers.values():
                group.create_task(peer.fence())
        now = asyncio.get_running_loop().time()
        for peer in self.peers.values():
            peer.ledger.mark(now)

    async def judge(self, rooms: tuple[RoomPlan, ...] | None = None, *, packets: int = 10) -> None:
        """Everyone hears and sees exactly whom they should, from `packets` packets of each. Raises AssertionError."""
        hear, see = should_hear(rooms or self.rooms), should_see(rooms or self.rooms)
        waits = [
            peer.until(partial(_enough, peer, hear[seat], see[seat], packets)) for seat, peer in self.peers.items()
        ]
        outcomes = await asyncio.gather(*waits, return_exceptions=True)
        heard = {seat: set(peer.ledger.window.heard) for seat, peer in self.peers.items()}
        seen = {seat: set(peer.ledger.window.seen) for seat, peer in self.peers.items()}
        assert heard == {seat: hear[seat] for seat in self.peers}, f"heard {heard}"
        assert seen == {seat: see[seat] for seat in self.peers}, f"seen {seen}"
        assert outcomes == [None] * len(outcomes), outcomes

    def broken(self) -> dict[int, dict[str, int]]:
        """Rules broken, by seat of the receiver."""
        return {seat: dict(peer.ledger.broken) for seat, peer in self.peers.items() if peer.ledger.broken}

    async def close(self) -> None:
        for peer in self.peers.values():
            await peer.close()
        await self.server.close()


def _enough(peer: Peer, hear: set[int], see: set[int], packets: int) -> bool:
    window = peer.ledger.window
    return all(window.heard[seat] >= packets for seat in hear) and all(window.seen[seat] >= packets for seat in see)


@contextlib.asynccontextmanager
async def town() -> AsyncIterator[Town]:
    """A started town that is closed whatever happens."""
    made = Town()
    await made.server.start()
    try:
        yield made
    finally:
        await made.close()
