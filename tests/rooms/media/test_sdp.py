"""The offer of a browser and its one answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.media.answer import Terms, render_answer
from rooms.media.packets import LEVEL, MID, REPAIRED_RID, RID, TRANSPORT
from rooms.media.sdp import parse_offer

CHROMIUM = (Path(__file__).parent / "chromium.sdp").read_text().strip() + "\n"
STREAMS = {str(mid): (100 + mid, 200 + mid if mid > 5 else 0) for mid in range(3, 9)}


def answer(text: str = CHROMIUM) -> str:
    terms = Terms("near", "secret", fingerprint="AA:BB", addresses=[("192.0.2.1", 10000)], streams=STREAMS)
    return render_answer(parse_offer(text), terms)


def sections(text: str) -> list[list[str]]:
    return [part.split("\r\n") for part in re.split(r"(?=^m=)", text, flags=re.M)[1:]]


def test_offer_of_chromium_is_read_by_order_and_direction() -> None:
    offer = parse_offer(CHROMIUM)
    roles = ["mic", "camera", "screen", "voice", "voice", "voice", "picture", "picture", "screenview"]
    assert [section.role for section in offer.sections] == roles
    assert (offer.ufrag, offer.fingerprints[0][0]) == ("0tf1" if "0tf1" in CHROMIUM else offer.ufrag, "sha-256")
    camera = offer.sections[1]
    assert (camera.payload_type, camera.rtx_payload_type, camera.rids) == (96, 97, ["q", "h", "f"])
    assert [offer.kinds[number] for number in (1, 2, 3, 4, 10, 11)] == [LEVEL, 0, TRANSPORT, MID, RID, REPAIRED_RID]
    screen = offer.sections[2]
    assert list(screen.repairs.values()) == [screen.ssrcs[0]]


def test_offer_names_its_layers_in_the_order_of_simulcast() -> None:
    text = CHROMIUM.replace("a=simulcast:send q;h;f", "a=simulcast:send f;~h,x;q")
    assert parse_offer(text).sections[1].rids == ["f", "h", "q"]


def test_answer_has_the_sections_of_the_offer_in_its_order() -> None:
    text = answer()
    assert "a=ice-lite" in text.split("m=")[0]
    assert "a=group:BUNDLE 0 1 2 3 4 5 6 7 8" in text
    found = sections(text)
    assert [part[0].split()[0] for part in found] == ["m=audio", "m=video", "m=video"] + ["m=audio"] * 3 + [
        "m=video"
    ] * 3
    for part in found:
        for line in ("a=ice-ufrag:near", "a=ice-pwd:secret", "a=setup:passive", "a=rtcp-mux"):
            assert line in part
        assert any(re.fullmatch(r"a=candidate:1 1 udp \d+ 192.0.2.1 10000 typ host", line) for line in part)


def test_answer_receives_layers_with_transport_feedback() -> None:
    camera = sections(answer())[1]
    for line in ("a=recvonly", "a=rid:q recv", "a=rid:f recv", "a=simulcast:recv q;h;f", "a=rtcp-fb:96 transport-cc"):
        assert line in camera
    assert "a=fmtp:97 apt=96" in camera
    assert "a=rtcp-fb:96 goog-remb" not in camera


def test_answer_sends_slots_with_their_streams_and_rtx() -> None:
    picture = sections(answer())[6]
    for line in ("a=sendonly", "a=ssrc-group:FID 106 206", "a=ssrc:106 cname:slots", "a=rtcp-fb:96 goog-remb"):
        assert line in picture
    assert "a=rtcp-fb:96 transport-cc" not in picture
    assert [line for line in picture if line.startswith("a=extmap:")] == [
        "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
    ]
    assert any(line.startswith("a=msid:") for line in picture)


def test_rule_2_mid_is_never_negotiated_towards_the_browser() -> None:
    for part in sections(answer()):
        if "a=sendonly" in part:
            assert not [line for line in part if "sdes:mid" in line]


def test_rule_9_only_vp8_and_opus_are_answered() -> None:
    names = set(re.findall(r"a=rtpmap:\d+ (\S+)/90000|a=rtpmap:\d+ (\S+)/48000/2", answer()))
    assert {name for pair in names for name in pair if name} == {"VP8", "rtx", "opus"}
    assert "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1" in answer()


def test_answer_refuses_a_section_it_has_no_use_for() -> None:
    data = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\nc=IN IP4 0.0.0.0\na=mid:9\n"
    last = sections(answer(CHROMIUM + data))[-1]
    assert last[0] == "m=application 0 UDP/DTLS/SCTP webrtc-datachannel"


def test_answer_mirrors_what_a_phone_leaves_out() -> None:
    """A browser without camera offers no second sender: roles still follow direction."""
    parts = re.split(r"(?=^m=)", CHROMIUM, flags=re.M)
    offer = parse_offer("".join(parts[:2] + parts[4:8]))
    assert [section.role for section in offer.sections] == ["mic", "voice", "voice", "voice", "picture"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("a=ice-ufrag:", "a=x:", "no ice-ufrag"),
        ("a=fingerprint:", "a=x:", "no usable fingerprint"),
        ("a=fingerprint:sha-256", "a=fingerprint:md5", "no usable fingerprint"),
        ("a=setup:actpass", "a=setup:passive", "DTLS server"),
        ("a=rtpmap:96 VP8/90000", "a=rtpmap:VP8", "malformed a=rtpmap"),
        ("a=rtpmap:96 VP8/90000", "a=rtpmap:960 VP8/90000", "malformed a=rtpmap"),
        ("a=extmap:3 ", "a=extmap:three ", "malformed a=extmap"),
        ("a=rid:q send", "a=rid:q", "malformed a=rid"),
    ],
)
def test_offer_is_refused_with_the_reason(old: str, new: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_offer(CHROMIUM.replace(old, new))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no media section"),
        ("v=0\n", "no media section"),
        ("x" * 200_001, "too long"),
        ("m=audio 9 UDP/TLS/RTP/SAVPF 111\n" * 65, "too many"),
    ],
    ids=["empty", "no-media", "too-long", "too-many"],
)
def test_offer_without_substance_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_offer(text)


def test_offer_of_two_bundles_is_refused() -> None:
    first, _, rest = CHROMIUM.partition("m=video")
    with pytest.raises(ValueError, match="bundled"):
        parse_offer(first + "m=video" + rest.replace("a=ice-ufrag:", "a=ice-ufrag:z", 1))


@given(st.data())
def test_offer_is_read_or_refused_with_value_error(data: st.DataObject) -> None:
    lines = CHROMIUM.split("\n")
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(lines) - 1))
        cut = data.draw(st.integers(0, len(lines[at])))
        lines[at] = lines[at][:cut] + data.draw(st.text(max_size=8)) + lines[at][cut + data.draw(st.integers(0, 4)) :]
    try:
        parse_offer("\n".join(lines))
    except ValueError:
        return


@pytest.mark.parametrize("number", ["0", "-2", "4352", "9" * 25])
def test_offer_with_an_extension_id_that_cannot_be_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="malformed a=extmap"):
        parse_offer(CHROMIUM.replace("a=extmap:2 ", f"a=extmap:{number} "))


@pytest.mark.parametrize("line", ["a=ssrc:{} cname:x", "a=rid:{} send"])
def test_offer_with_streams_by_the_thousand_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="malformed a="):
        parse_offer(CHROMIUM + "\n".join(line.format(number) for number in range(2000)))
