"""The media child process as the supervisor runs it: real process, real bus, synthetic peers."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dialogue.bus import HubBus
from rooms.peer.peer import Peer
from rooms.plan import Plan, RoomPlan, SeatPlan
from rooms.process import EXIT_ADDRESS, parse
from tests.rooms.town import LIGHT

PLAN = Plan("d1", 3, (RoomPlan("g1", (SeatPlan(1), SeatPlan(2))),))


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Control:
    """The control process's end of the bus."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.peers = {seat: Peer(seat, layers=LIGHT, pictures=4) for seat in (1, 2)}
        self.hellos: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.beats: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.bus = HubBus(path)

    async def start(self) -> None:
        self.bus = HubBus(self.path)
        self.bus.subscribe("media.hello", lambda _, message: self.hellos.put_nowait(message))
        self.bus.subscribe("media.beat", lambda _, message: self.beats.put_nowait(message))
        self.bus.subscribe("signal.*", self._signal)
        await self.bus.start()

    def _signal(self, subject: str, message: dict[str, Any]) -> None:
        assert subject == "signal.d1"
        self.peers[message["seat"]].handle(message["name"], message["data"])

    async def join(self, instance: str) -> None:
        await self.bus.publish(f"media.{instance}.plan", json.loads(PLAN.to_json()))
        for seat, peer in self.peers.items():
            await peer.connect(partial(self._offer, instance, seat), partial(self._applied, instance, seat))

    async def _offer(self, instance: str, seat: int, sdp: str) -> str:
        answer = await self.bus.request(f"media.{instance}.offer", {"dialogue": "d1", "seat": seat, "sdp": sdp})
        return str(answer["sdp"])

    def _applied(self, instance: str, seat: int) -> None:
        task = asyncio.create_task(self.bus.publish(f"media.{instance}.applied", {"dialogue": "d1", "seat": seat}))
        task.add_done_callback(lambda done: done.result())


@contextlib.asynccontextmanager
async def running(path: Path, port: int, instance: str) -> AsyncIterator[asyncio.subprocess.Process]:
    arguments = ["--bus", str(path), "--address", f"127.0.0.1:{port}", "--instance", instance]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "rooms.process", *arguments, stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def heard(control: Control) -> None:
    """Both peers hear 20 packets more of the other."""
    for peer in control.peers.values():
        peer.ledger.mark(0.0)
    for seat, peer in control.peers.items():
        await peer.until(lambda peer=peer, other=3 - seat: peer.ledger.window.heard[other] >= 20)


async def test_process_forwards_beats_and_outlives_the_bus(tmp_path: Path) -> None:
    control = Control(tmp_path / "bus")
    await control.start()
    async with running(control.path, free_port(), "m0-1") as process, asyncio.timeout(30):
        assert await control.hellos.get() == {"instance": "m0-1"}
        await control.join("m0-1")
        await heard(control)
        beat = await control.beats.get()
        while beat["seqs"] != {"d1": 3}:
            beat = await control.beats.get()
        assert beat["instance"] == "m0-1"
        stats = await control.bus.request("media.m0-1.stats", {})
        quality = await control.bus.request("media.m0-1.quality", {"dialogue": "d1"})
        assert (stats["connected"], list(quality["seats"])) == (2, ["1", "2"])
        await control.bus.close()
        await heard(control)
        await control.start()
        assert await control.hellos.get() == {"instance": "m0-1"}
        await control.bus.publish("media.m0-1.leave", {"dialogue": "d1", "seat": 2})
        await control.peers[1].until(lambda: 2 not in control.peers[1].mapping["voices"])
        assert process.stdin is not None
        process.stdin.close()
        assert await process.wait() == 0
    for peer in control.peers.values():
        await peer.close()
    await control.bus.close()


async def test_process_refuses_a_bad_offer_and_survives_bad_messages(tmp_path: Path) -> None:
    control = Control(tmp_path / "bus")
    await control.start()
    async with running(control.path, free_port(), "m0-1"), asyncio.timeout(30):
        await control.hellos.get()
        for verb in ("plan", "applied", "leave", "layout"):
            await control.bus.publish(f"media.m0-1.{verb}", {"dialogue": "d1", "seat": None, "show": 3, "rooms": "x"})
        answer = await control.bus.request("media.m0-1.offer", {"dialogue": "d1", "seat": 1, "sdp": "v=0"})
        assert list(answer) == ["error"]
        assert isinstance(answer["error"], str)
        await control.join("m0-1")
        await heard(control)
    for peer in control.peers.values():
        await peer.close()
    await control.bus.close()


async def test_process_says_that_its_port_is_taken(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = int(other.getsockname()[1])
        async with running(tmp_path / "bus", port, "m0-1") as process:
            _, said = await process.communicate()
            assert process.returncode == EXIT_ADDRESS
            assert said.decode() == f"media: cannot use UDP address 127.0.0.1:{port}: Address already in use\n"


async def test_process_ends_when_asked(tmp_path: Path) -> None:
    control = Control(tmp_path / "bus")
    await control.start()
    async with running(control.path, free_port(), "m0-1") as process:
        await control.hellos.get()
        process.terminate()
        assert await process.wait() == 0
    await control.bus.close()


def test_addresses_are_read() -> None:
    options = parse(["--bus", "b", "--instance", "m", "--address", "127.0.0.1:1", "--address", "[::1]:2"])
    assert options.addresses == (("127.0.0.1", 1), ("::1", 2))
    assert options.advertised is None


@pytest.mark.parametrize("text", ["localhost", "127.0.0.1:port", "127.0.0.1:70000"])
def test_address_that_is_none_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--bus", "b", "--instance", "m", "--address", text])
    assert "is not host:port" in capsys.readouterr().err
