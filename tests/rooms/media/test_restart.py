"""ICE restart and roaming: new credentials beside the old until first used; sound and picture go on meanwhile."""

from __future__ import annotations

import pytest

from rooms.media.addresses import pack_address
from rooms.media.sdp import parse_offer
from tests.rooms.media.hall import OFFER, Citizen, Hall, room
from tests.rooms.media.test_stun import binding
from tests.rooms.media.test_unit import seen

NEW = pack_address("203.0.113.9", 77)


def again(version: int = 3, *, ufrag: str = "fresh") -> str:
    """What the same browser offers after `restartIce`."""
    held = parse_offer(OFFER).ufrag
    return OFFER.replace(" 2 IN IP4", f" {version} IN IP4").replace(f"a=ice-ufrag:{held}", f"a=ice-ufrag:{ufrag}")


@pytest.fixture
def hall() -> Hall:
    hall = Hall()
    hall.plan(room("g", 1, 2))
    return hall


def heard(one: Citizen, two: Citizen, text: bytes) -> bool:
    one.speak(text=text)
    return text in two.payloads()


def test_restart_keeps_the_connection_and_goes_on_under_the_old_credentials(hall: Hall) -> None:
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    one.speak()
    seen(one)
    hall.run(0.04)
    told = hall.told(2, "mapping")
    old = two.peer.ufrag, two.peer.password
    assert hall.unit.offer("d", 2, again(), hall.now) is two.peer
    assert heard(one, two, b"meanwhile")
    hall.deliver(binding(*old, nominate=True), two.address)
    assert dict(hall.unit.dropped) == {}
    assert two.peer.next is not None
    assert hall.told(2, "mapping") == told


def test_restart_follows_the_new_credentials_and_forgets_the_old_at_their_first_use(hall: Hall) -> None:
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    one.speak()
    hall.run(0.04)
    old = two.peer.ufrag, two.peer.password
    hall.unit.offer("d", 2, again(), hall.now)
    assert two.peer.next is not None
    fresh = two.peer.next
    two.address = NEW
    hall.deliver(binding(*fresh, nominate=True), NEW)
    assert heard(one, two, b"over here")
    hall.deliver(binding(*old, nominate=True), pack_address("192.0.2.1", 1002))
    assert dict(hall.unit.dropped) == {"credentials": 1}
    assert heard(one, two, b"still here")


def test_second_restart_before_the_first_was_used_voids_its_credentials(hall: Hall) -> None:
    two = Citizen(hall, 2)
    hall.unit.offer("d", 2, again(3), hall.now)
    assert two.peer.next is not None
    void = two.peer.next
    hall.unit.offer("d", 2, again(4, ufrag="fresher"), hall.now)
    hall.deliver(binding(*void, nominate=True), NEW)
    assert dict(hall.unit.dropped) == {"credentials": 1}
    hall.unit.leave("d", 2, hall.now)
    assert hall.unit.peers == {}
    assert hall.unit._by_ufrag == {}


@pytest.mark.parametrize(
    "offer",
    [
        OFFER,
        again(2),
        again().replace("2701602069089899119", "1"),
        again().replace("a=fingerprint:sha-256 ", "a=fingerprint:sha-256 00:"),
        again().replace("a=mid:4", "a=mid:44"),
    ],
    ids=["same-offer", "same-version", "other-session", "other-certificate", "other-sections"],
)
def test_anything_else_is_a_new_connection(hall: Hall, offer: str) -> None:
    two = Citizen(hall, 2)
    assert hall.unit.offer("d", 2, offer, hall.now) is not two.peer


def test_answer_to_a_restart_has_the_new_credentials_and_the_same_streams(hall: Hall) -> None:
    two = Citizen(hall, 2)
    first = two.peer.answer("AA", [("192.0.2.9", 1)])
    second = hall.unit.offer("d", 2, again(), hall.now).answer("AA", [("192.0.2.9", 1)])

    def without(text: str) -> list[str]:
        return [line for line in text.splitlines() if not line.startswith(("a=ice-ufrag", "a=ice-pwd"))]

    assert without(first) == without(second)
    assert first != second


def test_who_was_gone_comes_back_within_five_minutes_from_anywhere(hall: Hall) -> None:
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    for _ in range(280):
        one.probe()
        hall.run(1.0)
    assert hall.told(2, "state")[-1] == {"state": "gone"}
    two.address = NEW
    two.probe(nominate=False)
    one.speak()
    hall.run(0.04)
    assert hall.told(2, "state")[-1] == {"state": "connected"}
    assert heard(one, two, b"welcome back")
