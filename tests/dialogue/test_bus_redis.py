"""The bus of several machines: the same rules as on one, over a real Redis that also hangs, dies and comes back."""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis as Client

from dialogue.bus import BusTimeout, HubBus, LinkBus
from dialogue.uplink import Uplink
from tests.dialogue.test_bus import Ear, linked, twice
from tests.machines import Redis

pytestmark = pytest.mark.long


@asynccontextmanager
async def machine(path: Path, redis: Redis) -> AsyncIterator[HubBus]:
    hub = HubBus(path, uplink=Uplink(redis.url))
    await hub.start()
    try:
        await until(lambda: hub.up_since is not None)
        yield hub
    finally:
        await hub.close()


@pytest.fixture
async def hubs(tmp_path: Path, redis: Redis) -> AsyncIterator[list[HubBus]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(machine(tmp_path / name, redis)) for name in ("a", "b")]


@pytest.fixture
async def links(hubs: list[HubBus]) -> AsyncIterator[list[LinkBus]]:
    """Two on the first machine, one on the second."""
    async with AsyncExitStack() as stack:
        found = [await stack.enter_async_context(linked(hub.path)) for hub in (hubs[0], hubs[0], hubs[1])]
        await until(lambda: all(link.up_since is not None for link in found))
        yield found


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - somebody else's connection has no event of ours
            await asyncio.sleep(0.01)


async def settled(*buses: HubBus | LinkBus) -> None:
    """Until every subscription so far is known everywhere: each asks the others for a sign of their own."""
    for number, bus in enumerate(buses):
        cancel = bus.answer(f"settle.{number}", twice)
        for other in buses:
            while True:
                try:
                    await other.request(f"settle.{number}", {"n": 1})
                    break
                except BusTimeout:
                    await asyncio.sleep(0.01)
        cancel()


async def test_publish_reaches_everybody_on_every_machine_once_and_in_order(
    hubs: list[HubBus], links: list[LinkBus]
) -> None:
    buses: list[HubBus | LinkBus] = [*hubs, *links]
    ears = [Ear() for _ in buses]
    for bus, ear in zip(buses, ears, strict=True):
        bus.subscribe("news.*", ear)
        bus.subscribe("news.a", lambda subject, message: None)  # by a channel and by a pattern: still once
    await settled(*buses)
    for number in range(50):
        await links[2].publish("news.a", {"n": number})
        await links[2].publish("other", {"n": number})
    expected = [("news.a", {"n": number}) for number in range(50)]
    assert [await ear.wait(50) for ear in ears] == [expected] * 5


@pytest.mark.parametrize(("asker", "answerer"), [(0, 1), (1, 0), (2, 4), (4, 2), (2, 3), (2, 1)])
async def test_request_is_answered_across_machines(
    hubs: list[HubBus], links: list[LinkBus], asker: int, answerer: int
) -> None:
    buses: list[HubBus | LinkBus] = [*hubs, *links]
    buses[answerer].answer("double", twice)
    await settled(buses[answerer], buses[asker])
    answers = await asyncio.gather(*(buses[asker].request("double", {"n": n}) for n in range(20)))
    assert answers == [{"n": 2 * n} for n in range(20)]


async def test_of_several_machines_one_answers(tmp_path: Path, redis: Redis, hubs: list[HubBus]) -> None:
    asked: list[str] = []

    def answerer(name: str) -> Any:
        async def answer(message: dict[str, Any]) -> dict[str, Any]:
            asked.append(name)
            return {"by": name}

        return answer

    async with machine(tmp_path / "c", redis) as third:
        for name, hub in (("a", hubs[0]), ("b", hubs[1])):
            hub.answer("make", answerer(name))
        await settled(third, *hubs)
        answers = [await third.request("make", {}) for _ in range(10)]
        assert [answer["by"] for answer in answers] == asked
        asked.clear()
        assert await hubs[0].request("make", {}) == {"by": "a"}  # who can answer it here does
        assert asked == ["a"]


async def test_request_that_nobody_answers_fails_at_once(links: list[LinkBus]) -> None:
    with pytest.raises(BusTimeout, match=r"^nobody answers lost$"):
        await links[0].request("lost", {}, timeout=3600)


async def test_ended_subscription_hears_nothing_more(links: list[LinkBus]) -> None:
    gone, stays = Ear(), Ear()
    cancel = links[0].subscribe("a", gone)
    links[1].subscribe("a", stays)
    cancel()
    await settled(*links)
    await links[2].publish("a", {})
    assert (await stays.wait(1), gone.heard) == ([("a", {})], [])


@pytest.mark.parametrize("how", ["killed", "hangs"])
async def test_without_redis_each_machine_goes_on_and_they_find_each_other_again(
    hubs: list[HubBus], links: list[LinkBus], redis: Redis, how: str
) -> None:
    buses: list[HubBus | LinkBus] = [*hubs, *links]
    near, far = Ear(), Ear()
    links[1].subscribe("a", near)
    links[2].subscribe("a", far)
    links[1].answer("near", twice)
    links[2].answer("far", twice)
    await settled(*buses)
    if how == "killed":
        redis.stop(signal.SIGKILL)
    else:
        assert redis.process is not None
        redis.process.send_signal(signal.SIGSTOP)
    try:
        await until(lambda: all(bus.up_since is None for bus in buses))
        await links[0].publish("a", {"n": 1})
        assert await near.wait(1) == [("a", {"n": 1})]
        assert await links[0].request("near", {"n": 2}) == {"n": 4}
        with pytest.raises(BusTimeout, match=r"^nobody answers far$"):
            await links[0].request("far", {"n": 2}, timeout=3600)
    finally:
        if how == "killed":
            redis.start()
        else:
            redis.process.send_signal(signal.SIGCONT)  # type: ignore[union-attr]
    await until(lambda: all(bus.up_since is not None for bus in buses))
    assert await links[0].request("far", {"n": 3}) == {"n": 6}
    await links[0].publish("a", {"n": 2})
    assert (await far.wait(1))[-1] == ("a", {"n": 2})
    assert (await near.wait(2))[-1] == ("a", {"n": 2})


async def test_what_is_no_message_of_ours_is_dropped(hubs: list[HubBus], redis: Redis) -> None:
    ear = Ear()
    hubs[0].subscribe("a", ear)
    await settled(*hubs)
    client = Client.from_url(redis.url)
    for garbage in (b"{{{", b"[]", b'{"s": "a"}', b"\xff\xfe", b'{"o": "x", "n": "y", "s": "a", "m": {}, "r": null}'):
        assert await client.publish("dialogue0:a", garbage) == 1
    await client.aclose()
    await hubs[1].publish("a", {"n": 1})
    assert await ear.wait(1) == [("a", {"n": 1})]


async def test_databases_of_one_redis_do_not_hear_each_other(tmp_path: Path, redis: Redis) -> None:
    async with AsyncExitStack() as stack:
        hubs = [HubBus(tmp_path / name, uplink=Uplink(redis.url[:-1] + name)) for name in ("0", "1")]
        for hub in hubs:
            await hub.start()
            stack.push_async_callback(hub.close)
        await until(lambda: all(hub.up_since is not None for hub in hubs))
        hubs[1].answer("double", twice)
        with pytest.raises(BusTimeout, match="nobody answers"):
            await hubs[0].request("double", {"n": 1})


@asynccontextmanager
async def older(redis: Redis, callers: list[None]) -> AsyncIterator[str]:
    """The address of the same Redis, which says it were a 5. Each that connects is noted in `callers`."""

    handlers: list[asyncio.Task[None]] = []

    def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        callers.append(None)
        handlers.append(asyncio.create_task(pass_on(reader, writer)))

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far = await asyncio.open_connection("127.0.0.1", redis.port)
        try:
            await asyncio.gather(pump(reader, far), pump(far_reader, writer))
        finally:  # also where one of them was cut off
            for each in (far, writer):
                each.close()
                with suppress(OSError):
                    await each.wait_closed()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(re.sub(rb"redis_version:\d", b"redis_version:5", data))
        writer.close()

    async with await asyncio.start_server(called, "127.0.0.1", 0) as server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
        await asyncio.gather(*handlers, return_exceptions=True)


async def test_older_redis_is_named_once_and_not_used(
    tmp_path: Path, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    callers: list[None] = []
    async with older(redis, callers) as url:
        hub = HubBus(tmp_path / "a", uplink=Uplink(url))
        await hub.start()
        await until(lambda: len(callers) > 3)  # it tries again, and again
        assert hub.up_since is None
        await hub.close()
    [said] = caplog.messages
    assert re.fullmatch(r"x Redis 5\.\d+\.\d+ is too old: 6 or newer is needed; this machine goes on by itself", said)
