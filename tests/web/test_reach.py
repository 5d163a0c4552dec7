"""Whether media processes can be reached: what is red, what is well, and what nobody can judge from here."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from dialogue.bus import HubBus
from rooms.media.server import MediaServer
from rooms.peer import knock as knocking
from rooms.peer.knock import knock
from tests.neighbour import OURS, THEIRS, neighbour, run
from web.reach import Reach, Verdict, judge

PATIENCE_S = 60.0
PORT = 10000


@pytest.mark.parametrize(
    ("address", "source", "answered", "verdict"),
    [
        ("127.0.0.1", "127.0.0.1", True, "unjudged"),
        ("127.0.0.1", "127.0.0.1", False, "unjudged"),
        ("8.8.4.4", "8.8.4.4", True, "unjudged"),  # one's own: no firewall was crossed
        ("8.8.4.4", "8.8.4.4", False, "closed"),
        ("8.8.4.4", "9.9.9.9", True, "open"),
        ("8.8.4.4", "9.9.9.9", False, "closed"),
        ("8.8.4.4", "10.0.0.5", True, "open"),
        ("8.8.4.4", "10.0.0.5", False, "unjudged"),  # a NAT that does not lead its own people back in
        ("10.0.0.7", "10.0.0.5", False, "closed"),
        ("2001:4860::7", "fd00::5", False, "unjudged"),
        ("2001:4860::7", "2001:4860::9", False, "closed"),
    ],
)
def test_what_cannot_be_judged_from_here_is_not_red(
    address: str, source: str, answered: bool, verdict: Verdict
) -> None:
    assert judge(address, source, answered=answered) == verdict


@pytest.fixture
async def server() -> AsyncIterator[MediaServer]:
    made = MediaServer(addresses=[("127.0.0.1", 0)], on_signal=lambda *_: None)
    await made.start()
    yield made
    await made.close()


async def test_unit_answers_who_knows_its_word_and_makes_nobody_a_peer(
    server: MediaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knocking, "TRIES", 2)
    doors = server.doors()
    [address] = doors["addresses"]
    assert await knock(address, doors["ufrag"], doors["password"]) == (True, "127.0.0.1")
    assert await knock(address, doors["ufrag"], "another word") == (False, "127.0.0.1")
    assert (server.idle, server.stats()["dropped"]) == (True, {"credentials": 2})


@pytest.fixture
def elsewhere() -> Iterator[str]:
    with neighbour() as name:
        yield name


@asynccontextmanager
async def media(
    namespace: str, bus: Path, instance: str, log: Path, *, told: int
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A media process over there, which tells browsers to come to the port `told`."""
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *("ip", "netns", "exec", namespace, sys.executable, "-m", "rooms.process", "--bus", str(bus)),
            *("--address", f"{THEIRS}:{PORT}", "--advertise", f"{THEIRS}:{told}", "--instance", instance),
            stdin=asyncio.subprocess.PIPE,
            stdout=out,
            stderr=out,
        )
    try:
        yield process
    finally:
        process.kill()
        await process.communicate()


async def judged(reach: Reach, instance: str, verdict: Verdict) -> None:
    """Asks anew until it is so."""
    async with asyncio.timeout(PATIENCE_S):
        while reach.verdict(instance) != verdict:
            reach.news.set()
            await asyncio.sleep(0.1)


async def said(log: Path, sentence: str) -> None:
    def there() -> bool:
        return sentence in log.read_text()

    async with asyncio.timeout(PATIENCE_S):
        while not there():  # noqa: ASYNC110 - a file says nothing when it changes
            await asyncio.sleep(0.05)


@pytest.mark.long
@pytest.mark.alone
async def test_closed_port_is_red_here_and_said_there_until_it_is_open(
    tmp_path: Path, elsewhere: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Open, then cut off by a rule that swallows what would come back, then open again."""
    bus, log = HubBus(tmp_path / "bus"), tmp_path / "log"
    reach = Reach(bus, living=lambda: ["media0-1"], node="n1")
    await bus.start()
    looking = asyncio.create_task(reach.run())
    rule = ("ip", "-n", elsewhere, "rule")
    try:
        async with media(elsewhere, tmp_path / "bus", "media0-1", log, told=PORT):
            await judged(reach, "media0-1", "open")
            assert reach.well
            run(*rule, "add", "to", OURS, "blackhole")
            await judged(reach, "media0-1", "closed")
            assert not reach.well
            await said(log, f"UDP port {PORT} (IPv4) does not answer to node n1")
            run(*rule, "del", "to", OURS, "blackhole")
            await judged(reach, "media0-1", "open")
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        await bus.close()
    assert [record.message for record in caplog.records if record.name == "web.reach"] == [
        f"x UDP port {PORT} (IPv4) of media0 does not answer from here: is it open?",
        f"- UDP port {PORT} (IPv4) of media0 answers",
    ]


@pytest.mark.long
@pytest.mark.alone
async def test_port_that_browsers_are_told_and_nobody_has_is_red_from_the_start(tmp_path: Path, elsewhere: str) -> None:
    bus, log = HubBus(tmp_path / "bus"), tmp_path / "log"
    reach = Reach(bus, living=lambda: ["media0-1"], node="n1")
    await bus.start()
    looking = asyncio.create_task(reach.run())
    try:
        async with media(elsewhere, tmp_path / "bus", "media0-1", log, told=PORT + 1):
            await said(log, f"UDP port {PORT + 1} (IPv4) does not answer to node n1")
            assert reach.verdict("media0-1") == "closed"
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        await bus.close()
