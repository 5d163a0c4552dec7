"""All canvases of one media process: hears what is to be painted and the packets, paints when it is time. No socket.

Every method takes `now`, in seconds of any steady clock; `wake_at` says when `work` is due.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from rooms.media import hall_wire as wire
from rooms.media.arrangement import SIZES, Arrangement, Box
from rooms.mosaic.encoder import Encoder
from rooms.mosaic.face import Face
from rooms.mosaic.pace import Pace
from rooms.mosaic.sheet import Sheet

SOON_S = 0.04  # after somebody has gone, or a keyframe was asked for
TOLD_S = 1.0
KEY_EVERY_S = 2.0  # keyframes for who is late or lost something are many times as large as a picture


class Painting:
    """One canvas: its sheet, its encoder, and what was last put where."""

    def __init__(self, scene: wire.Scene, now: float, *, fps: float) -> None:
        size = SIZES[scene.shape]
        self.scene = scene
        self.sheet, self.encoder = Sheet(*size), Encoder(*size, fps=fps)
        self.fresh, self.wish, self.due_at = True, False, now
        self._keyed_at = now - KEY_EVERY_S
        self._put: dict[Box, tuple[int, int]] = {}  # feed and version

    def turn(self, scene: wire.Scene, now: float) -> None:
        """Another scene: dealt anew it begins with a keyframe, and somebody who is gone is gone at once."""
        gone = {feed for feed, _ in self.scene.tiles} - {feed for feed, _ in scene.tiles}
        if (scene.columns, scene.shape) != (self.scene.columns, self.scene.shape):
            self.fresh = True
        if gone or self.fresh:
            self.due_at = min(self.due_at, now + SOON_S)
        self.scene = scene

    def may(self, now: float) -> bool:
        """Whether the last keyframe is so old that another may be made for who is late."""
        return now - self._keyed_at >= KEY_EVERY_S

    def paint(self, faces: dict[int, Face], now: float) -> wire.Painted | None:
        boxes = Arrangement(self.scene.shape, self.scene.columns)
        wanted: dict[Box, int] = {}
        for feed, place in self.scene.tiles:
            if feed in faces and faces[feed].picture is not None:
                wanted[boxes.box(place)] = feed
        for box in self._put.keys() - wanted.keys():  # all of them first: boxes of another grid overlap
            self.sheet.clear(box)
            del self._put[box]
        for box, feed in wanted.items():
            state = feed, faces[feed].version
            if self._put.get(box) != state:
                self.sheet.put(box, faces[feed].picture)
                self._put[box] = state
        frame = self.encoder.encode(self.sheet.finish(), now, keyframe=self.fresh or (self.wish and self.may(now)))
        if not frame:
            return None
        if not frame[0] & 1:
            self.fresh, self.wish, self._keyed_at = False, False, now
        return wire.Painted(self.scene.canvas, self.scene.scene, not frame[0] & 1, tuple(wanted.values()), frame)


class Mosaic:
    """`say(message)` goes to the media process; `spent()` is the processor time of this process in seconds."""

    def __init__(self, say: Callable[[bytes], None], spent: Callable[[], float], now: float) -> None:
        self._say, self._spent = say, spent
        self._faces: dict[int, Face] = {}
        self._paintings: dict[int, Painting] = {}
        self.counts: Counter[str] = Counter()
        self.pace = Pace()
        self._told_at, self._spent_then = now, spent()
        self._late = False

    def hear(self, message: bytes, now: float) -> None:
        try:
            heard = wire.read(message)
        except ValueError:
            self.counts["unread"] += 1
            return
        match heard:
            case list():
                for piece in heard:
                    if piece.feed in self._faces:
                        self._faces[piece.feed].take(piece, now)
            case wire.Scene():
                self._stage(heard, now)
            case wire.End(canvas=canvas):
                self._paintings.pop(canvas, None)
                self._cast()
            case wire.Key(canvas=canvas):
                self._renew(canvas, now)
            case _:
                self.counts["unread"] += 1

    def _stage(self, scene: wire.Scene, now: float) -> None:
        painting = self._paintings.get(scene.canvas)
        if painting is None:
            self._paintings[scene.canvas] = Painting(scene, now, fps=self.pace.fps)
        else:
            painting.turn(scene, now)
        self._cast()

    def _cast(self) -> None:
        """One face for each feed of any scene: of who is in none nothing is kept."""
        wanted = {feed for painting in self._paintings.values() for feed, _ in painting.scene.tiles}
        self._faces = {feed: self._faces.get(feed) or Face(self.counts) for feed in wanted}

    def _renew(self, canvas: int, now: float) -> None:
        painting = self._paintings.get(canvas)
        if painting is not None:
            painting.wish = True
            painting.due_at = min(painting.due_at, now + SOON_S) if painting.may(now) else painting.due_at

    def wake_at(self) -> float | None:
        """None while nobody looks."""
        if not self._paintings:
            return None
        return min(self._told_at + TOLD_S, *(painting.due_at for painting in self._paintings.values()))

    def work(self, now: float) -> None:
        """Paints what is due, and once a second looks at what it cost."""
        for face in self._faces.values():
            face.rest(now)
        period = 1 / self.pace.fps
        for painting in self._paintings.values():
            if now >= painting.due_at:
                self._late = self._late or now - painting.due_at > period
                painting.due_at = max(painting.due_at + period, now + period / 2)
                self._paint(painting, now)
        asking = tuple(feed for feed, face in self._faces.items() if face.asks(now))
        if asking:
            self._say(wire.control(wire.Ask(asking)))
        if now - self._told_at >= TOLD_S:
            self._tell(now)

    def _paint(self, painting: Painting, now: float) -> None:
        painted = painting.paint(self._faces, now)
        if painted is not None:
            self.counts["pictures"] += 1
            self.counts["keyframes"] += painted.keyframe
            self._say(wire.picture(painted))

    def _tell(self, now: float) -> None:
        spent = self._spent()
        if self._paintings:
            self.pace.judge((spent - self._spent_then) / (now - self._told_at), now, late=self._late)
        self._told_at, self._spent_then, self._late = now, spent, False
        self._say(wire.control(wire.Counts({**self.counts, "fps": self.pace.fps})))
