"""Bench: what one forwarded copy costs the media process, as a whole process measured from outside.

The media process runs as in production (own process, bus, plan); synthetic peers in this process are the load.
Load stays on loopback, is bounded and stops by itself. It must not reach into the forwarding unit.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from dialogue.bus import HubBus
from rooms.peer.peer import Peer
from rooms.peer.sources import LayerShape
from rooms.plan import Plan, RoomPlan, SeatPlan

DIALOGUE, INSTANCE = "bench", "bench"
LAYER = (LayerShape("f", 640, 360, 25.0, packets=2, key_packets=20),)  # about 50 packets of 1000 bytes a second
TICKS = os.sysconf("SC_CLK_TCK")
SETTLE_S = 2.0
PATIENCE_S = 30.0  # the machine may be busy with other things


@dataclass(frozen=True, slots=True)
class Moment:
    """Counters at one instant; two make a result. `numbered`: by sequence numbers, lost ones included."""

    at: float
    user: float
    system: float
    generator: float
    copies: int
    numbered: int
    sent: int
    batches: int
    published: int


class Media:
    """The media process under load, seen over the bus."""

    def __init__(self, bus: HubBus, process: asyncio.subprocess.Process) -> None:
        self.bus = bus
        self.process = process
        self.peers: dict[int, Peer] = {}
        self.asking: set[asyncio.Task[None]] = set()
        bus.subscribe(f"signal.{DIALOGUE}", self._signal)

    def _signal(self, subject: str, message: dict[str, Any]) -> None:
        if message["seat"] in self.peers:
            self.peers[message["seat"]].handle(message["name"], message["data"])

    async def plan(self, plan: Plan) -> None:
        await self.bus.publish(f"media.{INSTANCE}.plan", json.loads(plan.to_json()))

    async def join(self, peer: Peer, show: list[tuple[int, int]]) -> None:
        self.peers[peer.seat] = peer
        applied = partial(self._tell, "applied", {"seat": peer.seat})
        await peer.connect(partial(self._offer, peer.seat), applied, patience=PATIENCE_S)
        self._tell("layout", {"seat": peer.seat, "show": show, "save": False})

    async def _offer(self, seat: int, sdp: str) -> str:
        offer = {"dialogue": DIALOGUE, "seat": seat, "sdp": sdp}
        answer = await self.bus.request(f"media.{INSTANCE}.offer", offer, timeout=20)
        if "error" in answer:
            raise ConnectionError(answer["error"])
        return str(answer["sdp"])

    def _tell(self, verb: str, message: dict[str, Any]) -> None:
        task = asyncio.create_task(self.bus.publish(f"media.{INSTANCE}.{verb}", {"dialogue": DIALOGUE, **message}))
        self.asking.add(task)
        task.add_done_callback(self.asking.discard)

    async def moment(self) -> Moment:
        load = await self.bus.request(f"media.{INSTANCE}.stats", {}, timeout=20)
        user, system = cpu_seconds(self.process.pid)
        slots = [slot for peer in self.peers.values() for slot in peer.ledger.slots.values()]
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return Moment(
            at=asyncio.get_running_loop().time(),
            user=user,
            system=system,
            generator=usage.ru_utime + usage.ru_stime,
            copies=sum(slot.packets for slot in slots),
            numbered=sum(slot.expected for slot in slots),
            sent=load["sent"],
            batches=load["batches"],
            published=sum(stream.packets for peer in self.peers.values() for stream in peer.sending.streams),
        )


def cpu_seconds(pid: int) -> tuple[float, float]:
    """User and system time of a process so far (proc(5), /proc/pid/stat, fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) / TICKS, int(fields[12]) / TICKS


@contextlib.asynccontextmanager
async def media() -> AsyncIterator[Media]:
    """A media process of its own, ended whatever happens."""
    with tempfile.TemporaryDirectory() as directory:
        bus = HubBus(Path(directory) / "bus")
        ready = asyncio.Event()
        bus.subscribe("media.hello", lambda subject, message: ready.set())
        await bus.start()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "rooms.process", "--bus", str(bus.path)),
            *("--address", "127.0.0.1:0", "--instance", INSTANCE),
            stdin=asyncio.subprocess.PIPE,
        )
        made = Media(bus, process)
        try:
            async with asyncio.timeout(10):
                await ready.wait()
            yield made
        finally:
            for peer in made.peers.values():
                await peer.close()
            process.terminate()
            await process.wait()
            await bus.close()


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
        return _result(start, await server.moment(), publishers, subscribers)


def _result(start: Moment, end: Moment, publishers: int, subscribers: int) -> dict[str, float]:
    wall, copies = end.at - start.at, max(end.copies - start.copies, 1)
    sent, published = max(end.sent - start.sent, 1), max(end.published - start.published, 1)
    user, system = end.user - start.user, end.system - start.system
    return {
        "publishers": publishers,
        "subscribers": subscribers,
        "us_per_copy": round((user + system) / copies * 1e6, 2),
        "user_us": round(user / copies * 1e6, 2),
        "sys_us": round(system / copies * 1e6, 2),
        "delivered": round(copies / max(end.numbered - start.numbered, 1), 5),
        "copies_per_s": round(copies / wall),
        "cores": round((user + system) / wall, 3),
        "generator_cores": round((end.generator - start.generator) / wall, 3),
        "fan_out": round(copies / published, 2),
        "mean_batch": round(sent / max(end.batches - start.batches, 1), 2),
    }


def run(publishers: int = 8, subscribers: int = 30, seconds: float = 10) -> dict[str, float]:
    """See `_result` for the keys; microseconds are CPU time of the whole media process per copy that arrived."""
    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        return runner.run(measure(publishers, subscribers, seconds))


def fast_loop() -> Any:
    with contextlib.suppress(ImportError):
        import uvloop

        return uvloop.new_event_loop
    return None
