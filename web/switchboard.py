"""Between dialogues and media processes: which instance carries whom, its plan, and signals both ways. Knows no RTP."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from dialogue.bus import Bus, BusTimeout
from dialogue.machine import SERVER, Dialogue, Refused
from dialogue.task import DialogueTask
from rooms.assignment import AssignMedia, Assignment
from rooms.planning import Drawing, draw

logger = logging.getLogger(__name__)

MISSED_S = 5.0
Signal = Callable[[str, int, str, dict[str, Any]], None]


@dataclass(slots=True)
class Instance:
    """A media process that lives: when it was last heard and what it reported."""

    heard_at: float
    load: dict[str, Any]


class Switchboard:
    """`tasks` are the open dialogues; `signal(dialogue, seat, name, data)` reaches a browser; `measured`: whose
    speaking time the media process counts."""

    def __init__(
        self,
        bus: Bus,
        *,
        tasks: dict[str, DialogueTask],
        signal: Signal,
        measured: Callable[[Dialogue], Collection[int]] = lambda dialogue: (),
    ) -> None:
        self.bus = bus
        self.tasks = tasks
        self.signal = signal
        self.measured = measured
        self.instances: dict[str, Instance] = {}
        self.sent: dict[str, Drawing] = {}
        self.probing: dict[str, set[int]] = {}
        self.started_at = time.monotonic()
        self.changed = asyncio.Event()
        bus.subscribe("media.hello", self._hello)
        bus.subscribe("media.beat", self._beat)
        bus.subscribe("media.gone", self._gone)
        bus.subscribe("signal.*", self._from_media)

    def watch(self, task: DialogueTask) -> None:
        """Called for every dialogue that is opened."""
        task.changed.append(self.changed.set)
        self.changed.set()

    async def run(self) -> None:
        """Until cancelled: keeps assignments and plans up to date."""
        while True:
            try:
                async with asyncio.timeout(1.0):
                    await self.changed.wait()
            except TimeoutError:
                self._forget_silent()
            self.changed.clear()
            for task in list(self.tasks.values()):
                try:
                    await self._assign(task)
                    await self._publish(task)
                except Exception:
                    logger.exception("x %s: media could not be told", task.name)

    def _hello(self, subject: str, message: dict[str, Any]) -> None:
        """A process that (re)connected: the one that ran in its place before is certainly gone, and it needs plans."""
        name = message["instance"]
        for other in [each for each in self.instances if _place(each) == _place(name) and each != name]:
            del self.instances[other]
        self.instances[name] = Instance(time.monotonic(), {})
        self.sent = {d: sent for d, sent in self.sent.items() if self._instance_of(d) != name}
        self.changed.set()

    def _beat(self, subject: str, message: dict[str, Any]) -> None:
        name, seqs = message["instance"], message["seqs"]
        if name not in self.instances:
            self._hello(subject, message)
        self.instances[name] = Instance(time.monotonic(), message.get("load", {}))
        for dialogue, sent in list(self.sent.items()):
            if self._instance_of(dialogue) == name and seqs.get(dialogue, -1) < sent.plan.seq:
                del self.sent[dialogue]
                self.changed.set()

    def _gone(self, subject: str, message: dict[str, Any]) -> None:
        if self.instances.pop(message["instance"], None):
            self.changed.set()

    def _forget_silent(self) -> None:
        deadline = time.monotonic() - MISSED_S
        for name in [each for each, instance in self.instances.items() if instance.heard_at < deadline]:
            logger.warning("- media %s has not been heard for %.0f s", name, MISSED_S)
            del self.instances[name]

    def _instance_of(self, dialogue: str) -> str | None:
        task = self.tasks.get(dialogue)
        return None if task is None else task.state.part(Assignment).instance

    async def _assign(self, task: DialogueTask) -> None:
        """Moves a dialogue only off an instance known to be gone: one that was merely not heard yet may live."""
        now = task.state.part(Assignment).instance
        if now in self.instances:
            return
        replaced = now is None or any(_place(each) == _place(now) for each in self.instances)
        if replaced or time.monotonic() - self.started_at > MISSED_S:
            await task.submit(SERVER, AssignMedia(self._least_used()))

    def _least_used(self) -> str | None:
        used = [task.state.part(Assignment).instance for task in self.tasks.values()]
        return min(sorted(self.instances), key=used.count, default=None)

    async def _publish(self, task: DialogueTask) -> None:
        instance = task.state.part(Assignment).instance
        if instance not in self.instances:
            return
        before, probing = self.sent.get(task.name), frozenset(self.probing.get(task.name, ()))
        if before is not None and before.stands(task.state, probing):
            return
        drawing = draw(task.state, task.name, probing=probing, measured=self.measured)
        if before is not None and drawing.plan.tells_the_same(before.plan):
            drawing = replace(drawing, plan=before.plan)  # the media process need not hear of it
        self.sent[task.name] = drawing
        if before is None or drawing.plan is not before.plan:
            await self.bus.publish(f"media.{instance}.plan", json.loads(drawing.plan.to_json()))

    def _from_media(self, subject: str, message: dict[str, Any]) -> None:
        dialogue = subject.partition(".")[2]
        self.signal(dialogue, message["seat"], f"media.{message['name']}", message["data"])

    async def offer(self, dialogue: str, seat: int, sdp: str) -> dict[str, Any]:
        """The answer to a browser's offer. Refuses `media-down`, `bad-offer`."""
        instance = self._instance_of(dialogue)
        if instance not in self.instances:
            raise Refused("media-down")
        await self._publish(self.tasks[dialogue])
        message = {"dialogue": dialogue, "seat": seat, "sdp": sdp}
        try:
            answer = await self.bus.request(f"media.{instance}.offer", message)
        except BusTimeout:
            raise Refused("media-down") from None
        if "sdp" not in answer:
            raise Refused("bad-offer")
        return {"sdp": answer["sdp"], "instance": instance}

    def probe(self, dialogue: str, seat: int, *, on: bool) -> None:
        """Puts a seat into its own room of the Bild- und Tonprobe, or back among the others. Held in memory only: who
        probed what and when is nobody's business, and a browser says it again after it was cut off."""
        held = self.probing.setdefault(dialogue, set())
        (held.add if on else held.discard)(seat)
        self.changed.set()

    async def quality(self, dialogue: str) -> dict[str, dict[str, Any]]:
        """Per seat (as text) how the media process finds its line; nothing while none is up."""
        instance = self._instance_of(dialogue)
        if instance not in self.instances:
            return {}
        try:
            found = await self.bus.request(f"media.{instance}.quality", {"dialogue": dialogue}, timeout=2.0)
        except BusTimeout:
            return {}
        seats: dict[str, dict[str, Any]] = found.get("seats", {})
        return seats

    async def tell(self, verb: str, dialogue: str, seat: int, data: dict[str, Any]) -> None:
        """`applied`, `layout`, `leave`: without an answer."""
        instance = self._instance_of(dialogue)
        await self.bus.publish(f"media.{instance}.{verb}", {**data, "dialogue": dialogue, "seat": seat})


def _place(instance: str) -> str:
    """The part of an instance's id that outlives a restart: `media0-1f2e3d4c` runs in place `media0`."""
    return instance.partition("-")[0]
