"""One function per parser of the media process: what bytes may do there, and nothing else. Knows no corpus.

Each tells how it ended: READ, PASSED (well-formed, nothing in it for us), REFUSED (`ValueError`) or DROPPED (counted).
Whatever else is raised is a defect.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from struct import unpack_from

from aioice import stun as aioice_stun

from rooms.media import rtcp as control
from rooms.media import stun as checks
from rooms.media import vp8 as pictures
from rooms.media.addresses import pack_address
from rooms.media.buffers import SIZE
from rooms.media.feedback import Arrivals
from rooms.media.packets import LEVEL, MID, REPAIRED_RID, RID, START, TRANSPORT, Header
from rooms.media.peer import Peer
from rooms.media.sdp import parse_offer
from rooms.plan import Plan
from tests.rooms.media.fuzz.doors import Gate, Insider, came
from tests.rooms.media.test_feedback import unpack

READ, PASSED, REFUSED, DROPPED = "read", "passed", "refused", "dropped"
KINDS = bytes([0, LEVEL, 0, TRANSPORT, MID, 0, 0, 0, 0, 0, RID, REPAIRED_RID]).ljust(256, b"\0")
DATAGRAM = 1200  # a report of ours must fit one

Target = Callable[[bytes], str]


def stun(data: bytes) -> str:
    try:
        request = checks.parse_request(data)
    except ValueError:
        return REFUSED
    if request is None:
        return PASSED
    assert isinstance(request.ufrag, str)
    assert not request.verify("another")
    reply = checks.answer(request, "secret", address=pack_address("192.0.2.7", 4000))
    assert aioice_stun.parse_message(reply).transaction_id == request.message.transaction_id
    return READ if request.verify("secret") else DROPPED


def rtp(data: bytes) -> str:
    header = Header()
    if not header.read(memoryview(data), len(data), KINDS):
        return DROPPED
    assert 12 <= header.body <= header.end <= len(data)
    assert 0 <= header.level <= 127
    assert -1 <= header.twcc <= 0xFFFF
    told = header.mid or header.rid or header.repaired or header.twcc >= 0 or header.level != 127
    return READ if told or not data[0] & 0x10 else PASSED


def rtcp(data: bytes) -> str:
    try:
        items = list(control.parse(memoryview(data)))
    except ValueError:
        return REFUSED
    for item in items:
        if isinstance(item, control.Report):
            assert list(control.parse(memoryview(control.receiver_report(1, [item])))) == [item]
        elif isinstance(item, control.Estimate):
            assert 0 <= item.bitrate_bps < 1 << 81
        elif isinstance(item, control.Nack):
            assert all(0 <= seq <= 0xFFFF for seq in item.lost)
    return READ if items else PASSED


def feedback(data: bytes) -> str:
    """Every two bytes are a transport-wide number that came: what we then write must be what others can read."""
    numbers = [unpack_from("!H", data, at)[0] for at in range(0, len(data) - 1, 2)]
    arrivals, now = Arrivals(), 1000.0
    for number in numbers:
        arrivals.note(number, now)
        now += 20.0 if number % 97 == 0 else number % 97 / 1000
    reported = set[int]()
    for packet in arrivals.report(ssrc=1, media_ssrc=2):
        assert len(packet) <= DATAGRAM
        assert list(control.parse(memoryview(packet))) == []
        reported |= unpack(packet).keys()
    assert reported == set(numbers)
    asked = sorted({START + number for number in numbers})
    told = control.Nack(2, tuple(seq - START for seq in asked))
    assert list(control.parse(memoryview(control.nack(1, 2, asked)))) == [told]
    return READ if numbers else PASSED


def vp8(data: bytes) -> str:
    found = pictures.read(memoryview(data))
    if found is None:
        return DROPPED
    payload, pid, pid_bits, tl0, keyframe, _ = found
    assert -1 <= pid < 1 << pid_bits
    assert -1 <= tl0 <= 0xFF
    assert 0 <= len(payload) - len(data) <= 1
    if pid >= 0:  # its counters are rewritten in place
        again = pictures.read(memoryview(payload))
        assert again is not None
        assert again[1::2] == (pid, tl0, found[5]), "picture id, TL0PICIDX, height"
        assert again[4] == keyframe
    return READ


def sdp(data: bytes) -> str:
    """What passes is answered, and every slot that it asked for writes packets that can be read."""
    try:
        offer = parse_offer(data.decode("utf-8", "replace"))
    except ValueError:
        return REFUSED
    peer = Peer("d", 1, offer, random=Random(1), now=0.0)
    answer = peer.answer("AA:BB", [("192.0.2.1", 10000)], tcp=True)
    assert sum(line.startswith("m=") for line in answer.splitlines()) == len(offer.sections)
    assert not offer.restarts(offer)
    view, header = memoryview(bytearray(SIZE)), Header()
    for slot in peer.slots.values():
        slot.blanks = 1
        length = slot.blank(view, 1.0)
        assert header.read(view, length, bytes(256))
        assert (header.payload_type, header.body) == (slot.payload_type, length - 6 - len(pictures.BLACK))
    return READ


def framing(data: bytes) -> str:
    """However a stream is cut, the same frames are found in it."""
    frames, ended, rest = came([data])
    size = 1 + data[0] % 7 if data else 1
    assert came([data[at : at + size] for at in range(0, len(data), size)]) == (frames, ended, rest)
    assert ended or b"".join(len(frame).to_bytes(2, "big") + frame for frame in frames) + rest == data
    if ended:
        return DROPPED
    return PASSED if rest or not frames else READ


def plan(data: bytes) -> str:
    try:
        found = Plan.from_json(data)
    except ValueError:
        return REFUSED
    assert Plan.from_json(found.to_json()) == found
    assert (type(found.dialogue), type(found.seq)) == (str, int)
    for room in found.rooms:
        assert (type(room.room), type(room.echo), type(room.dark)) == (str, bool, bool)
        for seat in room.seats:
            kinds = [type(value) for value in (seat.seat, seat.heard, seat.seen, seat.rank, seat.screen)]
            assert kinds == [int, bool, bool, int, bool]
    return READ


def _gate() -> Target:
    gate = Gate()
    return lambda data: {"": PASSED, "dtls": READ, "answered": READ}.get(gate.take(data), DROPPED)


def _insider() -> Target:
    insider = Insider()
    return lambda data: READ if insider.take(data) == "" else DROPPED


def _always(target: Target) -> Callable[[], Target]:
    return lambda: target


# name -> what makes the target: those that keep a hall of people start with a new one
TARGETS: dict[str, Callable[[], Target]] = {
    "stun": _always(stun),
    "gate": _gate,
    "rtp": _always(rtp),
    "rtcp": _always(rtcp),
    "feedback": _always(feedback),
    "vp8": _always(vp8),
    "sdp": _always(sdp),
    "framing": _always(framing),
    "plan": _always(plan),
    "insider": _insider,
}
