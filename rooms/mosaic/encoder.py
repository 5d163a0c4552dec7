"""One VP8 stream out of the finished pictures: libvpx as browsers use it for a live picture. Knows no people."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av
from av.video.frame import PictureType

BITS_PER_S = 350_000
RATE = 90_000
NEVER = 1_000_000
OPTIONS = {
    "keyint_min": str(NEVER),  # as many as between two at most: no keyframe but those that are asked for
    "deadline": "realtime",
    "cpu-used": "-16",  # a fixed speed; a positive one would follow the clock of a busy machine
    "lag-in-frames": "0",
    "static-thresh": "100",  # who sits still costs little; more would leave traces of who was there before
    "max-intra-rate": "600",  # % of a picture's share that a keyframe may take
    "undershoot-pct": "95",
}


class Encoder:
    """Begins with a keyframe."""

    def __init__(self, width: int, height: int, *, fps: float) -> None:
        codec: Any = av.CodecContext.create("libvpx", "w")
        codec.width, codec.height, codec.pix_fmt = width, height, "yuv420p"
        codec.time_base, codec.framerate = Fraction(1, RATE), Fraction(round(fps))
        codec.bit_rate, codec.gop_size, codec.thread_count = BITS_PER_S, NEVER, 1
        codec.options = OPTIONS
        self._codec = codec
        self._pts = -1

    def encode(self, frame: Any, now: float, *, keyframe: bool) -> bytes:
        """One picture; empty where the encoder leaves it out."""
        self._pts = max(self._pts + 1, int(now * RATE))
        frame.pts = self._pts
        frame.pict_type = PictureType.I if keyframe else PictureType.NONE
        return b"".join(bytes(packet) for packet in self._codec.encode(frame))
