"""Who sits where, who shows and who speaks in the loads that the media process is designed for. Knows no process.

The loads are those of a dialogue of 75: everybody in one plenary, or in groups.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle

from rooms.peer.peer import Peer
from rooms.peer.sources import LayerShape
from rooms.plan import Plan, RoomPlan, SeatPlan
from web.bench.media import DIALOGUE, Media

SMALL, MIDDLE, LARGE = 180, 360, 720
# 34, 55 and 150 packets a second; a keyframe of the small ones is 20 kB
SMALL_LAYER = LayerShape("q", 320, SMALL, 17.0, packets=2, size=450, key_packets=20)
MIDDLE_LAYER = LayerShape("h", 640, MIDDLE, 27.5, packets=2, size=950, key_packets=21)
LARGE_LAYER = LayerShape("f", 1280, LARGE, 25.0, packets=6, size=1050, key_packets=40)
PLENARY_LAYERS = SMALL_LAYER, LARGE_LAYER

NEIGHBOURS = 8  # small pictures beside the speaker's
SPEAKERS = 3  # of a plenary
AT_ONCE = 8
TURN_S = 2.0

Rooms = Mapping[str, Sequence[int]]


def plan(seq: int, rooms: Rooms) -> Plan:
    """In a plenary the first seats have the floor."""
    return Plan(DIALOGUE, seq, tuple(RoomPlan(name, tuple(_seats(name, seats))) for name, seats in rooms.items()))


def _seats(name: str, seats: Sequence[int]) -> Iterable[SeatPlan]:
    for seat in seats:
        yield SeatPlan(seat, rank=1 if name == "plenary" and seat <= SPEAKERS else 0)


def plenary(citizens: int) -> Rooms:
    return {"plenary": range(1, citizens + 1)}


def groups(citizens: int, *, number: int) -> Rooms:
    """Nobody is with a neighbour of the plenary's page."""
    return {f"group-{first}": range(first, citizens + 1, number) for first in range(1, number + 1)}


def stage(seat: int, citizens: int) -> list[tuple[int, int]]:
    """The speaker large, eight others small, on a page of one's own."""
    others = [(seat + step - 1) % citizens + 1 for step in range(1, NEIGHBOURS + 1)]
    return [(1, LARGE)] + [(other, SMALL) for other in others if other != 1]


def grid(seat: int, room: Sequence[int], *, height: int) -> list[tuple[int, int]]:
    return [(other, height) for other in room if other != seat]


async def fill(server: Media, layers: tuple[LayerShape, ...], shows: Mapping[int, Sequence[tuple[int, int]]]) -> None:
    """Everybody joins, a few at a time; nobody speaks yet."""
    limit = asyncio.Semaphore(AT_ONCE)

    async def join(seat: int, show: Sequence[tuple[int, int]]) -> None:
        peer = Peer(seat, pictures=NEIGHBOURS + 1, layers=layers, sample=200)
        peer.sending.microphone.on = False
        async with limit:
            await server.join(peer, show)

    async with asyncio.TaskGroup() as tasks:
        for seat, show in shows.items():
            tasks.create_task(join(seat, show))


def speak(server: Media, seats: Iterable[int]) -> None:
    """Those and nobody else."""
    chosen = set(seats)
    for seat, peer in server.peers.items():
        peer.sending.microphone.on = seat in chosen


async def take_turns(server: Media, rooms: Rooms) -> None:
    """In every room somebody speaks, each for two seconds; runs until cancelled."""
    turns = [cycle(seats) for seats in rooms.values()]
    while True:
        speak(server, (next(turn) for turn in turns))
        await asyncio.sleep(TURN_S)


async def settled(server: Media, shows: Mapping[int, Sequence[tuple[int, int]]], *, timeout: float) -> None:
    """Everybody sees everything that is shown to them. Raises TimeoutError."""
    async with asyncio.timeout(timeout), asyncio.TaskGroup() as tasks:
        for seat, show in shows.items():
            tasks.create_task(_sees(server.peers[seat], {other for other, _ in show if other != seat}, timeout))


async def _sees(peer: Peer, seats: set[int], timeout: float) -> None:
    await peer.until(lambda: seats <= set(peer.ledger.window.first_keyframe), timeout=timeout)
