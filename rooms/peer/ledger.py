"""The peer's book of what arrived on each slot, and which of media.md's rules it broke; knows no socket and no key.

Whose sound and picture came is taken from marks inside payloads (`rooms.peer.marks`). Where only a sample of packets is
decrypted, `payload` is None for the others and they count as packets only.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from rooms.peer.marks import Gallery, Picture, read_picture, read_voice
from rooms.peer.rtp import Header, extend

Kind = Literal["voice", "picture", "screen"]
_REMEMBERED = 256


@dataclass(slots=True)
class Window:
    """What came since `since`: packets per seat, and when each seat's first sound and first keyframe came.

    `places`: packets per (kind, slot index, seat); `layers`: picture packets per (seat, layer). `leaked`: packets of
    others than `allowed` that came after the first one of somebody in `settling`; what came before was on its way.
    """

    since: float
    heard: Counter[int] = field(default_factory=Counter)
    seen: Counter[int] = field(default_factory=Counter)
    screens: Counter[int] = field(default_factory=Counter)
    layers: Counter[tuple[int, int]] = field(default_factory=Counter)
    places: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    first_voice: dict[int, float] = field(default_factory=dict)
    first_keyframe: dict[int, float] = field(default_factory=dict)
    packets: int = 0
    allowed: frozenset[int] = frozenset()
    settling: frozenset[int] = frozenset()
    settled: bool = False
    leaked: int = 0

    def judge(self, seat: int) -> None:
        """A packet of `seat` came."""
        if seat in self.settling:
            self.settled = True
        elif self.settled and seat not in self.allowed:
            self.leaked += 1


@dataclass(slots=True)
class Slot:
    """One receiving slot, its numbering and its last packet."""

    kind: Kind
    index: int
    ssrc: int
    highest: int | None = None
    base: int = 0
    packets: int = 0
    label: int | None = None
    seat: int | None = None
    layer: int | None = None
    keyed: bool = False
    timestamp: int = 0
    finished: bool = True
    picture: Picture | None = None
    missing: set[int] = field(default_factory=set)
    sealed: OrderedDict[int, int] = field(default_factory=OrderedDict)

    @property
    def expected(self) -> int:
        return 0 if self.highest is None else self.highest - self.base + 1


class Ledger:
    """`broken` counts violations by name; it is empty after a run against a correct server.

    early: a packet before the answer was applied (rule 1) · backwards: a timestamp not increasing, jumped: a picture id
    or TL0PICIDX that does not go on at a switch, torn: the source changed inside a frame (rule 3) · unkeyed: a picture
    that does not start with a keyframe (rule 4) · rewritten: two payloads under one number (rule 5) · relabelled: the
    CSRC names another seat than the payload (rule 7) · stranger: an SSRC that no slot announced.

    `gallery` knows pieces of real pictures. `noticed` is called with kind and seat of each payload that was read.
    """

    def __init__(self, *, now: float, audit: bool = True, gallery: Gallery | None = None) -> None:
        self.audit = audit
        self.gallery = gallery
        self.noticed: Callable[[Kind, int], None] = lambda kind, seat: None
        self.applied = False
        self.broken: Counter[str] = Counter()
        self.blank = 0
        self.slots: dict[int, Slot] = {}
        self.window = Window(now)

    def mark(self, now: float) -> Window:
        """Begins a new window; returns the one before."""
        before, self.window = self.window, Window(now)
        return before

    def look_again(self) -> None:
        """The next packet of every slot is read: after a move nothing is taken for granted."""
        for slot in self.slots.values():
            slot.label = None

    def wants_payload(self, header: Header) -> bool:
        """A change of source is never judged by a label alone."""
        slot = self.slots.get(header.ssrc)
        return slot is None or slot.label != header.label or slot.seat is None or not slot.keyed

    def arrived(self, header: Header, payload: memoryview | None, *, now: float, sealed: int = 0) -> Slot | None:
        """`sealed`: a hash of the packet's encrypted payload, 0 to skip rule 5. None for a stranger."""
        slot = self.slots.get(header.ssrc)
        if slot is None:
            self.broken["stranger"] += 1
            return None
        self.window.packets += 1
        slot.packets += 1
        if not self.applied:
            self.broken["early"] += 1
        sequence = extend(header.sequence, slot.highest)
        step = self._number(slot, sequence)
        if sealed and self.audit:
            self._once(slot, sequence, sealed)
        if payload is None:
            slot.picture = None  # what was not read cannot be compared with
        else:
            self._read(slot, header, payload, now=now, step=step)
        if step > 0:
            slot.label, slot.timestamp, slot.finished = header.label, header.timestamp, header.marker
        return slot

    def repaired(self, slot: Slot, header: Header, payload: memoryview, *, now: float) -> None:
        """A retransmission that was unwrapped: `header` carries the original sequence number."""
        slot.missing.discard(extend(header.sequence, slot.highest))
        self._read(slot, header, payload, now=now, step=0)

    def _number(self, slot: Slot, sequence: int) -> int:
        """1: directly after the last packet; more: after a gap; 0 or less: late, and no judge of what is current."""
        if slot.highest is None:
            slot.base = slot.highest = sequence
            return 1
        step, slot.highest = sequence - slot.highest, max(sequence, slot.highest)
        if step > 1:
            slot.missing.update(range(sequence - min(step, 500) + 1, sequence))
        slot.missing.discard(sequence)
        return step

    def _once(self, slot: Slot, sequence: int, sealed: int) -> None:
        if slot.sealed.setdefault(sequence, sealed) != sealed:
            self.broken["rewritten"] += 1
        if len(slot.sealed) > _REMEMBERED:
            slot.sealed.popitem(last=False)

    def _read(self, slot: Slot, header: Header, payload: memoryview, *, now: float, step: int) -> None:
        if slot.kind == "voice":
            self._read_voice(slot, header, payload, now=now, step=step)
        else:
            self._read_picture(slot, header, payload, now=now, step=step)

    def _read_voice(self, slot: Slot, header: Header, payload: memoryview, *, now: float, step: int) -> None:
        voice = read_voice(payload)
        if voice is None:
            self.blank += 1
            return
        self._compare_label(header, voice.seat)
        if step == 1 and slot.packets > 1:
            self._increasing(slot, header)
        slot.seat, slot.keyed = voice.seat, True
        self.noticed("voice", voice.seat)
        self.window.judge(voice.seat)
        self.window.heard[voice.seat] += 1
        self.window.places["voice", slot.index, voice.seat] += 1
        self.window.first_voice.setdefault(voice.seat, now)

    def _read_picture(self, slot: Slot, header: Header, payload: memoryview, *, now: float, step: int) -> None:
        picture = read_picture(payload, self.gallery)
        if picture is None:
            self.blank += 1
            slot.seat = slot.layer = slot.picture = None
            return
        self._compare_label(header, picture.seat)
        if step > 0:
            self._judge(slot, header, picture, follows=step == 1)
            slot.seat, slot.layer, slot.picture = picture.seat, picture.layer, picture
        self._note_picture(slot, picture, now)

    def _note_picture(self, slot: Slot, picture: Picture, now: float) -> None:
        slot.keyed = slot.keyed or picture.starts_keyframe
        self.noticed(slot.kind, picture.seat)
        self.window.judge(picture.seat)
        (self.window.seen if slot.kind == "picture" else self.window.screens)[picture.seat] += 1
        self.window.layers[picture.seat, picture.layer] += 1
        self.window.places[slot.kind, slot.index, picture.seat] += 1
        if picture.starts_keyframe:
            self.window.first_keyframe.setdefault(picture.seat, now)

    def _judge(self, slot: Slot, header: Header, picture: Picture, *, follows: bool) -> None:
        """After a gap nothing is held against the server: what was lost may have been in order. Where only a sample is
        read, another layer of the same person may have begun unseen."""
        switched = (slot.seat, slot.layer) != (picture.seat, picture.layer)
        seen_to_begin = slot.picture is not None or slot.seat != picture.seat
        if switched:
            slot.keyed = picture.starts_keyframe
        if not follows:
            return
        if switched and seen_to_begin and not picture.starts_keyframe:
            self.broken["unkeyed"] += 1
        if slot.picture is None:
            return
        same_frame = not switched and picture.frame == slot.picture.frame and picture.part > slot.picture.part
        if switched and not slot.finished:
            self.broken["torn"] += 1
        if not same_frame:
            self._increasing(slot, header)
        if _step(slot.picture, picture) != ((0, 0) if same_frame else (1, 1)):
            self.broken["jumped"] += 1

    def _increasing(self, slot: Slot, header: Header) -> None:
        if not 0 < header.timestamp - slot.timestamp & 0xFFFFFFFF < 0x80000000:
            self.broken["backwards"] += 1

    def _compare_label(self, header: Header, seat: int) -> None:
        if header.label != seat:
            self.broken["relabelled"] += 1


def _step(before: Picture, after: Picture) -> tuple[int, int]:
    return after.picture_id - before.picture_id & 0x7FFF, after.tl0 - before.tl0 & 0xFF
