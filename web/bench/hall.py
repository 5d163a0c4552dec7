"""Bench: what the picture of a full hall costs, and how old a face is on it. Must not look into the two processes.

Everybody sends real VP8 and looks at the hall. Some wear a clock: a field of the face that grows lighter with each
frame of its reel, read from the decoded picture at the place that the browsers are told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

import av
from PIL import Image

from rooms.media.hall_wire import Piece
from rooms.media.packets import MARKED
from rooms.mosaic.frames import Assembler
from rooms.peer.marks import Gallery, Picture, mark
from rooms.peer.peer import Peer
from rooms.peer.rtp import Header, extend
from rooms.peer.sources import LayerShape, Reel
from rooms.plan import Plan, RoomPlan, SeatPlan
from web.bench import house
from web.bench.media import DIALOGUE, Media, cpu_seconds, media
from web.visitor import studio

SHAPE = LayerShape("q", 160, 90, 5.0)
CLOCKS = 5
VIEWER = 1  # the speaker: nobody else is large
DARKEST, STEP = 30, 20  # of a clock's field
SETTLE_S = 4.0
START_S = 60.0
TOO_OLD_S = 1.5  # a clock goes round in two seconds


@dataclass(slots=True)
class Viewer:
    """One browser's picture of the hall, decoded. `places`: as told, by seat."""

    clocks: dict[int, Peer]
    told: dict[str, Any] = field(default_factory=dict)
    pictures: int = 0
    keyframes: int = 0
    octets: int = 0
    ages_s: list[float] = field(default_factory=list)
    _frames: Assembler = field(default_factory=Assembler)
    _decoder: Any = field(default_factory=lambda: av.CodecContext.create("vp8", "r"))
    _number: int = 1 << 16
    _read: dict[int, int] = field(default_factory=dict)

    def take(self, header: Header, payload: memoryview) -> None:
        self.octets += len(payload)
        self._number = extend(header.sequence, self._number)
        flags = MARKED if header.marker else 0
        for frame in self._frames.take(Piece(0, self._number, header.timestamp, flags, payload)):
            for picture in self._decoder.decode(av.Packet(frame.data)):
                self.pictures += 1
                self.keyframes += frame.keyframe
                self._look(picture)

    def _look(self, picture: Any) -> None:
        now = asyncio.get_running_loop().time()
        plane = picture.planes[0]
        image = Image.frombuffer("L", (picture.width, picture.height), plane, "raw", "L", plane.line_size, 1)
        width, height = self.told["tile"]
        for seat, place in self.told["places"]:
            if seat not in self.clocks:
                continue
            row, column = divmod(place, self.told["columns"])
            left, top = column * width + width // 16, row * height + height * 3 // 4
            light = image.crop((left, top, left + width // 8, top + height // 6)).resize((1, 1), Image.Resampling.BOX)
            shown = round((int(light.getpixel((0, 0))) - DARKEST) / STEP)  # type: ignore[arg-type]
            played = self.clocks[seat].sending.camera[0].played
            if shown != self._read.get(seat) and shown in played and now - played[shown] < TOO_OLD_S:
                self.ages_s.append(now - played[shown])
            self._read[seat] = shown


def _reel(seat: int, gallery: Gallery, *, clock: bool) -> Reel:
    if not clock:
        frames: Sequence[bytes] = studio.reel("Gast", seat, SHAPE, studio.folder())
    else:
        frames = list(studio.encoded(_with_clock(seat), SHAPE))
    return Reel(SHAPE, tuple(_marked(seat, at, studio.pieces(frame), gallery) for at, frame in enumerate(frames)))


def _marked(seat: int, at: int, pieces: list[bytes], gallery: Gallery) -> tuple[bytes, ...]:
    """With whose it is, or the others would ask for keyframes for ever."""
    whose = Picture(seat, 0, at, 0, len(pieces), at == 0, 0, 0)
    marked = (*pieces[:-1], pieces[-1] + mark(whose._replace(part=len(pieces) - 1)))
    for part, piece in enumerate(marked):
        gallery.hang(whose._replace(part=part), piece)
    return marked


def _with_clock(seat: int) -> Iterator[Image.Image]:
    for at, image in enumerate(studio.drawn("Gast", seat, SHAPE)):
        value = round((DARKEST + STEP * at - 16) * 255 / 219)  # a picture's full range is 16 to 235 in VP8
        box = (0, SHAPE.height * 2 // 3, SHAPE.width // 4, SHAPE.height)
        image.paste((value, value, value), box)
        yield image


async def measure(citizens: int, seconds: float, phones: int = 0) -> dict[str, float]:
    """`cores`: of the mosaic process; so many `phones` look at the tall picture, all others at the wide one. The media
    process' worst gap with the hall and, before it, with the view that it replaces: the speaker and eight tiles."""
    seats = tuple(SeatPlan(seat, rank=1 if seat <= house.SPEAKERS else 0) for seat in range(1, citizens + 1))
    async with media(hall=True) as server:
        await server.plan(Plan(DIALOGUE, 1, (RoomPlan("plenary", seats, hall=True),)))
        await _join(server, citizens)
        house.speak(server, range(1, house.SPEAKERS + 1))
        viewer = Viewer({seat: server.peers[seat] for seat in range(citizens - CLOCKS + 1, citizens + 1)})
        for seat in server.peers.keys() - {VIEWER}:  # who decodes what comes, and is to get the hall alone
            server.layout(seat, house.stage(seat, citizens))
        tiles = await _gap(server, seconds)
        await _watch(server, viewer, phones)
        return (
            {"citizens": citizens}
            | await _measure(server, viewer, seconds)
            | {f"{name}_with_tiles": value for name, value in tiles.items()}
        )


async def _join(server: Media, citizens: int) -> None:
    limit, gallery = asyncio.Semaphore(house.AT_ONCE), Gallery()

    async def join(seat: int) -> None:
        async with limit:
            reel = await asyncio.to_thread(_reel, seat, gallery, clock=seat > citizens - CLOCKS)
            peer = Peer(seat, pictures=house.NEIGHBOURS + 1, layers=(reel,), sample=200, gallery=gallery)
            peer.sending.microphone.on = False
            await server.join(peer, [(1, house.LARGE)])

    async with asyncio.TaskGroup() as tasks:
        for seat in range(1, citizens + 1):
            tasks.create_task(join(seat))


async def _watch(server: Media, viewer: Viewer, phones: int) -> None:
    """Everybody looks; one of them really, at the wide picture."""
    for peer in server.peers.values():
        peer.receiving.watch = lambda header, payload: None
    watcher = server.peers[VIEWER]
    watcher.receiving.watch = viewer.take
    watcher.hall = viewer.told
    for seat in server.peers:
        server.layout(seat, [(1, house.LARGE)], hall="tall" if seat > len(server.peers) - phones else "wide")
    await watcher.until(lambda: len(viewer.told.get("painted", ())) == len(server.peers), timeout=START_S)
    await asyncio.sleep(SETTLE_S)


async def _gap(server: Media, seconds: float) -> dict[str, float]:
    await asyncio.sleep(SETTLE_S)
    await server.moment()
    before, began = sum(cpu_seconds(server.process.pid)), asyncio.get_running_loop().time()
    await asyncio.sleep(seconds)
    took = asyncio.get_running_loop().time() - began
    cores = (sum(cpu_seconds(server.process.pid)) - before) / took
    worst_gap_ms, busy_ms = server.worst_gap_ms
    return {"media_cores": round(cores, 3), "worst_gap_ms": worst_gap_ms, "worst_gap_busy_ms": busy_ms}


async def _measure(server: Media, viewer: Viewer, seconds: float) -> dict[str, float]:
    assert server.mosaic is not None
    clock = asyncio.get_running_loop().time
    pictures, keyframes, octets, began = viewer.pictures, viewer.keyframes, viewer.octets, clock()
    spent = sum(cpu_seconds(server.mosaic.pid))
    viewer.ages_s.clear()
    found = await _gap(server, seconds)
    took = clock() - began
    ages = quantiles(viewer.ages_s, n=20) if len(viewer.ages_s) > 1 else [0.0] * 19
    return {
        "cores": round((sum(cpu_seconds(server.mosaic.pid)) - spent) / took, 3),
        "fps": round((viewer.pictures - pictures) / took, 2),
        "keyframes": viewer.keyframes - keyframes,
        "latency_p50_ms": round(ages[9] * 1000),
        "latency_p95_ms": round(ages[18] * 1000),
        "kbit_s": round((viewer.octets - octets) * 8 / took / 1000),
        **found,
    }
