"""The classic evening on a real server with 49 lines, its lengths divided: from the first click to the report."""

from __future__ import annotations

import asyncio
import contextlib
import time
from pathlib import Path
from typing import Any

import pytest

from facilitation import clock_plan
from facilitation.shipped import shipped
from tests.town import town
from tests.web.guests import Guest, House, Line

SPEED = 60
CITIZENS, FACILITATORS = 42, 6
Written = set[tuple[str, str]]


async def news(line: Line, seconds: float = 60.0) -> None:
    """The next message, or so much time."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(line.until(lambda message: True), seconds)


async def citizen(line: Line, name: str, written: Written) -> None:
    """Writes one card in every group they come into, as soon as cards may be written there."""
    rooms: set[str] = set()
    while line.topics["evening"]["status"] != "lingering":
        room = line.topics["me"]["room"]
        board = line.topics.get(f"board:{room}")
        if board and board["open"] and room not in rooms:
            rooms.add(room)
            text = f"{name} in {room}"
            answer = await line.do("card.write", column=board["columns"][0]["id"], text=text)
            assert "ok" in answer, answer
            written.add((room, text))
        await news(line)


async def desk(line: Line) -> None:
    """Clicks on at the end of what does not end by itself, and else lets the script run."""
    while (evening := line.topics["evening"])["status"] != "lingering":
        phase, left = evening["phase"], evening["ends_at"] - time.time()
        if phase["manual"] and left <= 0:
            await line.do("agenda.next", leaving=phase["id"], now=True)
        await news(line, max(0.05, left))


def told(report: dict[str, Any]) -> list[Written]:
    """Room and text of every card, by round."""
    return [
        {
            (group["id"], card["text"])
            for group in each["groups"]
            for column in group["columns"]
            for card in column["cards"]
        }
        for each in report["rounds"]
    ]


@pytest.mark.long
async def test_classic_evening_of_42_ends_on_time_in_the_expected_report(tmp_path: Path) -> None:
    written: Written = set()
    async with town(tmp_path) as place, contextlib.AsyncExitStack() as stack:
        house = House(place, "d1", await place.new(script="classic", speed=SPEED, citizens=CITIZENS, facilitators=6))

        async def joined(role: str, number: int, name: str) -> Line:
            return await (await stack.enter_async_context(Guest(house))).join(house.seat(role, number).url, name)

        moderator = await joined("moderator", 0, "Frau Berger")
        leads = [await joined("facilitator", number, f"Begleitung {number}") for number in range(FACILITATORS)]
        people = [await joined("citizen", number, f"Gast {number}") for number in range(CITIZENS)]
        for line in (moderator, *leads, *people):
            await line.topic("evening")
        assert "ok" in await moderator.do("agenda.start")
        began = time.time()
        await moderator.topic("evening", lambda data: data["status"] == "running")
        async with asyncio.TaskGroup() as group:
            group.create_task(desk(moderator))
            for number, line in enumerate(people):
                group.create_task(citizen(line, f"Gast {number}", written))
            idle = [asyncio.create_task(line.closed()) for line in leads]
        took = time.time() - began
        assert "ok" in await moderator.do("agenda.close")
        for task in idle:
            task.cancel()
        organizer = await stack.enter_async_context(Guest(house))
        assert (await organizer.enter(house.seat("organizer").url, "Olga")).status_code == 303
        report = (await organizer.http.get("/d/d1/report.json")).json()
    assert took >= clock_plan.total(shipped("classic")) / SPEED - 2
    assert [sorted(each["people"] for each in round["groups"]) for round in report["rounds"]] == [[7] * 6] * 2
    assert told(report) == [{each for each in written if each[0].startswith(f"{r['id']}/")} for r in report["rounds"]]
    assert len(written) == 2 * CITIZENS
