"""The bus between real processes' ends: hub and links on a Unix socket, in one loop where that is enough."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dialogue import delivery, frames
from dialogue.bus import BusTimeout, HubBus, LinkBus

Heard = list[tuple[str, dict[str, Any]]]


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[HubBus]:
    bus = HubBus(tmp_path / "bus")
    await bus.start()
    yield bus
    await bus.close()


@contextlib.asynccontextmanager
async def linked(path: Path, **options: Any) -> AsyncIterator[LinkBus]:
    bus = LinkBus(path, **options)
    await bus.start()
    try:
        async with asyncio.timeout(5):
            await bus.connected.wait()
        yield bus
    finally:
        await bus.close()


class Ear:
    """A handler that remembers, and lets a test wait for the nth message."""

    def __init__(self) -> None:
        self.heard: Heard = []
        self.news = asyncio.Event()

    def __call__(self, subject: str, message: dict[str, Any]) -> None:
        self.heard.append((subject, message))
        self.news.set()

    async def wait(self, count: int) -> Heard:
        async with asyncio.timeout(5):
            while len(self.heard) < count:
                self.news.clear()
                await self.news.wait()
        return self.heard


async def twice(message: dict[str, Any]) -> dict[str, Any]:
    return {"n": 2 * message["n"]}


@pytest.mark.parametrize(
    ("pattern", "subject", "fits"),
    [
        ("media.beat", "media.beat", True),
        ("media.beat", "media.beat.a", False),
        ("media.*", "media.beat", True),
        ("media.*", "media.a.offer", True),
        ("media.*", "media", False),
        ("media.*", "mediation.x", False),
    ],
)
def test_pattern_is_exact_or_prefix(pattern: str, subject: str, fits: bool) -> None:
    assert delivery.matches(pattern, subject) is fits


async def test_publish_reaches_hub_and_every_link_once(hub: HubBus) -> None:
    async with linked(hub.path) as one, linked(hub.path) as two:
        ears = [Ear(), Ear(), Ear()]
        for bus, ear in zip((hub, one, two), ears, strict=True):
            bus.subscribe("news.*", ear)
        await settled(hub, one, two)
        for n, bus in enumerate((hub, one, two)):
            await bus.publish("news.a", {"n": n})
            await bus.publish("other", {"n": n})
        expected = [("news.a", {"n": n}) for n in range(3)]
        assert [sorted(await ear.wait(3), key=str) for ear in ears] == [expected] * 3


async def settled(hub: HubBus, *links: LinkBus) -> None:
    """Until the hub has read what the links wrote so far: frames of one link keep their order."""
    cancel = hub.answer("settle", twice)
    for link in links:
        await link.request("settle", {"n": 1})
    cancel()


async def test_publish_never_runs_a_handler_inside(hub: HubBus) -> None:
    ear = Ear()
    hub.subscribe("a", ear)
    await hub.publish("a", {})
    assert ear.heard == []
    assert await ear.wait(1) == [("a", {})]


async def test_messages_of_a_slow_handler_keep_their_order(hub: HubBus) -> None:
    seen: list[int] = []
    done = asyncio.Event()

    async def slow(_: str, message: dict[str, Any]) -> None:
        await asyncio.sleep(0)
        seen.append(message["n"])
        if message["n"] == 99:
            done.set()

    async with linked(hub.path) as link:
        link.subscribe("a", slow)
        await settled(hub, link)
        for n in range(100):
            await hub.publish("a", {"n": n})
        await asyncio.wait_for(done.wait(), 5)
    assert seen == list(range(100))


async def test_cancelled_subscription_hears_nothing_more(hub: HubBus) -> None:
    async with linked(hub.path) as link:
        gone, stays = Ear(), Ear()
        cancel = link.subscribe("a", gone)
        link.subscribe("a", stays)
        cancel()
        cancel()  # a second time does nothing
        await settled(hub, link)
        await hub.publish("a", {})
        assert await stays.wait(1) == [("a", {})]
        assert gone.heard == []


@pytest.mark.parametrize(("asker", "answerer"), [("hub", "hub"), ("hub", "one"), ("one", "hub"), ("one", "two")])
async def test_request_is_answered_across(hub: HubBus, asker: str, answerer: str) -> None:
    async with linked(hub.path) as one, linked(hub.path) as two:
        buses: dict[str, HubBus | LinkBus] = {"hub": hub, "one": one, "two": two}
        buses[answerer].answer("double", twice)
        await settled(hub, one, two)
        answers = await asyncio.gather(*(buses[asker].request("double", {"n": n}) for n in range(20)))
        assert answers == [{"n": 2 * n} for n in range(20)]


async def test_request_without_answerer_fails_at_once(hub: HubBus) -> None:
    async with linked(hub.path) as link:
        for bus in (hub, link):
            with pytest.raises(BusTimeout, match=r"^nobody answers lost$"):
                await bus.request("lost", {}, timeout=3600)


async def test_request_times_out(hub: HubBus) -> None:
    async def never(_: dict[str, Any]) -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    hub.answer("slow", never)
    with pytest.raises(BusTimeout, match=r"^no answer to slow within 0\.05 s$"):
        await hub.request("slow", {}, timeout=0.05)


async def test_request_without_hub_times_out(tmp_path: Path) -> None:
    link = LinkBus(tmp_path / "bus")
    await link.start()
    with pytest.raises(BusTimeout, match="no connection"):
        await link.request("any", {}, timeout=0.05)
    await link.publish("any", {})
    assert link.dropped == 1
    await link.close()


async def test_failing_answer_says_internal_and_serves_on(hub: HubBus, caplog: pytest.LogCaptureFixture) -> None:
    hub.answer("double", twice)
    assert await hub.request("double", {}) == {"error": "internal"}
    assert await hub.request("double", {"n": 4}) == {"n": 8}
    assert [(record.levelno, record.message) for record in caplog.records if record.name.startswith("dialogue")] == [
        (logging.ERROR, "x answer to double failed")
    ]


async def test_answer_that_is_no_json_says_internal(hub: HubBus, caplog: pytest.LogCaptureFixture) -> None:
    async def unspeakable(_: dict[str, Any]) -> dict[str, Any]:
        return {"n": {1, 2}}

    async with linked(hub.path) as link:
        link.answer("set", unspeakable)
        await settled(hub, link)
        assert await hub.request("set", {}) == {"error": "internal"}


async def test_failing_handler_does_not_end_the_loop(hub: HubBus, caplog: pytest.LogCaptureFixture) -> None:
    ear = Ear()

    def fussy(subject: str, message: dict[str, Any]) -> None:
        if message["n"] == 0:
            raise RuntimeError("no zero")
        ear(subject, message)

    hub.subscribe("a", fussy)
    await hub.publish("a", {"n": 0})
    await hub.publish("a", {"n": 1})
    assert await ear.wait(1) == [("a", {"n": 1})]
    assert "no zero" in caplog.text


async def test_link_waits_for_a_hub_that_starts_later(tmp_path: Path) -> None:
    link = LinkBus(tmp_path / "bus")
    await link.start()
    hub = HubBus(tmp_path / "bus")
    hub.answer("double", twice)
    asking = asyncio.create_task(link.request("double", {"n": 3}))
    await hub.start()
    assert await asking == {"n": 6}
    await link.close()
    await hub.close()


async def test_on_connect_may_ask_each_time(tmp_path: Path) -> None:
    said: list[dict[str, Any]] = []
    news = asyncio.Event()

    async def hello() -> None:
        said.append(await link.request("hello", {"n": len(said) + 1}))
        news.set()

    link = LinkBus(tmp_path / "bus", on_connect=hello)
    await link.start()
    for _ in range(2):
        hub = HubBus(tmp_path / "bus")
        hub.answer("hello", twice)
        await hub.start()
        await asyncio.wait_for(news.wait(), 5)
        news.clear()
        await hub.close()
    assert said == [{"n": 2}, {"n": 4}]
    await link.close()


HUB = """
import asyncio, sys
from pathlib import Path
from dialogue.bus import HubBus

async def main():
    hub = HubBus(Path(sys.argv[1]))
    async def answer(message):
        return {"from": sys.argv[2]}
    hub.answer("who", answer)
    async def poke(message):
        await hub.publish("poke", {"from": sys.argv[2]})
        return {}
    hub.answer("poke-me", poke)
    await hub.start()
    print("up", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def hub_process(path: Path, name: str) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HUB, str(path), name, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), 20) == b"up\n"
    return process


async def test_killed_hub_finds_its_children_again(tmp_path: Path) -> None:
    path = tmp_path / "bus"
    first = await hub_process(path, "first")
    async with linked(path) as one, linked(path) as two:
        ears = [Ear(), Ear()]
        for link, ear in zip((one, two), ears, strict=True):
            link.subscribe("poke", ear)
        assert await one.request("who", {}) == {"from": "first"}
        os.kill(first.pid, signal.SIGKILL)
        await first.wait()
        second = await hub_process(path, "second")
        try:
            for link in (one, two):
                await asyncio.wait_for(link.connected.wait(), 5)
            assert await two.request("who", {}) == {"from": "second"}
            await settle_remote(one, two)
            assert [await ear.wait(1) for ear in ears] == [[("poke", {"from": "second"})]] * 2
        finally:
            second.kill()
            await second.wait()


async def settle_remote(one: LinkBus, two: LinkBus) -> None:
    await two.request("who", {})
    await one.request("poke-me", {})


async def test_second_hub_at_the_same_path_is_refused(hub: HubBus) -> None:
    with pytest.raises(OSError, match="another process already serves"):
        await HubBus(hub.path).start()
    async with linked(hub.path) as link:
        hub.answer("double", twice)
        assert await link.request("double", {"n": 1}) == {"n": 2}


def test_socket_is_for_its_owner_only(tmp_path: Path) -> None:
    with frames.listen(tmp_path / "deep" / "bus"):
        assert (tmp_path / "deep" / "bus").stat().st_mode & 0o777 == 0o600


async def test_child_that_never_reads_blocks_nobody(hub: HubBus, monkeypatch: pytest.MonkeyPatch) -> None:
    """It loses messages, counted; the hub and its other child go on."""
    monkeypatch.setattr(frames, "OUT_LIMIT", 256)
    _, deaf = await asyncio.open_unix_connection(str(hub.path), limit=1)
    deaf.write(frames.pack({"wants": "flood"}) + frames.pack({"ready": True}))
    async with linked(hub.path) as link:
        ear = Ear()
        link.subscribe("flood", ear)
        await settled(hub, link)
        count = 2000
        for n in range(count):
            await hub.publish("flood", {"n": n, "ballast": "x" * 1000})
            if n % 100 == 0:
                await ear.wait(n + 1)  # this child keeps up
        assert [message["n"] for _, message in await ear.wait(count)] == list(range(count))
        assert hub.dropped > 0
    deaf.close()


async def test_handler_that_lags_loses_its_oldest(hub: HubBus) -> None:
    gate, ear = asyncio.Event(), Ear()

    async def late(subject: str, message: dict[str, Any]) -> None:
        await gate.wait()
        ear(subject, message)

    hub.subscribe("a", late)
    extra = 5
    await hub.publish("a", {"n": -1})
    await asyncio.sleep(0)  # the handler takes the first message and waits with it
    for n in range(delivery.INBOX_LIMIT + extra):
        await hub.publish("a", {"n": n})
    gate.set()
    numbers = [message["n"] for _, message in await ear.wait(1 + delivery.INBOX_LIMIT)]
    assert numbers == [-1, *range(extra, delivery.INBOX_LIMIT + extra)]
    assert hub.dropped == extra


@pytest.mark.parametrize(
    "garbage",
    [b"\xff\xff\xff\xff", frames.LENGTH.pack(3) + b"{{{", frames.LENGTH.pack(2) + b"[]", frames.pack({"x": 1})],
    ids=["too long", "no json", "no object", "no subject"],
)
async def test_garbage_ends_only_its_own_connection(hub: HubBus, garbage: bytes) -> None:
    reader, writer = await asyncio.open_unix_connection(str(hub.path))
    async with linked(hub.path) as link:
        writer.write(garbage)
        async with asyncio.timeout(5):
            assert await reader.read() == b""
        hub.answer("double", twice)
        assert await link.request("double", {"n": 1}) == {"n": 2}
    writer.close()


async def test_message_over_the_limit_is_refused_to_its_sender(hub: HubBus) -> None:
    async with linked(hub.path) as link:
        with pytest.raises(ValueError, match="is over the limit"):
            await link.publish("a", {"x": "y" * frames.FRAME_LIMIT})


async def test_news_that_comes_while_one_works_rouses_again() -> None:
    news = asyncio.Event()
    news.set()
    await delivery.roused(news, within_s=60)
    news.set()  # before the next wait
    await asyncio.wait_for(delivery.roused(news, within_s=60), timeout=5)
    assert not news.is_set()
    await delivery.roused(news, within_s=0.01)  # nothing came: the time is over
