"""Whether browsers can reach the media processes: each control node knocks at the UDP addresses that browsers are told,
when a process shows up and every minute. What cannot be judged from here is not called red."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from dialogue.bus import Bus
from dialogue.delivery import roused
from rooms.peer.knock import Address, knock

EVERY_S = 60.0

Verdict = Literal["open", "closed", "unjudged"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """What the heartbeat of a process says about its doors, and with which credentials they answer."""

    addresses: tuple[Address, ...]
    ufrag: str
    password: str


def judge(address: str, source: str, *, answered: bool) -> Verdict:
    """`source`: from which address of this machine was asked. From the machine itself no firewall is crossed, so that
    an answer proves nothing. From behind a NAT a public address of the same site need not be reachable."""
    there, here = ipaddress.ip_address(address), ipaddress.ip_address(source)
    if there.is_loopback:
        return "unjudged"
    if there == here:
        return "unjudged" if answered else "closed"
    if answered:
        return "open"
    return "unjudged" if there.is_global and not here.is_global else "closed"


class Reach:
    """`living` gives the media processes that are heard; `node`: what this one is called."""

    def __init__(self, bus: Bus, *, living: Callable[[], Iterable[str]], node: str) -> None:
        self.bus = bus
        self.living = living
        self.node = node
        self.told: dict[str, Told] = {}
        self.found: dict[str, dict[Address, Verdict]] = {}
        self.news = asyncio.Event()
        bus.subscribe("media.beat", self._beat)

    def verdict(self, instance: str) -> Verdict:
        """The worst of its addresses."""
        found = self.found.get(instance, {}).values()
        return next((each for each in ("closed", "open") if each in found), "unjudged")

    @property
    def well(self) -> bool:
        return all(self.verdict(instance) != "closed" for instance in self.living())

    def _beat(self, subject: str, message: dict[str, Any]) -> None:
        """A process of an older release says nothing about it."""
        if (doors := message.get("doors")) is None or message["instance"] in self.told:
            return
        addresses = tuple((str(host), int(port)) for host, port in doors["addresses"])
        self.told[message["instance"]] = Told(addresses, doors["ufrag"], doors["password"])
        self.news.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await roused(self.news, within_s=EVERY_S)
            living = set(self.living())
            self.told = {name: each for name, each in self.told.items() if name in living}
            self.found = {name: each for name, each in self.found.items() if name in living}
            await asyncio.gather(*(self._look(name, each) for name, each in self.told.items()))

    async def _look(self, instance: str, told: Told) -> None:
        for address in told.addresses:
            verdict = await _verdict(address, told)
            before = self.found.setdefault(instance, {}).get(address)
            self.found[instance][address] = verdict
            if verdict != before:
                await self._say(instance, address, verdict, before)

    async def _say(self, instance: str, address: Address, verdict: Verdict, before: Verdict | None) -> None:
        """Also to the process itself: on its machine somebody reads its log. No log names an address, so the family
        tells which of several it is."""
        name, (host, port) = instance.partition("-")[0], address
        family = f"IPv{ipaddress.ip_address(host).version}"
        if verdict == "closed":
            logger.error("x UDP port %d (%s) of %s does not answer from here: is it open?", port, family, name)
            await self.bus.publish(f"media.{instance}.closed", {"port": port, "family": family, "node": self.node})
        elif before == "closed":
            logger.warning("- UDP port %d (%s) of %s answers", port, family, name)


async def _verdict(address: Address, told: Told) -> Verdict:
    try:
        answered, source = await knock(address, told.ufrag, told.password)
    except OSError:  # no way there from here: IPv6 without IPv6
        return "unjudged"
    return judge(address[0], source, answered=answered)
