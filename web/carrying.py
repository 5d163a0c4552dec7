"""Whether this installation carries one dialogue more (CAPACITY): refused before quality falls, not after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogue.machine import Refused

if TYPE_CHECKING:
    from web.state import State

LASTS_S = 3 * 3600
"""A dialogue of two hours, with the foyer before it and what runs over."""


async def must_fit(state: State, starts_at: float, *, but: str = "") -> None:
    """Refuses `no-room-then` where as many dialogues as can be carried are `planned` for that hour, `but` aside."""
    if not (most := state.settings.capacity):
        return
    coming = [each for each in await state.listing.all() if each.phase in ("coming", "running") and each.name != but]
    beside = [each for each in coming if each.starts_at and abs(each.starts_at - starts_at) < LASTS_S]
    if len(beside) >= most:
        raise Refused("no-room-then", planned=len(beside))


async def must_carry(state: State, name: str) -> None:
    """Refuses `no-room` where as many as can be carried are `running`, this one aside. One that nobody closed and
    nobody is in any more costs nothing."""
    if not (most := state.settings.capacity):
        return
    others = [each for each in await state.listing.all() if each.phase == "running" and each.name != name]
    if len(lively := [each for each in others if each.people]) >= most:
        raise Refused("no-room", running=len(lively))
