"""Real Firefox pages through web/static/media.js and the forwarding unit; it needs a network of its own.

Firefox gathers no loopback candidates: it sits in a network namespace, joined to ours by a pair of interfaces. Without
a loudspeaker its audio contexts never start: PulseAudio plays one that nobody hears.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.neighbour import OURS, neighbour
from tests.rooms.browsers import Hall, opened
from tests.rooms.test_browsers import rooms

HERE = Path(__file__).parent
PUPPETEER = HERE.parents[1] / "node_modules/puppeteer-core/lib/esm/puppeteer/puppeteer-core.js"
FIREFOX, NODE = shutil.which("firefox-esr") or shutil.which("firefox"), shutil.which("node")
PULSE = shutil.which("pulseaudio")

pytestmark = [
    pytest.mark.long,
    pytest.mark.alone,
    pytest.mark.skipif(FIREFOX is None, reason="Firefox is not installed (apt-get install firefox-esr)"),
    pytest.mark.skipif(PULSE is None, reason="PulseAudio is not installed (apt-get install pulseaudio)"),
    pytest.mark.skipif(NODE is None, reason="node is not installed (apt-get install nodejs)"),
    pytest.mark.skipif(not PUPPETEER.exists(), reason="puppeteer-core is not installed (npm install brings it)"),
]


@pytest.fixture
def namespace() -> Iterator[str]:
    with neighbour() as name:
        yield name


@contextlib.asynccontextmanager
async def loudspeaker(folder: Path) -> AsyncIterator[dict[str, str]]:
    """The environment in which there is one."""
    door = folder / "pulse" / "native"  # where it is looked for in XDG_RUNTIME_DIR
    door.parent.mkdir(mode=0o700)
    home = os.environ | {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    native = f"module-native-protocol-unix auth-anonymous=1 socket={door}"
    options = [
        "-n",
        "--daemonize=no",
        "--exit-idle-time=-1",
        "--use-pid-file=no",
        "-L",
        native,
        "-L",
        "module-null-sink",
    ]
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(str(PULSE), *options, env=home, stdout=quiet, stderr=quiet)
    try:
        async with asyncio.timeout(20):
            while not door.exists():
                assert process.returncode is None, "PulseAudio does not start"
                await asyncio.sleep(0.05)
        yield home | {"PULSE_SERVER": f"unix:{door}"}
    finally:
        process.terminate()
        await process.wait()


class Firefox:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def tell(self, **order: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        line = await self.process.stdout.readline()
        answer = json.loads(line or b'{"error": "Firefox is gone"}')
        assert "error" not in answer, answer
        return answer["found"]

    async def until(self, page: int, what: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """What the page perceives, once it is as wanted or after a while."""
        look: dict[str, Any] = {}
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(40):
                while not (look and what(look)):
                    look = await self.tell(page=page, code="window.look?.() ?? {}")
                    await asyncio.sleep(0.2)
        return look

    async def perceives(self, page: int, *seats: int) -> None:
        look = await self.until(page, lambda look: look["heard"] == look["seen"] == list(seats))
        assert (look["heard"], look["seen"]) == (list(seats), list(seats)), look


@contextlib.asynccontextmanager
async def firefox(namespace: str, environment: dict[str, str]) -> AsyncIterator[Firefox]:
    command = ["ip", "netns", "exec", namespace, str(NODE), str(HERE / "firefox.mjs"), str(FIREFOX), str(PUPPETEER)]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=1 << 24, env=environment)
    try:
        yield Firefox(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()  # the script closes its browser then
        try:
            async with asyncio.timeout(20):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


async def test_firefox_hears_and_sees_its_room_and_nobody_else(namespace: str, tmp_path: Path) -> None:
    hall = Hall(OURS)
    async with opened(hall) as base, loudspeaker(tmp_path) as home, firefox(namespace, home) as window:
        hall.media.plan(rooms(1, g1=(1, 2)))
        for seat in (1, 2):
            await window.tell(page=seat, open=f"{base}/?seat={seat}")
        await window.perceives(1, 2)
        await window.perceives(2, 1)
        hall.media.plan(rooms(2, g1=(1,), g2=(2,)))
        for seat in (1, 2):
            await window.perceives(seat)
        hall.media.plan(rooms(3, g1=(1, 2)))
        await window.perceives(1, 2)
        await window.perceives(2, 1)
