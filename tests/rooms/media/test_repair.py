"""Loss and reports between the unit and its citizens: NACK, RTX, keyframe requests, feedback."""

from __future__ import annotations

import struct

import pytest
from aiortc.rtp import RtcpPsfbPacket, pack_remb_fci

from rooms.media import rtcp
from rooms.media.forward import FADING, RARELY_S
from rooms.media.layout import Layout
from rooms.media.packets import Header
from tests.rooms.media.hall import Citizen, Hall, room
from tests.rooms.media.test_feedback import unpack
from tests.rooms.media.test_unit import seen


@pytest.fixture
def hall() -> Hall:
    hall = Hall()
    hall.plan(room("g", 1, 2))
    return hall


def items(citizen: Citizen) -> list[rtcp.Item]:
    return [item for data in citizen.received_rtcp() for item in rtcp.parse(memoryview(data))]


def test_lost_picture_packet_is_asked_for_and_unwrapped(hall: Hall) -> None:
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    keyframe = seen(one)
    items(one)
    after = one.show(skip=1)
    hall.run(0.06)
    lost = one.seqs[2010] - 2
    assert [item for item in items(one) if isinstance(item, rtcp.Nack)] == [rtcp.Nack(2010, (lost,))] * 2
    payload = bytes((0x90, 0xE0, 0x80, lost, lost, 0x20)) + b"\x11found"
    one.send(4010, 97, b"\xb0q", struct.pack("!H", lost) + payload)  # the first one tells whose repair it is
    one.send(4010, 97, b"\xb0q", struct.pack("!H", lost) + payload)
    assert two.payloads() == [keyframe, after, b"\x11found"]
    hall.run(0.2)
    assert [item for item in items(one) if isinstance(item, rtcp.Nack)] == []


def test_rule_6_a_nack_is_answered_on_the_slots_rtx_stream(hall: Hall) -> None:
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    seen(one)
    delta = one.show()
    (_, _), (header, _) = two.received()
    two.send_rtcp(rtcp.nack(1, header.ssrc, [header.seq]))
    ((again, payload),) = two.received()
    slot = two.peer.pictures[0]
    assert (again.ssrc, again.payload_type) == (slot.rtx_ssrc, 97)
    assert (struct.unpack_from("!H", payload)[0], payload[8:]) == (header.seq, delta)
    two.send_rtcp(rtcp.nack(1, header.ssrc, [header.seq]))
    assert two.received() == []


def talk(citizen: Citizen, hall: Hall) -> None:
    for _ in range(10):
        citizen.speak()
        hall.run(0.02)


def lose(citizen: Citizen, hall: Hall, ssrc: int, *, share: int, sender: Citizen, other: Citizen | None = None) -> None:
    """It reports for ten seconds that it lost `share` percent of a stream."""
    for second in range(10):
        sender.show()
        (other or citizen).probe()
        report = rtcp.Report(ssrc, 0, second * share, 1000 + second * 100, 0, 0, 0)
        citizen.send_rtcp(rtcp.receiver_report(1, [report]))
        hall.run(1.0)
    citizen.received()


def behind(hall: Hall, *, share: int) -> tuple[Citizen, Header]:
    """Somebody whose line loses so many percent, and a packet of a picture that came."""
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    seen(one)
    ((header, _),) = two.received()
    lose(two, hall, header.ssrc, share=share, sender=one)
    return two, header


def test_line_that_loses_packets_gets_every_answer_twice(hall: Hall) -> None:
    two, header = behind(hall, share=5)
    two.send_rtcp(rtcp.nack(1, header.ssrc, [header.seq]))
    first = two.received()
    hall.run(0.05)
    second = two.received()
    assert [payload for _, payload in first] == [payload for _, payload in second]
    assert [header.ssrc for header, _ in first + second] == [two.peer.pictures[0].rtx_ssrc] * 2
    assert first[0][0].seq != second[0][0].seq


def test_second_copy_does_not_follow_into_another_room(hall: Hall) -> None:
    two, header = behind(hall, share=5)
    two.send_rtcp(rtcp.nack(1, header.ssrc, [header.seq]))
    assert len(two.received()) == 1
    hall.plan(room("g", 1), room("h", 2))
    two.received()
    hall.run(0.05)
    assert [header.ssrc for header, _ in two.received() if header.ssrc == two.peer.pictures[0].rtx_ssrc] == []


@pytest.mark.parametrize(("watched", "asked"), [(True, True), (False, False)])
def test_what_is_given_up_costs_a_keyframe_where_somebody_sees_it(hall: Hall, watched: bool, asked: bool) -> None:
    one, _ = Citizen(hall, 1), Citizen(hall, 2)
    seen(one)
    hall.run(1.0)
    one.show(skip=1)
    if not watched:
        hall.plan(room("g", 1), room("h", 2))
    items(one)
    hall.run(3.0)
    found = items(one)
    assert sum(isinstance(item, rtcp.Nack) for item in found) <= 10
    assert any(isinstance(item, rtcp.KeyframeRequest) for item in found) == asked


def test_who_left_is_asked_for_nothing_for_ever(hall: Hall) -> None:
    one, _ = Citizen(hall, 1), Citizen(hall, 2)
    seen(one)
    one.show(skip=1)
    hall.unit.leave("d", 1, hall.now)
    hall.run(3.0)
    assert (hall.unit.forwarder.repair.holes, hall.unit.seating.awaiting) == (set(), set())


def test_speech_is_told_of_the_worst_loss_for_a_while(hall: Hall) -> None:
    """Correction that comes and goes with each report helps nobody."""
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    talk(one, hall)
    for fraction in (64, 0):
        two.send_rtcp(rtcp.receiver_report(1, [rtcp.Report(two.peer.voices[0].ssrc, fraction, 0, 0, 0, 0, 0)]))
    assert two.peer.voices[0].missed == 0.25 * FADING


@pytest.mark.parametrize("share", [0, 30])
def test_line_that_loses_nothing_or_is_full_gets_every_answer_once(hall: Hall, share: int) -> None:
    two, header = behind(hall, share=share)
    two.send_rtcp(rtcp.nack(1, header.ssrc, [header.seq]))
    assert len(two.received()) == 1
    hall.run(0.05)
    assert two.received() == []


def test_what_came_late_is_sent_twice_over_a_line_that_loses_packets(hall: Hall) -> None:
    hall.plan(room("g", 1, 2, 3))
    one, two, three = (Citizen(hall, seat) for seat in (1, 2, 3))
    seen(one)
    ((header, _),) = two.received()
    lose(two, hall, header.ssrc, share=5, sender=one, other=three)
    one.show(keyframe=True)
    one.show(skip=1)
    lost = one.seqs[2010] - 2
    payload = bytes((0x90, 0xE0, 0x80, lost, lost, 0x20)) + b"\x11found"
    one.send(4010, 97, b"\xb0q", struct.pack("!H", lost) + payload)  # the first one tells whose repair it is
    two.received()
    three.received()
    one.send(4010, 97, b"\xb0q", struct.pack("!H", lost) + payload)
    hall.run(0.05)
    slot = two.peer.pictures[0]
    assert [header.ssrc for header, _ in two.received()] == [slot.ssrc, slot.rtx_ssrc]
    assert [header.ssrc for header, _ in three.received()] == [three.peer.pictures[0].ssrc]


def test_what_never_came_to_us_is_not_held_against_the_line_to_a_listener(hall: Hall) -> None:
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    talk(one, hall)
    begun, _ = two.received()[0]
    for second in range(6):
        for number in range(50):
            one.seqs[1001] += number % 5 == 0  # one of six is lost on the way to us
            one.speak()
            hall.run(0.02)
        highest = two.received()[-1][0].seq
        report = rtcp.Report(begun.ssrc, 43, (second + 1) * 10, highest, 0, 0, 0)
        two.send_rtcp(rtcp.receiver_report(1, [report]))
    assert (two.peer.voices[0].loss, two.peer.downlink.loss, two.peer.downlink.lossy) == (0.0, 0.0, False)
    assert two.peer.voices[0].missed == 43 / 256


def test_speaker_is_told_more_than_the_little_that_a_listener_misses(hall: Hall) -> None:
    """Else Opus leaves a loss of a twentieth as it is."""
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    talk(one, hall)
    told = []
    for fraction in (2, 13):
        two.send_rtcp(rtcp.receiver_report(1, [rtcp.Report(two.peer.voices[0].ssrc, fraction, 0, 0, 0, 0, 0)]))
        items(one)
        hall.run(1.1)
        told.append(max(item.fraction for item in items(one) if isinstance(item, rtcp.Report)))
    assert told == [2, int(256 * 0.15)]


def test_feedback_is_read_rarely_while_the_unit_is_behind(hall: Hall) -> None:
    """Else those who miss packets ask for so many that even fewer are sent."""
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    seen(one)
    ((header, _),) = two.received()
    hall.unit.forwarder.behind = True
    hall.now += RARELY_S
    two.send_rtcp(rtcp.receiver_report(1, []))
    two.send_rtcp(rtcp.nack(1, header.ssrc, [header.seq]))
    assert (two.received(), hall.unit.dropped["behind"]) == ([], 1)
    hall.now += RARELY_S
    two.send_rtcp(rtcp.nack(1, header.ssrc, [header.seq]))
    ((again, _),) = two.received()
    assert again.ssrc == two.peer.pictures[0].rtx_ssrc


def test_rule_6_nothing_is_resent_after_a_room_change(hall: Hall) -> None:
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    seen(one)
    ((header, _),) = two.received()
    hall.plan(room("g", 1), room("h", 2))
    two.received()
    two.send_rtcp(rtcp.nack(1, header.ssrc, [header.seq]))
    assert two.received() == []


def test_rule_6_nacks_after_a_pli_wait_for_the_keyframe(hall: Hall) -> None:
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    seen(one)
    ((header, _),) = two.received()
    hall.now += 0.01
    two.send_rtcp(rtcp.picture_loss(1, header.ssrc))
    two.send_rtcp(rtcp.nack(1, header.ssrc, [header.seq]))
    assert two.received() == []


def test_keyframe_requests_of_many_become_one(hall: Hall) -> None:
    hall.plan(room("g", 1, 2, 3, 4))
    one, *others = (Citizen(hall, seat) for seat in (1, 2, 3, 4))
    seen(one)
    hall.run(0.6)
    one.show()
    items(one)
    for other in others:
        (header, _) = other.received()[0]
        other.send_rtcp(rtcp.picture_loss(1, header.ssrc))
    assert [item for item in items(one) if isinstance(item, rtcp.KeyframeRequest)] == [rtcp.KeyframeRequest(2010)]
    hall.run(0.6)
    one.show()
    assert [item for item in items(one) if isinstance(item, rtcp.KeyframeRequest)] == [rtcp.KeyframeRequest(2010)]
    one.show(keyframe=True)
    hall.run(0.9)
    assert [item for item in items(one) if isinstance(item, rtcp.KeyframeRequest)] == []


def test_feedback_goes_up_every_100_ms(hall: Hall) -> None:
    one = Citizen(hall, 1)
    for _ in range(50):
        one.speak()
        hall.run(0.02)
    reports = [unpack(data) for data in one.received_rtcp() if data[1] == 205 and data[0] & 31 == 15]
    assert 9 <= len(reports) <= 11
    told = {number for report in reports for number in report}
    assert told == set(range(max(told) + 1))


def test_reports_go_up_and_down_each_second(hall: Hall) -> None:
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    for _ in range(110):
        one.speak()
        hall.run(0.02)
    up = [item for item in items(one) if isinstance(item, rtcp.Report)]
    assert [report.ssrc for report in up[-2:]] == [1001, 1001]
    down = [item for item in items(two) if isinstance(item, rtcp.SenderInfo)]
    assert {info.ssrc for info in down} == {two.peer.voices[0].ssrc}
    last: Header = two.received()[-1][0]
    assert abs((down[-1].rtp_time - last.ts + (1 << 31)) % (1 << 32) - (1 << 31)) < 48000


def test_round_trip_is_measured_from_reports(hall: Hall) -> None:
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    for _ in range(110):
        one.speak()
        hall.run(0.02)
    info = next(item for item in reversed(items(two)) if isinstance(item, rtcp.SenderInfo))
    sent_at = (info.ntp >> 32) - rtcp.NTP_EPOCH + (info.ntp & 0xFFFFFFFF) / (1 << 32)
    hall.now = sent_at + 0.5
    report = rtcp.Report(info.ssrc, 64, 0, 0, 0, info.ntp >> 16 & 0xFFFFFFFF, int(0.44 * 65536))
    two.send_rtcp(rtcp.receiver_report(1, [report]))
    assert two.peer.rtt_s == pytest.approx(0.06, abs=0.001)


def test_worst_loss_of_the_listeners_is_told_to_the_speaker(hall: Hall) -> None:
    """It turns on Opus' forward error correction."""
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    for _ in range(10):
        one.speak()
        hall.run(0.02)
    items(one)
    two.send_rtcp(rtcp.receiver_report(1, [rtcp.Report(two.peer.voices[0].ssrc, 64, 0, 0, 0, 0, 0)]))
    hall.run(1.1)
    assert max(item.fraction for item in items(one) if isinstance(item, rtcp.Report)) == 64


def test_full_line_gets_a_smaller_layer_and_a_free_one_the_larger_again(hall: Hall) -> None:
    one, two = Citizen(hall, 1), Citizen(hall, 2)

    def play(seconds: float, *, bitrate_bps: int) -> str:
        for _ in range(round(seconds * 10)):
            for rid, packets in (("q", 1), ("h", 4), ("f", 12)):
                for number in range(packets):
                    one.show(rid, keyframe=number == 0, size=1000)
            two.probe()
            two.send_rtcp(bytes(RtcpPsfbPacket(fmt=15, ssrc=1, media_ssrc=0, fci=pack_remb_fci(bitrate_bps, []))))
            hall.run(0.1)
            hall.outbox.packets.clear()
        source = two.peer.pictures[0].source
        return source.rid if source else ""

    hall.layout(2, Layout(show=((1, 720),)))
    assert play(7, bitrate_bps=9_000_000) == "f"
    assert play(3, bitrate_bps=300_000) == "q"
    assert play(8, bitrate_bps=9_000_000) == "q"
    assert play(60, bitrate_bps=9_000_000) == "f"
