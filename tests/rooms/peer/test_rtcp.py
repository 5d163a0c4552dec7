"""What the peer says in RTCP is understood by aiortc, and the other way round."""

from __future__ import annotations

import pytest
from aiortc.rtp import (
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSenderInfo,
    RtcpSrPacket,
    unpack_remb_fci,
)
from hypothesis import given
from hypothesis import strategies as st

from rooms.peer import rtcp


def test_requests_are_read() -> None:
    fir = RtcpPsfbPacket(fmt=4, ssrc=1, media_ssrc=0, fci=(9).to_bytes(4, "big") + bytes(4))
    compound = bytes(RtcpRrPacket(ssrc=1)) + bytes(RtcpPsfbPacket(fmt=1, ssrc=1, media_ssrc=8)) + bytes(fir)
    compound += bytes(RtcpRtpfbPacket(fmt=1, ssrc=1, media_ssrc=7, lost=[65534, 65535]))
    feedback = rtcp.read(compound)
    assert feedback.keyframes == [8, 9]
    assert feedback.missing == [(7, [65534, 65535])]
    assert feedback.malformed == 0


def test_sender_report_is_read_back() -> None:
    sent = RtcpSrPacket(ssrc=5, sender_info=RtcpSenderInfo(1 << 40, 90, 3, 400))
    assert rtcp.read(bytes(sent)).sender_reports == [rtcp.SenderReport(5, 1 << 40, 90, 3)]


@pytest.mark.parametrize("cut", [5, 9, 11])
def test_packet_cut_short_is_counted(cut: int) -> None:
    assert rtcp.read(rtcp.picture_loss(1, 2)[:cut]).malformed == 1


def test_reports_satisfy_another_parser() -> None:
    report = rtcp.sender_report(5, wall=1.5, timestamp=7, packets=2, octets=30)
    block = rtcp.Block(6, 128, -3, 0x12345)
    compound = report + rtcp.receiver_report(1, [block]) + rtcp.description(1) + rtcp.picture_loss(1, 6)
    sender, receiver, description, loss = RtcpPacket.parse(compound)
    assert sender.sender_info == RtcpSenderInfo((2_208_988_801 << 32) + (1 << 31), 7, 2, 30)
    assert (receiver.reports[0].packets_lost, receiver.reports[0].highest_sequence) == (-3, 0x12345)
    assert description.chunks[0].items == [(1, b"peer")]
    assert (loss.fmt, loss.media_ssrc) == (1, 6)


@given(start=st.integers(0, 0xFFFF), steps=st.lists(st.integers(1, 40), max_size=20))
def test_missing_packets_are_named_exactly(start: int, steps: list[int]) -> None:
    sequences = [start]
    for step in steps:
        sequences.append(sequences[-1] + step & 0xFFFF)
    packet = rtcp.missing(1, 2, sequences)
    assert rtcp.read(packet).missing == [(2, sequences)]
    (parsed,) = RtcpPacket.parse(packet)
    assert sorted({lost & 0xFFFF for lost in parsed.lost}) == sorted(sequences)


@given(rate=st.integers(1000, 1 << 40))
def test_estimate_is_within_its_precision(rate: int) -> None:
    (parsed,) = RtcpPacket.parse(rtcp.estimate(1, rate, [2, 3]))
    claimed, ssrcs = unpack_remb_fci(parsed.fci)
    assert ssrcs == [2, 3]
    assert 0 <= rate - claimed <= rate / 0x20000
