"""A visitor's sound and picture: one peer after the other over the product's own socket. Knows no behaviour.

It offers as a browser does, says when the answer is applied, asks for the pictures that its screen shows, and builds
the connection anew where another media process is in charge or the own line is gone.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from rooms.peer.line import Line as BadLine
from rooms.peer.marks import Gallery
from rooms.peer.offer import read_answer
from rooms.peer.peer import Peer
from rooms.peer.radio import Address
from rooms.peer.sources import LayerShape, Reel
from web.visitor.line import Line

PATIENCE_S: Final = 20.0
SAMPLE: Final = 40
"""One packet in so many is read; the first of everybody always is."""
SLOTS: Final = 16
NUDGE_S: Final = 3.0  # as web/static/media.js

Layers = tuple[LayerShape | Reel, ...]


@dataclass(frozen=True, slots=True)
class Equipment:
    """What one visitor sends with: layers of the camera (none: it stays off), sound, the gallery that knows all
    pictures. `estimate_bps`: what its line carries down; `through`: a bad line, by the address of the server."""

    layers: Layers = ()
    speech: tuple[bytes, ...] = ()
    gallery: Gallery | None = None
    estimate_bps: int = 0
    through: Callable[[Address], Awaitable[BadLine]] | None = None


@dataclass(slots=True)
class Totals:
    """Packets that came and that should have come, of connections that are over and of the present one."""

    received: int = 0
    expected: int = 0
    bytes_down: int = 0
    bytes_up: int = 0

    def add(self, peer: Peer) -> None:
        slots = peer.ledger.slots.values()
        self.received += sum(slot.packets for slot in slots) + peer.receiving.repaired
        self.expected += sum(slot.expected for slot in slots)
        self.bytes_down += peer.receiving.bytes_received
        self.bytes_up += peer.sending.bytes_sent


class Media:
    """`keep` owns the connections. `noticed(kind, seat)` is called for each packet that was read."""

    def __init__(self, line: Line, equipment: Equipment, *, rng: Random, noticed: Callable[[str, int], None]) -> None:
        self.line = line
        self.equipment = equipment
        self.rng = rng
        self.noticed = noticed
        self.peer: Peer | None = None
        self.instance = ""
        self.show: list[list[int]] = []
        self.connects: list[float] = []
        self.broken: dict[str, int] = {}
        self._past = Totals()
        self._bad: BadLine | None = None
        self._stale = asyncio.Event()

    def handle(self, name: str, data: dict[str, Any]) -> None:
        """A signal of the socket."""
        verb = name.removeprefix("media.")
        if verb == "state" and data["state"] == "gone":
            self._stale.set()
        elif name.startswith("media.") and self.peer is not None:
            self.peer.handle(verb, data)

    def told(self) -> None:
        """The topic `media` is new, or the line is back: what we are connected to may be no more."""
        instance = (self.line.topics.get("media") or {}).get("instance")
        if instance and instance != self.instance:
            self._stale.set()
        elif instance and (peer := self.peer) is not None:
            before = peer.receiving.bytes_received
            asyncio.get_running_loop().call_later(NUDGE_S, self._unless_alive, peer, before)

    def _unless_alive(self, peer: Peer, before: int) -> None:
        """Whose line was away for ten seconds has lost the place at the forwarding unit, and nobody could say so."""
        if peer is self.peer and peer.receiving.bytes_received == before:
            self._stale.set()

    async def keep(self) -> None:
        """Connected, until cancelled."""
        try:
            while True:
                await self._stale.wait()
                self._stale.clear()
                await self._drop()
                with contextlib.suppress(ConnectionError, TimeoutError, ValueError):
                    await self._connect()
                    continue
                await asyncio.sleep(0.2 + 0.3 * self.rng.random())
                self._stale.set()
        finally:
            await self._drop()

    async def _connect(self) -> None:
        began = asyncio.get_running_loop().time()
        equipment = self.equipment
        peer = Peer(
            self.line.hello["seat"],
            pictures=SLOTS,
            layers=equipment.layers or (LayerShape("q", 160, 90, 5.0),),
            speech=equipment.speech,
            gallery=equipment.gallery,
            sample=SAMPLE,
            estimate_bps=equipment.estimate_bps,
            seed=self.rng.getrandbits(32),
        )
        peer.sending.camera_on, peer.sending.microphone.on = bool(equipment.layers), False
        peer.ledger.noticed = self.noticed
        self.peer = peer
        answer = await self.line.ask("media.offer", sdp=peer.offer())
        via = await self._via(answer["sdp"])
        await peer.connect(lambda _: _given(answer["sdp"]), via=via, patience=PATIENCE_S)
        peer.apply()
        self.instance = answer["instance"]
        await self.line.say("media.applied")
        await self._tell()
        self.connects.append(asyncio.get_running_loop().time() - began)

    async def _via(self, sdp: str) -> Address | None:
        if self.equipment.through is None:
            return None
        self._bad = await self.equipment.through(read_answer(sdp).address)
        return await self._bad.start()

    async def look(self, show: list[list[int]]) -> None:
        """The pictures that the screen shows now."""
        if show != self.show:
            self.show = show
            await self._tell()

    async def _tell(self) -> None:
        await self.line.say("media.layout", show=self.show, save=False)

    def speak(self, on: bool) -> None:
        if self.peer is not None:
            self.peer.sending.microphone.on = on

    @property
    def totals(self) -> Totals:
        total = Totals(self._past.received, self._past.expected, self._past.bytes_down, self._past.bytes_up)
        if self.peer is not None:
            total.add(self.peer)
        return total

    async def _drop(self) -> None:
        peer, self.peer, self.instance = self.peer, None, ""
        if peer is not None:
            self._past.add(peer)
            for rule, count in peer.ledger.broken.items():
                self.broken[rule] = self.broken.get(rule, 0) + count
            await peer.close()
        bad, self._bad = self._bad, None
        if bad is not None:
            await bad.close()


async def _given(sdp: str) -> str:
    return sdp
