"""Reads the one offer of a browser: what it sends, what it receives, with which numbers. Knows no peer, no answer.

Liberal in names and order of attributes, strict in what forwarding needs; every refusal is a `ValueError`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rooms.media.packets import KINDS

LONGEST = 200_000
MOST_SECTIONS = 64
MOST_STREAMS = 64  # of one section; a browser has six
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
REVERSED = {"sendonly": "recvonly", "recvonly": "sendonly", "sendrecv": "recvonly", "inactive": "inactive"}
FROM_BROWSER = {"mic", "camera", "screen"}


@dataclass(slots=True)
class Section:
    """One m= section. `role`: mic, camera, screen (they send), voice, picture, screenview (they receive) or refused."""

    kind: str
    mid: str = ""
    direction: str = "sendrecv"
    role: str = "refused"
    payload_type: int = -1
    rtx_payload_type: int = -1
    fmtp: str = ""
    extensions: dict[str, int] = field(default_factory=dict)
    rids: list[str] = field(default_factory=list)
    ssrcs: list[int] = field(default_factory=list)
    repairs: dict[int, int] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """`session`: the id and version of the o= line, which tell a restart from a new connection (RFC 3264 section 8)."""

    ufrag: str
    fingerprints: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    kinds: bytes
    session: tuple[str, int] = ("", 0)

    def restarts(self, former: Offer) -> bool:
        """Whether this is the same connection with new ICE credentials (RFC 8445 section 9)."""

        def shape(offer: Offer) -> list[tuple[str, str]]:
            return [(section.mid, section.role) for section in offer.sections]

        same = self.session[0] == former.session[0] and self.fingerprints == former.fingerprints
        newer = self.session[1] > former.session[1] and self.ufrag != former.ufrag
        return same and newer and shape(self) == shape(former)

    def having(self, role: str) -> list[Section]:
        return [section for section in self.sections if section.role == role]


def parse_offer(text: str) -> Offer:
    if len(text) > LONGEST:
        raise ValueError("the offer is too long")
    session, sections = _split(text)
    if not sections:
        raise ValueError("the offer has no media section")
    if len(sections) > MOST_SECTIONS:
        raise ValueError("the offer has too many media sections")
    first = session | sections[0].attributes
    ufrag, fingerprint = first.get("ice-ufrag", ""), first.get("fingerprint", "")
    algorithm, _, value = fingerprint.partition(" ")
    if not ufrag:
        raise ValueError("the offer has no ice-ufrag")
    if algorithm.lower() not in ("sha-256", "sha-384", "sha-512") or not value:
        raise ValueError("the offer has no usable fingerprint")
    if first.get("setup", "actpass") not in ("actpass", "active"):
        raise ValueError("the offer must let the server be DTLS server")
    if any(section.attributes.get("ice-ufrag", ufrag) != ufrag for section in sections):
        raise ValueError("the offer must be bundled")
    _give_roles(sections)
    if not any(section.role != "refused" for section in sections):
        raise ValueError("the offer has neither VP8 nor Opus")
    fingerprints = ((algorithm.lower(), value.strip()),)
    return Offer(ufrag, fingerprints, tuple(sections), _kinds(sections), _session(session.get("o=", "")))


def _split(text: str) -> tuple[dict[str, str], list[Section]]:
    session: dict[str, str] = {}
    sections: list[Section] = []
    codecs: dict[int, str] = {}
    for line in text.splitlines():
        if line.startswith("o=") and not sections:
            session.setdefault("o=", line[2:])
        elif line.startswith("m="):
            kind, _, rest = line[2:].partition(" ")
            codecs = {}
            sections.append(Section(kind=kind, attributes={"m": rest}))
        elif line.startswith("a="):
            name, _, value = line[2:].partition(":")
            if sections:
                _attribute(sections[-1], name, value, codecs)
            else:
                session.setdefault(name, value)
    for section in sections:
        section.direction = next((word for word in REVERSED if word in section.attributes), "sendrecv")
    return session, sections


def _session(origin: str) -> tuple[str, int]:
    """RFC 8866 section 5.2: user, session id, version."""
    words = origin.split()
    return (words[1], int(words[2])) if len(words) > 2 and words[2].isdecimal() else ("", 0)


def _attribute(section: Section, name: str, value: str, codecs: dict[int, str]) -> None:
    try:
        match name:
            case "mid":
                section.mid = value
            case "rtpmap":
                _codec(section, value, codecs)
            case "fmtp":
                _parameters(section, value, codecs)
            case "extmap":
                number, _, uri = value.partition(" ")
                section.extensions[uri.split()[0]] = _extension_id(number.partition("/")[0])
            case "rid" if value.split()[1] == "send":
                section.rids.append(value.split()[0])
            case "simulcast":
                _simulcast(section, value)
            case "ssrc":
                ssrc = int(value.split()[0])
                if ssrc not in section.ssrcs:
                    section.ssrcs.append(ssrc)
            case "ssrc-group" if value.startswith("FID "):
                _, media, repair = value.split()[:3]
                section.repairs[int(repair)] = int(media)
            case _:
                section.attributes.setdefault(name, value)
        if max(len(section.ssrcs), len(section.rids)) > MOST_STREAMS:
            raise ValueError("a section has too many streams")
    except (ValueError, IndexError) as error:
        raise ValueError(f"the offer has a malformed a={name}") from error


def _extension_id(text: str) -> int:
    number = int(text)
    if not 0 < number < 4352:  # RFC 8285 section 5
        raise ValueError("an extension has an id of 1 to 4351")
    return number


def _codec(section: Section, value: str, codecs: dict[int, str]) -> None:
    number, name = value.split()[:2]
    payload_type = int(number)
    if not 0 <= payload_type <= 127:
        raise ValueError("a payload type has seven bits")
    codecs[payload_type] = name.lower()
    wanted = "opus/48000/2" if section.kind == "audio" else "vp8/90000"
    if name.lower() == wanted and section.payload_type < 0:
        section.payload_type = payload_type


def _parameters(section: Section, value: str, codecs: dict[int, str]) -> None:
    number, _, rest = value.partition(" ")
    payload_type = int(number)
    if payload_type == section.payload_type:
        section.fmtp = rest
    elif codecs.get(payload_type) == "rtx/90000" and rest.split(";")[0] == f"apt={section.payload_type}":
        section.rtx_payload_type = payload_type


def _simulcast(section: Section, value: str) -> None:
    words = value.split()
    if "send" in words:
        layers = words[words.index("send") + 1].split(";")
        order = [layer.split(",")[0].lstrip("~") for layer in layers]
        section.attributes["simulcast-order"] = " ".join(order)


def _give_roles(sections: list[Section]) -> None:
    """By order and direction: the first sent picture is the camera, the last received one of several the screen."""
    for section in sections:
        if section.kind not in ("audio", "video") or section.payload_type < 0 or section.direction == "inactive":
            continue
        sends = section.direction != "recvonly"
        if section.kind == "audio":
            section.role = "mic" if sends else "voice"
        else:
            section.role = "camera" if sends else "picture"
    _once(sections, "mic")
    cameras = _once(sections, "camera")
    if cameras:
        cameras[0].role = "screen"
    pictures = [section for section in sections if section.role == "picture"]
    if len(pictures) > 1:
        pictures[-1].role = "screenview"
    for section in sections:
        order = {rid: index for index, rid in enumerate(section.attributes.get("simulcast-order", "").split())}
        section.rids.sort(key=lambda rid, order=order: order.get(rid, len(order)))  # type: ignore[misc]


def _once(sections: list[Section], role: str) -> list[Section]:
    """Leaves `role` to the first that has it; returns the others, refused."""
    others = [section for section in sections if section.role == role][1:]
    for section in others:
        section.role = "refused"
    return others


def _kinds(sections: list[Section]) -> bytes:
    """id -> kind, for what browsers send; one id means one extension in a bundle (RFC 8843 section 9.2)."""
    kinds = bytearray(256)
    for section in sections:
        if section.role in FROM_BROWSER:
            for uri, number in section.extensions.items():
                if uri in KINDS and 0 < number < len(kinds):
                    kinds[number] = KINDS[uri]
    return bytes(kinds)
