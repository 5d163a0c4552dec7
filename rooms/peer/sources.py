"""A synthetic microphone and camera: which payloads are due when. Pure: time is an input, and it knows no network.

Times are seconds of one monotonic clock. A picture layer is a cheap stand-in for an encoder: frames of a fixed number
of packets, a larger keyframe first and whenever one was asked for; or a reel, real frames that come round again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rooms.peer.marks import Picture, Voice, show, speak, write_picture, write_voice

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


@dataclass(frozen=True, slots=True)
class Reel:
    """A real picture that comes round: `frames` are the pieces of each frame, the first one a keyframe, the last piece
    of each with its mark."""

    shape: LayerShape
    frames: tuple[tuple[bytes, ...], ...]


class Microphone:
    """50 packets a second while on. `level` is -dBov as in the audio level extension (0 loudest, 127 silence).

    `speech`: real Opus packets that come round instead of filling.
    """

    __slots__ = ("_count", "_next", "_silence", "level", "on", "seat", "size", "speech")

    def __init__(
        self, seat: int, *, level: int = 30, size: int = 80, on: bool = True, speech: Sequence[bytes] = ()
    ) -> None:
        self.seat = seat
        self.level = level
        self.size = size
        self.on = on
        self.speech = speech
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
            yield Payload(self._say(), int(at * VOICE_RATE) & 0xFFFFFFFF, self._silence)
            self._silence = False  # RFC 3551 section 4.1: the marker is the first packet after silence
            self._count += 1
            at += VOICE_FRAME
        self._next = at

    def _say(self) -> bytes:
        voice = Voice(self.seat, self._count)
        if not self.speech:
            return write_voice(voice, self.size)
        return speak(voice, self.speech[self._count % len(self.speech)])


class Layer:
    """One simulcast layer of a camera; with a `reel`, whose shape then counts, of real pictures: a request for a
    keyframe begins it anew, and `played` says when each of its frames was last due."""

    __slots__ = (
        *("_at", "_frame", "_key_at", "_next", "_picture_id", "_tl0"),
        *("active", "index", "keyframes", "played", "reel", "seat", "shape"),
    )

    def __init__(
        self, seat: int, index: int, shape: LayerShape, *, picture_id: int = 0, reel: Reel | None = None
    ) -> None:
        self.seat = seat
        self.index = index
        self.shape = shape
        self.reel = reel
        self.active = True
        self.keyframes = 0
        self.played: dict[int, float] = {}
        self._at = 0
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
        timestamp = int(now * PICTURE_RATE) & 0xFFFFFFFF
        if key:
            self._key_at = None
            self.keyframes += 1
        bodies = self._drawn(key) if self.reel is None else self._next_of(self.reel, key)
        self.played[self._at] = now
        for part, body in enumerate(bodies, 1):
            yield Payload(body, timestamp, part == len(bodies))
        self._frame += 1
        self._picture_id = self._picture_id + 1 & 0x7FFF
        self._tl0 = self._tl0 + 1 & 0xFF

    def _drawn(self, key: bool) -> list[bytes]:
        shape, parts = self.shape, self.shape.key_packets if key else self.shape.packets
        pictures = [self._picture(self._frame, part, parts, key) for part in range(parts)]
        return [write_picture(picture, shape.size, width=shape.width, height=shape.height) for picture in pictures]

    def _next_of(self, reel: Reel, key: bool) -> list[bytes]:
        self._at = 0 if key else (self._at + 1) % len(reel.frames)
        pieces = reel.frames[self._at]
        whole = self._picture(self._at, 0, len(pieces), self._at == 0)
        return [show(whole._replace(part=part), piece) for part, piece in enumerate(pieces)]

    def _picture(self, frame: int, part: int, parts: int, key: bool) -> Picture:
        return Picture(self.seat, self.index, frame, part, parts, key, self._picture_id, self._tl0)
