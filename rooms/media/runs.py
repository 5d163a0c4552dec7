"""Packets of one source that came together and leave together: looked at once for all who receive it. Pure."""

from __future__ import annotations

from operator import attrgetter

from rooms.media.packets import Packet, send_time
from rooms.media.sources import MIC, Source

NUMBER = attrgetter("seq")  # of packets
SOUND = attrgetter("sound")  # of runs


class Run:
    """`burst`: part of it is of the last keyframe, and leaves in its turn. Never empty, in the order of numbers."""

    __slots__ = ("burst", "first", "newest", "octets", "packets", "sound", "source")

    def __init__(self, source: Source, packets: list[Packet], now: float) -> None:
        if len(packets) > 1:
            packets.sort(key=NUMBER)
        self.source, self.packets = source, packets
        self.first, self.newest = packets[0].seq, packets[-1]
        self.sound, self.burst, self.octets = source.kind == MIC, False, 0
        word, keyframe_ts = send_time(now), source.keyframe_ts
        for packet in packets:
            self.octets += len(packet.payload)
            if not self.sound:
                packet.word = word
                if packet.ts == keyframe_ts:
                    self.burst = True
