"""Sound and picture of one person: what sender reports, ours and theirs, say about when something was recorded."""

from __future__ import annotations

from random import Random

import pytest

from rooms.media.clocks import SenderClock
from rooms.media.packets import START, Packet
from rooms.media.rtcp import ntp_time
from rooms.media.slots import Slot
from rooms.media.sources import CAMERA, MIC, Source
from tests.rooms.media.test_slots import VIEW

BEHIND_S = 5000.0  # the browser's clock against ours
JOURNEY_S = 0.020


class Speaker:
    """A browser whose clock is elsewhere, with a stream that leaves `slow_s` after it was recorded."""

    def __init__(self, kind: str, *, slow_s: float, clock: SenderClock) -> None:
        self.source = Source(1, kind, ssrc=1)
        self.rate = self.source.reception.rate
        self.slow_s, self.clock = slow_s, clock
        self.slot = Slot(ssrc=9, picture=kind == CAMERA, payload_type=96, extension=0, random=Random(1))

    def rtp_time(self, recorded_at: float) -> int:
        return START + round(recorded_at * self.rate)

    def says(self, at: float, *, journey_s: float = JOURNEY_S) -> None:
        """A sender report."""
        arrives = at + journey_s
        self.source.state(self.rtp_time(at) & 0xFFFFFFFF, self.clock.reported(ntp_time(at - BEHIND_S), arrives))

    def packet(self, recorded_at: float) -> tuple[Packet, float]:
        """It, and when it arrives."""
        packet = Packet(START + round(recorded_at * 100), self.rtp_time(recorded_at), b"x", marker=True)
        self.source.ts = packet.ts
        return packet, recorded_at + self.slow_s + JOURNEY_S

    def sends(self, recorded_at: float, *, begins: bool = False) -> None:
        packet, now = self.packet(recorded_at)
        if begins:
            self.slot.start(self.source, packet, now)
        assert self.slot.write(VIEW, packet, now)

    def told(self, recorded_at: float, now: float) -> float:
        """When that was recorded, as a receiver reckons from our sender report of `now`."""
        out = Slot.write(self.slot, VIEW, self.packet(recorded_at)[0], now)
        assert out
        ts, clock = int.from_bytes(VIEW[4:8], "big"), self.slot.clock(now)
        assert clock is not None
        return now + ((ts - clock + (1 << 31)) % (1 << 32) - (1 << 31)) / self.rate


def test_clock_gives_all_streams_of_a_browser_one_offset() -> None:
    clock = SenderClock()
    assert clock.reported(ntp_time(100 - BEHIND_S), 100.02) == pytest.approx(100.02, abs=1e-5)
    assert clock.reported(ntp_time(101 - BEHIND_S), 101.05) == pytest.approx(101.0205, abs=1e-5)
    assert clock.reported(ntp_time(102 - BEHIND_S), 102.01) == pytest.approx(102.01, abs=1e-5)


def test_clock_that_was_set_is_believed_anew() -> None:
    clock = SenderClock()
    clock.reported(ntp_time(100), 100.02)
    assert clock.reported(ntp_time(50), 101.02) == pytest.approx(101.02, abs=1e-5)
    assert clock.reported(ntp_time(9000), 102.02) == pytest.approx(102.02, abs=1e-5)


def test_reports_keep_sound_and_picture_together_however_late_the_picture_leaves() -> None:
    clock = SenderClock()
    sound, picture = Speaker(MIC, slow_s=0.005, clock=clock), Speaker(CAMERA, slow_s=0.090, clock=clock)
    for speaker in (sound, picture):
        speaker.sends(10.0, begins=True)
        speaker.says(10.5, journey_s=0.02 if speaker is sound else 0.07)
        speaker.sends(10.8)
    apart = sound.told(11.0, 11.2) - picture.told(11.0, 11.2)
    assert apart == pytest.approx(0, abs=0.002)


def test_reports_before_the_first_of_the_sender_go_by_arrival() -> None:
    sound = Speaker(MIC, slow_s=0.005, clock=SenderClock())
    sound.sends(10.0, begins=True)
    assert sound.told(10.5, 10.5 + 0.005 + JOURNEY_S) == pytest.approx(10.525, abs=0.001)


def test_report_that_claims_the_impossible_is_not_believed() -> None:
    sound = Speaker(MIC, slow_s=0.005, clock=SenderClock())
    sound.sends(10.0, begins=True)
    before = sound.slot.clock(10.5)
    sound.source.state(sound.rtp_time(5000.0) & 0xFFFFFFFF, 10.4)
    assert sound.slot.clock(10.5) == before


def test_slots_clock_runs_on_evenly_when_somebody_else_takes_it() -> None:
    first = Speaker(MIC, slow_s=0.005, clock=SenderClock())
    second = Speaker(MIC, slow_s=0.200, clock=SenderClock())
    slot = second.slot = first.slot
    first.sends(10.0, begins=True)
    first.says(10.5)
    second.source.ts = second.rtp_time(10.0)
    second.says(10.5)
    before = slot.clock(11.0)
    slot.stop(11.0, forget=False)
    second.sends(10.9, begins=True)
    after = slot.clock(12.0)
    assert before is not None
    assert after is not None
    assert after - before == pytest.approx(48000, abs=2)
