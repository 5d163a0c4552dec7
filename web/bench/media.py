"""A media process under load: started as in production, measured from outside. Must not reach into the forwarding unit.

Synthetic peers in the bench's own process are the load. It stays on loopback, is bounded and stops by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from dialogue.bus import HubBus
from rooms.peer.peer import Peer
from rooms.plan import Plan

DIALOGUE, INSTANCE = "bench", "bench"
TICKS = os.sysconf("SC_CLK_TCK")
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
    messages: int
    batches: int
    published: int


class Media:
    """The media process under load, seen over the bus."""

    def __init__(self, bus: HubBus, process: asyncio.subprocess.Process) -> None:
        self.bus = bus
        self.process = process
        self.mosaic: asyncio.subprocess.Process | None = None
        self.peers: dict[int, Peer] = {}
        self.worst_gap_ms = 0.0, 0.0  # and how much of it the process worked; the rest it waited for a core
        self.asking: set[asyncio.Task[None]] = set()
        bus.subscribe(f"signal.{DIALOGUE}", self._signal)
        bus.subscribe("media.beat", self._beat)

    def _signal(self, subject: str, message: dict[str, Any]) -> None:
        for seat in message["seats"] if "seats" in message else [message["seat"]]:
            if seat in self.peers:
                self.peers[seat].handle(message["name"], message["data"])

    def _beat(self, subject: str, message: dict[str, Any]) -> None:
        load = message["load"]
        self.worst_gap_ms = max(self.worst_gap_ms, (load["worst_tick_ms"], load["worst_tick_busy_ms"]))

    async def plan(self, plan: Plan) -> None:
        await self.bus.publish(f"media.{INSTANCE}.plan", json.loads(plan.to_json()))

    async def join(self, peer: Peer, show: Sequence[tuple[int, int]]) -> None:
        self.peers[peer.seat] = peer
        applied = partial(self.say, "applied", {"seat": peer.seat})
        await peer.connect(partial(self.offer, peer.seat), applied, patience=PATIENCE_S)
        self.layout(peer.seat, show)

    def layout(self, seat: int, show: Sequence[tuple[int, int]], *, hall: str | None = None) -> None:
        self.say("layout", {"seat": seat, "show": list(show), "save": False, "hall": hall})

    async def offer(self, seat: int, sdp: str) -> str:
        offer = {"dialogue": DIALOGUE, "seat": seat, "sdp": sdp}
        answer = await self.bus.request(f"media.{INSTANCE}.offer", offer, timeout=20)
        if "error" in answer:
            raise ConnectionError(answer["error"])
        return str(answer["sdp"])

    def say(self, verb: str, message: dict[str, Any]) -> None:
        task = asyncio.create_task(self.bus.publish(f"media.{INSTANCE}.{verb}", {"dialogue": DIALOGUE, **message}))
        self.asking.add(task)
        task.add_done_callback(self.asking.discard)

    async def moment(self) -> Moment:
        """The longest gap is counted anew from here on."""
        load = await self.bus.request(f"media.{INSTANCE}.stats", {}, timeout=20)
        self.worst_gap_ms = 0.0, 0.0
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
            messages=load["messages"],
            batches=load["batches"],
            published=sum(stream.packets for peer in self.peers.values() for stream in peer.sending.streams),
        )


def cpu_seconds(pid: int) -> tuple[float, float]:
    """User and system time of a process so far (proc(5), /proc/pid/stat, fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) / TICKS, int(fields[12]) / TICKS


def memory_mb(pid: int) -> float:
    """Resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def figures(start: Moment, end: Moment) -> dict[str, float]:
    """What the media process did between two moments. `fan_out`: copies per packet published, `mean_batch`: packets
    per call of the kernel, `mean_message`: packets per message of such a call."""
    wall, copies = end.at - start.at, max(end.copies - start.copies, 1)
    sent, published = max(end.sent - start.sent, 1), max(end.published - start.published, 1)
    user, system = end.user - start.user, end.system - start.system
    return {
        "us_per_copy": round((user + system) / copies * 1e6, 2),
        "user_us": round(user / copies * 1e6, 2),
        "sys_us": round(system / copies * 1e6, 2),
        "delivered": round(copies / max(end.numbered - start.numbered, 1), 5),
        "copies_per_s": round(copies / wall),
        "cores": round((user + system) / wall, 3),
        "generator_cores": round((end.generator - start.generator) / wall, 3),
        "fan_out": round(copies / published, 2),
        "mean_batch": round(sent / max(end.batches - start.batches, 1), 2),
        "mean_message": round(sent / max(end.messages - start.messages, 1), 2),
    }


@contextlib.asynccontextmanager
async def media(*, hall: bool = False) -> AsyncIterator[Media]:
    """A media process of its own, ended whatever happens; with `hall` a mosaic process beside it."""
    with tempfile.TemporaryDirectory() as directory:
        bus = HubBus(Path(directory) / "bus")
        ready = asyncio.Event()
        bus.subscribe("media.hello", lambda subject, message: ready.set())
        await bus.start()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "rooms.process", "--bus", str(bus.path)),
            *("--address", "127.0.0.1:0", "--instance", INSTANCE, "--hall", str(bus.path.with_name("hall"))),
            stdin=asyncio.subprocess.PIPE,
        )
        made = Media(bus, process)
        if hall:
            made.mosaic = await mosaic(bus.path.with_name("hall"))
        try:
            async with asyncio.timeout(10):
                await ready.wait()
            yield made
        finally:
            for peer in made.peers.values():
                await peer.close()
            for each in (process, made.mosaic):
                if each is not None and each.returncode is None:
                    each.terminate()
                    await each.wait()
            await bus.close()


async def mosaic(path: Path) -> asyncio.subprocess.Process:
    """One that finds its media process at `path`."""
    command = (sys.executable, "-m", "rooms.mosaic.process", "--media", str(path))
    return await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE)


def run(work: Coroutine[Any, Any, dict[str, float]]) -> dict[str, float]:
    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        return runner.run(work)


def fast_loop() -> Any:
    with contextlib.suppress(ImportError):
        import uvloop

        return uvloop.new_event_loop
    return None
