"""Two machines with one PostgreSQL and one Redis: any browser on any of them, and what their deaths cost."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.machines import Postgres, Redis
from tests.web.guests import House
from tests.web.nodes import Pair, kill_node, pair, runs

pytestmark = pytest.mark.long


@pytest.fixture
async def two(tmp_path: Path, postgres: Postgres, redis: Redis) -> AsyncIterator[Pair]:
    async with pair(tmp_path, postgres, redis) as found:
        yield found


async def test_people_on_different_nodes_are_in_one_dialogue(two: Pair) -> None:
    _, lead = await two.guest(two.house.seat("moderator"), at=0, name="Mona")
    _, ada = await two.guest(two.house.seat("citizen", 0), at=1, name="Ada")
    _, bela = await two.guest(two.house.seat("citizen", 1), at=0, name="Bela")
    assert "ok" in await lead.do("agenda.start")
    for line in (ada, bela):
        await line.topic("room", lambda room: room["id"] == "plenary" and len(room["people"]) == 3)
    assert "ok" in await ada.do("hand.raise")
    seat = ada.topics["me"]["seat"]
    for line in (lead, bela):
        await line.topic("queue", lambda queue: queue["hands"] == [seat])


async def test_newest_line_of_a_seat_wins_also_on_another_node(two: Pair) -> None:
    guest, first = await two.guest(two.house.seat("citizen", 0), at=0, name="Ada")
    second = await two.dial(guest, at=1)
    assert await first.closed() == ("taken-over", 4409)
    await second.fence()
    _, third = await two.guest(two.house.seat("citizen", 0), at=0, name="Ada")  # another device, at the door
    assert await second.closed() == ("taken-over", 4409)
    await third.fence()


async def test_node_dies_and_its_people_go_on_at_the_other(two: Pair) -> None:
    _, lead = await two.guest(two.house.seat("moderator"), at=0, name="Mona")
    guest, ada = await two.guest(two.house.seat("citizen", 0), at=1, name="Ada")
    _, bela = await two.guest(two.house.seat("citizen", 1), at=1, name="Bela")
    assert "ok" in await lead.do("agenda.start")
    seats = [line.topics["me"]["seat"] for line in (ada, bela)]
    await lead.topic("console", lambda data: data["counts"]["present"] == 2)
    await ada.topic("room", lambda room: room["id"] == "plenary")
    acknowledged = await ada.do("hand.raise", id="once")
    kill_node(two.nodes[1])
    again = await two.dial(guest, at=0)
    assert await again.do("hand.raise", id="once") == acknowledged
    # Bela does not come back: gone within ten seconds of the last beat, and Ada stays.
    await lead.topic("console", lambda data: data["counts"]["present"] == 1)
    here = await again.topic("room", lambda room: len(room["people"]) == 2)
    assert [each["seat"] for each in here["people"] if each["seat"] in seats] == seats[:1]


async def test_without_redis_the_evening_goes_on_and_nobody_is_absent(two: Pair, redis: Redis) -> None:
    _, lead = await two.guest(two.house.seat("moderator"), at=0, name="Mona")
    _, ada = await two.guest(two.house.seat("citizen", 0), at=1, name="Ada")
    await lead.topic("console", lambda data: data["counts"]["present"] == 1)
    redis.stop(signal.SIGKILL)
    try:
        assert "ok" in await lead.do("agenda.start")
        await ada.topic("room", lambda room: room["id"] == "plenary")
        assert "ok" in await ada.do("hand.raise")
        seat = ada.topics["me"]["seat"]
        await lead.topic("queue", lambda queue: queue["hands"] == [seat])
        await asyncio.sleep(14)  # longer than it takes to drop somebody
    finally:
        redis.start()
    assert "ok" in await ada.do("hand.lower", seat=seat)
    await lead.topic("queue", lambda queue: queue["hands"] == [])
    assert lead.topics["console"]["counts"]["present"] == 1


async def test_postgresql_restarts_and_nothing_acknowledged_is_lost(two: Pair, postgres: Postgres) -> None:
    _, lead = await two.guest(two.house.seat("moderator"), at=0, name="Mona")
    _, ada = await two.guest(two.house.seat("citizen", 0), at=1, name="Ada")
    assert "ok" in await lead.do("agenda.start")
    await ada.topic("room", lambda room: room["id"] == "plenary")
    postgres.stop(signal.SIGINT)
    try:
        refused = await ada.do("hand.raise")
        assert refused["code"] == "busy"
    finally:
        postgres.start()
    assert "ok" in await ada.do("hand.raise")
    seat = ada.topics["me"]["seat"]
    await lead.topic("queue", lambda queue: queue["hands"] == [seat])
    assert lead.topics["console"]["counts"]["present"] == 1


async def test_machine_with_the_media_dies_and_the_dialogue_moves_to_the_other(two: Pair) -> None:
    invitations = [two.house.seat("citizen", number) for number in range(2)]
    lines = [(await two.guest(each, at=node, name=f"Gast {node}"))[1] for node, each in enumerate(invitations)]
    before = await lines[0].topic("media", lambda data: data["instance"] is not None)
    carrier = next(number for number, node in enumerate(two.nodes) if runs(node, before["instance"]))
    other = 1 - carrier
    await lines[other].topic("media", lambda data: data == before)
    kill_node(two.nodes[carrier])
    moved = await lines[other].topic("media", lambda data: data["instance"] not in (None, before["instance"]))
    assert runs(two.nodes[other], moved["instance"])


async def test_two_dialogues_started_at_once_on_two_nodes_do_not_both_get_the_last_place(
    tmp_path: Path, postgres: Postgres, redis: Redis
) -> None:
    async with pair(tmp_path, postgres, redis, capacity=1, starts_at=time.time() - 24 * 3600) as two:
        late = await two.nodes[0].new("d2", citizens=1, facilitators=0, starts_at=time.time() + 60)
        elsewhere = replace(two, house=House(two.nodes[0], "d2", late))
        leads = [
            (await two.guest(two.house.seat("moderator"), at=0, name="Mona"))[1],
            (await elsewhere.guest(elsewhere.house.seat("moderator"), at=1, name="Nora"))[1],
        ]
        for each, at in ((two, 0), (elsewhere, 1)):
            await each.guest(each.house.seat("citizen", 0), at=at, name="Ada")
        answers = await asyncio.gather(*(lead.do("agenda.start") for lead in leads))
        assert sorted("ok" in answer for answer in answers) == [False, True]
        assert [answer["code"] for answer in answers if "code" in answer] == ["no-room"]
