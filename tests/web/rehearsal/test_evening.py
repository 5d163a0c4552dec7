"""A rehearsal on a real server, from the doors to the report; synthetic people who stay until they are sent away."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.town import Town
from tests.town import town as a_town
from tests.web.guests import Guest, House
from web.creation import Invitation
from web.rehearsal import guests
from web.rehearsal.evening import Order, Rehearsal
from web.rehearsal.faults import Kill
from web.rehearsal.figures import Figures
from web.rehearsal.place import Use
from web.rehearsal.verdict import judge


class Here:
    """A test's own town as the place of a rehearsal."""

    def __init__(self, town: Town, name: str) -> None:
        self.town = town
        self.name = name
        self.base = town.base

    async def new(self, wanted: dict[str, Any]) -> Sequence[Invitation]:
        return await self.town.new(self.name, **wanted)

    def use(self) -> Use | None:
        return None

    def kill(self, part: str) -> None:
        self.town.kill({"media": "rooms.process", "control": "web.control"}[part])


async def held(town: Town, name: str, order: Order) -> tuple[Figures, dict[str, str]]:
    """The figures, and the lights but for those that a busy machine turns."""
    figures = await Rehearsal(order, Here(town, name)).run()
    slow = {"commands", "moves", "generator"}
    findings = judge(figures, media=order.media)
    return figures, {each.area: each.light for each in findings if each.area not in slow}


@pytest.mark.asyncio(loop_scope="session")
async def test_a_short_rehearsal_has_everybody_in_and_nobody_left_behind(town: Town) -> None:
    figures, lights = await held(town, "kurz", Order("trial", 4, speed=60, minutes=0.08, media="light"))
    assert (figures.joined, figures.expected, figures.heard_wrong, figures.seen_wrong) == (8, 8, 0, 0)
    assert (lights["joins"], lights["cards"], lights["votes"]) == ("green", "green", "green")
    assert figures.failures == []


@pytest.mark.long
async def test_twelve_with_full_media_hear_and_see_each_other_and_nobody_else(tmp_path: Path) -> None:
    async with a_town(tmp_path) as place:
        figures, lights = await held(place, "d1", Order("trial", 12, speed=10, media="full"))
    assert {area: light for area, light in lights.items() if light == "red"} == {}
    assert (figures.heard_wrong, figures.seen_wrong) == (0, 0)
    assert figures.heard > 20
    assert figures.seen > 100
    assert figures.cards_sent == figures.cards_stored == figures.cards_shown > 12


@pytest.mark.long
@pytest.mark.alone  # it judges by what screens say within two seconds of a move, and fills the machine by itself
async def test_seventy_five_with_light_media_end_the_trial(tmp_path: Path) -> None:
    async with a_town(tmp_path) as place:
        figures, lights = await held(place, "d1", Order("trial", 75, speed=5, media="light"))
    assert (figures.joined, figures.heard_wrong, figures.seen_wrong) == (figures.expected, 0, 0), figures
    assert (lights["cards"], lights["votes"], lights["course"]) == ("green", "green", "green")


@pytest.mark.long
async def test_killed_parts_come_back_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    kills = Kill("media", 15), Kill("control", 30)
    async with a_town(tmp_path) as place:
        figures, lights = await held(place, "d1", Order("trial", 8, speed=10, media="light", kills=kills))
    assert [(fault.part, fault.missing) for fault in figures.faults] == [("media", 0), ("control", 0)]
    assert figures.cards_sent == figures.cards_stored
    assert lights["votes"] == "green"


def labelled(name: str | None) -> bool:
    return name is not None and "(Probeteilnehmer)" in name


async def company(town: Town, name: str) -> House:
    made = await town.new(name, rehearsal=True, visitors=["citizen"] * 3, citizens=1, facilitators=0)
    return House(town, name, made)


@contextlib.asynccontextmanager
async def staying(house: House, ended: asyncio.Event) -> Any:
    task = asyncio.create_task(guests.stay(house.invitations, ended))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.long
@pytest.mark.asyncio(loop_scope="session")
async def test_synthetic_people_wait_in_the_foyer_say_what_they_are_and_go_when_asked(town: Town) -> None:
    house = await company(town, "gesellschaft")
    async with Guest(house) as device, staying(house, asyncio.Event()) as task:
        desk = await device.join(house.seat("moderator").url, "Frau Berger")
        await desk.topic("rehearsal", lambda data: data == {"visitors": 3})
        names = await desk.topic(
            "names", lambda data: sum("(Probeteilnehmer)" in (name or "") for name in data.values()) == 3
        )
        assert names["2"] == "Frau Berger"
        assert "ok" in await desk.do("rehearsal.dismiss")
        await desk.topic("rehearsal", lambda data: data == {"visitors": 0})
        async with asyncio.timeout(60):
            await task


@pytest.mark.long
@pytest.mark.asyncio(loop_scope="session")
async def test_synthetic_people_go_when_their_process_ends(town: Town) -> None:
    house, ended = await company(town, "abschied"), asyncio.Event()
    async with Guest(house) as device, staying(house, ended) as task:
        desk = await device.join(house.seat("moderator").url, "Frau Berger")
        await desk.topic("rehearsal", lambda data: data == {"visitors": 3})
        ended.set()
        async with asyncio.timeout(60):
            await task
        await desk.topic("rehearsal", lambda data: data == {"visitors": 0})
