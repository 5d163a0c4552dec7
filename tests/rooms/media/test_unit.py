"""The unit without a loop: plan, rooms, states, and every kind of bad input dropped and counted."""

from __future__ import annotations

import sys

import pytest

from rooms.media.addresses import pack_address
from rooms.media.layout import Layout
from rooms.media.rtcp import picture_loss
from rooms.plan import Plan, SeatPlan
from tests.rooms.media.hall import OFFER, Citizen, Hall, room
from tests.rooms.media.test_stun import binding

STRANGER = pack_address("198.51.100.1", 5)


@pytest.fixture
def hall() -> Hall:
    return Hall()


def pair(hall: Hall) -> tuple[Citizen, Citizen]:
    hall.plan(room("g", 1, 2))
    return Citizen(hall, 1), Citizen(hall, 2)


def seen(citizen: Citizen, rid: str = "q") -> bytes:
    """Starts a picture for whoever waits for it."""
    citizen.show(rid)
    citizen.hall.run(0.04)
    return citizen.show(rid, keyframe=True)


def test_sound_reaches_the_room_with_its_label(hall: Hall) -> None:
    one, two = pair(hall)
    for number in range(3):
        one.speak(text=b"%d" % number)
    hall.run(0.04)
    for number in range(3, 6):
        one.speak(text=b"%d" % number)
    assert two.payloads() == [b"3", b"4", b"5"]
    assert one.payloads() == []
    assert hall.told(2, "mapping")[-1]["voices"] == [1, None, None]


def test_rule_1_nothing_is_sent_before_the_answer_is_applied(hall: Hall) -> None:
    hall.plan(room("g", 1, 2))
    one, two = Citizen(hall, 1), Citizen(hall, 2, apply=False)
    one.speak()
    hall.run(0.04)
    one.speak()
    seen(one)
    assert two.received() == []
    assert hall.told(2, "mapping") == []
    hall.unit.applied("d", 2, hall.now)
    hall.run(0.02)
    one.speak(text=b"now")
    assert two.payloads() == [b"now"]


def test_rule_4_a_picture_starts_with_a_keyframe(hall: Hall) -> None:
    one, two = pair(hall)
    one.show()
    hall.run(0.04)
    one.show()
    keyframe = one.show(keyframe=True)
    delta = one.show()
    assert two.payloads() == [keyframe, delta]
    assert hall.told(2, "mapping")[-1]["pictures"] == [1, None]


def test_rule_4_changing_the_layer_keeps_the_old_picture_until_the_keyframe(hall: Hall) -> None:
    one, two = pair(hall)
    hall.layout(2, Layout(show=((1, 180),)))
    first = seen(one)
    one.show("h")
    hall.layout(2, Layout(show=((1, 360),)))
    old = one.show("q")
    one.show("h")
    new = one.show("h", keyframe=True)
    one.show("q")
    assert two.payloads() == [first, old, new]


def test_rule_4_changing_the_room_stops_sound_and_picture_at_once(hall: Hall) -> None:
    one, two = pair(hall)
    one.speak()
    seen(one)
    one.speak()
    assert len(two.received()) == 2
    hall.plan(room("g", 1), room("h", 2))
    assert hall.told(2, "mapping")[-1] | {"epoch": 0} == {
        "epoch": 0,
        "voices": [None] * 3,
        "pictures": [None] * 2,
        "screen": None,
    }
    one.speak()
    one.show()
    one.show(keyframe=True)
    hall.run(0.3)
    labels = [header.marker for header, _ in two.received()]
    assert labels == [True] * 3  # the black frames, nothing else


def test_rule_7_epochs_only_grow(hall: Hall) -> None:
    one, _ = pair(hall)
    seen(one)
    for _ in range(3):
        hall.plan(room("g", 1), room("h", 2))
        hall.plan(room("g", 1, 2))
    epochs = [data["epoch"] for _, name, data in hall.signals if name == "mapping"]
    assert epochs == sorted(set(epochs))
    assert len(epochs) > 6


def test_rule_9_any_layer_may_come_first_or_never(hall: Hall) -> None:
    one, two = pair(hall)
    keyframe = seen(one, "f")
    assert two.payloads() == [keyframe]


def test_rule_10_who_may_not_be_heard_or_seen_is_not_forwarded(hall: Hall) -> None:
    one, two = pair(hall)
    one.speak()
    seen(one)
    one.speak()
    assert len(two.received()) == 2
    hall.plan(room("g", SeatPlan(1, heard=False, seen=False), 2))
    one.speak()
    one.show(keyframe=True)
    hall.run(0.3)
    one.speak()
    one.show(keyframe=True)
    assert {header.payload_type for header, _ in two.received()} <= {96}
    assert hall.told(2, "mapping")[-1]["voices"] == [None] * 3


def test_rule_10_in_a_larger_room_three_are_heard(hall: Hall) -> None:
    hall.plan(room("plenary", *range(1, 8)))
    people = [Citizen(hall, seat) for seat in range(1, 8)]
    for _ in range(20):
        hall.run(0.02)
        for person in people[1:]:
            person.speak(20 + 5 * person.seat)
    people[0].received()
    for person in people[1:]:
        person.speak(30)
    assert people[0].payloads() == [b"voice 2", b"voice 3", b"voice 4"]
    assert hall.told(1, "mapping")[-1]["voices"] == [2, 3, 4]


def test_a_full_house_is_refreshed_a_few_viewers_a_tick(hall: Hall) -> None:
    hall.plan(room("plenary", *range(1, 61)))
    one, two, *others = [Citizen(hall, seat) for seat in range(1, 61)]
    hall.run(1)
    seen(one)
    told = [len(hall.told(each.seat, "mapping")) for each in others]
    fresh = []
    for _ in range(3):
        two.show(keyframe=True)
        hall.run(0.02)
        fresh.append(sum(len(hall.told(each.seat, "mapping")) > held for each, held in zip(others, told, strict=True)))
    assert 0 < fresh[0] <= 25 < fresh[1] <= 50 < fresh[2] == 58
    assert {tuple(hall.told(each.seat, "mapping")[-1]["pictures"][:2]) for each in others} == {(1, 2)}


def test_who_leaves_in_the_middle_of_a_refresh_is_seen_by_nobody(hall: Hall) -> None:
    hall.plan(room("plenary", *range(1, 61)))
    one, *others = [Citizen(hall, seat) for seat in range(1, 61)]
    hall.run(1)

    def shown() -> int:
        told = [hall.told(each.seat, "mapping") for each in others]
        return sum(1 in mappings[-1]["pictures"] for mappings in told if mappings)

    one.show()
    while not shown():
        hall.run(0.02)
    assert shown() < len(others)
    hall.unit.remove(one.peer, hall.now)
    hall.run(0.06)
    assert shown() == 0


def test_older_plan_is_ignored(hall: Hall) -> None:
    pair(hall)
    hall.unit.plan(Plan("d", 0, ()), hall.now)
    assert set(hall.unit.peers) == {("d", 1), ("d", 2)}


def test_seat_that_the_plan_drops_is_cut(hall: Hall) -> None:
    one, two = pair(hall)
    one.speak()
    hall.plan(room("g", 2))
    one.speak()
    assert two.received() == []
    assert hall.told(1, "state")[-1] == {"state": "gone"}
    assert set(hall.unit.peers) == {("d", 2)}


def test_echo_room_gives_back_own_sound_only(hall: Hall) -> None:
    hall.plan(room("echo", 1, 2, echo=True))
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    one.speak()
    hall.run(0.04)
    one.speak()
    assert (one.payloads(), two.payloads()) == ([b"voice 1"], [])


def test_dark_room_forwards_nothing(hall: Hall) -> None:
    hall.plan(room("foyer", 1, 2, dark=True))
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    one.speak()
    hall.run(0.04)
    one.speak()
    one.show(keyframe=True)
    assert two.received() == []


def test_screen_goes_to_its_own_slot_while_it_is_allowed(hall: Hall) -> None:
    hall.plan(room("g", SeatPlan(1, screen=True), 2))
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    ssrc = one.peer.offer.sections[2].ssrcs[0]
    payload = bytes((0x90, 0x80, 0x80, 1)) + b"\x10\0\0\x9d\x01\x2a\x40\x01\xb4\0screen"
    one.send(ssrc, 96, b"\x402", payload)
    hall.run(0.04)
    one.send(ssrc, 96, b"\x402", payload)
    assert [header.ssrc for header, _ in two.received()] == [two.peer.screens[0].ssrc] * 2
    assert hall.told(2, "mapping")[-1]["screen"] == 1
    hall.plan(room("g", 1, 2))
    assert hall.told(2, "mapping")[-1]["screen"] is None


def test_silence_of_five_ten_and_three_hundred_seconds(hall: Hall) -> None:
    one, two = pair(hall)
    seen(one)
    for _ in range(12):
        two.probe()
        hall.run(1.0)
    assert [data["state"] for data in hall.told(1, "state")] == ["connected", "silent", "gone"]
    one.probe()
    hall.run(0.1)
    assert hall.told(1, "state")[-1] == {"state": "connected"}
    for _ in range(311):
        two.probe()
        hall.run(1.0)
    assert set(hall.unit.peers) == {("d", 2)}


def test_nobody_holds_the_histories_of_who_left(hall: Hall) -> None:
    """Megabytes each, and the collector may rest for an evening."""
    one, two = pair(hall)
    one.speak()
    seen(one)
    hall.run(0.04)
    one.speak()
    sources = [*one.peer.sources.values()]
    assert [len(source.sinks) for source in sources] == [1, 1]
    hall.unit.leave("d", 1, hall.now)
    two.received()
    assert [sys.getrefcount(sources.pop()) for _ in range(2)] == [1, 1]  # only the one who asks


def test_who_never_connects_is_forgotten(hall: Hall) -> None:
    hall.plan(room("g", 1))
    hall.unit.offer("d", 1, OFFER, hall.now)
    hall.run(31)
    assert hall.unit.peers == {}


def test_new_address_with_valid_credentials_moves_the_peer(hall: Hall) -> None:
    one, two = pair(hall)
    one.speak()
    hall.run(0.04)
    two.address = pack_address("203.0.113.9", 77)
    two.probe()
    one.speak()
    assert two.payloads() == [b"voice 1"]


def test_new_offer_replaces_the_seats_former_peer(hall: Hall) -> None:
    one, _two = pair(hall)
    again = Citizen(hall, 2)
    one.speak()
    hall.run(0.04)
    one.speak()
    assert again.payloads() == [b"voice 1"]
    assert len(hall.unit.peers) == 2


def test_bad_offer_leaves_the_former_peer_alone(hall: Hall) -> None:
    _, two = pair(hall)
    with pytest.raises(ValueError, match="no media section"):
        hall.unit.offer("d", 2, "v=0", hall.now)
    assert hall.unit.peers["d", 2] is two.peer


def test_what_came_from_a_stranger_is_dropped_and_counted(hall: Hall) -> None:
    one, _ = pair(hall)
    hall.deliver(b"\x80" + bytes(20), STRANGER)
    hall.deliver(binding("nobody", "secret"), STRANGER)
    hall.deliver(binding(one.peer.ufrag, "wrong"), STRANGER)
    hall.deliver(b"\0\1" + bytes(30), STRANGER)
    assert dict(hall.unit.dropped) == {"address": 1, "credentials": 2, "stun": 1}
    assert hall.outbox.packets == [packet for packet in hall.outbox.packets if packet[0] != STRANGER]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "datagram"),
        (b"\xff", "datagram"),
        (b"\x80`", "datagram"),
        (b"F" + bytes(9), "datagram"),
        (b"\x80`" + bytes(40), "srtp"),
        (b"\x80\xc8" + bytes(40), "srtcp"),
    ],
    ids=["empty", "first-byte", "short", "turn-channel", "forged-srtp", "forged-srtcp"],
)
def test_garbage_from_a_known_address_is_dropped_and_counted(hall: Hall, data: bytes, kind: str) -> None:
    one, two = pair(hall)
    hall.deliver(data, one.address)
    assert dict(hall.unit.dropped) == {kind: 1}
    one.speak()
    hall.run(0.04)
    one.speak()
    assert two.payloads() == [b"voice 1"]


def test_garbage_inside_valid_srtp_is_dropped_and_counted(hall: Hall) -> None:
    one, two = pair(hall)
    one.send(9999, 96, b"\xa0q"[:0], b"no rid")
    one.send(9999, 50, b"", b"no such payload type")
    one.show("q")
    one.send(2010, 96, b"\xa0q", b"\x90")
    one.send_rtcp(b"\x81\xc9\0\1" + bytes(4))
    assert dict(hall.unit.dropped) == {"ssrc": 2, "payload": 1, "rtcp": 1}
    assert two.received() == []


def test_dtls_goes_to_the_handshake(hall: Hall) -> None:
    one, _ = pair(hall)
    hall.deliver(b"\x16hello", one.address)
    assert hall.handshakes == [b"\x16hello"]


def test_keyframe_request_for_an_empty_slot_is_ignored(hall: Hall) -> None:
    one, _ = pair(hall)
    one.send_rtcp(picture_loss(1, one.peer.pictures[0].ssrc))
    one.send_rtcp(picture_loss(1, 123))
    assert dict(hall.unit.dropped) == {}
