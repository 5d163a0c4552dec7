"""The process tree: starts control and media, watches, restarts, ends them together; it must not know what they do.

A child ends with the supervisor in any case: its stdin reaches its end, and Linux sends it SIGTERM. Each child leads a
session of its own, so that Ctrl-C in a terminal reaches only the supervisor, which then ends them in order.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialogue.bus import HubBus, LinkBus
from dialogue.settings import Settings
from dialogue.ties import tied_to_parent
from web.exits import FINAL

BACKOFF_S = (0.05, 0.5, 1.0, 2.0, 5.0, 10.0)  # before the first, second, ... restart in a row
STEADY_S = 30.0  # a child that lived this long begins the row anew
SETUP_S = 5.0  # a first start that fails within this is a mistake in the set-up: trying again would not help
GRACE_S = 5.0  # to end by itself after SIGTERM

OnExit = Callable[[str, str, int], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Child:
    """`command` gives the command line for one start, from an id ("media0-1f2e3d4c") that is fresh at each start;
    `vital`: nothing is worth starting without it."""

    name: str
    command: Callable[[str], list[str]]
    vital: bool = True


class Signals:
    """What the operator asked for: `stop` at the first SIGTERM or SIGINT, `hurry` at the second."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self.hurry = asyncio.Event()

    def __call__(self) -> None:
        (self.hurry if self.stop.is_set() else self.stop).set()

    @contextlib.contextmanager
    def installed(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)


class Keeper:
    """Keeps one child running. `on_exit(name, id, exit code)` hears of every death before the restart."""

    def __init__(self, child: Child, *, environment: Mapping[str, str], on_exit: OnExit) -> None:
        self.child = child
        self.environment = environment
        self.on_exit = on_exit
        self.process: asyncio.subprocess.Process | None = None

    async def keep(self) -> int:
        """Runs until cancelled; returns only if the child cannot even start: its exit code."""
        settled, row = False, 0
        while True:
            run, started_at = f"{self.child.name}-{secrets.token_hex(4)}", time.monotonic()
            code = await self.run_once(run)
            lived_s = time.monotonic() - started_at
            if self.child.vital and not settled and (code in FINAL or (code > 0 and lived_s < SETUP_S)):
                log.error("x %s could not start (exit code %d)", self.child.name, code)
                return code
            await self.on_exit(self.child.name, run, code)
            settled, row = True, 0 if lived_s >= STEADY_S else row
            log.warning("- %s %s after %.1f s, starting it again", self.child.name, in_words(code), lived_s)
            await asyncio.sleep(BACKOFF_S[min(row, len(BACKOFF_S) - 1)])
            row += 1

    async def run_once(self, run: str) -> int:
        self.process = await asyncio.create_subprocess_exec(
            *self.child.command(run),
            env=self.environment,
            stdin=asyncio.subprocess.PIPE,
            start_new_session=True,
            preexec_fn=tied_to_parent(),
        )
        return await self.process.wait()

    async def end(self, hurry: asyncio.Event) -> None:
        """SIGTERM, and SIGKILL after the grace or as soon as `hurry` is set."""
        if self.process is None or self.process.returncode is not None:
            return
        self.process.terminate()
        ended = [asyncio.ensure_future(each) for each in (self.process.wait(), hurry.wait())]
        await asyncio.wait(ended, timeout=GRACE_S, return_when=asyncio.FIRST_COMPLETED)
        for each in ended:
            each.cancel()
        if self.process.returncode is None:
            log.warning("- %s does not end, killed", self.child.name)
            self.process.kill()
            await self.process.wait()


async def supervise(
    children: Sequence[Child], *, environment: Mapping[str, str], on_exit: OnExit, signals: Signals
) -> int:
    """Keep the children until a signal (0) or until one cannot start (its exit code); they end in the order given."""
    keepers = [Keeper(child, environment=environment, on_exit=on_exit) for child in children]
    keeping = [asyncio.create_task(keeper.keep(), name=f"keep {keeper.child.name}") for keeper in keepers]
    stopping = asyncio.create_task(signals.stop.wait(), name="stop")
    try:
        await asyncio.wait([*keeping, stopping], return_when=asyncio.FIRST_COMPLETED)
        return next((task.result() for task in keeping if task.done()), 0)
    finally:
        for task in (*keeping, stopping):
            task.cancel()
        await asyncio.gather(*keeping, stopping, return_exceptions=True)
        for keeper in keepers:
            await keeper.end(signals.hurry)


def in_words(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"


def children_of(settings: Settings) -> list[Child]:
    """Control first: it ends first, so that browsers are told before their media goes."""
    control = [Child("control", lambda run: [sys.executable, "-m", "web.control"])]
    media = [media_child(settings, index) for index in range(settings.media_processes)]
    halls = [hall_child(settings, index) for index in range(settings.media_processes)]
    return [*(control if settings.role != "media" else []), *([*media, *halls] if settings.role != "control" else [])]


def media_child(settings: Settings, index: int) -> Child:
    bound, told = settings.media_at(index)
    options = ["--bus", str(settings.bus_path)]
    options += [word for address in bound for word in ("--address", address)]
    options += ["--hall", str(settings.hall_path(index))]
    options += [word for address in told for word in ("--advertise", address)]
    place = f"media{index}_{settings.node}" if settings.redis_url else f"media{index}"
    return Child(place, lambda run: [sys.executable, "-m", "rooms.process", *options, "--instance", run])


def hall_child(settings: Settings, index: int) -> Child:
    """Paints for the media process with that index."""
    path = str(settings.hall_path(index))
    command = [sys.executable, "-m", "rooms.mosaic.process", "--media", path, "--instance"]
    return Child(f"hall{index}", lambda run: [*command, run], vital=False)


async def run(settings: Settings) -> int:
    """The whole server until SIGTERM or SIGINT. Exit code 0, or that of the child that could not start.

    The death of a media process is said on the bus as `media.gone {instance, code}`: nobody waits for its heartbeat.
    """
    bus = bus_of(settings)

    async def say(name: str, run: str, code: int) -> None:
        if name.startswith("media"):
            await bus.publish("media.gone", {"instance": run, "code": code})

    signals = Signals()
    with signals.installed():
        await bus.start()
        try:
            return await supervise(
                children_of(settings), environment=os.environ | settings.environment(), on_exit=say, signals=signals
            )
        finally:
            await bus.close()


def bus_of(settings: Settings) -> HubBus | LinkBus:
    """On one machine control has the hub. Among several it is here, so that the media of this machine can be reached
    from the others while control starts again."""
    if not settings.redis_url:
        return LinkBus(settings.bus_path)
    from dialogue.uplink import Uplink  # late: one machine needs no Redis

    return HubBus(settings.bus_path, uplink=Uplink(settings.redis_url))
