"""Captions on the socket: they reach everybody in the room as they are typed, and are kept nowhere."""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import time
from collections.abc import Callable

import pytest

from tests.web.conftest import Build
from tests.web.guests import Guest, House, Line
from tests.web.visitors import done

pytestmark = pytest.mark.asyncio(loop_scope="session")
Guests = Callable[[House], Guest]
LINES = 40


async def plenary(build: Build, guests: Guests, citizens: int = 2) -> tuple[House, Line, list[Line], list[Line]]:
    """Who leads, two captioners and citizens, in the plenary."""
    house = await build(staff=["captioner", "captioner"], citizens=citizens)
    lead = await guests(house).join(house.seat("moderator").url, "Mona")
    writers = [await guests(house).join(house.seat("captioner", n).url, f"Schrift {n}") for n in range(2)]
    readers = [await guests(house).join(house.seat("citizen", n).url, f"Gast {n}") for n in range(citizens)]
    await done(lead, "agenda.start")
    for line in (*writers, *readers):
        await line.topic("room", lambda room: room["id"] == "plenary")
    return house, lead, writers, readers


def captions(line: Line) -> list[tuple[int, str]]:
    return [(each["data"]["line"], each["data"]["text"]) for each in line.frames if each.get("signal") == "caption"]


async def caption(writer: Line, line: int, text: str) -> None:
    await writer.send({"signal": "caption", "data": {"line": line, "text": text}})


async def test_captions_reach_the_room_of_who_is_on(build: Build, guests: Guests) -> None:
    house, lead, (first, second), (one, two) = await plenary(build, guests)
    seats = [line.topics["me"]["seat"] for line in (first, second)]
    assert one.topics["interpreters"] == [{"role": "captioner", "seats": seats, "on": seats[0]}]
    await done(lead, "rooms.move", seat=two.topics["me"]["seat"], room="foyer")
    await two.topic("room", lambda room: room["id"] == "foyer")
    await caption(first, 1, "Guten Ab")
    await caption(first, 1, "Guten Abend")
    await caption(second, 1, "Ich bin nicht dran")
    for line in (first, second, one, two):
        await line.fence()
    assert [captions(line) for line in (one, two, first)] == [[(1, "Guten Ab"), (1, "Guten Abend")], [], []]
    await done(second, "interpreting.take", seat=seats[1])
    await caption(first, 2, "Ich bin nicht mehr dran")
    await caption(second, 2, "Weiter")
    await one.until(lambda message: message.get("signal") == "caption")
    await one.fence()
    assert captions(one)[2:] == [(2, "Weiter")]
    with sqlite3.connect(house.town.file) as database:
        stored = "SELECT (SELECT count(*) FROM log WHERE events LIKE '%Guten Ab%')"
        assert database.execute(f"{stored} + (SELECT count(*) FROM texts WHERE body LIKE 'Guten Ab%')").fetchone() == (
            0,
        )


async def test_citizen_captions_nothing(build: Build, guests: Guests) -> None:
    _, _, (first, _), (one, two) = await plenary(build, guests)
    await caption(one, 1, "Ich bin keine Schriftdolmetschung")
    await one.fence()
    await caption(first, 1, "Ich schon")
    await two.until(lambda message: message.get("signal") == "caption")
    assert captions(two) == [(1, "Ich schon")]


@pytest.mark.parametrize(
    "data", [{"line": 1}, {"line": -1, "text": "x"}, {"line": 1, "text": "x" * 201}, {"text": "x"}]
)
async def test_caption_that_does_not_fit_is_refused(build: Build, guests: Guests, data: dict[str, object]) -> None:
    _, _, (first, _), _ = await plenary(build, guests, 0)
    assert (await first.ask("caption", **data))["code"] == "malformed"


async def test_captions_are_everywhere_in_time(build: Build, guests: Guests) -> None:
    """Prints the figures; EN 301 549 asks for 500 ms of real-time text."""
    _, _, (first, _), readers = await plenary(build, guests, 20)
    late: list[float] = []
    for line in range(LINES):
        sent = time.monotonic()
        await caption(first, line, f"Zeile {line}")
        await asyncio.gather(*(_has(reader, line) for reader in readers))
        late.append((time.monotonic() - sent) * 1000)
    p50, worst = statistics.median(late), max(late)
    print(f"captions on {len(readers)} screens: p50 {p50:.0f} ms, worst of {LINES} {worst:.0f} ms")
    assert p50 < 500


async def _has(reader: Line, line: int) -> None:
    await reader.until(lambda message: message.get("signal") == "caption" and message["data"]["line"] == line)
