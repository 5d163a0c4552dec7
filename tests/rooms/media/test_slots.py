"""Rules 3 to 6: whatever is mapped to a slot leaves as one seamless stream."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from rooms.media import vp8
from rooms.media.packets import START, Header, Packet
from rooms.media.slots import BODY, Slot
from rooms.media.sources import CAMERA, MIC, Source

VIEW = memoryview(bytearray(2048))


def picture_slot(seed: int = 1) -> Slot:
    return Slot(ssrc=77, picture=True, payload_type=96, extension=3, rtx=(78, 97), random=Random(seed))


def camera(seat: int) -> Source:
    return Source(seat, CAMERA, ssrc=seat)


def picture(
    seq: int, *, ts: int = 0, keyframe: bool = False, marker: bool = True, pid: int = 5, tl0: int = 3
) -> Packet:
    payload = bytes((0x90, 0xE0, 0x80, 0, 0, 0x20)) + b"payload %d" % seq
    packet = Packet(START + seq, START + ts, payload, marker=marker)
    packet.keyframe, packet.pid, packet.tl0 = keyframe, START + pid, START + tl0
    return packet


def read(length: int) -> tuple[Header, bytes]:
    header = Header()
    assert header.read(VIEW, length, bytes(256))
    return header, bytes(VIEW[header.body : header.end])


def send(slot: Slot, packet: Packet, now: float) -> tuple[Header, bytes]:
    return read(slot.write(VIEW, packet, now))


def counters(payload: bytes) -> tuple[int, int]:
    return int.from_bytes(payload[vp8.PID_AT : vp8.PID_AT + 2], "big") & 0x7FFF, payload[vp8.TL0_AT]


def test_rule_3_counters_go_on_by_one_at_a_switch() -> None:
    slot = picture_slot()
    slot.start(camera(1), picture(9, keyframe=True), 1.0)
    header, payload = send(slot, picture(9, keyframe=True), 1.0)
    other = picture(4000, ts=77777, keyframe=True, pid=900, tl0=200)
    slot.start(camera(2), other, 1.5)
    next_header, next_payload = send(slot, other, 1.5)
    assert next_header.seq == header.seq + 1
    assert next_header.ts == header.ts + 45000
    assert counters(next_payload) == tuple(
        (count + 1) % span for count, span in zip(counters(payload), (1 << 15, 256), strict=True)
    )


def test_rule_3_an_unfinished_frame_leaves_a_number_out() -> None:
    slot = picture_slot()
    first = picture(9, keyframe=True, marker=False)
    slot.start(camera(1), first, 1.0)
    header, _ = send(slot, first, 1.0)
    other = picture(4000, keyframe=True)
    slot.start(camera(2), other, 1.1)
    assert send(slot, other, 1.1)[0].seq == header.seq + 2


def test_rule_3_an_upstream_gap_stays_a_gap() -> None:
    slot = picture_slot()
    slot.start(camera(1), picture(10, keyframe=True), 1.0)
    seqs = [send(slot, picture(seq), 1.0)[0].seq for seq in (10, 11, 14)]
    assert [seq - seqs[0] for seq in seqs] == [0, 1, 4]


def test_numbers_under_which_nothing_left_are_counted() -> None:
    slot, found = picture_slot(), []
    begun = picture(9, keyframe=True)
    slot.start(camera(1), begun, 1.0)
    for packet in (begun, picture(12), picture(11), picture(13, marker=False)):  # 10 never comes, 11 late
        send(slot, packet, 1.0)
        found.append(slot.skipped)
    other = picture(4000, keyframe=True)
    slot.start(camera(2), other, 1.1)  # the frame before was not finished
    send(slot, other, 1.1)
    found.append(slot.skipped)
    slot.stop(1.2, forget=False)
    slot.withheld()
    for at in (1.2, 1.3):
        slot.blank(VIEW, at)
    assert [*found, slot.skipped] == [0, 2, 1, 1, 2, 3]


def test_rule_3_packets_from_before_the_switch_are_dropped() -> None:
    slot = picture_slot()
    slot.start(camera(1), picture(10, keyframe=True), 1.0)
    assert slot.write(VIEW, picture(9), 1.0) == 0
    assert slot.write(VIEW, picture(10, keyframe=True), 1.0) > 0


def test_rule_3_sound_begins_with_a_marker() -> None:
    slot = Slot(ssrc=7, picture=False, payload_type=111, extension=1, random=Random(1))
    slot.start(Source(1, MIC, ssrc=1), Packet(START, START, b"a"), 1.0)
    packets = [Packet(START + number, START + 960 * number, b"a") for number in range(3)]
    assert [send(slot, packet, 1.0)[0].marker for packet in packets] == [True, False, False]


def test_rule_5_a_retransmission_has_its_own_stream_and_names_the_original() -> None:
    slot, source = picture_slot(), camera(1)
    packet = picture(10, keyframe=True)
    source.history.keep(packet)
    slot.start(source, packet, 1.0)
    header, payload = send(slot, packet, 1.0)
    seq = header.seq
    again, repaired = read(slot.resend(VIEW, seq, 1.1, rtt_s=0.01))
    assert (again.ssrc, again.payload_type) == (78, 97)
    assert int.from_bytes(repaired[:2], "big") == seq
    assert repaired[2:] == payload
    read(slot.resend(VIEW, seq, 1.3, rtt_s=0.01))
    assert slot.resend(VIEW, seq, 1.31, rtt_s=0.5) == 0  # rule 6: not again within min(100 ms, 2 RTT)


def test_rule_6_at_most_three_resends() -> None:
    slot, source = picture_slot(), camera(1)
    packet = picture(10, keyframe=True)
    source.history.keep(packet)
    slot.start(source, packet, 1.0)
    seq = send(slot, packet, 1.0)[0].seq
    sizes = [slot.resend(VIEW, seq, 2.0 + number, rtt_s=0.05) for number in range(5)]
    assert [size > 0 for size in sizes] == [True, True, True, False, False]


def test_rule_6_a_nack_is_answered_from_what_was_mapped_then() -> None:
    slot, source, other = picture_slot(), camera(1), camera(2)
    old, new = picture(10, keyframe=True), picture(500, keyframe=True)
    source.history.keep(old)
    other.history.keep(new)
    slot.start(source, old, 1.0)
    header, payload = send(slot, old, 1.0)
    seq = header.seq
    slot.start(other, new, 1.1)
    send(slot, new, 1.1)
    assert read(slot.resend(VIEW, seq, 1.2, rtt_s=0.05))[1][2:] == payload


def test_rule_6_nothing_is_resent_across_a_room_change() -> None:
    slot, source = picture_slot(), camera(1)
    packet = picture(10, keyframe=True)
    source.history.keep(packet)
    slot.start(source, packet, 1.0)
    seq = send(slot, packet, 1.0)[0].seq
    slot.stop(1.1, forget=True)
    assert slot.resend(VIEW, seq, 1.2, rtt_s=0.05) == 0


def test_rule_4_stopping_shows_three_black_frames() -> None:
    slot = picture_slot()
    first = picture(10, keyframe=True, marker=False)
    slot.start(camera(1), first, 1.0)
    header, payload = send(slot, first, 1.0)
    seq, pid = header.seq, counters(payload)[0]
    slot.stop(2.0, forget=True)
    found = []
    for now in (2.0, 2.03, 2.06, 2.12, 2.18, 2.24):
        length = slot.blank(VIEW, now)
        if length:
            black_header, black = read(length)
            found.append((black_header.seq - seq, counters(black)[0] - pid, black[6:] == vp8.BLACK))
    assert found == [(2, 1, True), (3, 2, True), (4, 3, True)]
    again = picture(90, keyframe=True)
    slot.start(camera(2), again, 2.3)
    assert send(slot, again, 2.3)[0].seq - seq == 5


def test_rule_4_a_slot_that_showed_nothing_stays_quiet() -> None:
    slot = picture_slot()
    slot.stop(1.0, forget=True)
    assert slot.blank(VIEW, 1.0) == 0


def test_rule_7_the_seat_rides_in_the_csrc() -> None:
    slot = picture_slot()
    slot.start(camera(4711), picture(10, keyframe=True), 1.0)
    slot.write(VIEW, picture(10, keyframe=True), 1.0)
    assert int.from_bytes(VIEW[12:16], "big") == 4711


@st.composite
def journeys(draw: st.DrawFn) -> list[tuple[str, int]]:
    """What happens to a slot: packets of the present source (by how far they jump), switches, stops."""
    step = st.one_of(
        st.tuples(st.just("packet"), st.integers(-3, 4)),
        st.tuples(st.just("switch"), st.integers(1, 60000)),
        st.tuples(st.just("stop"), st.integers(0, 3)),
    )
    return draw(st.lists(step, min_size=1, max_size=80))


@given(journeys(), st.integers(0, 1 << 16))
def test_slot_stream_is_seamless_over_any_journey(journey: list[tuple[str, int]], seed: int) -> None:
    """Never two payloads on one number; timestamps and picture ids never fall behind a switch; first a keyframe."""
    slot = picture_slot(seed)
    sent: dict[int, bytes] = {}
    source, highest, now, floor_ts, taken = camera(1), 0, 1.0, -1, set[int]()
    live = False

    def note(length: int, *, keyframe: bool, fresh: bool) -> None:
        nonlocal floor_ts
        header, payload = read(length)
        seq = header.seq
        assert sent.setdefault(seq, payload) == payload
        if fresh:
            assert keyframe
            assert floor_ts < 0 or 0 < (header.ts - floor_ts) % (1 << 32) < 1 << 31
        if floor_ts < 0 or (header.ts - floor_ts) % (1 << 32) < 1 << 31:
            floor_ts = header.ts

    for what, number in journey:
        now += 0.04
        if what == "packet" and live:
            seq = max(0, highest + number)
            if seq in taken:
                continue  # the source drops duplicates
            taken.add(seq)
            length = slot.write(VIEW, picture(seq, ts=seq * 3600, pid=seq, tl0=seq), now)
            highest = max(highest, seq)
            if length:
                note(length, keyframe=False, fresh=False)
        elif what == "switch":
            source, highest, taken, live = camera(number), number, {number}, True
            packet = picture(number, ts=number * 3600, keyframe=True, pid=number, tl0=number)
            slot.start(source, packet, now)
            note(slot.write(VIEW, packet, now), keyframe=True, fresh=True)
        elif what == "stop":
            slot.stop(now, forget=bool(number & 1))
            live = False
            assert slot.write(VIEW, picture(highest + 1), now) == 0
            for blank in range(number):
                length = slot.blank(VIEW, now + blank)
                if length:
                    note(length, keyframe=True, fresh=True)
            now += number
    assert BODY == 24


@given(st.lists(st.integers(1, 200), min_size=2, max_size=30), st.integers(0, 1 << 16))
def test_slot_picture_ids_are_consecutive_across_switches_and_wrap(lengths: list[int], seed: int) -> None:
    slot = picture_slot(seed)
    pids, tl0s, seqs = [], [], []
    for seat, length in enumerate(lengths):
        base = 32700 + 17 * seat
        for number in range(length):
            packet = picture(
                65500 + number, ts=number * 3000, keyframe=number == 0, pid=base + number, tl0=250 + number
            )
            if number == 0:
                slot.start(camera(seat), packet, seat * 10.0)
            header, payload = send(slot, packet, seat * 10.0 + number / 30)
            pid, tl0 = counters(payload)
            pids.append(pid)
            tl0s.append(tl0)
            seqs.append(header.seq)
    for values, span in ((pids, 1 << 15), (tl0s, 256), (seqs, 1 << 16)):
        assert {(after - before) % span for before, after in pairwise(values)} == {1}


def test_padding_is_left_out_again_by_whoever_receives() -> None:
    slot = picture_slot()
    packet = picture(10, keyframe=True, marker=False)
    packet.pad(7)
    slot.start(camera(1), packet, 1.0)
    length = slot.write(VIEW, packet, 1.0)
    header, payload = read(length)
    assert payload[6:] == b"payload 10"
    assert length == header.end + 7


def test_packets_of_one_frame_are_brought_to_one_size() -> None:
    source, header = camera(1), Header()
    sizes = []
    for seq, size, marker in ((1, 1000, False), (2, 1001, True)):
        head = bytes((0x90 if seq == 1 else 0x80, 0xE0, 0x80, 1, 1, 0x20))
        view = memoryview(head + bytes(size - 6))
        header.seq, header.ts, header.body, header.end, header.marker = seq, 0, 0, size, marker
        packet = source.take(header, view, 1.0)
        assert packet is not None
        sizes.append(len(packet.payload))
    assert sizes == [1008, 1008]


def test_slot_leaves_out_an_extension_that_the_one_byte_form_has_no_room_for() -> None:
    for extension in (15, 32, 4351):
        slot = Slot(ssrc=7, picture=True, payload_type=96, extension=extension, random=Random(1))
        slot.blanks = 1
        header, payload = read(slot.blank(VIEW, 1.0))
        assert (header.body, payload[6:]) == (BODY, vp8.BLACK)
