"""Renders the one answer: every section of the offer in its order, a fixed stream for each slot. Knows no peer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rooms.media.packets import KINDS
from rooms.media.sdp import ABS_SEND_TIME, AUDIO_LEVEL, FROM_BROWSER, REVERSED, Offer, Section

OPUS = "minptime=10;useinbandfec=1;usedtx=1"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the answer says of the server. `streams`: mid -> (ssrc, rtx ssrc or 0) of each slot."""

    ufrag: str
    password: str
    fingerprint: str
    addresses: Sequence[tuple[str, int]]
    streams: Mapping[str, tuple[int, int]]
    tcp: bool = False


def render_answer(offer: Offer, terms: Terms) -> str:
    bundled = " ".join(section.mid for section in offer.sections if section.role != "refused")
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {bundled}", "a=ice-lite"]
    lines += ["a=extmap-allow-mixed", "a=msid-semantic: WMS *"]
    groups = _groups(offer)
    for section in offer.sections:
        lines += _refused(section) if section.role == "refused" else _section(section, terms, groups)
    return "\r\n".join(lines) + "\r\n"


def _groups(offer: Offer) -> dict[str, str]:
    """mid -> stream. Browsers keep the sound and the one picture of a stream together (RFC 8830), so the first voice
    and the first picture make one, the second ones another; a picture beyond the last voice is alone."""
    pairs = zip(offer.having("voice"), offer.having("picture"), strict=False)
    return {section.mid: f"pair-{index}" for index, pair in enumerate(pairs) for section in pair}


def _refused(section: Section) -> list[str]:
    """RFC 3264 section 6: port 0."""
    profile, formats = section.attributes["m"].split(" ")[1:2], section.attributes["m"].split(" ")[2:3]
    head = f"m={section.kind} 0 {''.join(profile) or 'UDP/TLS/RTP/SAVPF'} {''.join(formats) or '0'}"
    return [head, "c=IN IP4 0.0.0.0", f"a=mid:{section.mid}", "a=inactive"]


def _section(section: Section, terms: Terms, groups: Mapping[str, str]) -> list[str]:
    up = section.role in FROM_BROWSER
    types = [section.payload_type]
    if section.kind == "video" and section.rtx_payload_type >= 0:
        types.append(section.rtx_payload_type)
    lines = [
        f"m={section.kind} 9 UDP/TLS/RTP/SAVPF {' '.join(map(str, types))}",
        "c=IN IP4 0.0.0.0",
        *(_candidate(index, host, port) for index, (host, port) in enumerate(terms.addresses)),
        *(_passive(index, host, port) for index, (host, port) in enumerate(terms.addresses) if terms.tcp),
        "a=end-of-candidates",
        f"a=ice-ufrag:{terms.ufrag}",
        f"a=ice-pwd:{terms.password}",
        f"a=fingerprint:sha-256 {terms.fingerprint}",
        "a=setup:passive",
        f"a=mid:{section.mid}",
        f"a={'recvonly' if up else REVERSED[section.direction]}",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        *_extensions(section, up=up),
        *_codecs(section, up=up),
    ]
    return lines + (_simulcast(section) if up else _stream(section, terms, groups))


def _candidate(index: int, host: str, port: int) -> str:
    # RFC 8445 section 5.1.2.1: type preference 126, earlier addresses first
    return f"a=candidate:{index + 1} 1 udp {126 << 24 | (65535 - index) << 8 | 255} {host} {port} typ host"


def _passive(index: int, host: str, port: int) -> str:
    # RFC 6544 section 4.2: a lower type preference than UDP, direction preference 4 for passive
    priority = 90 << 24 | (4 << 13 | (8191 - index)) << 8 | 255
    return f"a=candidate:t{index + 1} 1 tcp {priority} {host} {port} typ host tcptype passive"


def _extensions(section: Section, *, up: bool) -> list[str]:
    """sdes:mid only upstream (rule 2); transport-cc where they send, abs-send-time where they receive pictures."""
    down = {AUDIO_LEVEL} if section.kind == "audio" else {ABS_SEND_TIME}
    kept = set(KINDS) if up else down
    return [f"a=extmap:{number} {uri}" for uri, number in section.extensions.items() if uri in kept]


def _codecs(section: Section, *, up: bool) -> list[str]:
    number = section.payload_type
    if section.kind == "audio":
        lines = [f"a=rtpmap:{number} opus/48000/2", f"a=fmtp:{number} {OPUS}"]
        return [*lines, f"a=rtcp-fb:{number} transport-cc"] if up else lines
    lines = [f"a=rtpmap:{number} VP8/90000"]
    feedback = ("ccm fir", "nack", "nack pli", "transport-cc" if up else "goog-remb")
    lines += [f"a=rtcp-fb:{number} {kind}" for kind in feedback]
    if section.rtx_payload_type >= 0:
        lines += [f"a=rtpmap:{section.rtx_payload_type} rtx/90000", f"a=fmtp:{section.rtx_payload_type} apt={number}"]
    return lines


def _simulcast(section: Section) -> list[str]:
    if not section.rids:
        return []
    return [*(f"a=rid:{rid} recv" for rid in section.rids), f"a=simulcast:recv {';'.join(section.rids)}"]


def _stream(section: Section, terms: Terms, groups: Mapping[str, str]) -> list[str]:
    ssrc, rtx = terms.streams[section.mid]
    name = f"{section.role}-{section.mid}"
    lines = [f"a=msid:{groups.get(section.mid, name)} {name}"]
    if rtx:
        lines.append(f"a=ssrc-group:FID {ssrc} {rtx}")
    return lines + [f"a=ssrc:{number} cname:slots" for number in (ssrc, rtx) if number]
