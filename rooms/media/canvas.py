"""The picture of one room's hall in one shape: who is where on it, and the source that it comes back as. Pure.

It stands where a peer stands for a camera: it owns the source, and is asked for keyframes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from struct import Struct
from typing import TYPE_CHECKING, Any

from rooms.media.arrangement import SIZES, Arrangement
from rooms.media.hall_wire import Key, Painted, Scene, control, head_of
from rooms.media.layout import HALL
from rooms.media.packets import Header, Packet
from rooms.media.sources import HALL_PICTURE, VIDEO_RATE, Source
from rooms.media.vp8 import WIDE_PID

if TYPE_CHECKING:
    from rooms.media.room import Room

Say = Callable[[bytes], None]

PIECE = 1100  # bytes of a frame in one packet, as browsers cut it
DESCRIPTOR = Struct("!BBHBB")  # the long form of RFC 7741 section 4.2, on temporal layer 0
START_S = 3.0  # a canvas just begun is believed to send soon
MEASURE_S = 1.0
ASSUMED_BPS = 400_000


class Feed:
    """One layer of a camera on its way to the mosaic process; `number` is never used again."""

    __slots__ = ("_parts", "number", "seat", "source")

    def __init__(self, number: int, source: Source, parts: list[bytes]) -> None:
        self.number, self.source, self.seat, self._parts = number, source, source.seat, parts

    def take(self, packet: Packet) -> None:
        """Called for each packet in the forwarding loop: two appends, and nothing else."""
        payload = packet.payload
        self._parts.append(head_of(self.number, packet.seq, packet.ts, flags=packet.flags, size=len(payload)))
        self._parts.append(payload)


class Canvas:
    """`arrangement`: the newest; `shown`: that of the picture which was last sent on, if it `shows` one, and `painted`
    whose faces are on it. `scene` counts what the mosaic process was told, 0 while it paints nothing here."""

    __slots__ = (
        *("_begun_at", "_header", "_least", "_measured_at", "_pid", "_say", "_scenes", "_seq", "_stale", "_tiles"),
        *("arrangement", "number", "painted", "room", "rtt_s", "scene", "shape", "shown", "shows", "source"),
        *("told", "told_to", "watched_at"),
    )

    def __init__(self, number: int, room: Room, shape: str, say: Say) -> None:
        self.number, self.room, self.shape, self._say = number, room, shape, say
        self.source = Source(HALL, HALL_PICTURE, ssrc=number, owner=self)
        self.source.height = SIZES[shape][1]
        self.arrangement = self.shown = Arrangement(shape)
        self.painted: frozenset[int] = frozenset()
        self.scene = self._least = 0
        self.rtt_s = 0.0
        self.watched_at = self._begun_at = self._measured_at = -START_S
        self.told: dict[str, Any] = {}
        self.told_to: frozenset[int] = frozenset()
        self._tiles: tuple[tuple[int, int], ...] = ()
        self._scenes: dict[int, Arrangement] = {}
        self._stale = self.shows = False
        self._header = Header()
        self._seq = self._pid = 0

    # -- what is to be painted

    def stage(self, feeds: Mapping[int, Feed], now: float, *, count: int, gone: bool) -> None:
        """Tells the mosaic process where the `feeds` (by seat) are painted, if that changed; `count`: the next number
        of a scene; `gone`: somebody may be on it no longer, so that no older picture is sent on."""
        places = self.arrangement.places
        tiles = tuple((feed.number, places[seat]) for seat, feed in feeds.items() if seat in places)
        columns = self.arrangement.columns
        former = self._scenes.get(self.scene)
        if self.scene and former is not None and former.columns == columns and tiles == self._tiles:
            self._scenes[self.scene] = self.arrangement
            return
        if not self.scene:
            self._begun_at, self._stale = now, False
        if not self.scene or gone:
            self._least = count
        self.scene, self._tiles = count, tiles
        self._scenes[count] = self.arrangement
        self.painted &= feeds.keys()
        self._say(control(Scene(self.number, count, self.shape, columns, tiles)))

    def rest(self) -> None:
        """Nothing is painted any more."""
        self.scene, self._tiles, self.painted, self.shows = 0, (), frozenset(), False
        self._scenes.clear()

    def serves(self, now: float) -> bool:
        """Whether it may be shown: it is painted, or was begun a moment ago."""
        return self.scene > 0 and (self.source.alive(now) or now - self._begun_at < START_S)

    def rate(self, now: float) -> tuple[int, float]:
        """Lines and bit rate, for the allotment."""
        if now - self._measured_at >= MEASURE_S:
            self._measured_at = now
            self.source.reception.report(self.number, now)
        return self.source.height, self.source.reception.usual_bps or ASSUMED_BPS

    def ask_keyframe(self, source: Source) -> None:
        if self.scene:
            self._say(control(Key(self.number)))

    # -- what was painted

    def takes(self, painted: Painted, seats: Mapping[int, int]) -> bool:
        """Whether that picture is sent on; `seats`: by feed. After one that is not only a keyframe helps."""
        if not self.scene or painted.scene < self._least:
            if self.scene and not self._stale:
                self.ask_keyframe(self.source)
            self._stale = True
            return False
        if self._stale and not painted.keyframe:
            return False
        self._stale = False
        self.shows = True
        self.shown = self._scenes.get(painted.scene, self.shown)
        for scene in [each for each in self._scenes if each < painted.scene]:
            del self._scenes[scene]
        self.painted = frozenset(seats[feed] for feed in painted.feeds if feed in seats)
        return True

    def packets(self, frame: bytes, now: float) -> Iterator[tuple[Header, memoryview]]:
        """The frame as a browser would send it; each is read before the next is asked for."""
        header = self._header
        header.ts, header.ssrc = int(now * VIDEO_RATE) & 0xFFFFFFFF, self.number
        self._pid += 1
        for at in range(0, len(frame), PIECE):
            self._seq = self._seq + 1 & 0xFFFF
            first = 0x90 if at == 0 else 0x80
            tail = DESCRIPTOR.pack(first, 0xE0, WIDE_PID | self._pid & 0x7FFF, self._pid & 0xFF, 0x20)
            payload = tail + frame[at : at + PIECE]
            header.seq, header.body, header.end = self._seq, 0, len(payload)
            header.marker = at + PIECE >= len(frame)
            yield header, memoryview(payload)

    def told_now(self) -> dict[str, Any]:
        """What browsers are told: the picture's measures, who sits where, and whose faces are painted. Places belong
        to a picture: those of the next are told with it."""
        shown = self.shown if self.shows else self.arrangement
        width, height = SIZES[self.shape]
        return {
            "shape": self.shape,
            "size": [width, height],
            "tile": list(shown.tile),
            "columns": shown.columns,
            "places": [[seat, place] for seat, place in shown.places.items() if seat in self.room.seats],
            "painted": sorted(self.painted & self.room.seats.keys()),
        }
