"""The synthetic people of the sample dialogue: a process of its own with low priority, so that nothing waits for it.

Run by `dialogue serve --sample` as `python -m web.rehearsal.guests`. It reads the invitations as one JSON line and
stays until its stdin ends, as when the server is gone however it died, or until nobody of them has a place any more.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rooms.peer.marks import Gallery
from web.bench.media import fast_loop
from web.creation import Invitation
from web.rehearsal.company import equipment_of, people
from web.visitor import studio
from web.visitor.visitor import Course, Visitor

SEED: Final = 7
LENGTH_S: Final = 600.0
"""The trial's; who loses the line or changes the device does so somewhere in it."""
LOW: Final = 15


async def stay(invitations: Sequence[Invitation], ended: asyncio.Event) -> None:
    """One after the other gets picture and voice and comes in; all leave together, or each when sent away."""
    course, gallery = Course(LENGTH_S), Gallery()
    seats = {each.url: each.seat or 0 for each in invitations}
    living: list[asyncio.Task[None]] = []
    stopping = asyncio.create_task(ended.wait())
    try:
        for profile, url in people(invitations, SEED):
            plain = replace(profile, late=None, early=None)
            kit = await asyncio.to_thread(equipment_of, plain, seats[url], "full", gallery, studio.folder())
            visitor = Visitor(plain, url, equipment=kit)
            living.append(asyncio.create_task(_lives(visitor, course)))
            if ended.is_set():
                break
        everybody = asyncio.create_task(asyncio.wait(living or [stopping]))
        await asyncio.wait([everybody, stopping], return_when=asyncio.FIRST_COMPLETED)
        everybody.cancel()
    finally:
        for task in (stopping, *living):
            task.cancel()
        await asyncio.gather(stopping, *living, return_exceptions=True)


async def _lives(visitor: Visitor, course: Course) -> None:
    watching = asyncio.create_task(_begin_with(visitor, course))
    try:
        await visitor.live(course)
    finally:
        watching.cancel()


async def _begin_with(visitor: Visitor, course: Course) -> None:
    """The course begins when somebody starts the evening."""
    while not course.begun.is_set():
        await asyncio.sleep(1.0)
        if (visitor.topics.get("evening") or {}).get("status") == "running":
            course.begin()


async def run() -> None:
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    line = await loop.run_in_executor(None, sys.stdin.readline)
    if not line:
        return

    def readable() -> None:
        if not os.read(sys.stdin.fileno(), 4096):
            loop.remove_reader(sys.stdin.fileno())
            ended.set()

    loop.add_reader(sys.stdin.fileno(), readable)
    await stay([Invitation(*each) for each in json.loads(line)], ended)


def main() -> None:
    os.nice(LOW)
    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        runner.run(run())


if __name__ == "__main__":
    main()
