"""The halls of all rooms: who is on the picture, who looks at it, and what the mosaic process is told. Pure.

`line` leads to the mosaic process while there is one; messages that came from there go to `heard`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from typing import TYPE_CHECKING

from rooms.media import hall_wire as wire
from rooms.media.arrangement import SIZES, arrange
from rooms.media.canvas import Canvas, Feed
from rooms.media.layout import HALL
from rooms.media.sources import Source

if TYPE_CHECKING:
    from rooms.media.peer import Peer
    from rooms.media.room import Room
    from rooms.media.seating import Signal

LINGER_S = 3.0  # a canvas that nobody looks at is painted for so long: people turn back


class Halls:
    """`awaiting`: the seating's, of sources that are asked for a keyframe. `counts`: what the mosaic process reported,
    and what went wrong between it and us."""

    def __init__(self, signal: Signal, awaiting: set[Source]) -> None:
        self._signal, self._awaiting = signal, awaiting
        self._canvases: dict[int, Canvas] = {}
        self._feeds: dict[int, Feed] = {}
        self._parts: list[bytes] = []
        self._numbers, self._scenes = count(1), count(1)
        self.line: Callable[[bytes], bool] | None = None
        self.lost: Counter[str] = Counter()
        self.reported: dict[str, float] = {}

    # -- the mosaic process

    def opened(self, line: Callable[[bytes], bool]) -> None:
        """`line(message)` says whether it was taken."""
        self.line = line
        self._awaken()

    def closed(self) -> None:
        """All goes on without it."""
        self.line = None
        self._parts.clear()
        for canvas in self._canvases.values():
            self._stop_all(canvas.room)
            canvas.rest()
        self._awaken()

    def _awaken(self) -> None:
        for canvas in self._canvases.values():
            canvas.room.dirty = True

    def heard(self, message: bytes) -> tuple[Canvas, wire.Painted] | None:
        """A picture to be sent on, if it was one that still may be. Raises `ValueError`."""
        match wire.read(message):
            case wire.Painted() as painted:
                return self._painted(painted)
            case wire.Ask(feeds=feeds):
                for number in feeds:
                    if number in self._feeds:
                        self._want_keyframe(self._feeds[number].source)
            case wire.Counts(counts=counts):
                self.reported = counts
            case _:
                raise ValueError("not a message of the mosaic process")
        return None

    def _painted(self, painted: wire.Painted) -> tuple[Canvas, wire.Painted] | None:
        canvas = self._canvases.get(painted.canvas)
        seats = {number: feed.seat for number, feed in self._feeds.items()}
        if canvas is None or not canvas.takes(painted, seats):
            self.lost["stale"] += 1
            return None
        self._tell(canvas)
        return canvas, painted

    def flush(self) -> None:
        """What came since the last call goes to the mosaic process, in one message."""
        if self._parts and self.line is not None and not self.line(wire.packets(self._parts)):
            self.lost["unsent"] += 1
        self._parts.clear()

    def _say(self, message: bytes) -> None:
        self.flush()  # packets of before are of the scene before
        if self.line is not None:
            self.line(message)

    # -- rooms

    def refresh(self, room: Room, sending: Iterable[int], now: float) -> None:
        """`sending`: who may be seen and has the camera on. Asks their cameras for what is painted."""
        for canvas in self._watched(room, now):
            canvas.arrangement = arrange(canvas.arrangement, {seat: each.staff for seat, each in room.seats.items()})
        painting = [each for each in room.canvases.values() if self.line and now - each.watched_at < LINGER_S]
        chosen = [seat for seat in sending if room.seats[seat].hall] if painting else []
        gone = not set(room.feeds) <= {seat for seat in room.seats if _may(room, seat)}
        self._gather(room, chosen, now)
        for canvas in room.canvases.values():
            if canvas in painting:
                canvas.stage(room.feeds, now, count=next(self._scenes), gone=gone)
            elif canvas.scene:
                self._end(canvas)
            self._tell(canvas)

    def _watched(self, room: Room, now: float) -> list[Canvas]:
        """The canvases that somebody looks at now."""
        watched = []
        for shape in SIZES:
            if not any(each.ready and each.watches == shape for each in room.peers.values()) or not room.hall:
                continue
            if shape not in room.canvases:
                room.canvases[shape] = Canvas(next(self._numbers), room, shape, self._say)
                self._canvases[room.canvases[shape].number] = room.canvases[shape]
            room.canvases[shape].watched_at = now
            watched.append(room.canvases[shape])
        return watched

    def _gather(self, room: Room, seats: Iterable[int], now: float) -> None:
        """One feed for each of `seats`, of the smallest layer."""
        wanted = {}
        for seat in seats:
            peer = room.peers[seat]
            peer.needed |= peer.smallest()
            source = self._layer(peer, room.feeds.get(seat), now)
            if source is not None:
                wanted[seat] = source
        for seat, feed in list(room.feeds.items()):
            if wanted.get(seat) is not feed.source:
                self._stop(feed)
                del room.feeds[seat]
        for seat, source in wanted.items():
            if seat not in room.feeds:
                room.feeds[seat] = self._begin(source)

    @staticmethod
    def _layer(peer: Peer, held: Feed | None, now: float) -> Source | None:
        """The smallest one; another where that does not come."""
        alive = {rid: source for rid, source in peer.layers.items() if source.alive(now)}
        for rid in peer.smallest() & alive.keys():
            return alive[rid]
        if held is not None and held.source in alive.values():
            return held.source
        return None if peer.demand.waking(now) else min(alive.values(), key=lambda each: each.height, default=None)

    def _begin(self, source: Source) -> Feed:
        feed = Feed(next(self._numbers), source, self._parts)
        self._feeds[feed.number] = feed
        source.tap = feed.take
        self._want_keyframe(source)
        return feed

    def _stop(self, feed: Feed) -> None:
        feed.source.tap = None
        feed.source.wish = feed.source.wish and bool(feed.source.sinks or feed.source.waiting)
        self._feeds.pop(feed.number, None)

    def _stop_all(self, room: Room) -> None:
        for feed in room.feeds.values():
            self._stop(feed)
        room.feeds.clear()

    def _want_keyframe(self, source: Source) -> None:
        source.wish = True
        self._awaiting.add(source)

    def leave(self, room: Room, seat: int, now: float) -> None:
        """That person is not to be seen any more: not one more packet, and no picture from before is sent on."""
        feed = room.feeds.pop(seat, None)
        if feed is None:
            return
        self._stop(feed)
        for canvas in room.canvases.values():
            if canvas.scene:
                canvas.stage(room.feeds, now, count=next(self._scenes), gone=True)
                self._tell(canvas)

    def keep(self, rooms: Iterable[Room]) -> None:
        """Canvases of all others end: their room is no more."""
        kept = {id(room) for room in rooms}
        for number, canvas in list(self._canvases.items()):
            if id(canvas.room) not in kept:
                self._stop_all(canvas.room)
                self._end(canvas)
                del self._canvases[number]

    def _end(self, canvas: Canvas) -> None:
        canvas.rest()
        self._say(wire.control(wire.End(canvas.number)))

    # -- receivers

    def source_for(self, peer: Peer, room: Room, now: float) -> Canvas | None:
        """What a receiver who looks at the hall is sent."""
        canvas = room.canvases.get(peer.watches)
        return canvas if canvas is not None and canvas.serves(now) else None

    def _tell(self, canvas: Canvas) -> None:
        """All who look, if something changed; else only who looks since a moment ago."""
        watching = frozenset(
            seat for seat, peer in canvas.room.peers.items() if peer.ready and peer.watches == canvas.shape
        )
        data = canvas.told_now()
        to = watching if data != canvas.told else watching - canvas.told_to
        canvas.told, canvas.told_to = data, watching
        if to:
            self._signal(canvas.room.dialogue, tuple(sorted(to)), "hall", data)


def _may(room: Room, seat: int) -> bool:
    """Whether that face may be on the picture; a camera from which nothing comes for a while is another matter."""
    plan, peer = room.seats[seat], room.peers.get(seat)
    return plan.hall and plan.seen and peer is not None and peer.off_at is None


def with_hall(wishes: Mapping[int, int], height: int) -> dict[int, int]:
    """The hall comes after whoever is most important, and before all others."""
    (*first,) = list(wishes.items())[:1]
    return dict([*first, (HALL, height), *list(wishes.items())[1:]])
