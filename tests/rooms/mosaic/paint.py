"""Real VP8 of one colour, in packets as a browser cuts them, and the colours of decoded pictures."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
from PIL import Image

from rooms.media.arrangement import Box
from rooms.media.hall_wire import Piece, head_of, packets
from rooms.media.packets import MARKED, ONE_SOURCE

RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 170, 30), (30, 30, 200), (200, 200, 30)
GROUND = (35, 39, 58)
Colour = tuple[int, int, int]


def camera(colour: Colour, *, width: int = 160, height: int = 90) -> Iterator[bytes]:
    """Frames for ever, a keyframe first."""
    encoder: Any = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.framerate, encoder.gop_size = Fraction(1, 5), Fraction(5), 10_000
    encoder.options = {"deadline": "realtime", "lag-in-frames": "0", "cpu-used": "8"}
    frames: Any = av.VideoFrame
    at = 0
    while True:
        frame = frames.from_image(Image.new("RGB", (width, height), colour)).reformat(format="yuv420p")
        frame.pts = at
        at += 1
        yield b"".join(bytes(packet) for packet in encoder.encode(frame))


def cut(frame: bytes, number: int, ts: int, *, size: int = 400, temporal: int = -1) -> list[Piece]:
    """The frame's packets from that number on; `temporal`: its layer, where the sender says one."""
    parts = [frame[at : at + size] for at in range(0, len(frame), size)]
    pieces = []
    for at, part in enumerate(parts):
        first = (0x10 if at == 0 else 0) | (0x80 if temporal >= 0 else 0)
        head = bytes((first, 0x20, temporal << 6)) if temporal >= 0 else bytes((first,))
        flags = ONE_SOURCE | (MARKED if at == len(parts) - 1 else 0)
        pieces.append(Piece(0, number + at, ts, flags, memoryview(head + part)))
    return pieces


class Camera:
    """One feed's messages, frame by frame."""

    def __init__(self, feed: int, colour: Colour, **size: int) -> None:
        self.feed, self._frames = feed, camera(colour, **size)
        self._number = self._ts = 0

    def message(self) -> bytes:
        self._ts += 18_000
        pieces = cut(next(self._frames), self._number, self._ts)
        self._number += len(pieces)
        parts = []
        for piece in pieces:
            body = bytes(piece.payload)
            parts += [head_of(self.feed, piece.number, piece.ts, flags=piece.flags, size=len(body)), body]
        return packets(parts)


def colour_in(picture: Any, box: Box) -> Colour:
    """In the middle of the box."""
    left, top, width, height = box
    image = picture.to_image()
    found = image.getpixel((left + width // 2, top + height // 2))
    return found[0], found[1], found[2]


def near(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(one, other, strict=True))
