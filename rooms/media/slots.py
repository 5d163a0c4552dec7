"""A fixed outgoing stream of one receiver: what is mapped to it leaves as one seamless stream. Pure: no clock, no I/O.

Rules 3 to 7 of the media design live here: what happens to the counters at a switch, and nowhere else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from random import Random
from struct import Struct
from typing import Any

from rooms.media import vp8
from rooms.media.buffers import LARGEST
from rooms.media.packets import GRAIN, MARKED, ONE_SOURCE, PADDED, START, Packet, extend, send_time
from rooms.media.sources import AUDIO_RATE, VIDEO_RATE, Source

# RTP with one CSRC and one word of header extension, the same length for every packet
# flags and payload type, number, time, SSRC and CSRC, extension
HEADER = Struct("!HHIQQ")
# the same with a payload of so many bytes
PACK = tuple(Struct(f"{HEADER.format}{size}s").pack_into for size in range(LARGEST + GRAIN))
ONE_BYTE = 0xBEDE0001 << 32  # RFC 8285: the one-byte form, one word
WORD = 0xFFFFFF
U16 = Struct("!H")
COUNTERS = Struct("!HB")  # as they lie in a VP8 descriptor in the long form
BODY = HEADER.size

BLANKS = 3
BLANK_EVERY_S = 0.060
RESENDS = 3
RESEND_AFTER_S = 0.100
SPANS = 8
RESENT_KEPT = 512
NOTHING = Packet(-1, -1, b"")
MOST_LAG_S = 2.0  # a sender report that claims more is not believed
MOST_SKEW_S = 0.5  # by which the clocks of two sources may correct a switch


class Span:
    """A stretch of a slot's numbers that came from one source: what NACKs are answered from (rule 6)."""

    __slots__ = ("end", "first", "kept", "pid", "seq", "source", "streams", "tl0", "ts")

    def __init__(self, source: Source, first: int, *, ssrc: int, seq: int, ts: int, pid: int, tl0: int) -> None:
        self.streams = ssrc << 32 | source.seat  # rule 7: the seat rides in the CSRC
        self.source, self.first, self.seq, self.ts, self.pid, self.tl0 = source, first, seq, ts, pid, tl0
        self.end = -1  # the last number of it, once it is over
        self.kept: dict[int, Packet] = {}  # what left in another form than the source's history has

    def holds(self, seq: int) -> bool:
        return self.first <= seq and (self.end < 0 or seq <= self.end)

    def get(self, seq: int) -> Packet | None:
        """The packet that left as `seq`."""
        return self.kept.get(seq - self.seq) or self.source.history.get(seq - self.seq)


class Slot:
    """`seat`: who is mapped; `source`: what is forwarded, from its number `begin` on; `awaited`: the layer it will
    change to at a keyframe.

    `stops`: how often forwarding was stopped; what was written before the last time must not leave any more.
    """

    __slots__ = (
        "_blank_at",
        "_extension",
        "_finished",
        "_lag",
        "_last",
        "_mark",
        "_origin",
        "_pid",
        "_resent",
        "_rtx_seq",
        "_seq",
        "_shown",
        "_span",
        "_spans",
        "_tl0",
        "_ts",
        "_withheld",
        "_word",
        "awaited",
        "begin",
        "blanks",
        "loss",
        "missed",
        "octets",
        "owner",
        "packets",
        "payload_type",
        "picture",
        "pli_at",
        "rate",
        "rtx_payload_type",
        "rtx_ssrc",
        "seat",
        "source",
        "ssrc",
        "stops",
        "used_at",
    )

    def __init__(
        self,
        *,
        ssrc: int,
        picture: bool,
        payload_type: int,
        extension: int,
        rtx: tuple[int, int] | None = None,
        random: Random,
        owner: Any = None,
    ) -> None:
        """`extension`: id of the level (sound) or abs-send-time (picture), 0 for none; `rtx`: (ssrc, payload type)."""
        self.ssrc, self.picture, self.payload_type = ssrc, picture, payload_type
        self.rtx_ssrc, self.rtx_payload_type = rtx or (0, 0)
        self.rate = VIDEO_RATE if picture else AUDIO_RATE
        size = 2 if picture else 0  # RFC 8285: length minus one
        self.owner: Any = owner  # the peer, which this module must not know
        if extension > 14:  # the one-byte form has no room for it (RFC 8285 section 4.2)
            extension = 0
        self._extension = ONE_BYTE | ((extension << 4 | size) << 24 if extension else 0)  # or four bytes of padding
        self._word = WORD if extension else 0
        self.seat: int | None = None
        self.source: Source | None = None
        self.awaited: Source | None = None
        self.begin = 0
        # RFC 3550 section 5.1: random beginnings; below 2^15 so that libsrtp's rollover counter starts alike
        self._seq = self._origin = START + random.randrange(1, 1 << 15)
        self._ts = START + random.randrange(1 << 31)
        self._pid = START + random.randrange(1 << 15)
        self._tl0 = START + random.randrange(1 << 8)
        self._rtx_seq = random.randrange(1, 1 << 15)
        self._lag = 0.0  # RTP time by which `clock` is ahead of what arrived, with the source before
        self.used_at = 0.0
        self._finished, self._mark, self._shown = True, False, False
        self._last = NOTHING  # the newest of the present span that left
        self._span: Span | None = None
        self._spans: deque[Span] = deque(maxlen=SPANS)
        self._resent: dict[int, tuple[int, float]] = {}
        self.blanks, self._blank_at = 0, 0.0
        self.pli_at = -1.0
        self.stops = 0
        self.packets = self.octets = 0
        self._withheld = 0
        self.loss = self.missed = 0.0  # on the way from here; and with what had not come to us

    # -- switching

    def start(self, source: Source, packet: Packet, now: float, *, kept: Sequence[Packet] = ()) -> None:
        """From `packet` on the slot carries `source`; for a picture `packet` begins a keyframe (rule 4).

        `kept`: packets that will leave in another form than the source's history has them.
        """
        # rule 3: a frame that was never finished leaves one number out, or the decoder would join the two
        self._close(now)
        first = self._seq + (1 if self._finished else 2)
        elapsed = round((now - self.used_at) * self.rate + self._skew(source, packet, now))
        elapsed = max(1, elapsed) if self._shown else 0
        pid = self._pid + 1 - packet.pid if packet.pid >= 0 else 0
        tl0 = self._tl0 + 1 - packet.tl0 if packet.tl0 >= 0 else 0
        ts = self._ts + elapsed - packet.ts
        self._span = Span(source, first, ssrc=self.ssrc, seq=first - packet.seq, ts=ts, pid=pid, tl0=tl0)
        self._span.kept = {packet.seq: packet for packet in kept}
        self._spans.append(self._span)
        self._mark = not self.picture
        self.blanks = 0
        self.source, self.awaited, self.begin = source, None, packet.seq
        self.missed = self.loss  # what the one before lost on the way to us is not this one's

    def stop(self, now: float, *, forget: bool) -> None:
        """Nothing more of the present source; `forget` (a room change) also ends answers to NACKs (rule 6)."""
        self._close(now)
        if self.source is not None and self.picture and self._shown:
            self.blanks, self._blank_at = BLANKS, now
        self.stops += 1
        self.source = self.awaited = None
        if forget:
            self._spans.clear()
            self._resent.clear()

    def _skew(self, source: Source, packet: Packet, now: float) -> float:
        """How much earlier `source` arrives after its recording than the one before: the slot's clock runs on evenly,
        or a browser that compares its sender reports would lose sound and picture of a person for a while."""
        recorded = source.clock(now)
        if recorded is None:
            return 0.0
        most = MOST_SKEW_S * self.rate
        return max(-most, min(most, self._lag - (recorded - packet.ts)))

    def _close(self, now: float) -> None:
        self._settle()
        if self._span is not None:
            clock = self.clock(now)
            if clock is not None:
                self._lag = clock - self._arrived(now)
            self._span.end = self._seq
            self._span, self._last = None, NOTHING

    def _settle(self) -> None:
        """Brings the counters up to what has left: `write` only notes the newest packet, this adds up."""
        last, span = self._last, self._span
        if span is None or last is NOTHING:
            return
        self._seq, self._ts, self._shown = last.seq + span.seq, last.ts + span.ts, True
        self._finished = not self.picture or bool(last.flags & MARKED)
        counted = last if last.pid >= 0 else span.source  # a probe's padding has no picture id
        if counted.pid >= 0:
            self._pid = counted.pid + span.pid
        if counted.tl0 >= 0:
            self._tl0 = counted.tl0 + span.tl0

    # -- packets

    def write(self, view: memoryview, packet: Packet, now: float) -> int:
        """Puts `packet` into `view` as this slot's next; its length, or 0 where it belongs before the switch."""
        if self._span is None or packet.seq < self.begin:
            return 0
        length = self.put(view, packet)
        self.left(packet, now, packets=1, octets=length - BODY)
        return length

    def put(self, view: memoryview, packet: Packet) -> int:
        """As `write`, for who knows that the slot carries a source and that `packet` is not from before `begin`, and
        who says with `left` afterwards what was put."""
        span: Span = self._span  # type: ignore[assignment]
        first = packet.flags | self.payload_type
        if self._mark:
            first, self._mark = first | MARKED, False
        payload = packet.payload
        size = len(payload)
        seq, ts = packet.seq + span.seq & 0xFFFF, packet.ts + span.ts & 0xFFFFFFFF
        PACK[size](view, 0, first, seq, ts, span.streams, self._extension | packet.word & self._word, payload)
        if packet.pid >= 0:
            _count_pictures(view, packet, span, BODY)
        return BODY + size

    def left(self, newest: Packet, now: float, *, packets: int, octets: int) -> None:
        """So much was put, `newest` the last of it by number."""
        if newest.seq > self._last.seq:
            self._last, self.used_at = newest, now
        self.packets += packets
        self.octets += octets

    def restamp(self, view: memoryview, at: float) -> None:
        """What lies in `view` will leave only at `at`: waiting here must not look like a full line."""
        if self._word:
            view[BODY - 3 : BODY] = send_time(at).to_bytes(3, "big")

    def _stamped(self, now: float) -> int:
        return self._extension | send_time(now) & self._word

    def blank(self, view: memoryview, now: float) -> int:
        """A black frame if one is due after `stop`; its length or 0. Ends by itself or with the next picture."""
        if not self.blanks or now < self._blank_at:
            return 0
        self.blanks -= 1
        self._blank_at = now + BLANK_EVERY_S
        self._seq += 1 if self._finished else 2
        self._finished = True
        self._ts += max(1, round((now - self.used_at) * self.rate))
        self.used_at = now
        self._pid += 1
        self._tl0 += 1
        payload = vp8.black_frame(self._pid, self._tl0)
        first = ONE_SOURCE | MARKED | self.payload_type
        seq, ts = self._seq & 0xFFFF, self._ts & 0xFFFFFFFF
        HEADER.pack_into(view, 0, first, seq, ts, self.ssrc << 32, self._stamped(now))
        view[BODY : BODY + len(payload)] = payload
        self.packets += 1
        return BODY + len(payload)

    # -- retransmission

    def resend(self, view: memoryview, seq16: int, now: float, *, rtt_s: float, again: bool = False) -> int:
        """Puts the packet that left as `seq16` into `view` on the RTX SSRC (rule 5, RFC 4588); its length or 0.

        `again`: the second copy of one answer, which need not wait for the next request.
        """
        if not self.rtx_ssrc:
            return 0
        self._settle()
        seq = extend(self._seq, seq16, bits=16)
        span = next((span for span in reversed(self._spans) if span.holds(seq)), None)
        packet = span.get(seq) if span and seq <= self._seq else None
        if span is None or packet is None or not (again or self._may_resend(seq, now, rtt_s)):
            return 0
        self._rtx_seq += 1
        payload = U16.pack(seq & 0xFFFF) + packet.payload
        first = packet.flags | self.rtx_payload_type
        ts, streams = packet.ts + span.ts & 0xFFFFFFFF, self.rtx_ssrc << 32 | span.source.seat
        PACK[len(payload)](view, 0, first, self._rtx_seq & 0xFFFF, ts, streams, self._stamped(now), payload)
        if packet.pid >= 0:
            _count_pictures(view, packet, span, BODY + U16.size)
        return BODY + len(payload)

    def _may_resend(self, seq: int, now: float, rtt_s: float) -> bool:
        times, last = self._resent.get(seq, (0, -1.0))
        if times >= RESENDS or (times and now - last < min(RESEND_AFTER_S, 2 * rtt_s)):
            return False
        if len(self._resent) >= RESENT_KEPT:
            del self._resent[next(iter(self._resent))]
        self._resent[seq] = (times + 1, now)
        return True

    def number(self, packet: Packet) -> int | None:
        """Under which number `packet` of the present source leaves, of 16 bits; None where it belongs before."""
        return None if self._span is None or packet.seq < self.begin else packet.seq + self._span.seq & 0xFFFF

    def pad(self, view: memoryview, size: int, now: float) -> int:
        """Puts `size` bytes of nothing, at most 255, into `view` on the RTX SSRC; the packet's length, or 0."""
        clock = self.clock(now)
        if not self.rtx_ssrc or clock is None:
            return 0
        self._rtx_seq += 1
        first, nothing = ONE_SOURCE | PADDED | self.rtx_payload_type, bytes(size - 1) + bytes((size,))
        rtx_seq, ts = self._rtx_seq & 0xFFFF, clock & 0xFFFFFFFF
        PACK[size](view, 0, first, rtx_seq, ts, self.rtx_ssrc << 32, self._stamped(now), nothing)
        return BODY + size

    # -- reports

    @property
    def skipped(self) -> int:
        """Numbers so far under which nothing left: what had not come from its sender, and those of rule 3."""
        self._settle()
        return self._seq - self._origin - self.packets + self._withheld

    def withheld(self) -> None:
        """One that was written waited for its turn and did not leave, because forwarding was stopped."""
        self._withheld += 1

    def clock(self, now: float) -> int | None:
        """The RTP time that belongs to `now`, for a sender report; None before the first packet."""
        self._settle()
        if not self._shown:
            return None
        arrived, recorded = self._arrived(now), self._span.source.clock(now) if self._span is not None else None
        if self._span is None or recorded is None or abs(recorded + self._span.ts - arrived) > MOST_LAG_S * self.rate:
            return round(arrived + self._lag)
        return round(recorded + self._span.ts)

    def _arrived(self, now: float) -> float:
        return self._ts + (now - self.used_at) * self.rate


def _count_pictures(view: memoryview, packet: Packet, span: Span, at: int) -> None:
    """Rule 3: picture id and TL0PICIDX go on where the last source stopped."""
    pid = vp8.WIDE_PID | packet.pid + span.pid & 0x7FFF
    if packet.tl0 < 0:
        U16.pack_into(view, at + vp8.PID_AT, pid)
    else:
        COUNTERS.pack_into(view, at + vp8.PID_AT, pid, packet.tl0 + span.tl0 & 0xFF)
