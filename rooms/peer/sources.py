"""A synthetic microphone and camera: which payloads are due when. Pure: time is an input, and it knows no network.

Times are seconds of one monotonic clock. A picture layer is a cheap stand-in for an encoder: frames of a fixed number
of packets, a larger keyframe first and whenever one was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rooms.peer.marks import Picture, Voice, write_picture, write_voice

VOICE_RATE = 48_000
PICTURE_RATE = 90_000
VOICE_FRAME = 0.020


class Payload(NamedTuple):
    """One RTP payload with its timestamp and marker bit."""

    body: bytes
    timestamp: int
    marker: bool


@dataclass(frozen=True, slots=True)
class LayerShape:
    """What one simulcast layer sends: `packets` of `size` bytes per frame, `key_packets` for a keyframe."""

    rid: str
    width: int
    height: int
    frames_per_second: float
    packets: int = 1
    size: int = 1000
    key_packets: int = 4


SMALL = LayerShape("q", 160, 90, 12.0, size=500, key_packets=3)
MIDDLE = LayerShape("h", 320, 180, 24.0, size=900, key_packets=8)
LARGE = LayerShape("f", 640, 360, 25.0, packets=2, key_packets=20)  # about 50 packets a second, as measured at 360p
LAYERS = (SMALL, MIDDLE, LARGE)


class Microphone:
    """50 packets a second while on. `level` is -dBov as in the audio level extension (0 loudest, 127 silence)."""

    __slots__ = ("_count", "_next", "_silence", "level", "on", "seat", "size")

    def __init__(self, seat: int, *, level: int = 30, size: int = 80, on: bool = True) -> None:
        self.seat = seat
        self.level = level
        self.size = size
        self.on = on
        self._count = 0
        self._next: float | None = None
        self._silence = True

    def due(self, now: float) -> Iterator[Payload]:
        """What is to be sent by `now`; at most 5 packets of backlog."""
        if not self.on:
            self._next, self._silence = None, True
            return
        at = now if self._next is None else max(self._next, now - 5 * VOICE_FRAME)
        while at <= now:
            body = write_voice(Voice(self.seat, self._count), self.size)
            yield Payload(body, int(at * VOICE_RATE) & 0xFFFFFFFF, self._silence)
            self._silence = False  # RFC 3551 section 4.1: the marker is the first packet after silence
            self._count += 1
            at += VOICE_FRAME
        self._next = at


class Layer:
    """One simulcast layer of a camera."""

    __slots__ = ("_frame", "_key_at", "_next", "_picture_id", "_tl0", "active", "index", "keyframes", "seat", "shape")

    def __init__(self, seat: int, index: int, shape: LayerShape, *, picture_id: int = 0) -> None:
        self.seat = seat
        self.index = index
        self.shape = shape
        self.active = True
        self.keyframes = 0
        self._frame = 0
        self._key_at: float | None = 0.0
        self._next: float | None = None
        self._picture_id = picture_id
        self._tl0 = picture_id & 0xFF

    def ask_keyframe(self, at: float) -> None:
        """A keyframe is due from `at` on; an earlier request stands."""
        self._key_at = at if self._key_at is None else min(self._key_at, at)

    def pause(self) -> None:
        """No receiver shows it: nothing is sent, and the next frame after `resume` is a keyframe."""
        self.active, self._next = False, None

    def resume(self, now: float) -> None:
        if not self.active:
            self.active = True
            self.ask_keyframe(now)

    def due(self, now: float) -> Iterator[Payload]:
        """The packets of the frame that is due by `now`, if one is; a late camera skips frames instead of bursting."""
        if not self.active:
            return
        key = self._key_at is not None and self._key_at <= now
        if self._next is not None and now < self._next and not key:
            return
        period = 1 / self.shape.frames_per_second
        late = self._next is None or now - self._next > period or key
        self._next = now + period if late or self._next is None else self._next + period
        yield from self._render(now, key)

    def _render(self, now: float, key: bool) -> Iterator[Payload]:
        shape, parts = self.shape, self.shape.key_packets if key else self.shape.packets
        timestamp = int(now * PICTURE_RATE) & 0xFFFFFFFF
        if key:
            self._key_at = None
            self.keyframes += 1
        for part in range(parts):
            picture = Picture(self.seat, self.index, self._frame, part, parts, key, self._picture_id, self._tl0)
            body = write_picture(picture, shape.size, width=shape.width, height=shape.height)
            yield Payload(body, timestamp, part == parts - 1)
        self._frame += 1
        self._picture_id = self._picture_id + 1 & 0x7FFF
        self._tl0 = self._tl0 + 1 & 0xFF
