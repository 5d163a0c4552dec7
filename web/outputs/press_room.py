"""The worker process that makes files, and the files it made last for everybody. Knows no dialogue and no request."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Final

from dialogue.workers import Workers
from web.outputs.press import Order, make

KEPT: Final = 12
"""Files of published dialogues that are kept in memory: the whole town may ask for one at once."""


class Press:
    """The one worker that makes files, and those it made last for everybody."""

    def __init__(self) -> None:
        self.workers = Workers()
        self.made: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self.turn = asyncio.Lock()

    async def make(self, order: Order) -> bytes:
        body: bytes = await self.workers.call(make, order)
        return body

    async def once(self, order: Order, *key: object) -> bytes:
        """The same for the same key; several who ask at once wait for one."""
        async with self.turn:
            if key not in self.made:
                self.made[key] = await self.make(order)
                while len(self.made) > KEPT:
                    self.made.popitem(last=False)
            self.made.move_to_end(key)
            return self.made[key]

    def close(self) -> None:
        self.workers.close()
