"""What a control process does because it is one of several: beats, looks after the seats of dead nodes, tells the
others. One on its own machine with SQLite needs none of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from dialogue.nodes import Nodes
from web.neighbours import Neighbours

if TYPE_CHECKING:
    from web.state import State

POLL_S = 0.5
"""How often the log is looked at while the bus does not reach the other nodes."""

logger = logging.getLogger(__name__)


class Several:
    """Owns the heartbeat and what follows from the others'."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.nodes = Nodes(
            state.database,
            state.clock,
            name=state.settings.node,
            build=state.build,
            key=hashlib.sha256(f"mark of {state.key}".encode()).hexdigest()[:16],
            holding=self._holding,
        )
        self.neighbours = Neighbours(
            state.bus,
            self.nodes,
            gatherings=state.gatherings,
            switchboard=state.switchboard,
            guesses=state.guesses,
        )
        state.host.leads = state.switchboard.leads = state.speaking.leads = self.nodes.leads
        self.nodes.beaten.append(self._look_after)

    async def enter(self) -> None:
        """Raises `Unusable` where a living node has another key."""
        await self.state.clock.check(self.state.database.now)
        await self.nodes.enter()

    def start(self, group: asyncio.TaskGroup) -> None:
        """Once this node has entered."""
        group.create_task(self.nodes.run())
        group.create_task(self.neighbours.run())
        group.create_task(self._catch_up())

    async def leave(self) -> None:
        with contextlib.suppress(DBAPIError):
            await self.nodes.leave()

    def _holding(self) -> dict[str, list[int]]:
        return {name: list(each.connections) for name, each in self.state.gatherings.items()}

    def _look_after(self) -> None:
        for name, gathering in self.state.gatherings.items():
            gathering.look_after(lambda seat, name=name: self.nodes.unclaimed_s(name, seat))  # type: ignore[misc]
        for name in self.nodes.orphans() - self.state.host.tasks.keys():
            assert self.state.group is not None
            self.state.group.create_task(self.state.host.adopt(name))

    @property
    def newer_elsewhere(self) -> bool:
        """Whether a node of another release lives and takes people."""
        return any(node.build != self.state.build and not node.draining for node in self.nodes.others.values())

    async def _catch_up(self) -> None:
        """The others' rows are heard of over the bus; without it they are looked for."""
        while True:
            await asyncio.sleep(POLL_S)
            if self.state.bus.up_since is not None:
                continue
            try:
                heads = await self.state.host.log.heads(list(self.state.host.tasks))
            except DBAPIError:
                continue
            for name, seq in heads.items():
                if task := self.state.host.tasks.get(name):
                    task.hear(seq, seq, None)
