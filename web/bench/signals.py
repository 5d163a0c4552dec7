"""Bench: from a citizen's command to the log, and to every screen of a full plenary.

Citizens raise and lower their hands in turn; everybody's queue must show it. A screen shows a command as soon as it has
the queue with the command's place in the log, or a later one: what is overtaken on the way was never late.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from web.bench.media import cpu_seconds
from web.bench.screens import PATIENCE_S, Screen, evening
from web.bench.tree import Tree, tree

WARM_S = 1.0
DISK_EVERY_S = 0.2

Also = Callable[[], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Sent:
    """One command of the stream."""

    by: Screen
    id: str
    at: float

    @property
    def seq(self) -> int:
        return self.by.answers[self.id][0]


async def nothing() -> float:
    """Nothing else serves."""
    return 0.0


async def measure(citizens: int, rate: float, seconds: float) -> dict[str, float]:
    """A stream of commands, and then everybody at once. `*_cores`: what the server's control process and the bench
    itself used meanwhile; `disk_*`: how long the same disk then took to keep a few bytes."""
    async with tree() as place:
        return await figures([place], citizens, rate, seconds)


async def figures(
    nodes: Sequence[Tree], citizens: int, rate: float, seconds: float, *, name: str = "bench", also: Also = nothing
) -> dict[str, float]:
    """The same for a dialogue whose screens are spread over `nodes`; `control_cores` is what all of them used, and
    what `also` counts: processor seconds of whatever else serves."""
    async with evening(nodes[0], citizens, name=name, beside=nodes[1:]) as screens:
        controls = [each.pid_of("web.control") for each in nodes]
        await stream(screens, "warm", rate, WARM_S)
        other, before, began = await also(), _cpu(controls), time.perf_counter()
        disk = asyncio.create_task(asyncio.to_thread(keeping_s, nodes[0].data / "bench", seconds))
        sent = await stream(screens, "s", rate, seconds)
        wall, after, other = time.perf_counter() - began, _cpu(controls), await also() - other
        server, bench = ((end - start) / wall for start, end in zip(before, after, strict=True))
        told = {"citizens": citizens, "commands": len(sent), "commands_per_s": round(len(sent) / wall, 1)}
        shown = [at - each.at for each in sent for screen in screens for at in [screen.shown_at(each.seq)]]
        told |= spread("", shown) | spread("log_", [each.by.answers[each.id][1] - each.at for each in sent])
        told |= spread("disk_", await disk)
        told |= {"control_cores": round(server + other / wall, 3), "generator_cores": round(bench, 3)}
        return told | await burst(screens)


def keeping_s(path: Path, seconds: float) -> list[float]:
    """A shared disk is no better than its neighbours let it be: a few writes a second tell what it does today."""
    ends_at = time.perf_counter() + seconds
    times: list[float] = []
    with path.open("wb", buffering=0) as file:
        while time.perf_counter() < ends_at or len(times) < 2:
            time.sleep(DISK_EVERY_S)
            began = time.perf_counter()
            file.write(bytes(64))
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - began)
    return times


async def stream(screens: Sequence[Screen], name: str, rate: float, seconds: float) -> list[Sent]:
    """Each citizen in turn, at random moments (a fixed seed): even ones would beat with the server's own pauses.
    Returns when every screen shows the last."""
    sent: list[Sent] = []
    due, rng = time.perf_counter(), random.Random(1)
    for number in range(round(rate * seconds)):
        due += rng.expovariate(rate)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        sent.append(await turn(screens[number % len(screens)], f"{name}-{number}"))
    await _everywhere(screens, sent)
    return sent


async def turn(by: Screen, id: str) -> Sent:
    """The hand goes up, or down again: no command is without effect."""
    by.raised = not by.raised
    at = time.perf_counter()
    if by.raised:
        await by.send("hand.raise", id)
    else:
        await by.send("hand.lower", id, seat=by.seat)
    return Sent(by, id, at)


async def burst(screens: Sequence[Screen]) -> dict[str, float]:
    """Everybody at the same moment, as after a question to all."""
    began = time.perf_counter()
    sent = [await turn(screen, "burst") for screen in screens]
    await _everywhere(screens, sent)
    last_log = max(each.by.answers[each.id][1] for each in sent) - began
    last = max(screen.shown_at(max(each.seq for each in sent)) for screen in screens) - began
    return {"burst_log_ms": round(last_log * 1000, 1), "burst_ms": round(last * 1000, 1)}


async def _everywhere(screens: Sequence[Screen], sent: Sequence[Sent]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        last = max([await each.by.answered(each.id) for each in sent])
        await asyncio.gather(*(screen.shows(last) for screen in screens))


def _cpu(pids: Sequence[int]) -> tuple[float, float]:
    own = resource.getrusage(resource.RUSAGE_SELF)
    return sum(sum(cpu_seconds(pid)) for pid in pids), own.ru_utime + own.ru_stime


def spread(name: str, times_s: Sequence[float]) -> dict[str, float]:
    """Median and 99th percentile in milliseconds."""
    hundredths = quantiles(times_s, n=100, method="inclusive")
    return {f"{name}p50_ms": round(hundredths[49] * 1000, 2), f"{name}p99_ms": round(hundredths[98] * 1000, 2)}
