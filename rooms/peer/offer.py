"""The peer's SDP: an offer as Chromium renders ours (tests/rooms/peer/chromium-offer.sdp), and the answer read.

Knows text only. Sections in the agreed order: microphone, camera, screen, voices, pictures, one screen receiver.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

OPUS, VP8, RTX = 111, 96, 97
VOICES = 3

AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
_AUDIO_EXTENSIONS = {1: AUDIO_LEVEL, 2: ABS_SEND_TIME, 3: TRANSPORT_CC, 4: MID}
_VIDEO_EXTENSIONS = {2: ABS_SEND_TIME, 3: TRANSPORT_CC, 4: MID, 10: RID, 11: REPAIRED_RID}


@dataclass(frozen=True, slots=True)
class Credentials:
    """What every section of the offer repeats."""

    ufrag: str
    pwd: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Section:
    """One m-section of the answer. `ssrcs`: (media, rtx) of what the server will send here; extensions by URI."""

    mid: str
    kind: str
    direction: str
    ssrcs: tuple[int, ...]
    extensions: dict[str, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered; `address` is its first candidate."""

    ufrag: str
    pwd: str
    fingerprint: str
    address: tuple[str, int]
    sections: tuple[Section, ...]


def render_offer(
    credentials: Credentials, *, microphone: int, screen: tuple[int, int], rids: tuple[str, ...], pictures: int
) -> str:
    """`microphone`: its SSRC; `screen`: its SSRC and its RTX stream's. SDP never names simulcast SSRCs."""
    sections = list(_sections(microphone=microphone, screen=screen, rids=rids, pictures=pictures))
    head = ["v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0"]
    head += [
        f"a=group:BUNDLE {' '.join(map(str, range(len(sections))))}",
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS",
    ]
    lines = head
    for mid, (kind, own) in enumerate(sections):
        lines += _common(kind, mid, credentials) + own
    return "\r\n".join(lines) + "\r\n"


def _sections(
    *, microphone: int, screen: tuple[int, int], rids: tuple[str, ...], pictures: int
) -> Iterator[tuple[str, list[str]]]:
    yield "audio", ["a=sendonly", "a=msid:- microphone", f"a=ssrc:{microphone} cname:peer"]
    simulcast = [f"a=rid:{rid} send" for rid in rids] + [f"a=simulcast:send {';'.join(rids)}"]
    yield "video", ["a=sendonly", "a=msid:- camera", *simulcast]
    fid = [f"a=ssrc-group:FID {screen[0]} {screen[1]}", *(f"a=ssrc:{ssrc} cname:peer" for ssrc in screen)]
    yield "video", ["a=sendonly", "a=msid:- screen", *fid]
    for _ in range(VOICES):
        yield "audio", ["a=recvonly"]
    for _ in range(pictures + 1):
        yield "video", ["a=recvonly"]


def _common(kind: str, mid: int, credentials: Credentials) -> list[str]:
    formats = str(OPUS) if kind == "audio" else f"{VP8} {RTX}"
    extensions = _AUDIO_EXTENSIONS if kind == "audio" else _VIDEO_EXTENSIONS
    return [
        f"m={kind} 9 UDP/TLS/RTP/SAVPF {formats}",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        f"a=ice-ufrag:{credentials.ufrag}",
        f"a=ice-pwd:{credentials.pwd}",
        "a=ice-options:trickle",
        f"a=fingerprint:sha-256 {credentials.fingerprint}",
        "a=setup:actpass",
        f"a=mid:{mid}",
        *(f"a=extmap:{number} {uri}" for number, uri in extensions.items()),
        "a=rtcp-mux",
        "a=rtcp-rsize",
        *(_opus() if kind == "audio" else _vp8()),
    ]


def _opus() -> list[str]:
    return [
        f"a=rtpmap:{OPUS} opus/48000/2",
        f"a=rtcp-fb:{OPUS} transport-cc",
        f"a=fmtp:{OPUS} minptime=10;useinbandfec=1",
    ]


def _vp8() -> list[str]:
    feedback = ("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")
    return [
        f"a=rtpmap:{VP8} VP8/90000",
        *(f"a=rtcp-fb:{VP8} {kind}" for kind in feedback),
        f"a=rtpmap:{RTX} rtx/90000",
        f"a=fmtp:{RTX} apt={VP8}",
    ]


def read_answer(sdp: str) -> Answer:
    """Raises ValueError where something is missing that the peer cannot do without."""
    head, *bodies = ("\n" + sdp.replace("\r", "")).split("\nm=")
    sections = tuple(_section(body) for body in bodies)
    first = head + "\n" + (bodies[0] if bodies else "")
    host, port = _candidate(first)
    kind, _, fingerprint = _value(first, "fingerprint").partition(" ")
    if kind != "sha-256":
        raise ValueError(f"the answer's fingerprint is {kind}, not sha-256")
    return Answer(_value(first, "ice-ufrag"), _value(first, "ice-pwd"), fingerprint, (host, port), sections)


def _section(body: str) -> Section:
    directions = [word for word in ("sendonly", "recvonly", "sendrecv", "inactive") if f"\na={word}\n" in body + "\n"]
    groups = [
        [int(word) for word in value.split()[1:]] for value in _values(body, "ssrc-group") if value.startswith("FID")
    ]
    named = list(dict.fromkeys(int(value.split()[0]) for value in _values(body, "ssrc")))
    extensions = (value.split()[:2] for value in _values(body, "extmap"))
    return Section(
        mid=_value(body, "mid"),
        kind=body.split(" ", 1)[0],
        direction=directions[0] if directions else "sendrecv",
        ssrcs=tuple(groups[0] if groups else named[:1]),
        extensions={uri: int(number.partition("/")[0]) for number, uri in extensions},
    )


def _candidate(text: str) -> tuple[str, int]:
    for value in _values(text, "candidate"):
        fields = value.split()
        if fields[2].lower() == "udp":
            return fields[4], int(fields[5])
    raise ValueError("the answer has no UDP candidate")


def _values(text: str, name: str) -> list[str]:
    start = f"a={name}:"
    return [line[len(start) :].strip() for line in text.split("\n") if line.startswith(start)]


def _value(text: str, name: str) -> str:
    values = _values(text, name)
    if not values:
        raise ValueError(f"the answer has no a={name}")
    return values[0]
