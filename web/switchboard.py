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
from dialogue.delivery import roused
from dialogue.machine import SERVER, Dialogue, Refused
from dialogue.task import DialogueTask
from rooms.assignment import AssignMedia, Assignment
from rooms.planning import Drawing, draw

logger = logging.getLogger(__name__)

MISSED_S = 4.0
LOOK_S = 1.0
"""Of heartbeats that come every second."""
Signal = Callable[[str, int, str, dict[str, Any]], None]


@dataclass(slots=True)
class Instance:
    """A media process that lives: when it was last heard and what it reported."""

    heard_at: float
    load: dict[str, Any]
    draining: bool = False


class Switchboard:
    """`tasks` are the open dialogues; `signal(dialogue, seat, name, data)` reaches a browser; `measured`: whose
    speaking time the media process counts. Among several nodes, `leads(dialogue)` says whether this one tells the media
    process at once; the others do when its heartbeat shows that it fell behind.
    """

    def __init__(
        self,
        bus: Bus,
        *,
        tasks: dict[str, DialogueTask],
        signal: Signal,
        measured: Callable[[Dialogue], Collection[int]] = lambda dialogue: (),
        leads: Callable[[str], bool] = lambda dialogue: True,
    ) -> None:
        self.bus = bus
        self.tasks = tasks
        self.signal = signal
        self.measured = measured
        self.leads = leads
        self.instances: dict[str, Instance] = {}
        self.sent: dict[str, Drawing] = {}
        self.probing: dict[str, set[int]] = {}
        self.probing_there: dict[str, dict[str, frozenset[int]]] = {}
        self.told: Callable[[str, list[int]], None] = lambda dialogue, seats: None
        self.changed = asyncio.Event()
        self.watched: set[str] = set()
        self.unsaid: set[str] = set()  # dialogues whose newest plan this node left to another
        bus.subscribe("media.hello", self._hello)
        bus.subscribe("media.beat", self._beat)
        bus.subscribe("media.gone", self._gone)
        bus.subscribe("media.draining", self._drains)
        bus.answer("media.leave", self._may_leave)

    def watch(self, task: DialogueTask) -> None:
        """Called for every dialogue that is opened."""
        task.changed.append(self.changed.set)
        if task.name not in self.watched:
            self.watched.add(task.name)
            self.bus.subscribe(f"signal.{task.name}", self._from_media)
        self.changed.set()

    async def run(self) -> None:
        """Until cancelled: keeps assignments and plans up to date."""
        while True:
            await roused(self.changed, within_s=LOOK_S)
            self._forget_silent()
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
        instance = self.instances[name]
        instance.heard_at, instance.load = time.monotonic(), message.get("load", {})
        for dialogue, sent in list(self.sent.items()):
            if self._instance_of(dialogue) == name and seqs.get(dialogue, -1) < sent.plan.seq:
                del self.sent[dialogue]
                self.changed.set()

    def _gone(self, subject: str, message: dict[str, Any]) -> None:
        if self.instances.pop(message["instance"], None):
            self.changed.set()

    def _forget_silent(self) -> None:
        """While the bus does not reach everybody, silence proves nothing."""
        if not self._sure():
            return
        deadline = time.monotonic() - MISSED_S
        for name in [each for each, instance in self.instances.items() if instance.heard_at < deadline]:
            logger.warning("- media %s has not been heard for %.0f s", name, MISSED_S)
            del self.instances[name]

    def _sure(self) -> bool:
        """Whether the bus has been up for so long that every living process was heard."""
        return self.bus.up_since is not None and time.monotonic() - self.bus.up_since > MISSED_S

    def _drains(self, subject: str, message: dict[str, Any]) -> None:
        """It goes on forwarding while its dialogues move."""
        if instance := self.instances.get(message["instance"]):
            instance.draining = True
            self.changed.set()

    async def _may_leave(self, message: dict[str, Any]) -> dict[str, Any]:
        """Whether there is anywhere else to go; otherwise a process that is told to end does so at once."""
        others = [name for name, each in self.instances.items() if not each.draining and name != message["instance"]]
        return {"wait": bool(others)}

    def _instance_of(self, dialogue: str) -> str | None:
        task = self.tasks.get(dialogue)
        return None if task is None else task.state.part(Assignment).instance

    async def _assign(self, task: DialogueTask) -> None:
        """Moves a dialogue only off an instance known to be gone, or going: one that was merely not heard yet may
        live."""
        now = task.state.part(Assignment).instance
        if now in self.instances and not self.instances[now].draining:
            return
        replaced = now is None or now in self.instances or any(_place(each) == _place(now) for each in self.instances)
        if not replaced and not self._sure():
            return
        chosen = self._most_room()
        if chosen is not None or now not in self.instances:  # better one that ends soon than none
            await task.submit(SERVER, AssignMedia(chosen, instead_of=now))

    def _most_room(self) -> str | None:
        """The process with the fewest dialogues, its own report and what this node assigned together, and of those the
        one with most of a core to spare."""
        carried = {name: set(dialogues_of(each)) for name, each in self.instances.items() if not each.draining}
        for dialogue in self.tasks:
            if (instance := self._instance_of(dialogue)) in carried:
                carried[instance].add(dialogue)
        load = {name: self.instances[name].load.get("cores", 0.0) for name in carried}
        return min(sorted(carried), key=lambda name: (len(carried[name]), load[name]), default=None)

    async def _publish(self, task: DialogueTask, *, asked: bool = False) -> None:
        instance = task.state.part(Assignment).instance
        if instance not in self.instances:
            return
        there = self.probing_there.get(task.name, {}).values()
        probing = frozenset(self.probing.get(task.name, ())).union(*there)
        before = self.sent.get(task.name)
        if before is None or not before.stands(task.state, probing):
            drawing = draw(task.state, task.name, probing=probing, measured=self.measured)
            if before is not None and drawing.plan.tells_the_same(before.plan):
                drawing = replace(drawing, plan=before.plan)  # the media process need not hear of it
            self.sent[task.name] = drawing
            if before is None or drawing.plan is not before.plan:
                self.unsaid.add(task.name)
        if task.name in self.unsaid and (before is None or asked or self.leads(task.name)):
            self.unsaid.discard(task.name)
            await self.bus.publish(f"media.{instance}.plan", json.loads(self.sent[task.name].plan.to_json()))

    def _from_media(self, subject: str, message: dict[str, Any]) -> None:
        dialogue = subject.partition(".")[2]
        for seat in message["seats"] if "seats" in message else [message["seat"]]:
            self.signal(dialogue, seat, f"media.{message['name']}", message["data"])

    async def offer(self, dialogue: str, seat: int, sdp: str) -> dict[str, Any]:
        """The answer to a browser's offer. Refuses `media-down`, `bad-offer`."""
        instance = self._instance_of(dialogue)
        if instance not in self.instances:
            raise Refused("media-down")
        await self._publish(self.tasks[dialogue], asked=True)
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
        self.told(dialogue, sorted(held))
        self.changed.set()

    def probing_at(self, dialogue: str, node: str, seats: Collection[int]) -> None:
        """Who probes at another node."""
        there = self.probing_there.setdefault(dialogue, {})
        if there.get(node, frozenset()) != frozenset(seats):
            there[node] = frozenset(seats)
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
        """`applied`, `camera`, `layout`, `leave`: without an answer."""
        instance = self._instance_of(dialogue)
        await self.bus.publish(f"media.{instance}.{verb}", {**data, "dialogue": dialogue, "seat": seat})


def dialogues_of(instance: Instance) -> set[str]:
    """Which dialogues have people on it now, as its heartbeat says."""
    return {room["dialogue"] for room in instance.load.get("rooms", ())}


def _place(instance: str) -> str:
    """The part of an instance's id that outlives a restart: `media0-1f2e3d4c` runs in place `media0`."""
    return instance.partition("-")[0]
