"""What the nodes that have one dialogue open tell each other over the bus; nothing of it is logged or stored.

Each says at once what it wrote, when it was late to write, who came to it and what is typed, and every two seconds
again what its browsers reported: so a node that came later, or missed something, knows it as well. Losing it proves
nothing: who is here, the log and the heartbeats tell.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dialogue.bus import Bus
from dialogue.log import Beside
from dialogue.nodes import Nodes
from dialogue.task import DialogueTask
from web.guesses import Guesses

if TYPE_CHECKING:
    from web.gathering import Gathering
    from web.switchboard import Switchboard

EVERY_S = 2.0

logger = logging.getLogger(__name__)


class Neighbours:
    """One per control process that is one of several."""

    def __init__(
        self,
        bus: Bus,
        nodes: Nodes,
        *,
        gatherings: Mapping[str, Gathering],
        switchboard: Switchboard,
        guesses: Guesses,
    ) -> None:
        self.bus = bus
        self.nodes = nodes
        self.gatherings = gatherings
        self.switchboard = switchboard
        self.guesses = guesses
        self.telling: set[asyncio.Task[None]] = set()
        guesses.told = lambda mark, now: self.tell("guess", {"mark": mark, "at": now})
        switchboard.told = lambda dialogue, seats: self.tell(f"node.{dialogue}", {"what": "probing", "seats": seats})
        bus.subscribe("guess", self._guessed)

    def watch(self, task: DialogueTask, gathering: Gathering) -> None:
        """Called for every dialogue that is opened, before it runs."""
        subject = f"node.{task.name}"

        def wrote(first: int, last: int, what: Beside) -> None:
            beside = {"texts": sorted(what.texts), "people": sorted(what.people), "boxes": sorted(what.boxes)}
            self.tell(subject, {"what": "wrote", "first": first, "last": last, "beside": beside})

        task.wrote.append(wrote)
        task.lost.append(lambda try_s: self.tell(subject, {"what": "lost", "try_s": try_s}))
        gathering.tell = lambda what, **data: self.tell(subject, {"what": what, **data})
        gathering.elsewhere = lambda seat: self.nodes.elsewhere(task.name, seat)
        self.bus.subscribe(subject, lambda subject, message: self._hear(task, gathering, message))
        self.tell(subject, {"what": "opened"})

    def tell(self, subject: str, message: dict[str, Any]) -> None:
        """Without waiting for it."""
        task = asyncio.create_task(self.bus.publish(subject, {**message, "node": self.nodes.name}))
        self.telling.add(task)
        task.add_done_callback(self.telling.discard)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(EVERY_S)
            for name in list(self.gatherings):
                self._tell_reports(name)

    def _tell_reports(self, name: str) -> None:
        gathering = self.gatherings[name]
        mine = gathering.connections
        reported = {str(seat): said for seat, said in gathering.task.side.reported.items() if seat in mine}
        quality = {str(seat): found for seat, found in gathering.quality.items() if seat in mine}
        probing = sorted(self.switchboard.probing.get(name, ()))
        message = {"what": "reports", "reported": reported, "quality": quality, "probing": probing}
        self.tell(f"node.{name}", {**message, "seq": gathering.task.state.seq})

    def _hear(self, task: DialogueTask, gathering: Gathering, message: dict[str, Any]) -> None:
        if message["node"] == self.nodes.name:
            return
        match message:
            case {"what": "wrote", "first": int(first), "last": int(last), "beside": dict(beside)}:
                lists = {key: frozenset(beside[key]) for key in ("texts", "people", "boxes")}
                task.hear(first, last, Beside(**lists))
            case {"what": "lost", "try_s": float(try_s)}:
                task.give_way(try_s)
            case {"what": "opened"}:
                self._tell_reports(task.name)
            case {"what": "reports"}:
                self._take_reports(task, gathering, message)
            case {"what": "probing", "seats": list(seats)}:
                self.switchboard.probing_at(task.name, message["node"], seats)
            case {"what": "came", "seat": int(seat), "at": float(at)}:
                gathering.came_elsewhere(seat, at)
            case {"what": "left", "seat": int(seat), "why": str(why)}:
                gathering.part_with(seat, why)
            case {"what": "typed", "seat": int(seat), "text": str(text)}:
                gathering.show_typed(seat, text)
            case {"what": "captioned", "seat": int(seat), "caption": dict(caption)}:
                gathering.show_caption(seat, caption)

    def _take_reports(self, task: DialogueTask, gathering: Gathering, message: dict[str, Any]) -> None:
        for seat, said in message["reported"].items():
            if int(seat) not in gathering.connections:
                task.side.reported[int(seat)] = said
        for seat, found in message["quality"].items():
            if int(seat) not in gathering.connections:
                gathering.quality[int(seat)] = found
        self.switchboard.probing_at(task.name, message["node"], message["probing"])
        task.hear(message["seq"], message["seq"], None)  # where what it wrote got lost on the way

    def _guessed(self, subject: str, message: dict[str, Any]) -> None:
        if message["node"] != self.nodes.name:
            self.guesses.count(message["mark"], message["at"])
