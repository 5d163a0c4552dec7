"""A media process is told to end: it takes no new dialogue, and those that it has move while it goes on forwarding."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.town import Town, town
from tests.web.guests import Guest, House
from web.rehearsal.company import Company, equip, people
from web.visitor.visitor import Visitor

pytestmark = pytest.mark.long
ROLES = ["moderator", "citizen", "citizen", "citizen"]
PATIENCE_S = 90.0


class Ears:
    """The longest time without a packet of anybody, for each who hears and sees, from `begin` on."""

    def __init__(self, company: Company) -> None:
        self.last: dict[int, float] = {}
        self.worst: dict[int, float] = {}
        self.packets: dict[int, int] = {}
        for visitor in company.visitors:
            visitor.noticed = self._noticed

    def _noticed(self, visitor: Visitor, kind: str, seat: int) -> None:
        now = asyncio.get_running_loop().time()
        gap = now - self.last.get(visitor.seat, now)
        self.worst[visitor.seat] = max(self.worst.get(visitor.seat, 0.0), gap)
        self.packets[visitor.seat] = self.packets.get(visitor.seat, 0) + 1
        self.last[visitor.seat] = now

    def begin(self) -> None:
        self.worst.clear()
        self.packets.clear()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110 - what visitors notice makes no event of ours
            await asyncio.sleep(0.02)


async def company_at(place: Town) -> Company:
    made = await place.new("d1", rehearsal=True, visitors=ROLES, citizens=0, facilitators=0)
    seat_of = {each.url: each.seat for each in made}
    invited = people(made, 7)
    seats = [seat_of[url] or 0 for _, url in invited]
    return Company(await equip(invited, seats, media="light"), 600.0)


def pid_of(place: Town, instance: str) -> int:
    """The process of that instance, by its command line."""
    children = Path(f"/proc/{place.process.pid}/task/{place.process.pid}/children").read_text().split()
    return next(int(pid) for pid in children if instance in Path(f"/proc/{pid}/cmdline").read_text().split("\0"))


def connected_to(company: Company) -> set[str]:
    return {each.media.instance if each.media is not None else "" for each in company.visitors}


async def carrier_of(place: Town, name: str) -> str:
    """Where a new dialogue is placed."""
    house = House(place, name, await place.new(name, citizens=1, facilitators=0))
    async with Guest(house) as guest:
        line = await guest.join(house.seat("citizen").url)
        media = await line.topic("media", lambda data: data["instance"] is not None)
        return str(media["instance"])


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_people_of_a_process_that_ends_hear_and_see_each_other_at_another(
    tmp_path: Path, how: signal.Signals
) -> None:
    """Told to end, the process goes on until its people are elsewhere; killed, it is noticed. Either way all come
    back; how long each of them heard and saw nobody is printed."""
    async with town(tmp_path, MEDIA_PROCESSES="2") as place:
        company = await company_at(place)
        ears = Ears(company)
        async with company.living():
            moderator = company.role("moderator")
            assert moderator is not None
            await until(lambda: all(each.here for each in company.visitors) and "" not in connected_to(company))
            assert moderator.line is not None
            assert "ok" in await moderator.line.do("agenda.start")
            company.course.begin()
            [former] = connected_to(company)
            await until(lambda: len(ears.packets) == len(company.visitors))
            ears.begin()
            os.kill(pid_of(place, former), how)
            new = await carrier_of(place, "d2")
            assert new != former
            await until(lambda: not connected_to(company) & {former, ""})
            [now] = connected_to(company)
            await until(lambda: len(ears.packets) == len(company.visitors))
            ears.packets.clear()
            await until(lambda: len(ears.packets) == len(company.visitors))
        print(how.name, {seat: round(gap, 2) for seat, gap in ears.worst.items()})
        said = place.log.read_text()
    assert now != former
    ended = {signal.SIGTERM: "ended with exit code 0", signal.SIGKILL: "was ended by SIGKILL"}[how]
    assert f"{former.partition('-')[0]} {ended}" in said
