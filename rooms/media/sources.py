"""A stream that one person sends: microphone, one layer of the camera, or the screen. Knows no rooms, no receivers.

Counters become 64-bit here; from here on a packet is a `Packet` that all receivers share.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rooms.media import vp8
from rooms.media.history import History
from rooms.media.keyframes import Throttle
from rooms.media.missing import Missing
from rooms.media.packets import GRAIN, Header, Packet, extend
from rooms.media.reception import Reception

if TYPE_CHECKING:
    from rooms.media.slots import Slot

MIC, CAMERA, SCREEN, HALL_PICTURE = "mic", "camera", "screen", "hall"
AUDIO_RATE, VIDEO_RATE = 48000, 90000
AUDIO_DEPTH, VIDEO_DEPTH = 64, 512
ALIVE_S = 1.0  # a picture sends at least every other frame of 5 a second; a paused or dropped layer falls silent
SCREEN_ALIVE_S = 2.5  # a screen on which nothing moves comes once a second; the hall twice at least
ASSUMED_HEIGHT = {"q": 180, "h": 360, "f": 720}


def assumed_height(rid: str) -> int:
    """Until its first keyframe says how large a layer is."""
    return ASSUMED_HEIGHT.get(rid, 720)


class Source:
    """`sinks`: slots showing it; `waiting`: slots that will, from its next keyframe on; `tap`: who else gets each
    packet as it comes."""

    __slots__ = (
        "height",
        "history",
        "keyframe_at",
        "keyframe_seq",
        "keyframe_ts",
        "kind",
        "missing",
        "owner",
        "patience",
        "pid",
        "reception",
        "rid",
        "seat",
        "seen_at",
        "seq",
        "sinks",
        "ssrc",
        "stated",
        "tap",
        "throttle",
        "tl0",
        "ts",
        "waiting",
        "wish",
    )

    def __init__(self, seat: int, kind: str, *, ssrc: int, rid: str = "", owner: Any = None) -> None:
        self.owner: Any = owner  # the peer, which this module must not know
        self.seat, self.kind, self.ssrc, self.rid = seat, kind, ssrc, rid
        audio = kind == MIC
        self.reception = Reception(AUDIO_RATE if audio else VIDEO_RATE)
        self.history = History(AUDIO_DEPTH if audio else VIDEO_DEPTH)
        self.missing = Missing()
        self.throttle = Throttle()
        self.sinks: list[Slot] = []
        self.waiting: list[Slot] = []
        self.tap: Callable[[Packet], None] | None = None
        self.seq = self.ts = self.pid = self.tl0 = -1
        self.seen_at = -ALIVE_S
        self.height = assumed_height(rid)
        self.keyframe_at = -ALIVE_S
        self.keyframe_seq = self.keyframe_ts = -1
        self.patience = SCREEN_ALIVE_S if kind in (SCREEN, HALL_PICTURE) else ALIVE_S
        self.stated: tuple[int, float] | None = None  # RTP time and when that was recorded, on our clock
        self.wish = False  # somebody who has it needs a keyframe, and none has come since

    def alive(self, now: float) -> bool:
        return now - self.seen_at < self.patience

    def take(self, header: Header, view: memoryview, now: float, *, recovered: bool = False) -> Packet | None:
        """The packet for the others; None for a duplicate, one too late, or a payload that is not of its codec."""
        seq = extend(self.seq, header.seq, bits=16)
        if not self.history.takes(seq):
            return None
        ts = extend(self.ts, header.ts, bits=32)
        if self.kind == MIC:
            packet = Packet(seq, ts, bytes(view[header.body : header.end]), marker=header.marker, level=header.level)
        else:
            picture = self._picture(seq, ts, view[header.body : header.end], marker=header.marker)
            if picture is None:
                return None
            packet = picture
        self._follow(packet, now, recovered=recovered)
        return packet

    def _picture(self, seq: int, ts: int, view: memoryview, *, marker: bool) -> Packet | None:
        if not len(view):  # padding of a probe takes a number too: a hole here would be asked for
            return Packet(seq, ts, b"", marker=marker)
        read = vp8.read(view)
        if read is None:
            return None
        payload, pid, pid_bits, tl0, keyframe, height = read
        packet = Packet(seq, ts, payload, marker=marker)
        packet.keyframe = keyframe
        if pid >= 0:
            packet.pid = pid = extend(self.pid, pid, bits=pid_bits)
            if pid > self.pid:
                self.pid = pid
        if tl0 >= 0:
            packet.tl0 = tl0 = extend(self.tl0, tl0, bits=8)
            if tl0 > self.tl0:
                self.tl0 = tl0
        if height:
            self.height = height
        if not (marker and payload[0] & vp8.PARTITION == vp8.STARTS):  # one of several of its frame
            packet.pad(-len(payload) % GRAIN)
        return packet

    def _follow(self, packet: Packet, now: float, *, recovered: bool) -> None:
        self.history.keep(packet)
        if not recovered:
            self.seen_at = now
            self.reception.note(packet.seq, packet.ts, now, octets=len(packet.payload))
        if packet.keyframe:
            self.keyframe_at, self.keyframe_ts, self.wish = now, packet.ts, False
            self.keyframe_seq = packet.seq
        if packet.seq > self.seq:
            if self.kind != MIC and 0 <= self.seq < packet.seq - 1:
                self.missing.gap(self.seq + 1, packet.seq, now)
            self.seq, self.ts = packet.seq, packet.ts
        elif self.missing.open:
            self.missing.came(packet.seq, now, recovered=recovered)

    def state(self, rtp_time: int, at: float) -> None:
        """Its owner's sender report: what is recorded `at`, on our clock, bears `rtp_time`."""
        if self.ts >= 0:
            self.stated = extend(self.ts, rtp_time, bits=32), at

    def clock(self, now: float) -> float | None:
        """The RTP time of what is recorded `now`; None where its owner has not said."""
        return None if self.stated is None else self.stated[0] + (now - self.stated[1]) * self.reception.rate

    def wants_keyframe(self, now: float) -> bool:
        """Whether to ask its owner for one now."""
        return self.kind != MIC and self.throttle.may(now, height=self.height)

    def since_keyframe(self) -> list[Packet]:
        """Everything from the last keyframe on; empty where some of it is missing or forgotten."""
        if self.keyframe_seq < 0 or self.seq - self.keyframe_seq >= VIDEO_DEPTH:
            return []
        packets = [self.history.get(seq) for seq in range(self.keyframe_seq, self.seq + 1)]
        return [packet for packet in packets if packet is not None] if None not in packets else []
