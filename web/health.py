"""How everybody's line does, for those who lead and for technical help; never logged, gone with the line.

Joins every five seconds what the forwarding unit measures and what the browsers report.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from rooms.roles import ROLES
from rooms.seats import Seats
from web.gathering import Gathering
from web.switchboard import Switchboard

logger = logging.getLogger(__name__)

EVERY_S = 5.0
WEAK_LOSS, BAD_LOSS = 0.03, 0.10
WEAK_RTT_MS, BAD_RTT_MS = 300, 800
WEAK_FREEZES = 1

Facts = Mapping[str, Any]


def line_of(unit: Facts, browser: Facts) -> str:
    """`good` `weak` `bad`, or `gone` where nothing has come from that seat for five seconds; `none` before media."""
    state = unit.get("state")
    if state in (None, "new"):
        return "none"
    if state != "connected":
        return "gone"
    loss = max(unit["loss_up"], unit["loss_down"], browser.get("loss", 0.0))
    rtt_ms = max(unit["rtt_ms"], browser.get("rtt_ms", 0))
    if loss > BAD_LOSS or rtt_ms > BAD_RTT_MS:
        return "bad"
    weak = loss > WEAK_LOSS or rtt_ms > WEAK_RTT_MS or browser.get("freezes", 0) > WEAK_FREEZES
    return "weak" if weak else "good"


def health(unit: Mapping[str, Facts], browsers: Mapping[int, Facts]) -> dict[str, dict[str, Any]]:
    """By seat, as text (JSON's keys): the line in one word, and the figures behind it."""
    seats = sorted({int(seat) for seat in unit} | set(browsers))
    return {str(seat): _row(unit.get(str(seat), {}), browsers.get(seat, {})) for seat in seats}


def _row(unit: Facts, browser: Facts) -> dict[str, Any]:
    return {
        "line": line_of(unit, browser),
        "rtt_ms": unit.get("rtt_ms", 0),
        "loss_up": unit.get("loss_up", 0.0),
        "loss_down": unit.get("loss_down", 0.0),
        "up_bps": unit.get("up_bps", 0),
        "budget_bps": unit.get("budget_bps"),
        "height": max(unit.get("layers", {}).values(), default=0),
        "freezes": browser.get("freezes", 0),
        "without_sound": browser.get("without_sound", False),
    }


class Health:
    """Asks only for dialogues that somebody watches."""

    def __init__(self, gatherings: Mapping[str, Gathering], switchboard: Switchboard) -> None:
        self.gatherings = gatherings
        self.switchboard = switchboard

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(EVERY_S)
            for name, gathering in list(self.gatherings.items()):
                if watching := watchers(gathering):
                    await self._tell(name, gathering, watching)

    async def _tell(self, name: str, gathering: Gathering, watching: list[int]) -> None:
        try:
            found = health(await self.switchboard.quality(name), gathering.quality)
        except Exception:
            logger.exception("x %s: nobody can be told how the lines do", name)
            return
        for seat in watching:
            gathering.signal(seat, "health", {"seats": found})


def watchers(gathering: Gathering) -> list[int]:
    """Who lead the evening, and technical help: the roles that know everybody's name."""
    roles = gathering.task.state.part(Seats).roles
    return [seat for seat in gathering.connections if ROLES[roles[seat]].knows_names]
