"""One person's small picture: decodes what comes and keeps the newest. Whatever goes wrong costs this picture only."""

from __future__ import annotations

from collections import Counter
from typing import Any

import av
from av.error import FFmpegError

from rooms.media.hall_wire import Piece
from rooms.mosaic.frames import Assembler, Frame

MOST_PIXELS = 1280 * 720  # larger ones are no small picture: decoding them would cost the others theirs
STALE_S = 1.0  # without a frame the camera is off
ASK_EVERY_S = 1.0


class Face:
    """`picture`: the newest decoded, None until the first and when nothing has come for a while; `version` counts
    them."""

    __slots__ = ("_asked_at", "_assembler", "_counts", "_decoder", "_seen_at", "picture", "version")

    def __init__(self, counts: Counter[str]) -> None:
        """`counts`: what was decoded and what went wrong, for metrics."""
        self._counts = counts
        self._assembler = Assembler()
        self._decoder: Any = None
        self._asked_at = self._seen_at = 0.0
        self.picture: Any = None
        self.version = 0

    def take(self, piece: Piece, now: float) -> None:
        lost = self._assembler.lost
        try:
            frames = self._assembler.take(piece)
        except ValueError:
            self._counts["malformed"] += 1
            return
        self._counts["lost"] += self._assembler.lost - lost
        for frame in frames:
            self._decode(frame, now)

    def _decode(self, frame: Frame, now: float) -> None:
        if self._decoder is None and not frame.keyframe:
            return
        if frame.keyframe and not 0 < frame.size[0] * frame.size[1] <= MOST_PIXELS:
            self._fail("size")
            return
        if self._decoder is None:
            self._decoder = av.CodecContext.create("vp8", "r")
            self._decoder.thread_count = 1
        try:
            for picture in self._decoder.decode(av.Packet(frame.data)):
                self.picture, self._seen_at = picture, now
                self.version += 1
                self._counts["decoded"] += 1
        except (FFmpegError, MemoryError):
            self._fail("broken")

    def _fail(self, what: str) -> None:
        """Its place is empty until a keyframe comes."""
        self._counts[what] += 1
        self._decoder = self.picture = None
        self._assembler.restart()

    def rest(self, now: float) -> None:
        """A picture that nothing has followed is not that person any more."""
        if self.picture is not None and now - self._seen_at > STALE_S:
            self.picture = None

    def asks(self, now: float) -> bool:
        """Whether a keyframe is to be asked for now; if so, it counts as asked."""
        if not (self._assembler.waits or self._decoder is None) or now - self._asked_at < ASK_EVERY_S:
            return False
        self._asked_at = now
        return True
