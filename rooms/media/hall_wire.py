"""What the media process and the mosaic process say to each other: one message in one datagram. Pure; knows no socket.

Control is JSON, which begins with a brace; packets and pictures begin with a letter and have a fixed head.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from struct import Struct
from struct import error as BadLength
from typing import Any

from rooms.media.arrangement import SIZES

PACKETS, PICTURE, CONTROL = b"P"[0], b"V"[0], b"{"[0]
LARGEST = 1 << 18  # bytes of a message
PACKET = Struct("!IIIHH")  # feed, number, RTP time, flags as in `rooms.media.packets`, bytes of the payload
HEAD = Struct("!BIIBH")  # letter, canvas, scene, whether a keyframe, how many feeds follow
U32 = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Scene:
    """What is to be painted on a canvas from now on: `tiles` are (feed, place). `scene` counts up."""

    canvas: int
    scene: int
    shape: str
    columns: int
    tiles: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class End:
    """Nobody looks at that canvas any more."""

    canvas: int


@dataclass(frozen=True, slots=True)
class Key:
    """The next picture of that canvas begins anew: somebody is late, or lost something."""

    canvas: int


@dataclass(frozen=True, slots=True)
class Ask:
    """These feeds cannot be decoded until a keyframe comes."""

    feeds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What went wrong and what was done since the mosaic process began, by name."""

    counts: dict[str, float]


@dataclass(frozen=True, slots=True)
class Painted:
    """One encoded picture of `scene`; `feeds`: whose pictures are on it."""

    canvas: int
    scene: int
    keyframe: bool
    feeds: tuple[int, ...]
    frame: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """One packet of a feed: `number` and `ts` modulo 2^32."""

    feed: int
    number: int
    ts: int
    flags: int
    payload: memoryview


Control = Scene | End | Key | Ask | Counts
Message = Control | Painted | list[Piece]


def head_of(feed: int, number: int, ts: int, *, flags: int, size: int) -> bytes:
    """What stands before a packet's payload."""
    return PACKET.pack(feed, number & U32, ts & U32, flags, size)


def packets(parts: Iterable[bytes]) -> bytes:
    """`parts`: heads and payloads in turn."""
    return b"P" + b"".join(parts)


def picture(painted: Painted) -> bytes:
    feeds = b"".join(feed.to_bytes(4, "big") for feed in painted.feeds)
    head = HEAD.pack(PICTURE, painted.canvas, painted.scene, painted.keyframe, len(painted.feeds))
    return head + feeds + painted.frame


def control(message: Control) -> bytes:
    match message:
        case Scene():
            body: dict[str, Any] = {
                "scene": [message.canvas, message.scene, message.shape, message.columns, *message.tiles]
            }
        case End(canvas=canvas):
            body = {"end": canvas}
        case Key(canvas=canvas):
            body = {"key": canvas}
        case Ask(feeds=feeds):
            body = {"ask": feeds}
        case Counts(counts=counts):
            body = {"counts": counts}
    return json.dumps(body, separators=(",", ":")).encode()


def read(data: bytes) -> Message:
    """Raises `ValueError` for what is none of these."""
    try:
        if data[0] == PACKETS:
            return list(_pieces(memoryview(data)))
        if data[0] == PICTURE:
            return _painted(data)
        if data[0] == CONTROL:
            return _controlled(json.loads(data))
    except (BadLength, ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"not a message of the hall: {error!r}") from None
    raise ValueError("not a message of the hall: unknown kind")


def _pieces(view: memoryview) -> Iterator[Piece]:
    at = 1
    while at < len(view):
        feed, number, ts, flags, size = PACKET.unpack_from(view, at)
        at += PACKET.size
        if at + size > len(view):
            raise ValueError("cut short")
        yield Piece(feed, number, ts, flags, view[at : at + size])
        at += size


def _painted(data: bytes) -> Painted:
    _, canvas, scene, keyframe, count = HEAD.unpack_from(data)
    at = HEAD.size
    end = at + 4 * count
    if end >= len(data):
        raise ValueError("cut short")
    feeds = tuple(int.from_bytes(data[each : each + 4], "big") for each in range(at, end, 4))
    return Painted(canvas, scene, bool(keyframe), feeds, data[end:])


def _controlled(body: dict[str, Any]) -> Control:
    ((kind, value),) = body.items()
    if kind == "scene":
        canvas, scene, shape, columns, *tiles = value
        if shape not in SIZES or int(columns) < 1:
            raise ValueError("no such shape")
        return Scene(int(canvas), int(scene), shape, int(columns), tuple((int(f), int(p)) for f, p in tiles))
    if kind == "ask":
        return Ask(_numbers(value))
    if kind == "counts":
        return Counts({str(name): float(count) for name, count in value.items()})
    if kind == "key":
        return Key(int(value))
    if kind == "end":
        return End(int(value))
    raise KeyError(kind)


def _numbers(value: Sequence[Any]) -> tuple[int, ...]:
    return tuple(int(each) for each in value)
