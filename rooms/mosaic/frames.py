"""Whole VP8 frames out of packets that may come late, twice or never. Pure; knows RFC 7741, no decoder.

What is missing is waited for a moment, since it is asked for again; then only a keyframe helps.
"""

from __future__ import annotations

from dataclasses import dataclass

from rooms.media.hall_wire import Piece
from rooms.media.packets import MARKED, PADDED
from rooms.media.vp8 import KEYFRAME_START, PARTITION, STARTS

PATIENCE = 64  # packets held while one is missing
PATIENCE_TS = 36_000  # 0.4 s of a picture's clock
SPARE = 2  # the temporal layer that no other needs: browsers that send three leave out nothing else with it


@dataclass(frozen=True, slots=True)
class Frame:
    """`size`: (width, height), of keyframes only."""

    data: bytes
    keyframe: bool
    size: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class _Part:
    body: bytes
    ts: int
    starts: bool
    marker: bool
    spare: bool

    @property
    def keyframe(self) -> bool:
        """RFC 6386 section 9.1: the P bit of a frame's first byte is 0."""
        return self.starts and not self.body[0] & 0x01


class Assembler:
    """`lost`: how often it gave up waiting. `waits`: nothing comes out until a keyframe begins."""

    __slots__ = ("_held", "_newest", "_next", "lost")

    def __init__(self) -> None:
        self._held: dict[int, _Part | None] = {}
        self._next: int | None = None
        self._newest = 0
        self.lost = 0

    @property
    def waits(self) -> bool:
        return self._next is None

    def restart(self) -> None:
        """What came so far cannot be used."""
        self._next = None
        self._held.clear()

    def take(self, piece: Piece) -> list[Frame]:
        """The frames that are complete with it, in order. Raises `ValueError` for what is no VP8 payload."""
        part = _part(piece)
        if self._next is not None and piece.number < self._next:
            return []
        self._held[piece.number] = part
        self._newest = piece.ts
        if self._next is None and not self._begin():
            return []
        frames = self._released()
        if self._overdue():
            self.lost += 1
            self._next = None
            if self._begin():
                frames += self._released()
        return frames

    def _released(self) -> list[Frame]:
        frames = []
        while (frame := self._release()) is not None:
            if frame.data:
                frames.append(frame)
        return frames

    def _begin(self) -> bool:
        """From the newest keyframe on."""
        starts = [number for number, part in self._held.items() if part is not None and part.keyframe]
        if not starts:
            for number in sorted(self._held)[:-PATIENCE]:
                del self._held[number]
            return False
        self._next = max(starts)
        self._held = {number: part for number, part in self._held.items() if number >= self._next}
        return True

    def _release(self) -> Frame | None:
        """The next frame, if all of it is there; without data where it may be left out."""
        assert self._next is not None
        number = self._next
        parts: list[_Part] = []
        while number in self._held:
            part = self._held[number]
            number += 1
            if part is None:  # padding of a probe
                continue
            if part.starts and parts:  # the one before had no end: its marker was on padding
                number -= 1
                break
            parts.append(part)
            if part.marker:
                break
        else:
            return None
        for used in range(self._next, number):
            del self._held[used]
        self._next = number
        return _frame(parts)

    def _overdue(self) -> bool:
        """Whether something has been missing for too long."""
        if not self._held or self._next is None or len(self._held) == max(self._held) - self._next + 1:
            return False
        oldest = next((part for _, part in sorted(self._held.items()) if part is not None), None)
        waited = 0 if oldest is None else (self._newest - oldest.ts) & 0xFFFFFFFF
        return len(self._held) > PATIENCE or PATIENCE_TS < waited < 1 << 31


def _frame(parts: list[_Part]) -> Frame:
    first = parts[0]
    if not first.starts or first.spare:
        return Frame(b"", keyframe=False)
    data = b"".join(part.body for part in parts)
    if not first.keyframe:
        return Frame(data, keyframe=False)
    size = (0, 0)
    if len(data) >= 10 and data[3:6] == KEYFRAME_START:
        size = (data[6] | data[7] << 8) & 0x3FFF, (data[8] | data[9] << 8) & 0x3FFF
    return Frame(data, keyframe=True, size=size)


def _part(piece: Piece) -> _Part | None:
    """RFC 7741 section 4.2; None for padding alone."""
    view = piece.payload
    end = len(view)
    if piece.flags & PADDED and end:
        end -= view[end - 1]
    if end <= 0:
        return None
    first = view[0]
    at, temporal = 1, 0
    if first & 0x80:
        if end < 2:
            raise ValueError("a payload descriptor that is cut short")
        flags, at = view[1], 2
        if flags & 0x80:
            at += 2 if at < end and view[at] & 0x80 else 1
        at += bool(flags & 0x40)
        if flags & 0x30:
            temporal = view[at] >> 6 if flags & 0x20 and at < end else 0
            at += 1
    if at >= end:
        raise ValueError("a payload descriptor without a payload")
    starts = first & PARTITION == STARTS
    return _Part(bytes(view[at:end]), piece.ts, starts, bool(piece.flags & MARKED), temporal >= SPARE)
