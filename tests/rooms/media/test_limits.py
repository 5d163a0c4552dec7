"""Floods, replays and forgeries: limited and counted, and nobody else notices."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rooms.media import rtcp
from rooms.media.addresses import pack_address
from rooms.media.limits import MOST_CHECKS, MOST_PACKETS, MOST_SSRCS, MOST_STRANGERS, PACKETS_PER_S, Allowance, Conduct
from tests.rooms.media.hall import Citizen, Hall, room
from tests.rooms.media.test_stun import binding


def trio(hall: Hall) -> list[Citizen]:
    hall.plan(room("g", 1, 2, 3))
    people = [Citizen(hall, seat) for seat in (1, 2, 3)]
    for person in people:
        person.speak()
    hall.run(0.1)
    return people


@given(st.lists(st.floats(0, 3), max_size=200))
def test_allowance_never_grants_more_than_its_burst_and_rate(pauses: list[float]) -> None:
    allowance, now, granted = Allowance(10, 5), 0.0, 0
    for pause in pauses:
        now += pause
        granted += allowance.take(now)
    assert granted <= 5 + 10 * now


def test_conduct_forgives_a_flood_but_not_hostility() -> None:
    conduct = Conduct()
    conduct.credit = 0
    conduct.refill(1.0)
    assert conduct.credit == PACKETS_PER_S
    for ssrc in range(MOST_SSRCS + 1):
        conduct.strange(ssrc)
    conduct.refill(1.0)
    assert (conduct.hostile, conduct.credit) == (True, 0)


def test_flood_of_one_is_limited_and_the_others_are_heard() -> None:
    hall = Hall()
    one, two, three = trio(hall)
    for _ in range(MOST_PACKETS + 500):
        one.speak()
    assert 490 < hall.unit.dropped["flood"] <= 501
    three.received()
    two.speak(text=b"me too")
    one.speak()
    assert three.payloads() == [b"me too"]
    hall.run(1.0)
    one.speak(text=b"again")
    assert three.payloads() == [b"again"]


def test_forged_flood_does_not_use_up_what_its_victim_may_send() -> None:
    hall = Hall()
    one, two, _ = trio(hall)
    for number in range(MOST_PACKETS + 500):
        hall.deliver(b"\x80\x60" + number.to_bytes(2, "big") + bytes(40), one.address)
    two.received()
    one.speak(text=b"still here")
    assert hall.unit.dropped["srtp"] == MOST_PACKETS + 500
    assert two.payloads() == [b"still here"]


def test_who_keeps_inventing_streams_is_put_out() -> None:
    hall = Hall()
    one, _, _ = trio(hall)
    for number in range(MOST_SSRCS + 1):
        one.send(50_000 + number, 50, b"", b"no such payload type")
    hall.run(0.1)
    assert set(hall.unit.peers) == {("d", 2), ("d", 3)}
    assert hall.told(1, "state")[-1] == {"state": "gone"}
    assert hall.unit.dropped["hostile"] == 1


def test_who_reports_under_ever_new_names_is_put_out() -> None:
    hall = Hall()
    one, _, _ = trio(hall)
    for number in range(MOST_SSRCS + 1):
        one.send_rtcp(rtcp.receiver_report(60_000 + number, []))
    hall.run(0.1)
    assert set(hall.unit.peers) == {("d", 2), ("d", 3)}


def test_checks_of_one_address_are_limited_and_others_are_answered() -> None:
    hall = Hall()
    one, two, _ = trio(hall)
    hall.outbox.packets.clear()
    for _ in range(MOST_CHECKS + 50):
        one.probe()
    answered = len(hall.outbox.packets)
    assert MOST_CHECKS - 5 < answered <= MOST_CHECKS
    two.probe()
    assert len(hall.outbox.packets) == answered + 1
    hall.run(1.0)
    hall.outbox.packets.clear()
    one.probe()
    assert [address for address, data in hall.outbox.packets if data[0] < 4] == [one.address]


def test_checks_of_strangers_are_limited_together_and_those_inside_go_on() -> None:
    hall = Hall()
    one, *_ = trio(hall)
    request = binding("nobody", "secret")
    for number in range(MOST_STRANGERS + 100):
        hall.deliver(request, pack_address("198.51.100.1", 1024 + number))
    assert hall.unit.dropped["flood"] >= 99
    assert hall.unit.dropped["flood"] + hall.unit.dropped["credentials"] == MOST_STRANGERS + 100
    hall.outbox.packets.clear()
    one.probe()
    assert len(hall.outbox.packets) == 1


def test_check_that_is_overheard_and_sent_from_elsewhere_moves_nobody() -> None:
    hall = Hall()
    one, two, _ = trio(hall)
    request = binding(two.peer.ufrag, two.peer.password, nominate=True)
    hall.deliver(request, two.address)
    hall.deliver(request, two.address)  # the browser may repeat it
    hall.deliver(request, pack_address("198.51.100.7", 9))
    assert dict(hall.unit.dropped) == {"replay": 1}
    assert two.peer.address == two.address
    one.speak(text=b"to the right one")
    assert two.payloads()[-1] == b"to the right one"


def test_replayed_packets_are_dropped_and_counted() -> None:
    hall = Hall()
    one, two, _ = trio(hall)
    sound = one.sealed(1001, 111, b"\x10\x14", b"once")
    two.received()
    for _ in range(3):
        hall.deliver(sound, one.address)
    assert two.payloads() == [b"once"]
    assert dict(hall.unit.dropped) == {"srtp": 2}


def test_media_from_an_address_that_never_checked_is_dropped() -> None:
    hall = Hall()
    one, two, _ = trio(hall)
    sound = one.sealed(1001, 111, b"\x10\x14", b"spoofed")
    two.received()
    hall.deliver(sound, pack_address("198.51.100.7", 9))
    assert (two.received(), dict(hall.unit.dropped)) == ([], {"address": 1})
