"""The hot path: one RTP packet in, its copies out, and the RTCP about them. Knows no plan, no clock, no socket.

Feedback travels without a report in front (a=rtcp-rsize, RFC 5506).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from typing import Any

from rooms.media import patch
from rooms.media import rtcp as control
from rooms.media.canvas import Canvas
from rooms.media.limits import RTCP_COST
from rooms.media.packets import Header, Packet
from rooms.media.peer import FIRST_RTT_S, LOCAL_SSRC, Peer
from rooms.media.reception import round_trip
from rooms.media.repair import Repair
from rooms.media.replay import squeeze
from rooms.media.room import Room
from rooms.media.runs import SOUND, Run
from rooms.media.seating import Seating
from rooms.media.slots import Slot
from rooms.media.sources import AUDIO_RATE, MIC, SCREEN, VIDEO_RATE, Source

RTT_WEIGHT = 0.125
PAINTED = 300  # copies of a hall's picture made together
MISSED, TOLD = 0.03, 0.15  # of sound: from how much on a speaker is told of a larger loss, and of which
FADING = 0.8  # of what a listener missed until its next report: correction that comes and goes helps nobody
RARELY_S = 0.1  # between two RTCP datagrams of one receiver that are read while behind: what is lost is asked for again


class Forwarder:
    """`copies`: packets sent onwards; `dropped`: by kind of what was wrong; `pacing`: receivers for whom packets wait;
    `owed`: copies that `forward` will make; `behind`: set by the shell while more comes than can be sent."""

    __slots__ = (
        "_epoch",
        "_header",
        "_painted",
        "_seating",
        "_taken",
        "behind",
        "copies",
        "dropped",
        "owed",
        "pacing",
        "received",
        "repair",
    )

    def __init__(self, seating: Seating, *, dropped: Counter[str], epoch: Callable[[float], float]) -> None:
        """`epoch(now)`: seconds since 1970, for RTCP's clock."""
        self._seating = seating
        self._header = Header()
        self._painted: deque[tuple[Canvas, Iterator[tuple[Header, memoryview]]]] = deque()
        self._taken: dict[Source, list[Packet]] = {}  # by `rtp`, to leave with the next `forward`
        self._epoch = epoch
        self.dropped = dropped
        self.repair = Repair(seating.awaiting)
        self.pacing: set[Peer] = set()
        self.copies = self.received = self.owed = 0
        self.behind = False

    @property
    def painting(self) -> bool:
        """Whether part of a hall's picture is still to be sent on."""
        return bool(self._painted)

    def rtp(self, peer: Peer, view: memoryview, data: Any, length: int, now: float) -> None:
        """One datagram of `peer` that looks like SRTP, decrypted in place; `forward` sends it on."""
        if peer.rx is None:
            self.dropped["unkeyed"] += 1
            return
        if peer.conduct.credit <= 0:
            self.dropped["flood"] += 1
            return
        length = peer.rx.unprotect(data, length)
        if not length:
            self.dropped["srtp"] += 1
            return
        peer.conduct.credit -= 1
        header = self._header
        if not header.read(view, length, peer.offer.kinds):
            self.dropped["rtp"] += 1
            return
        self.received += 1
        peer.heard_at = now
        if header.twcc >= 0:
            peer.arrivals.note(header.twcc, now)
        source = peer.sources.get(header.ssrc)
        if source is not None:
            self._media(source, view, now)
        elif header.ssrc in peer.repairs:
            self._repaired(peer.repairs[header.ssrc], view, now)
        else:
            self._unknown(peer, view, now)

    def _unknown(self, peer: Peer, view: memoryview, now: float) -> None:
        former = peer.mic, peer.screen, peer.layers.get(self._header.rid)
        source = peer.latch(self._header)
        if source is None:
            if self._header.ssrc not in peer.repairs:
                self.dropped["ssrc"] += 1
                peer.conduct.strange(self._header.ssrc)
            return
        for old in former:  # the browser changed its SSRC
            if old is not None and old.kind == source.kind and old.rid == source.rid and old is not source:
                patch.unplug(old, now)
        if peer.room is not None:
            peer.room.dirty = True
        self._media(source, view, now)

    def _repaired(self, source: Source, view: memoryview, now: float) -> None:
        """RFC 4588 section 4: the payload begins with the original sequence number."""
        header = self._header
        if header.end - header.body <= 2:
            return  # a probe
        header.seq = view[header.body] << 8 | view[header.body + 1]
        header.body += 2
        self._media(source, view, now, recovered=True)

    def _media(self, source: Source, view: memoryview, now: float, *, recovered: bool = False) -> None:
        sound = source.kind == MIC
        if not sound and not source.alive(now):
            self._woke(source)
        packet = source.take(self._header, view, now, recovered=recovered)
        if packet is None:
            self.dropped["repeated" if recovered else "payload"] += 1  # browsers probe with repetitions
            return
        if source.missing.open:
            self.repair.came(source, packet, now, recovered=recovered)
        if source.tap is not None:
            source.tap(packet)
        if sound:
            self._level(source, packet, now)
        if source.waiting and (packet.keyframe or sound):
            self._send_on(now)  # what those who change over had before
            patch.begin(source, packet, now)
        if source.sinks:
            self._taken.setdefault(source, []).append(packet)
            self.owed += len(source.sinks)

    def painted(self, canvas: Canvas, frame: bytes, now: float) -> None:
        """One picture of a hall, to be sent on as any other by `forward`, some of it with each."""
        self._painted.append((canvas, canvas.packets(frame, now)))

    def _take_painted(self, now: float) -> None:
        """A keyframe for a full hall is thousands of copies: sound must not wait for them."""
        begun, own = self.owed, self._header
        while self._painted and self.owed - begun < PAINTED:
            canvas, packets = self._painted[0]
            found = next(packets, None)
            if found is None:
                self._painted.popleft()
            else:
                self._header, view = found
                self._media(canvas.source, view, now)
        self._header = own

    def _woke(self, source: Source) -> None:
        if source.owner.room is not None:
            source.owner.room.dirty = True

    def _level(self, source: Source, packet: Packet, now: float) -> None:
        room: Room | None = source.owner.room
        if room is None or not room.audible(source.seat):
            return
        rank = room.seats[source.seat].rank
        if room.voices.heard(source.seat, packet.level, now, rank=rank) and not room.few:
            self._seating.voices_changed(room, now)
        if room.voices.speaking(source.seat, now) and len(room.peers) > 1:  # nobody hears who is alone, as in the probe
            self._seating.speaking.spoke(room.dialogue, room.name, source.seat, at=packet.ts / AUDIO_RATE)

    def forward(self, now: float) -> None:
        """Sends on what was taken since the last call, receiver by receiver: packets for one of them cross the kernel
        together, and what belongs to it is touched once for all of them. Sound last, being shorter. Asks for what is
        missing."""
        if self._painted:
            self._take_painted(now)
        self._send_on(now)
        if self.repair.holes and not self.behind:
            self.repair.ask(now, ssrc=LOCAL_SSRC)

    def _send_on(self, now: float) -> None:
        if not self._taken:
            return
        taken, self._taken, self.owed = self._taken, {}, 0
        runs = [Run(source, packets, now) for source, packets in taken.items()]
        runs.sort(key=SOUND)
        due: dict[Peer, list[tuple[Slot, Run]]] = {}
        for run in runs:
            for slot in run.source.sinks:
                due.setdefault(slot.owner, []).append((slot, run))
        for peer, each in due.items():
            for slot, run in each:
                if run.first < slot.begin or (not run.sound and (run.burst or peer.pacer.waiting)):
                    for packet in run.packets:
                        self._spread(slot, peer, packet, now)
                else:
                    self.copies += peer.send(slot, run.packets)
                    slot.left(run.newest, now, packets=len(run.packets), octets=run.octets)

    def _spread(self, slot: Slot, peer: Peer, packet: Packet, now: float) -> None:
        """Part of a keyframe, or behind one: in its turn."""
        view = peer.outbox.view  # type: ignore[union-attr]
        length = slot.write(view, packet, now)
        if not length:
            return
        self.copies += 1
        at = peer.pacer.turn(now, length)
        if not peer.pacer.must_wait(now, at):
            peer.send_sealed(length)
            return
        slot.restamp(view, at)
        peer.hold_sealed(length, at, slot)
        self.pacing.add(peer)

    def release(self, now: float) -> None:
        """What waited for its turn leaves; to be called every few milliseconds while `pacing` is not empty."""
        for peer in list(self.pacing):
            peer.pacer.release(now, peer.send_raw)
            if not peer.pacer.waiting:
                self.pacing.discard(peer)

    # -- what receivers say

    def rtcp(self, peer: Peer, view: memoryview, data: Any, length: int, now: float) -> None:
        if peer.rx is None:
            self.dropped["unkeyed"] += 1
            return
        if peer.conduct.credit <= 0:
            self.dropped["flood"] += 1
            return
        if self.behind and now < peer.told_at + RARELY_S:
            self.dropped["behind"] += 1
            return
        peer.told_at = now
        length = peer.rx.unprotect_rtcp(data, length)
        if not length:
            self.dropped["srtcp"] += 1
            return
        peer.conduct.credit -= RTCP_COST
        peer.conduct.met(int.from_bytes(view[4:8], "big"))
        peer.heard_at = now
        try:
            for item in control.parse(view[:length]):
                self._act(peer, item, now)
        except ValueError:
            self.dropped["rtcp"] += 1

    def _act(self, peer: Peer, item: control.Item, now: float) -> None:
        match item:
            case control.SenderInfo():
                source = peer.sources.get(item.ssrc)
                if source is not None:
                    source.reception.sender_reported(item.ntp, now)
                    source.state(item.rtp_time, peer.clock.reported(item.ntp, now))
            case control.Report():
                self._reported(peer, item, now)
            case control.Nack():
                slot = peer.slots.get(item.ssrc)
                if slot is not None:
                    self.repair.answer(peer, slot, item.lost, now, twice=peer.downlink.lossy and not self.behind)
            case control.KeyframeRequest():
                slot = peer.slots.get(item.ssrc)
                if slot is not None and slot.source is not None:
                    slot.pli_at = now
                    slot.source.wish = True
                    self._seating.awaiting.add(slot.source)
                    self.ask(slot.source, now)
            case control.Estimate():
                peer.downlink.estimated(item.bitrate_bps, now)

    def _reported(self, peer: Peer, report: control.Report, now: float) -> None:
        slot = peer.slots.get(report.ssrc)
        if slot is None:
            return
        slot.loss = peer.downlink.reported(report, now, skipped=slot.skipped)
        slot.missed = max(report.fraction / 256, slot.missed * FADING)
        rtt_s = round_trip(report, epoch=self._epoch(now))
        if rtt_s is not None:
            peer.rtt_s = rtt_s if peer.rtt_s == FIRST_RTT_S else peer.rtt_s + (rtt_s - peer.rtt_s) * RTT_WEIGHT

    # -- what we say to senders

    def ask(self, source: Source, now: float) -> None:
        """For a keyframe, unless that was done a moment ago or late receivers can do without."""
        if source.kind == SCREEN and source.waiting and self._catch_up(source, now) and not source.wish:
            return
        if source.wants_keyframe(now):
            source.owner.ask_keyframe(source)

    def _catch_up(self, source: Source, now: float) -> bool:
        """Whoever waits for a screen gets all since its last keyframe, if that is still there."""
        packets = squeeze(source.since_keyframe(), now, seen_at=source.seen_at, rate=VIDEO_RATE)
        if not packets:
            return False
        late = list(source.waiting)
        self._send_on(now)  # to those who have it already, before the same leaves for the late
        patch.begin(source, packets[0], now, kept=packets)
        for packet in packets:
            for slot in late:
                self._spread(slot, slot.owner, packet, now)
        return True

    def report(self, peer: Peer, now: float) -> None:
        """How its streams arrive and, per slot as really sent, what left for it."""
        blocks = []
        for source in peer.sources.values():
            far_loss = _told(max((slot.missed for slot in source.sinks), default=0.0)) if source.kind == MIC else 0.0
            blocks.append(source.reception.report(source.ssrc, now, far_loss=far_loss))
        ntp = control.ntp_time(self._epoch(now))
        parts = [control.receiver_report(LOCAL_SSRC, blocks)]
        for ssrc, slot in peer.slots.items():
            clock = slot.clock(now)
            if slot.source is not None and clock is not None:
                parts.append(
                    control.sender_report(ssrc, ntp=ntp, rtp_time=clock, packets=slot.packets, octets=slot.octets)
                )
        peer.send_rtcp(b"".join(parts))
        if peer.judge_line(now) and peer.room is not None:
            peer.room.dirty = True

    def feedback(self, peer: Peer, now: float) -> None:
        if not peer.sources:
            return
        for packet in peer.arrivals.report(ssrc=LOCAL_SSRC, media_ssrc=next(iter(peer.sources))):
            peer.send_rtcp(packet)


def _told(missed: float) -> float:
    """What a speaker hears of the share that its worst listener misses. Below 8 % Opus corrects errors only in what it
    takes for a voice, and browsers hand it a mean of ten seconds: a twentieth would be left as it is."""
    return max(missed, TOLD) if missed > MISSED else missed
