"""Brings speaking seconds from the media processes to the dialogues, and stores them until the evening closes.

Only citizens are counted. What it reads it lends to the state; what follows from it stands in the parts.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterator
from typing import Any

from dialogue.bus import Bus
from dialogue.clock import Clock
from dialogue.host import Host
from dialogue.machine import SERVER, Dialogue
from dialogue.task import DialogueTask
from facilitation.course import Agenda
from facilitation.fairness import signed_s
from facilitation.forming import BROKEN, MICROPHONE
from facilitation.queue import LowerHeard, heard_out
from rooms.places import Places
from rooms.seats import Seats
from rooms.spoken import Spoken, Tally, read
from rooms.spoken_rows import SpokenRows

logger = logging.getLogger(__name__)

EVERY_S = 5.0


def measured(dialogue: Dialogue) -> list[int]:
    """Whose speaking time is counted: citizens', never staff's, and nobody's once the evening is closed."""
    return [] if dialogue.part(Agenda).status == "closed" else dialogue.part(Seats).counted()


class Speaking:
    """One per control process. `told`: the newest report of every media process."""

    def __init__(self, bus: Bus, host: Host, rows: SpokenRows, *, clock: Clock, every_s: float = EVERY_S) -> None:
        self.bus = bus
        self.host = host
        self.rows = rows
        self.clock = clock
        self.every_s = every_s
        self.told: dict[str, dict[str, Any]] = {}
        self.tallies: dict[str, Tally] = {}
        self.wiped: set[str] = set()
        self.own = f"turns-{secrets.token_hex(4)}"
        self.leads: Callable[[str], bool] = lambda dialogue: True  # among several nodes: whether this one counts
        bus.subscribe("media.beat", self._beat)

    def _beat(self, subject: str, message: dict[str, Any]) -> None:
        self.told[message["instance"]] = message.get("spoken", {})

    async def run(self) -> None:
        """Until cancelled. First opens every dialogue that was being counted: it may have been closed meanwhile."""
        for name in await self.rows.dialogues():
            await self.host.adopt(name)
        while True:
            for task in list(self.host.tasks.values()):
                try:
                    await self._follow(task)
                except Exception:
                    logger.exception("x %s: speaking time could not be brought up to date", task.name)
            await asyncio.sleep(self.every_s)

    async def _follow(self, task: DialogueTask) -> None:
        if task.state.part(Agenda).status == "closed":
            await self._wipe(task)
            return
        tally = self.tallies.get(task.name)
        leads = self.leads(task.name)
        if tally is None or not leads:  # another node may have counted on
            tally = self.tallies[task.name] = Tally(await self.rows.load(task.name))
        self._count(task, tally, leads=leads)
        if not leads:
            return
        changed = {key: tally.counts[key] for key in tally.changed}
        if changed:
            await self.rows.keep(task.name, changed)
            tally.changed -= changed.keys()
        if heard_out(task.seen):
            await task.submit(SERVER, LowerHeard())

    def _count(self, task: DialogueTask, tally: Tally, *, leads: bool) -> None:
        """What the media processes told, and the turns in which nobody was heard: signed ones, which have no other
        counter and so are counted by one node."""
        now, before = self.clock.now(), task.seen.part(Spoken)
        for counter, dialogues in self.told.items():
            for room, seat, seconds in _entries(dialogues.get(task.name, {})):
                tally.note(counter, room, seat, seconds)
        seats = measured(task.state)
        after = Spoken(tally.seconds(of=seats))
        for seat, signed in (signed_s(task.seen, now) if leads else {}).items():
            voice = after.seconds(seat) - before.seconds(seat)
            tally.add(self.own, task.state.part(Places).of(seat), seat, max(0.0, signed - voice))
        mute = [seat for seat, said in task.side.reported.items() if said.get(MICROPHONE) == BROKEN]
        task.lend(read(before, tally.seconds(of=seats), now, mute=mute))

    async def _wipe(self, task: DialogueTask) -> None:
        if task.name not in self.wiped:
            self.tallies.pop(task.name, None)
            for dialogues in self.told.values():
                dialogues.pop(task.name, None)
            await self.rows.wipe(task.name)
            self.wiped.add(task.name)
            task.lend(Spoken())


def _entries(rooms: dict[str, dict[str, float]]) -> Iterator[tuple[str, int, float]]:
    for room, seats in rooms.items():
        for seat, seconds in seats.items():
            yield room, int(seat), float(seconds)
