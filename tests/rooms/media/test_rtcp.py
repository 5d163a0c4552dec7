"""RTCP: read against aiortc's writer and written against aiortc's reader, and whatever the network brings."""

from __future__ import annotations

import pytest
from aiortc import rtp
from hypothesis import given
from hypothesis import strategies as st

from rooms.media import rtcp


def parse(data: bytes) -> list[rtcp.Item]:
    return list(rtcp.parse(memoryview(data)))


def theirs(data: bytes) -> rtp.AnyRtcpPacket:
    (packet,) = rtp.RtcpPacket.parse(data)
    return packet


def test_parse_reads_a_compound_of_aiortc() -> None:
    info = rtp.RtcpReceiverInfo(
        ssrc=5, fraction_lost=64, packets_lost=-3, highest_sequence=70000, jitter=9, lsr=11, dlsr=12
    )
    sender = rtp.RtcpSenderInfo(ntp_timestamp=1 << 40, rtp_timestamp=8, packet_count=1, octet_count=2)
    report = rtcp.Report(5, 64, -3, 70000, 9, 11, 12)
    data = b"".join(
        (
            bytes(rtp.RtcpSrPacket(ssrc=4, sender_info=sender, reports=[info])),
            bytes(rtp.RtcpRrPacket(ssrc=4, reports=[info])),
            bytes(rtp.RtcpSdesPacket(chunks=[rtp.RtcpSourceInfo(ssrc=4, items=[(1, b"name")])])),
            bytes(rtp.RtcpRtpfbPacket(fmt=1, ssrc=4, media_ssrc=6, lost=[12, 65535])),
            bytes(rtp.RtcpPsfbPacket(fmt=1, ssrc=4, media_ssrc=6)),
            bytes(rtp.RtcpPsfbPacket(fmt=4, ssrc=4, media_ssrc=0, fci=b"\0\0\0\7\1\0\0\0")),
            bytes(rtp.RtcpPsfbPacket(fmt=15, ssrc=4, media_ssrc=0, fci=rtp.pack_remb_fci(4160000, [6]))),
        )
    )
    assert parse(data) == [
        rtcp.SenderInfo(4, 1 << 40, 8),
        report,
        report,
        rtcp.Nack(6, (12, 65535)),
        rtcp.KeyframeRequest(6),
        rtcp.KeyframeRequest(7),
        rtcp.Estimate(4160000),
    ]


def test_parse_does_not_take_transport_feedback_for_a_nack() -> None:
    assert parse(bytes.fromhex("8fcd0005" + "00000001" * 5)) == []


def test_nack_packs_a_mask() -> None:
    packet = theirs(rtcp.nack(1, 2, [65535, 65536, 65540, 65600]))
    assert isinstance(packet, rtp.RtcpRtpfbPacket)
    assert (packet.media_ssrc, [seq & 0xFFFF for seq in packet.lost]) == (2, [65535, 0, 4, 64])


def test_picture_loss_is_read_by_aiortc() -> None:
    packet = theirs(rtcp.picture_loss(1, 2))
    assert isinstance(packet, rtp.RtcpPsfbPacket)
    assert (packet.fmt, packet.ssrc, packet.media_ssrc) == (1, 1, 2)


def test_reports_are_read_by_aiortc() -> None:
    sent = theirs(rtcp.sender_report(9, ntp=rtcp.ntp_time(0.5), rtp_time=1 << 33 | 5, packets=3, octets=4))
    assert isinstance(sent, rtp.RtcpSrPacket)
    assert (sent.sender_info.ntp_timestamp, sent.sender_info.rtp_timestamp) == (2208988800 << 32 | 1 << 31, 5)
    got = theirs(rtcp.receiver_report(9, [rtcp.Report(5, 64, 7, 70000, 9, 11, 12)]))
    assert isinstance(got, rtp.RtcpRrPacket)
    assert (got.reports[0].fraction_lost, got.reports[0].packets_lost) == (64, 7)


@pytest.mark.parametrize(
    "data",
    ["80", "40c80000", "80c90009" + "00" * 8, "81c90001" + "00" * 4, "80c80001" + "00" * 4, "81ce0000"],
    ids=["cut-header", "version-1", "longer-than-datagram", "report-missing", "sender-info-missing", "pli-missing"],
)
def test_parse_refuses(data: str) -> None:
    with pytest.raises(ValueError, match="RTCP"):
        parse(bytes.fromhex(data))


@given(st.binary(max_size=120), st.sampled_from([200, 201, 205, 206, 207]), st.integers(0, 31))
def test_parse_raises_value_error_only(body: bytes, kind: int, count: int) -> None:
    body = body[: len(body) & ~3]
    try:
        parse(bytes((0x80 | count, kind)) + (len(body) // 4).to_bytes(2, "big") + body)
    except ValueError:
        return
