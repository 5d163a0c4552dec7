"""The peer offers what Chromium 156 offers with our transceivers (recorded), and reads answers exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

from rooms.peer.offer import RID, Credentials, read_answer, render_offer

CHROMIUM = (Path(__file__).parent / "chromium-offer.sdp").read_text()
ANSWER = """v=0
a=ice-lite
m=audio 9 UDP/TLS/RTP/SAVPF 111
a=ice-ufrag:abcd
a=ice-pwd:secretsecretsecretsecret
a=fingerprint:sha-256 AA:BB
a=candidate:1 1 udp 2130706431 127.0.0.1 10000 typ host
a=mid:0
a=recvonly
m=video 9 UDP/TLS/RTP/SAVPF 96 97
a=mid:1
a=extmap:10/recvonly urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
a=sendonly
a=ssrc-group:FID 77 78
a=ssrc:77 cname:x
a=ssrc:78 cname:x
"""


def offer(pictures: int = 2) -> str:
    credentials = Credentials("ufrag", "pwdpwdpwdpwdpwdpwdpwdpwd", "AA:BB")
    return render_offer(credentials, microphone=1, screen=(2, 3), rids=("q", "h", "f"), pictures=pictures)


def shape(sdp: str) -> list[list[str]]:
    """Per section what our server goes by, without identities."""
    kept = (
        "a=mid",
        "a=rid",
        "a=simulcast",
        "a=rtpmap",
        "a=fmtp",
        "a=rtcp-fb",
        "a=setup",
        "a=ice-options",
        "a=rtcp-mux",
    )
    kept += ("a=sendonly", "a=recvonly")
    sections = ("\n" + sdp.replace("\r", "")).split("\nm=")[1:]
    return [[s.split("\n")[0], *sorted(line for line in s.split("\n") if line.startswith(kept))] for s in sections]


def test_offer_has_the_shape_of_chromiums() -> None:
    assert shape(offer()) == shape(CHROMIUM)


def test_offer_numbers_extensions_as_chromium_does() -> None:
    ours = {line for line in offer().split("\r\n") if line.startswith("a=extmap:")}
    assert ours == ours & set(CHROMIUM.split("\n") if "\r" not in CHROMIUM else CHROMIUM.split("\r\n"))


def test_answer_is_read() -> None:
    answer = read_answer(ANSWER.replace("\n", "\r\n"))
    assert (answer.ufrag, answer.fingerprint, answer.address) == ("abcd", "AA:BB", ("127.0.0.1", 10000))
    microphone, picture = answer.sections
    assert (microphone.kind, microphone.direction, microphone.ssrcs) == ("audio", "recvonly", ())
    assert (picture.mid, picture.direction, picture.ssrcs) == ("1", "sendonly", (77, 78))
    assert picture.extensions == {RID: 10}


@pytest.mark.parametrize("line", ["a=ice-ufrag:abcd\n", "a=candidate:1 1 udp 2130706431 127.0.0.1 10000 typ host\n"])
def test_answer_without_what_it_needs_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="the answer has no"):
        read_answer(ANSWER.replace(line, ""))
