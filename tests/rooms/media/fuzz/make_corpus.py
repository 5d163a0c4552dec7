"""Writes the seeds, from our own encoders and Chromium's recorded offer.

Run as `python -m tests.rooms.media.fuzz.make_corpus`. What fuzzing finds later is put beside them by hand: a file this
script does not know is left alone.
"""

from __future__ import annotations

import json
from struct import pack

from aioice import stun as aioice_stun

from rooms.media import rtcp, vp8
from rooms.media.buffers import LARGEST
from rooms.plan import Plan, RoomPlan, SeatPlan
from tests.rooms.media.fuzz.corpus import CORPUS
from tests.rooms.media.fuzz.doors import PASSWORD, UFRAG, Insider
from tests.rooms.media.hall import KEYFRAMES, OFFER
from tests.rooms.media.test_packets import rtp as packet
from tests.rooms.media.test_tcp import framed

KIND = {"sdp": ".sdp", "plan": ".json"}
TRANSACTION = b"transaction!"
CLIENT_HELLO = bytes.fromhex("16fefd0000000000000000002c01000020") + bytes(40)


def check(*, signed: bool = True, kind: aioice_stun.Class = aioice_stun.Class.REQUEST) -> bytes:
    attributes = {"USERNAME": f"{UFRAG}:far", "PRIORITY": 1, "ICE-CONTROLLING": 7, "USE-CANDIDATE": None}
    message = aioice_stun.Message(aioice_stun.Method.BINDING, kind, TRANSACTION, attributes)
    if signed:
        message.add_message_integrity(PASSWORD.encode())
    return bytes(message)


def bare_check(attribute: bytes) -> bytes:
    return pack("!HHI12s", 1, len(attribute), aioice_stun.COOKIE, TRANSACTION) + attribute


def stun() -> dict[str, bytes]:
    whole = check()
    return {
        "valid-nominated": whole,
        "no-integrity": check(signed=False),
        "wrong-fingerprint": whole[:-1] + bytes((whole[-1] ^ 1,)),
        "indication": check(kind=aioice_stun.Class.INDICATION),
        "length-beyond-packet": whole[:2] + b"\x0f\xf0" + whole[4:],
        "header-cut": whole[:19],
        "username-not-utf8": bare_check(b"\0\x06\0\x04\xff\xfe\xfd\xfc"),
        "attribute-beyond-message": bare_check(b"\0\x24\0\x40\0\0\0\1"),
        "priority-of-two-bytes": bare_check(b"\0\x24\0\x02\0\1\0\0"),
        "unknown-method": b"\x0e\xef" + bare_check(b"")[2:],
    }


def gate() -> dict[str, bytes]:
    return {
        "valid-check": check(),
        "valid-client-hello": CLIENT_HELLO,
        "stun-by-a-stranger": bare_check(b""),
        "indication": check(kind=aioice_stun.Class.INDICATION),
        "nothing": b"",
        "first-byte-of-turn-channel": b"\x40\0\0\4data",
        "first-byte-of-nobody": b"\xff" * 20,
        "rtp-not-encrypted": packet(),
        "rtcp-not-encrypted": rtcp.picture_loss(1, 2),
        "rtp-shorter-than-its-header": packet()[:11],
    }


def rtp() -> dict[str, bytes]:
    return {
        "valid-plain": packet(),
        "valid-one-byte-extensions": packet(extension=b"\x10\x85\x31\x12\x34\x400\xa0q"),
        "valid-two-byte-extensions": packet(extension=b"\x01\x01\x85\x03\x02\x12\x34\x0a\x01q", profile=0x1000),
        "valid-padded": packet(b"body\0\0\0\4", first=0xA0),
        "header-cut": packet()[:11],
        "version-1": packet(first=0x40),
        "csrcs-missing": packet(b"", first=0x8F),
        "extension-beyond-packet": packet(b"\xbe\xde\0\x09", first=0x90),
        "extension-value-beyond-block": packet(extension=b"\xaf\0\0\0"),
        "extension-id-15": packet(extension=b"\xf0\0\xa0q"),
        "two-byte-extension-without-length": packet(extension=b"\0\0\0\x0a", profile=0x1000),
        "padding-longer-than-packet": packet(b"body\xff", first=0xA0),
        "unknown-extension-profile": packet(extension=b"\x10\x85", profile=0xABCD),
    }


def rtcp_parts() -> dict[str, bytes]:
    report = rtcp.Report(5, 64, -3, 70000, 9, 11, 12)
    remb = bytes.fromhex("8fce0005") + pack("!II4sII", 1, 0, b"REMB", 1 << 24 | 5 << 18 | 130000, 6)
    receiver = rtcp.receiver_report(9, [report])
    return {
        "valid-compound": rtcp.sender_report(9, ntp=1 << 40, rtp_time=8, packets=1, octets=2) + receiver,
        "valid-nack": rtcp.nack(1, 2, [65535, 65536, 65540, 65600]),
        "valid-remb": remb,
        "valid-remb-of-all-bits": remb[:17] + b"\xff\xff\xff" + remb[20:],
        "valid-picture-loss": rtcp.picture_loss(1, 2),
        "valid-full-intra-request": bytes.fromhex("84ce0004") + pack("!IIIHH", 1, 0, 7, 256, 0),
        "header-cut": receiver[:3],
        "second-part-cut": rtcp.picture_loss(1, 2) + receiver[:-1],
        "version-1": b"\x40" + receiver[1:],
        "length-beyond-packet": receiver[:2] + b"\xff\xff" + receiver[4:],
        "fewer-reports-than-counted": b"\x9f" + receiver[1:],
        "sender-report-without-info": b"\x80\xc8\0\1\0\0\0\1",
        "nack-without-media-ssrc": b"\x81\xcd\0\1\0\0\0\1",
        "remb-without-rate": b"\x8f\xce\0\3\0\0\0\1\0\0\0\0REMB",
        "transport-feedback-at-us": bytes.fromhex("8fcd0005" + "00000001" * 5),
        "unknown-kind": b"\x80\xcf\0\1\0\0\0\1",
    }


def feedback() -> dict[str, bytes]:
    def numbers(*each: int) -> bytes:
        return pack(f"!{len(each)}H", *(number & 0xFFFF for number in each))

    return {
        "valid-run-over-the-wrap": numbers(*range(65500, 65600)),
        "valid-reordered": numbers(5, 3, 9, 4, 8, 6, 7),
        "valid-every-other": numbers(*range(1, 900, 2)),
        "valid-jumps-of-half-the-circle": numbers(0, 32767, 65535, 32768, 1),
        "valid-repeated": numbers(7, 7, 7),
        "valid-pauses-of-20-seconds": numbers(97, 98, 194, 291),
        "no-numbers": b"",
    }


def descriptors() -> dict[str, bytes]:
    key = KEYFRAMES["q"]
    return {
        "valid-long-form": bytes.fromhex("90e0923407a0") + key,
        "valid-short-picture-id": bytes.fromhex("90e0550720") + key,
        "valid-no-extension": b"\x10" + key,
        "valid-keyframe-without-size": b"\x10" + key[:6],
        "valid-black": vp8.black_frame(0x7FFF, 0xFF),
        "empty": b"",
        "extension-byte-missing": b"\x90",
        "picture-id-missing": b"\x90\x80",
        "long-picture-id-cut": b"\x90\x80\x92",
        "tl0-missing": b"\x90\xc0\x80\x12",
        "no-payload-behind-descriptor": bytes.fromhex("90e0923407a0"),
    }


def offers() -> dict[str, bytes]:
    def changed(old: str, new: str) -> bytes:
        assert old in OFFER
        return OFFER.replace(old, new).encode()

    streams = "".join(f"a=ssrc:{number} cname:x\r\n" for number in range(2000))
    return {
        "valid-chromium": OFFER.encode(),
        "valid-unix-lines": OFFER.replace("\r\n", "\n").encode(),
        "valid-section-of-data": OFFER.encode() + b"m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:9\r\n",
        "no-ice-ufrag": changed("a=ice-ufrag:", "a=x:"),
        "no-fingerprint": changed("a=fingerprint:", "a=x:"),
        "fingerprint-of-sha-1": changed("a=fingerprint:sha-256", "a=fingerprint:sha-1"),
        "server-must-be-dtls-client": changed("a=setup:actpass", "a=setup:passive"),
        "no-media-section": OFFER.split("m=")[0].encode(),
        "too-many-sections": OFFER.encode() + b"m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" * 60,
        "payload-type-128": changed("a=rtpmap:96 ", "a=rtpmap:128 "),
        "extension-id-negative": changed("a=extmap:2 ", "a=extmap:-2 "),
        "extension-id-of-25-digits": changed("a=extmap:2 ", f"a=extmap:{'9' * 25} "),
        "valid-extension-id-beyond-one-byte-form": changed("a=extmap:2 ", "a=extmap:32 "),
        "ssrc-not-a-number": changed("a=ssrc:", "a=ssrc:x"),
        "ssrcs-by-the-thousand": OFFER.encode() + streams.encode(),
        "neither-vp8-nor-opus": OFFER.replace("VP8", "H264").replace("opus", "PCMU").encode(),
        "not-utf8": b"\xff\xfe" + OFFER.encode("utf-16-le")[:200],
    }


def framing() -> dict[str, bytes]:
    return {
        "valid-three-frames": framed(b"one", b"", check()),
        "valid-largest-frame": framed(bytes(LARGEST)),
        "frame-longer-than-a-datagram": framed(b"one", bytes(LARGEST + 1)),
        "length-of-all-bits": b"\xff\xff",
        "length-cut": framed(b"one") + b"\0",
        "frame-cut": framed(b"one", b"two")[:-1],
        "nothing": b"",
    }


def plans() -> dict[str, bytes]:
    whole = Plan("d", 7, (RoomPlan("plenary", (SeatPlan(1, rank=2, screen=True), SeatPlan(2, heard=False))),))
    text = whole.to_json()

    def changed(**fields: object) -> bytes:
        return json.dumps(json.loads(text) | fields).encode()

    return {
        "valid-two-seats": text.encode(),
        "valid-no-rooms": changed(rooms=[]),
        "cut": text[:-5].encode(),
        "not-utf8": b'{"dialogue":"\xff\xfe"}',
        "nested-a-hundred-thousand-deep": b"[" * 100_000,
        "list-instead-of-plan": b"[]",
        "seq-missing": text.replace('"seq":7,', "").encode(),
        "seq-of-text": changed(seq="7"),
        "seq-not-finite": text.replace('"seq":7', '"seq":1e400').encode(),
        "dialogue-of-nothing": changed(dialogue=None),
        "rooms-of-text": changed(rooms=""),
        "seat-of-text": text.replace('"seat":1', '"seat":"1"').encode(),
        "heard-of-text": text.replace('"heard":false', '"heard":"false"').encode(),
        "seat-with-unknown-field": text.replace('"rank":2', '"rang":2').encode(),
    }


def insider() -> dict[str, bytes]:
    """In clear, as they are behind the decryption."""
    picture = Insider().citizen.peer.pictures[0].ssrc

    def sent(kind: int, ssrc: int, extension: bytes, payload: bytes) -> bytes:
        whole = packet(payload, extension=extension)
        return whole[:1] + bytes((kind,)) + whole[2:8] + pack("!I", ssrc) + whole[12:]

    video = bytes.fromhex("90e0923407a0")
    return {
        "valid-voice": sent(111, 1001, b"\x10\x14\x31\0\1", b"voice"),
        "valid-keyframe": sent(96, 2010, b"\xa0q\x31\0\1", video + KEYFRAMES["q"]),
        "repair-before-its-layer": sent(97, 2011, b"\xb0q", b"\0\7" + video + KEYFRAMES["q"]),
        "valid-picture-loss": rtcp.picture_loss(1, picture),
        "valid-nack": rtcp.nack(1, picture, range(40)),
        "valid-report-of-all-bits": rtcp.receiver_report(1, [rtcp.Report(picture, 255, -1, 2**32 - 1, 9, 9, 9)]),
        "valid-remb-of-all-bits": bytes.fromhex("8fce0005") + pack("!II4sII", 1, 0, b"REMB", 0x1FFFFFF, 6),
        "header-cut": sent(96, 2010, b"", b"")[:11],
        "ssrc-of-no-layer": sent(96, 2010, b"\xa0x", video + KEYFRAMES["q"]),
        "payload-without-vp8": sent(96, 2010, b"\xa0q", b"\x90"),
        "extension-beyond-packet": packet(b"\xbe\xde\0\x09", first=0x90),
        "rtcp-cut": rtcp.picture_loss(1, picture)[:-1] + b"\0\x80",
    }


def corpus() -> dict[str, bytes]:
    """Path under `corpus/` -> content."""
    made = {"stun": stun, "gate": gate, "rtp": rtp, "rtcp": rtcp_parts, "feedback": feedback, "vp8": descriptors}
    made |= {"sdp": offers, "framing": framing, "plan": plans, "insider": insider}
    return {
        f"{target}/{name}{KIND.get(target, '.bin')}": data
        for target, make in made.items()
        for name, data in make().items()
    }


def main() -> None:
    for path, data in corpus().items():
        file = CORPUS / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


if __name__ == "__main__":
    main()
