"""What was lost is sent again, both ways: asked for at senders, answered to receivers. Knows no rooms, no clock.

To receivers whose lines lose packets each repetition is sent twice: the second copy costs little and comes a round trip
earlier than the answer to another request would.
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

RESTS_S = 0.004  # between two looks at what is missing
AGAIN_S = 0.010  # between two copies: what was lost together with its neighbours must not be lost with them again


class Repair:
    """`holes`: sources of which packets are missing. `awaiting`: those of which a keyframe is waited for, shared."""

    __slots__ = ("_again", "_awaiting", "_looked_at", "holes")

    def __init__(self, awaiting: set[Source]) -> None:
        self._again: deque[tuple[float, Peer, Slot, int, bool]] = deque()  # the last: whether it was answered once
        self._looked_at = -RESTS_S
        self._awaiting = awaiting
        self.holes: set[Source] = set()

    # -- of senders

    def came(self, source: Source, packet: Packet, now: float, *, recovered: bool) -> None:
        """A packet of a picture of which others are missing. `recovered`: one that had been lost; it is a round trip
        late already, and where it is lost once more there is no time to ask."""
        self.holes.add(source)
        for slot in source.sinks if recovered else ():
            peer: Peer = slot.owner
            number = slot.number(packet) if peer.downlink.lossy and not peer.pacer.waiting else None
            if number is not None:
                self._again.append((now + AGAIN_S, peer, slot, number, False))

    def ask(self, now: float, *, ssrc: int) -> None:
        """For what is due; may be called often, and on every tick. `ssrc`: who asks."""
        if now - self._looked_at < RESTS_S:
            return
        self._looked_at = now
        for source in list(self.holes):
            rtt_s, keyframe = source.owner.rtt_s, source.keyframe_seq
            due = source.missing.due(now, highest=source.seq, rtt_s=rtt_s, keyframe=keyframe)
            if due:
                source.owner.send_rtcp(rtcp.nack(ssrc, source.ssrc, due))
            if source.missing.overflowed:
                source.missing.overflowed = False
                if source.sinks or source.tap is not None:
                    source.wish = True
                    self._awaiting.add(source)
            if not source.missing.open:
                self.holes.discard(source)

    # -- to receivers

    def answer(self, peer: Peer, slot: Slot, lost: Iterable[int], now: float, *, twice: bool) -> None:
        """Rule 6; what is sent costs its credit, as what comes does."""
        for seq in lost:
            if peer.conduct.credit <= 0 or not self._resend(peer, slot, seq, now):
                continue
            peer.conduct.credit -= 1
            if twice:
                self._again.append((now + AGAIN_S, peer, slot, seq, True))

    @staticmethod
    def _resend(peer: Peer, slot: Slot, seq: int, now: float, *, again: bool = False) -> bool:
        """After a PLI only the keyframe helps, so NACKs wait for it."""
        if peer.outbox is None or (slot.source is not None and slot.pli_at > slot.source.keyframe_at):
            return False
        length = slot.resend(peer.outbox.view, seq, now, rtt_s=peer.rtt_s, again=again)
        peer.send_sealed(length)
        return length > 0

    def repeat(self, now: float) -> None:
        """The second copies that are due; to be called on every tick."""
        again = self._again
        while again and again[0][0] <= now:
            _, peer, slot, seq, answered = again.popleft()
            if peer.ready and not peer.pacer.waiting:  # else it would overtake its original
                self._resend(peer, slot, seq, now, again=answered)
