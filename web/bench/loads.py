"""Benches: the loads of a plenary and of groups, for a while; and everybody's move from the one to the other."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from statistics import quantiles

from rooms.peer.sources import LayerShape
from web.bench import house
from web.bench.house import Rooms
from web.bench.media import Media, figures, media, memory_mb

JOIN_S, MOVE_S = 60.0, 10.0
SETTLE_S = 2.0

Shows = Mapping[int, Sequence[tuple[int, int]]]


async def plenary(citizens: int, seconds: float) -> dict[str, float]:
    """One speaker large, eight others small, three voices, for everybody."""
    rooms = house.plenary(citizens)
    shows = {seat: house.stage(seat, citizens) for seat in rooms["plenary"]}
    async with media() as server:
        joined = await _gather(server, rooms, shows, layers=house.PLENARY_LAYERS)
        house.speak(server, range(1, house.SPEAKERS + 1))
        return {"citizens": citizens, "join_s": joined} | await _measure(server, seconds)


async def groups(citizens: int, size: int, seconds: float) -> dict[str, float]:
    """Everybody sees all others of the group; in every group somebody speaks, in turns."""
    rooms = house.groups(citizens, number=max(1, citizens // size))
    shows = _grids(rooms, height=house.MIDDLE)
    async with media() as server:
        joined = await _gather(server, rooms, shows, layers=(house.MIDDLE_LAYER,))
        talk = asyncio.create_task(house.take_turns(server, rooms))
        try:
            return {"citizens": citizens, "size": size, "join_s": joined} | await _measure(server, seconds)
        finally:
            talk.cancel()


async def move(citizens: int, number: int) -> dict[str, float]:
    """From the plenary into groups, all at once; times are from the command, for every pair of receiver and sender."""
    rooms, shows = house.plenary(citizens), {}
    for seat in rooms["plenary"]:
        shows[seat] = house.stage(seat, citizens)
    async with media() as server:
        joined = await _gather(server, rooms, shows, layers=house.PLENARY_LAYERS)
        house.speak(server, range(1, house.SPEAKERS + 1))
        await asyncio.sleep(SETTLE_S)
        start = await server.moment()
        found = await _move(server, house.groups(citizens, number=number), shows)
        await asyncio.sleep(SETTLE_S)
        done = figures(start, await server.moment())
        found["leaked"] = sum(peer.ledger.window.leaked for peer in server.peers.values())
        kept = ("delivered", "cores", "generator_cores", "fan_out", "mean_batch", "mean_message")
        return {"citizens": citizens, "groups": number, "join_s": joined} | found | {key: done[key] for key in kept}


def _grids(rooms: Rooms, *, height: int) -> Shows:
    return {seat: house.grid(seat, room, height=height) for room in rooms.values() for seat in room}


async def _gather(server: Media, rooms: Rooms, shows: Shows, *, layers: tuple[LayerShape, ...]) -> float:
    """Seconds until everybody was connected."""
    await server.plan(house.plan(1, rooms))
    clock = asyncio.get_running_loop().time
    begun = clock()
    await house.fill(server, layers, shows)
    joined = clock() - begun
    await house.settled(server, shows, timeout=JOIN_S)
    return round(joined, 2)


async def _measure(server: Media, seconds: float) -> dict[str, float]:
    await asyncio.sleep(SETTLE_S)
    start = await server.moment()
    await asyncio.sleep(seconds)
    worst_gap_ms, busy_ms = server.worst_gap_ms
    return figures(start, await server.moment()) | {
        "worst_gap_ms": worst_gap_ms,
        "worst_gap_busy_ms": busy_ms,
        "rss_mb": memory_mb(server.process.pid),
    }


async def _move(server: Media, rooms: Rooms, before: Shows) -> dict[str, float]:
    shows = _grids(rooms, height=house.SMALL)
    house.speak(server, [seat for room in rooms.values() for seat in room[:2]])
    now = asyncio.get_running_loop().time()
    for seat, peer in server.peers.items():
        peer.receiving.sample = 1  # every packet's mark is read, for leaks
        peer.ledger.mark(now)
        window = peer.ledger.window
        window.allowed = frozenset(other for other, _ in shows[seat])
        window.settling = window.allowed - {other for other, _ in before[seat]} - set(range(1, house.SPEAKERS + 1))
    await server.plan(house.plan(2, rooms))
    for seat, show in shows.items():
        server.layout(seat, show)
    await house.settled(server, shows, timeout=MOVE_S)
    voices, keyframes = [], []
    for seat, show in shows.items():
        window = server.peers[seat].ledger.window
        heard = [window.first_voice[other] for other, _ in show if other in window.first_voice]
        voices.append((min(heard) - now if heard else MOVE_S) * 1000)
        keyframes += [(window.first_keyframe[other] - now) * 1000 for other, _ in show]
    return _spread("voice", voices) | _spread("keyframe", keyframes)


def _spread(name: str, times_ms: list[float]) -> dict[str, float]:
    twentieths = quantiles(times_ms, n=20)
    return {f"{name}_p50_ms": round(twentieths[9], 1), f"{name}_p95_ms": round(twentieths[18], 1)}
