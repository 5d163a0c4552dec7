"""Whether this installation carries one dialogue more (CAPACITY): refused before quality falls, not after.

Both look and act under one lock of all nodes: two that look at the same moment would both find room for the last one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from dialogue.machine import Refused

if TYPE_CHECKING:
    from web.state import State

LASTS_S = 3 * 3600
"""A dialogue of two hours, with the foyer before it and what runs over."""
LOCK: Final = "capacity"


@asynccontextmanager
async def booked(state: State, starts_at: float, *, but: str = "") -> AsyncIterator[None]:
    """Around what plans a dialogue for that hour. Refuses `no-room-then` where as many as can be carried are `planned`
    for it, `but` aside."""
    if not (most := state.settings.capacity):
        yield
        return
    async with state.host.database.alone(LOCK):
        coming = [
            each for each in await state.listing.all() if each.phase in ("coming", "running") and each.name != but
        ]
        beside = [each for each in coming if each.starts_at and abs(each.starts_at - starts_at) < LASTS_S]
        if len(beside) >= most:
            raise Refused("no-room-then", planned=len(beside))
        yield


@asynccontextmanager
async def carried(state: State, name: str) -> AsyncIterator[None]:
    """Around what starts the dialogue `name`. Refuses `no-room` where as many as can be carried are `running`, this one
    aside. One that nobody closed and nobody is in any more costs nothing."""
    if not (most := state.settings.capacity):
        yield
        return
    async with state.host.database.alone(LOCK):
        others = [each for each in await state.listing.all() if each.phase == "running" and each.name != name]
        if len(lively := [each for each in others if each.people]) >= most:
            raise Refused("no-room", running=len(lively))
        yield
