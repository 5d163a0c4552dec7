"""What the peer does with incoming RTP: decrypts all or a sample, keeps the ledger, asks for what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rooms.peer import rtcp
from rooms.peer.dtls import Seal
from rooms.peer.ledger import Kind, Ledger, Slot
from rooms.peer.marks import Gallery
from rooms.peer.offer import VOICES, Section
from rooms.peer.rtp import Header, read_header

HALL = 0  # the label of the picture of the hall
_KEYFRAME_EVERY = 0.5
_NACK_EVERY = 0.06


class Receiving:
    """`sample`: one packet in so many is decrypted (1: all), a change of source always. `nack`: ask for what is lost.

    `estimate_bps`: what the peer claims as its downlink by REMB; 0 says nothing. `watch`: who gets the picture of the
    hall, which bears nobody's mark, packet by packet.
    """

    def __init__(
        self, *, now: float, ssrc: int, sample: int, nack: bool, estimate_bps: int, gallery: Gallery | None = None
    ) -> None:
        self.ledger = Ledger(now=now, audit=sample == 1, gallery=gallery)
        self.ssrc = ssrc
        self.sample = sample
        self.nack = nack
        self.estimate_bps = estimate_bps
        self.forged = 0
        self.malformed = 0
        self.repaired = 0
        self.probes = 0
        self.bytes_received = 0
        self.packets_received = 0
        self.watch: Callable[[Header, memoryview], None] | None = None
        self._repairs: dict[int, Slot] = {}
        self._keyframe_at: dict[int, float] = {}
        self._nack_at = 0.0
        self._count = 0

    def answered(self, sections: tuple[Section, ...]) -> None:
        """Slots in the order of the offer: voices, pictures, the screen."""
        receiving = sections[3:]
        for position, section in enumerate(receiving):
            kind, index = _place(position, len(receiving))
            if section.ssrcs:
                slot = Slot(kind, index, section.ssrcs[0])
                self.ledger.slots[slot.ssrc] = slot
                self._repairs.update(dict.fromkeys(section.ssrcs[1:], slot))

    def packet(self, packet: memoryview, seal: Seal, now: float) -> None:
        self.bytes_received += len(packet)
        self.packets_received += 1
        try:
            header = read_header(packet)
        except ValueError:
            self.malformed += 1
            return
        if header.ssrc in self._repairs:
            self._repair(packet, header, seal, now)
            return
        if self.watch is not None and header.label == HALL:
            payload = self._open(packet, header, seal)
            if payload is not None:
                self.watch(header, payload)
            return
        self._count += 1
        payload = None
        sealed = hash(bytes(packet[header.payload_at :])) if self.ledger.audit else 0
        if self._count % self.sample == 0 or self.ledger.wants_payload(header):
            payload = self._open(packet, header, seal)
            if payload is None:
                return
        self.ledger.arrived(header, payload, now=now, sealed=sealed)

    def requests(self, now: float) -> Iterator[bytes]:
        """NACKs and picture loss indications that are due."""
        nack = self.nack and now >= self._nack_at
        if nack:
            self._nack_at = now + _NACK_EVERY
        for slot in self.ledger.slots.values():
            if slot.kind == "voice" or not slot.packets:
                continue
            overdue = len(slot.missing) > 50 or (bool(slot.missing) and not self.nack)
            if (overdue or not slot.keyed) and now >= self._keyframe_at.get(slot.ssrc, 0.0):
                self._keyframe_at[slot.ssrc] = now + _KEYFRAME_EVERY
                slot.missing.clear()
                yield rtcp.picture_loss(self.ssrc, slot.ssrc)
            elif nack and slot.missing:
                slot.missing = {sequence for sequence in slot.missing if (slot.highest or 0) - sequence < 500}
                yield rtcp.missing(self.ssrc, slot.ssrc, sorted(slot.missing))

    def report(self) -> bytes:
        blocks = [
            rtcp.Block(slot.ssrc, 0, slot.expected - slot.packets, slot.highest or 0)
            for slot in self.ledger.slots.values()
            if slot.packets
        ]
        parts = rtcp.receiver_report(self.ssrc, blocks) + rtcp.description(self.ssrc)
        if self.estimate_bps:
            parts += rtcp.estimate(self.ssrc, self.estimate_bps, [block.ssrc for block in blocks])
        return parts

    def _open(self, packet: memoryview, header: Header, seal: Seal) -> memoryview | None:
        clear = seal.unprotect(packet)
        if not clear:
            self.forged += 1
            return None
        return _unpadded(clear, header.payload_at)

    def _repair(self, packet: memoryview, header: Header, seal: Seal, now: float) -> None:
        """RFC 4588 section 4: the payload begins with the original sequence number."""
        payload = self._open(packet, header, seal)
        if payload is None:
            return
        if len(payload) < 3:
            self.probes += 1
            return
        slot = self._repairs[header.ssrc]
        self.repaired += 1
        original = header._replace(ssrc=slot.ssrc, sequence=int.from_bytes(payload[:2], "big"))
        self.ledger.repaired(slot, original, payload[2:], now=now)


def _place(position: int, total: int) -> tuple[Kind, int]:
    if position < VOICES:
        return "voice", position
    return ("screen", 0) if position == total - 1 else ("picture", position - VOICES)


def _unpadded(clear: memoryview, start: int) -> memoryview:
    end = len(clear) - (clear[-1] if clear[0] & 0x20 else 0)
    return clear[start : max(start, end)]
