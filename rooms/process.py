"""The media child process: the forwarding unit, the bus and a heartbeat around it; it must not know what a dialogue is.

Run by the supervisor as `python -m rooms.process`. It keeps forwarding by the last plan while the bus is away, and ends
with the supervisor: whose end of the stdin pipe closes however it dies.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import gc
import json
import logging
import os
import signal
import stat
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dialogue.bus import BusTimeout, LinkBus
from dialogue.logs import set_up
from rooms.media.layout import Layout
from rooms.media.server import MediaServer
from rooms.plan import Plan

Address = tuple[str, int]

BEAT_S = 1.0
DRAIN_S, DRAIN_ASK_S = 4.0, 0.5
EXIT_ADDRESS = 3  # the address cannot be had: starting again at once would not help

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """`advertised`: what browsers are told instead of `addresses`, behind a one-to-one NAT; `hall`: where the mosaic
    process finds this one."""

    bus: Path
    addresses: tuple[Address, ...]
    advertised: tuple[Address, ...] | None
    instance: str
    hall: Path | None = None


@dataclass(slots=True)
class Load:
    """CPU use between two heartbeats, in cores."""

    wall: float = field(default_factory=time.monotonic)
    busy: float = field(default_factory=time.process_time)

    def cores(self) -> float:
        wall, busy = time.monotonic(), time.process_time()
        cores = (busy - self.busy) / max(wall - self.wall, 1e-6)
        self.wall, self.busy = wall, busy
        return round(cores, 3)


class Media:
    """One instance: bus subjects to calls on the server, signals of the server to bus subjects."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.seqs: dict[str, int] = {}
        self.started = time.time()
        self.load = Load()
        self.signals: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self.bus = LinkBus(options.bus, on_connect=self.hello)
        self.server = MediaServer(
            addresses=options.addresses,
            advertised=options.advertised,
            on_signal=self.signal_from_server,
            hall=options.hall,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set. Raises OSError where an address cannot be had."""
        await self.server.start()
        self.listen()
        await self.bus.start()
        tasks = [asyncio.create_task(self.publish_signals()), asyncio.create_task(self.beat())]
        try:
            await stop.wait()
            await self.drain()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.bus.close()
            await self.server.close()

    async def drain(self) -> None:
        """Told to end, it goes on forwarding until its people are elsewhere, where there is an elsewhere."""
        name = {"instance": self.options.instance}
        if not self.bus.connected.is_set():
            return
        await self.bus.publish("media.draining", name)
        with contextlib.suppress(BusTimeout, TimeoutError):
            if (await self.bus.request("media.leave", name, timeout=DRAIN_ASK_S)).get("wait"):
                async with asyncio.timeout(DRAIN_S):
                    while self.server.stats()["connected"]:  # noqa: ASYNC110 - packets make no event
                        await asyncio.sleep(0.1)

    def listen(self) -> None:
        own = f"media.{self.options.instance}"
        self.bus.answer(f"{own}.offer", self.offer)
        self.bus.answer(f"{own}.stats", self.stats)
        self.bus.answer(f"{own}.quality", self.quality)
        takers: dict[str, Callable[[dict[str, Any]], None]] = {
            "plan": self.plan,
            "applied": self.applied,
            "leave": self.leave,
            "layout": self.layout,
            "camera": self.camera,
            "closed": self.closed,
        }
        for verb, take in takers.items():
            self.bus.subscribe(f"{own}.{verb}", _tolerant(take))

    async def hello(self) -> None:
        await self.bus.publish("media.hello", {"instance": self.options.instance})

    async def offer(self, message: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"sdp": await self.server.offer(message["dialogue"], message["seat"], message["sdp"])}
        except (ValueError, KeyError) as error:
            return {"error": str(error)}

    async def stats(self, message: dict[str, Any]) -> dict[str, Any]:
        """The server's counters of this instant; the heartbeat carries them up to a second old."""
        return self.server.stats()

    async def quality(self, message: dict[str, Any]) -> dict[str, Any]:
        """`{"seats": {seat: ...}}` of one dialogue; JSON makes the seats strings."""
        people = self.server.quality(str(message.get("dialogue")))
        return {"seats": {str(seat): found for seat, found in people.items()}}

    def plan(self, message: dict[str, Any]) -> None:
        plan = Plan.from_json(json.dumps(message))
        self.server.plan(plan)
        self.seqs[plan.dialogue] = max(plan.seq, self.seqs.get(plan.dialogue, plan.seq))

    def applied(self, message: dict[str, Any]) -> None:
        self.server.applied(message["dialogue"], message["seat"])

    def leave(self, message: dict[str, Any]) -> None:
        self.server.leave(message["dialogue"], message["seat"])

    def layout(self, message: dict[str, Any]) -> None:
        show = tuple((int(seat), int(height)) for seat, height in message["show"])
        pin = tuple(int(seat) for seat in message.get("pin", ()))
        layout = Layout(show=show, save=bool(message.get("save")), pin=pin, hall=str(message.get("hall") or ""))
        self.server.layout(message["dialogue"], message["seat"], layout)

    def camera(self, message: dict[str, Any]) -> None:
        self.server.camera(message["dialogue"], message["seat"], on=bool(message["on"]))

    def closed(self, message: dict[str, Any]) -> None:
        """A control node could not reach us: our own operator shall read it, too."""
        facts = (message["port"], message["family"], message["node"])
        log.error("x UDP port %d (%s) does not answer to node %s: is it open, is the address ours?", *facts)

    def signal_from_server(self, dialogue: str, to: int | tuple[int, ...], name: str, data: dict[str, Any]) -> None:
        """What several are told alike crosses the bus once."""
        who: dict[str, Any] = {"seat": to} if isinstance(to, int) else {"seats": to}
        self.signals.put_nowait((f"signal.{dialogue}", {**who, "name": name, "data": data}))

    async def publish_signals(self) -> None:
        """One after the other: a mapping must not overtake the one before."""
        while True:
            subject, message = await self.signals.get()
            await self.bus.publish(subject, message)

    async def beat(self) -> None:
        crowded = False
        while True:
            await self.bus.publish("media.beat", self.pulse())
            _rest_the_collector(tidy=crowded and self.server.idle)
            crowded = not self.server.idle
            await asyncio.sleep(BEAT_S)

    def pulse(self) -> dict[str, Any]:
        return {
            "instance": self.options.instance,
            "started": self.started,
            "seqs": dict(self.seqs),
            "spoken": self.server.spoken(),
            "port": self.server.addresses[0][1],
            "doors": self.server.doors(),
            "load": {"cores": self.load.cores(), **self.server.stats()},
        }


def _rest_the_collector(*, tidy: bool) -> None:
    """Packets make no cycles, and a look at 20,000 of them is a gap of 18 ms in the sound. From one beat to the next
    too few objects are new for a look; all of them are looked at when the last person has left."""
    if tidy:
        gc.unfreeze()
        gc.collect()
    gc.freeze()


def _tolerant(take: Callable[[dict[str, Any]], None]) -> Callable[[str, dict[str, Any]], None]:
    """A message that is not what its subject promises is dropped: the next one may be right."""

    def handle(subject: str, message: dict[str, Any]) -> None:
        try:
            take(message)
        except (KeyError, TypeError, ValueError) as error:
            log.warning("x %s: %r", subject, error)

    return handle


def parse_address(text: str) -> Address:
    """`127.0.0.1:10000` or `[::1]:10000`."""
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not host:port")
    return host.strip("[]"), int(port)


def parse(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="python -m rooms.process", description="The media child process.")
    parser.add_argument("--bus", type=Path, required=True, help="path of the bus socket")
    parser.add_argument("--address", type=parse_address, action="append", required=True, help="host:port, repeatable")
    parser.add_argument("--advertise", type=parse_address, action="append", help="host:port told to browsers instead")
    parser.add_argument("--instance", required=True, help="this process's name on the bus")
    parser.add_argument("--hall", type=Path, help="path of the socket for the mosaic process")
    given = parser.parse_args(arguments)
    advertised = tuple(given.advertise) if given.advertise else None
    return Options(given.bus, tuple(given.address), advertised, given.instance, given.hall)


def _watch_parent(stop: asyncio.Event) -> None:
    """The supervisor holds the other end of stdin and never writes; EOF means that it is gone."""
    if not stat.S_ISFIFO(os.fstat(0).st_mode) and not stat.S_ISSOCK(os.fstat(0).st_mode):
        return  # started by hand
    loop = asyncio.get_running_loop()

    def readable() -> None:
        if not os.read(0, 4096):
            loop.remove_reader(0)
            stop.set()

    loop.add_reader(0, readable)


async def serve(options: Options) -> int:
    """The exit code. Says in one sentence on stderr why it cannot start."""
    stop = asyncio.Event()
    _watch_parent(stop)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        media = Media(options)
        gc.set_threshold(50_000, 20, 50)
        _rest_the_collector(tidy=True)
        await media.run(stop)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES):
            raise
        names = ", ".join(f"{host}:{port}" for host, port in options.addresses)
        print(f"media: cannot use UDP address {names}: {os.strerror(error.errno)}", file=sys.stderr)
        return EXIT_ADDRESS
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(sys.argv[1:] if arguments is None else arguments)
    set_up(os.environ.get("LOG_LEVEL", "info"), os.environ.get("LOG_STYLE", "text"))
    factory: Callable[[], asyncio.AbstractEventLoop] | None = None
    with contextlib.suppress(ImportError):
        import uvloop

        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(serve(options))


if __name__ == "__main__":
    sys.exit(main())
