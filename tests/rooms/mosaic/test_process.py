"""The mosaic process for real, at the socket that the media process keeps for it: it comes, dies, and comes again."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import av

from rooms.media import hall_wire as wire
from rooms.media.arrangement import Arrangement
from rooms.media.hall_line import HallLine
from tests.rooms.mosaic.paint import RED, Camera, colour_in, near

PATIENCE_S = 60.0
SCENE = wire.control(wire.Scene(1, 1, "wide", 2, ((7, 3),)))


class Place:
    """The media process' end: counts comings and goings, keeps what was heard."""

    def __init__(self, path: Path) -> None:
        self.opened = self.closed = 0
        self.heard: list[wire.Message] = []
        self.line = HallLine(path, opened=self._opened, heard=self._heard, closed=self._closed)
        self.line.start()

    def _opened(self) -> None:
        self.opened += 1

    def _heard(self, message: bytes) -> None:
        self.heard.append(wire.read(message))

    def _closed(self) -> None:
        self.closed += 1

    async def until(self, holds: Callable[[], bool], *, meanwhile: Callable[[], object] = lambda: None) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                meanwhile()
                await asyncio.sleep(0.05)


@asynccontextmanager
async def mosaic(path: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "rooms.mosaic.process", "--media", str(path)), stdin=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_what_is_sent_comes_back_painted(tmp_path: Path) -> None:
    place, camera = Place(tmp_path / "h0"), Camera(7, RED)
    async with mosaic(tmp_path / "h0"):
        await place.until(lambda: place.opened == 1)
        assert place.line.send(SCENE)

        def painted() -> list[wire.Painted]:
            return [each for each in place.heard if isinstance(each, wire.Painted)]

        await place.until(
            lambda: any(each.feeds == (7,) for each in painted()), meanwhile=lambda: place.line.send(camera.message())
        )
        decoder = av.CodecContext.create("vp8", "r")
        pictures = [picture for each in painted() for picture in decoder.decode(av.Packet(each.frame))]  # type: ignore[attr-defined]
        assert near(colour_in(pictures[-1], Arrangement("wide", 2).box(3)), RED)
        place.line.close()


async def test_process_that_is_killed_is_noticed_and_the_next_one_taken(tmp_path: Path) -> None:
    place = Place(tmp_path / "h0")
    async with mosaic(tmp_path / "h0") as first:
        await place.until(lambda: place.opened == 1)
        first.kill()
        await place.until(lambda: place.closed == 1)
        assert not place.line.send(SCENE)
    async with mosaic(tmp_path / "h0"):
        await place.until(lambda: place.opened == 2)
        assert place.line.send(SCENE)
        place.line.close()


async def test_process_finds_its_media_process_again(tmp_path: Path) -> None:
    before = Place(tmp_path / "h0")
    async with mosaic(tmp_path / "h0"):
        await before.until(lambda: before.opened == 1)
        before.line.close()
        after = Place(tmp_path / "h0")
        await after.until(lambda: after.opened == 1)
        after.line.close()


async def test_process_ends_with_its_supervisor(tmp_path: Path) -> None:
    place = Place(tmp_path / "h0")
    async with mosaic(tmp_path / "h0") as process:
        await place.until(lambda: place.opened == 1)
        assert process.stdin is not None
        process.stdin.close()
        assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 0
        place.line.close()


async def test_process_that_does_not_read_is_waited_for_by_nobody_and_cut_off(tmp_path: Path) -> None:
    place = Place(tmp_path / "h0")
    async with mosaic(tmp_path / "h0") as process:
        await place.until(lambda: place.opened == 1)
        process.send_signal(signal.SIGSTOP)
        packets = wire.packets([wire.head_of(1, 1, 1, flags=0, size=60_000), bytes(60_000)])
        await place.until(lambda: not place.line.send(packets))
        assert place.closed == 0  # packets may be lost
        assert not place.line.send(SCENE)
        await place.until(lambda: place.closed == 1)
        process.kill()
        place.line.close()


async def test_without_a_place_for_the_socket_all_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    place = Place(tmp_path / "file" / "h0")
    assert not place.line.send(SCENE)
    place.line.close()
