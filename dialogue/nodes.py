"""The control processes that share one PostgreSQL: who lives, by heartbeats in the database, and who holds which seats.

Only the database tells that a node is dead: losing the bus proves nothing about anybody.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.revisions import Unusable
from dialogue.tables import nodes

BEAT_S = 2.0
DEAD_S = 6.0
"""Three beats missed."""
FORGOTTEN_S = 3600.0

Seats = Mapping[str, Sequence[int]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Node:
    """As its row says; `holds`: the dialogues it has open, and the seats whose sockets it has."""

    name: str
    build: str
    beat_at: float
    key: str
    draining: bool = False
    holds: Mapping[str, frozenset[int]] = field(default_factory=dict)


class Nodes:
    """`key` is a mark of the signing key: nodes with different ones would not let in each other's people. `holding`
    gives what this node holds; `beaten` is called after every look at the others."""

    def __init__(
        self, database: Database, clock: Clock, *, name: str, build: str, key: str, holding: Callable[[], Seats]
    ) -> None:
        self.database = database
        self.clock = clock
        self.name = name
        self.build = build
        self.key = key
        self.holding = holding
        self.draining = False
        self.others: dict[str, Node] = {}
        self.dead: dict[str, Node] = {}
        self.claimed_at: dict[tuple[str, int], float] = {}
        self.beaten: list[Callable[[], None]] = []
        self.sure_at = 0.0

    async def enter(self) -> None:
        """The first beat. Raises `Unusable` where a living node has another key."""
        await self.beat()
        for node in self.others.values():
            if node.key != self.key:
                await self.leave()
                raise Unusable(
                    f"SECRET_KEY differs from that of the node {node.name}: links would not open everywhere."
                )

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(BEAT_S)
            try:
                await self.beat()
            except DBAPIError as error:
                # Nobody could beat: who seems silent afterwards has three beats to show up.
                self.sure_at = self.clock.now() + 2 * DEAD_S
                log.warning("x this node could not beat: %s", error.orig)
                continue
            for listener in self.beaten:
                listener()

    async def beat(self) -> None:
        now = self.clock.now()
        row = {
            "name": self.name,
            "build": self.build,
            "beat_at": now,
            "key": self.key,
            "draining": self.draining,
            "holds": json.dumps({name: sorted(seats) for name, seats in self.holding().items()}),
        }
        async with self.database.begin() as connection:
            await connection.execute(self.database.upsert(nodes, **row))
            await connection.execute(delete(nodes).where(nodes.c.beat_at < now - FORGOTTEN_S))
        async with self.database.read() as connection:
            found = [_node(row) for row in (await connection.execute(select(nodes))).mappings()]
        self._see([node for node in found if node.name != self.name], now)

    def _see(self, found: Iterable[Node], now: float) -> None:
        before, self.others, self.dead = self.others, {}, {}
        self.claimed_at = {seat: at for seat, at in self.claimed_at.items() if at > now - FORGOTTEN_S}
        for node in found:
            lives = now - node.beat_at < DEAD_S or (now < self.sure_at and node.name in before)
            (self.others if lives else self.dead)[node.name] = node
            for dialogue, seats in node.holds.items():
                for seat in seats:
                    key = (dialogue, seat)
                    self.claimed_at[key] = max(now if lives else node.beat_at, self.claimed_at.get(key, 0.0))
        for name in before.keys() - self.others.keys():
            log.warning("- node %s is gone", name)

    async def leave(self) -> None:
        """This node ends on purpose; its seats are nobody's until their browsers come elsewhere."""
        async with self.database.begin() as connection:
            await connection.execute(delete(nodes).where(nodes.c.name == self.name))

    def elsewhere(self, dialogue: str, seat: int) -> bool:
        """Whether a living node said in its last beat that it holds the seat's socket."""
        return any(seat in node.holds.get(dialogue, ()) for node in self.others.values())

    def unclaimed_s(self, dialogue: str, seat: int) -> float:
        """For how long nobody else has held it, as far as is known."""
        return max(0.0, self.clock.now() - self.claimed_at.get((dialogue, seat), float("inf")))

    def leads(self, dialogue: str) -> bool:
        """Whether this node, of those that have the dialogue open, is the one that does what one is enough for. For a
        moment there may be two of them, or none: whatever it does must bear that."""
        names = [self.name, *(node.name for node in self.others.values() if dialogue in node.holds)]
        return min(names, key=lambda name: crc32(f"{dialogue}/{name}".encode())) == self.name

    def orphans(self) -> set[str]:
        """Dialogues that dead nodes had open: somebody must look after their seats."""
        return {dialogue for node in self.dead.values() for dialogue in node.holds}


def _node(row: Any) -> Node:
    holds = {dialogue: frozenset(seats) for dialogue, seats in json.loads(row["holds"]).items()}
    return Node(row["name"], row["build"], row["beat_at"], row["key"], bool(row["draining"]), holds)
