"""What was lost is sent again, both ways: asked for at senders, answered to receivers. Knows no rooms, no clock.

To receivers whose lines lose packets without being full everything is sent again twice: the second copy costs little
and comes a round trip earlier than the next request would be answered.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rooms.media import rtcp
from rooms.media.packets import Packet
from rooms.media.slots import Slot
from rooms.media.sources import Source

if TYPE_CHECKING:
    from rooms.media.peer import Peer

AGAIN_S = 0.010  # between two copies: what was lost together with its neighbours must not be lost with them again


class Repair:
    """`holes`: sources of which packets are missing. `awaiting`: those of which a keyframe is waited for, shared."""

    __slots__ = ("_again", "_awaiting", "holes")

    def __init__(self, awaiting: set[Source]) -> None:
        self._again: deque[tuple[float, Peer, Slot, int]] = deque()
        self._awaiting = awaiting
        self.holes: set[Source] = set()

    # -- of senders

    def came(self, source: Source, packet: Packet, now: float, *, recovered: bool) -> None:
        """A packet of a picture. `recovered`: one that had been lost; it is a round trip late already, and where it is
        lost once more there is no time to ask."""
        if source.missing.open:
            self.holes.add(source)
        for slot in source.sinks if recovered else ():
            number = slot.number(packet) if slot.owner.downlink.lossy else None
            if number is not None:
                self._again.append((now + AGAIN_S, slot.owner, slot, number))

    def ask(self, now: float, *, ssrc: int) -> None:
        """For what is due; to be called after every datagram's work and on every tick. `ssrc`: who asks."""
        for source in list(self.holes):
            due = source.missing.due(now, highest=source.seq, rtt_s=source.owner.rtt_s)
            if due:
                source.owner.send_rtcp(rtcp.nack(ssrc, source.ssrc, due))
            if source.missing.overflowed:
                source.missing.overflowed = False
                source.wish = True
                self._awaiting.add(source)
            if not source.missing.open:
                self.holes.discard(source)

    # -- to receivers

    def answer(self, peer: Peer, slot: Slot, lost: Iterable[int], now: float) -> None:
        """Rule 6; after a PLI only the keyframe helps, so NACKs wait for it."""
        if peer.outbox is None or (slot.source is not None and slot.pli_at > slot.source.keyframe_at):
            return
        for seq in lost:
            length = slot.resend(peer.outbox.view, seq, now, rtt_s=peer.rtt_s)
            peer.send_sealed(length)
            if length and peer.downlink.lossy:
                self._again.append((now + AGAIN_S, peer, slot, seq))

    def repeat(self, now: float) -> None:
        """The second copies that are due; to be called on every tick."""
        again = self._again
        while again and again[0][0] <= now:
            _, peer, slot, seq = again.popleft()
            if peer.ready:
                peer.send_sealed(slot.resend(peer.outbox.view, seq, now, rtt_s=peer.rtt_s, again=True))  # type: ignore[union-attr]
