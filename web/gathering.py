"""Everybody connected to one dialogue on this node: renders topics once per audience, notes who came and who dropped.

The first change goes out at once, further ones at most every 50 ms. Nobody waits for another's line.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from dialogue.machine import SERVER, Audience, Dialogue, Refused
from dialogue.task import DialogueTask
from dialogue.topics import Differences, Rendering
from facilitation.arrivals import Arrive
from facilitation.rehearsal import sent_away
from facilitation.turns import may_write
from rooms.interpreting import may_caption
from rooms.order import Order
from rooms.places import Places
from rooms.presence import Drop, Knock, Presence
from rooms.seats import Seats
from web.connection import CLOSE_CODES, Connection

logger = logging.getLogger(__name__)

CALM_S = 0.05
SLICE_S = 0.001
DROP_AFTER_S = 10.0


class Gathering:
    """One per open dialogue. `run` belongs to the application's task group. Among several nodes, `tell(what, ...)`
    reaches the others and `elsewhere(seat)` says whether one of them holds that seat's socket."""

    def __init__(self, task: DialogueTask, *, limit: int) -> None:
        self.task = task
        self.limit = limit
        self.connections: dict[int, Connection] = {}
        self.renderings: dict[Audience, Rendering] = {}
        self.leaving: dict[int, asyncio.TimerHandle] = {}
        self.dropped: asyncio.Queue[int] = asyncio.Queue()
        self.quality: dict[int, dict[str, Any]] = {}
        self.stale = asyncio.Event()
        self.tell: Callable[..., None] = lambda what, **data: None
        self.elsewhere: Callable[[int], bool] = lambda seat: False
        task.changed.append(self.stale.set)

    async def run(self) -> None:
        """Works until cancelled: flushes topics and drops seats whose line stayed away."""
        # After a restart of this node nobody is connected yet: who does not come back in time is dropped.
        presence = self.task.state.part(Presence)
        for seat in (*presence.here, *presence.door):
            self._expect_back(seat)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._flush_for_ever())
            group.create_task(self._drop_for_ever())

    async def _flush_for_ever(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            await self.stale.wait()
            # Whoever waits for an answer gets it first: rendering for a full house takes longer than the log does.
            await asyncio.sleep(0)
            self.stale.clear()
            calm_at = clock() + CALM_S
            try:
                await self.flush(citizens=True)  # theirs is on its way before what the desks see is rendered
                await self.flush(citizens=False)
            except Exception:
                logger.exception("x %s: topics could not be rendered", self.task.name)
            await asyncio.sleep(max(0.0, calm_at - clock()))

    async def _drop_for_ever(self) -> None:
        while True:
            seat = await self.dropped.get()
            self.leaving.pop(seat, None)
            if seat in self.connections or self.elsewhere(seat):
                continue
            try:
                await self.task.submit(SERVER, Drop(seat))
            except Refused as refusal:
                logger.warning("x %s: a drop was refused (%s)", self.task.name, refusal.code)
                self._expect_back(seat)

    async def join(self, connection: Connection, *, knocks: bool = False) -> None:
        """Brings the seat into the dialogue, or to its door; raises `Refused` (`full`, `excluded`). The newest line of
        a seat wins."""
        seat = connection.seat
        if knocks and seat in self.task.state.part(Order).excluded:
            raise Refused("excluded")
        await self.task.submit(SERVER, Knock(seat) if knocks else Arrive(seat, self.limit))
        connection.at_door = seat in self.task.state.part(Presence).door
        self.came_back(seat)
        connection.since = self.task.clock.now()
        self.tell("came", seat=seat, at=connection.since)
        if before := self.connections.get(seat):
            before.say_goodbye("taken-over")
        self.connections[seat] = connection
        connection.greet()
        self._attach(connection)

    async def come_in(self, connection: Connection) -> None:
        """From the door; a line that finds no place any more is told so and ends."""
        try:
            await self.task.submit(SERVER, Arrive(connection.seat, self.limit))
        except Refused as refusal:
            connection.say_goodbye(refusal.code if refusal.code in CLOSE_CODES else "restart")
        else:
            connection.at_door = False
            self._attach(connection)

    def leave(self, connection: Connection) -> None:
        """The line is gone. The seat stays here for ten seconds more."""
        if self.connections.get(connection.seat) is connection:
            del self.connections[connection.seat]
            self.quality.pop(connection.seat, None)
            self._expect_back(connection.seat)

    async def depart(self, seat: int) -> None:
        """The person says goodbye: gone at once, not after ten seconds."""
        self.part_with(seat, "closed")
        self.tell("left", seat=seat, why="closed")
        await self.task.submit(SERVER, Drop(seat, left=True))

    def take_over(self, seat: int) -> None:
        """Another device has the seat now: the line of the one before is told, wherever it ends."""
        self.part_with(seat, "taken-over")
        self.tell("left", seat=seat, why="taken-over")

    def part_with(self, seat: int, why: str) -> None:
        """Ends the seat's line, if it ends here."""
        if connection := self.connections.get(seat):
            if why == "closed":
                del self.connections[seat]
            connection.say_goodbye(why)

    def came_elsewhere(self, seat: int, at: float) -> None:
        """The newest line of a seat wins, also where it came to another node."""
        self.came_back(seat)
        if (connection := self.connections.get(seat)) and connection.since < at:
            del self.connections[seat]
            connection.say_goodbye("taken-over")

    def came_back(self, seat: int) -> None:
        if timer := self.leaving.pop(seat, None):
            timer.cancel()

    def look_after(self, unclaimed_s: Callable[[int], float]) -> None:
        """Seats that the log says are here and no node holds are expected back for what is left of ten seconds;
        `unclaimed_s`: for how long nobody has held one."""
        presence = self.task.state.part(Presence)
        for seat in (*presence.here, *presence.door):
            if seat not in self.connections and seat not in self.leaving and not self.elsewhere(seat):
                self._expect_back(seat, after_s=unclaimed_s(seat))

    def _expect_back(self, seat: int, *, after_s: float = 0.0) -> None:
        self.came_back(seat)
        loop = asyncio.get_running_loop()
        left_s = max(0.0, DROP_AFTER_S - after_s)
        self.leaving[seat] = loop.call_later(left_s, self.dropped.put_nowait, seat)

    def audience(self, seat: int) -> Audience:
        """Who shares what this seat sees."""
        state = self.task.state
        return Audience(role=state.part(Seats).roles[seat], room=state.part(Places).of(seat))

    async def flush(self, *, citizens: bool) -> None:
        """Renders what is stale for citizens, or for all others, and hands each of their connections the names of what
        changed for it. A full house takes many slices; between them come commands, and what is rendered goes out."""
        changed: dict[Audience, set[str]] = {}
        served: set[Connection] = set()
        while ahead := self._ahead(served, citizens):
            self._serve(ahead, served, changed)
            await asyncio.sleep(0)
        self._forget_unused()

    def _ahead(self, served: set[Connection], citizens: bool) -> list[Connection]:
        """Also who came meanwhile: it may have been given a rendering that was not yet refreshed."""
        roles = self.task.state.part(Seats)
        left = (each for each in self.connections.values() if each not in served)
        return [each for each in left if roles.role(each.seat).counted == citizens]

    def _serve(self, ahead: list[Connection], served: set[Connection], changed: dict[Audience, set[str]]) -> None:
        """One slice. `changed`: what this flush found for each audience."""
        clock = asyncio.get_running_loop().time
        seen, differences, until = self.task.seen, Differences(), clock() + SLICE_S
        for connection in ahead:
            served.add(connection)
            if why := self._unwanted(connection.seat):
                connection.say_goodbye(why)
                continue
            shared = self.audience(connection.seat)
            if connection.shared is None or connection.shared.audience != shared:
                self._attach(connection)
            else:
                for audience in (shared, Audience(shared.role, shared.room, connection.seat)):
                    if audience not in changed:
                        changed[audience] = self._refresh(self.renderings[audience], seen, differences)
                    connection.mark(changed[audience])
            if clock() >= until:
                return

    def _unwanted(self, seat: int) -> str | None:
        """Why the server ends this seat's line, if it does."""
        state = self.task.state
        if seat in state.part(Order).excluded:
            return "excluded"
        if seat not in state.part(Seats).roles:
            return "restart"
        return "closed" if sent_away(state, seat) else None

    def _refresh(self, rendering: Rendering, seen: Dialogue, differences: Differences | None = None) -> set[str]:
        """A fault in one audience's topics must not keep the others' from going out."""
        try:
            return rendering.refresh(seen, self.task.side, differences)
        except Exception:
            logger.exception("x %s: topics of %s could not be rendered", self.task.name, rendering.audience)
            return set()

    def _attach(self, connection: Connection) -> None:
        """Gives a connection the renderings of its audience: at the start and whenever it changes room."""
        shared = self.audience(connection.seat)
        own = Audience(shared.role, shared.room, connection.seat)
        connection.attach(self._rendering(shared), self._rendering(own))

    def _rendering(self, audience: Audience) -> Rendering:
        if audience not in self.renderings:
            self.renderings[audience] = Rendering(audience)
            self._refresh(self.renderings[audience], self.task.seen)
        return self.renderings[audience]

    def _forget_unused(self) -> None:
        used = {id(each) for c in self.connections.values() for each in (c.shared, c.own)}
        if len(used) < len(self.renderings):
            self.renderings = {audience: each for audience, each in self.renderings.items() if id(each) in used}

    def signal(self, seat: int, name: str, data: dict[str, object]) -> None:
        """Passes a media signal on, if the seat is connected here."""
        if connection := self.connections.get(seat):
            connection.signal(name, data)

    def typed(self, seat: int, text: str) -> None:
        """Passes on what somebody types to everybody in the room, as they type; that they stopped also when they may
        write no longer."""
        self.show_typed(seat, text)
        self.tell("typed", seat=seat, text=text)

    def show_typed(self, seat: int, text: str) -> None:
        places = self.task.state.part(Places)
        try:
            room = may_write(self.task.state, seat) if text else places.of(seat)
        except Refused:
            return
        self._signal_others(seat, room, "turn.typing", {"seat": seat, "text": text})

    def captioned(self, seat: int, caption: dict[str, Any]) -> None:
        """Passes captions on to everybody in the room as they are typed; kept nowhere. Browsers show them to who wants
        them: so the server need not know who that is."""
        self.show_caption(seat, caption)
        self.tell("captioned", seat=seat, caption=caption)

    def show_caption(self, seat: int, caption: dict[str, Any]) -> None:
        room = may_caption(self.task.state, seat)
        if room is not None:
            self._signal_others(seat, room, "caption", {"seat": seat, **caption})

    def _signal_others(self, seat: int, room: str, name: str, data: dict[str, Any]) -> None:
        places = self.task.state.part(Places)
        for connection in list(self.connections.values()):
            if connection.seat != seat and places.of(connection.seat) == room:
                connection.signal(name, data)

    def each(self, do: Callable[[Connection], None]) -> None:
        for connection in list(self.connections.values()):
            do(connection)
