"""Rules of the media design that need several parts at once, by their numbers; others are tested with their part."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.media.layout import Layout
from rooms.media.rtcp import Report, receiver_report
from rooms.plan import SeatPlan
from tests.rooms.media.hall import Citizen, Hall, room
from tests.rooms.media.test_repair import items
from tests.rooms.media.test_unit import seen


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_rule_4_a_seat_that_may_no_longer_be_seen_is_gone_before_its_next_packet(hall: Hall) -> None:
    hall.plan(room("g", 1, 2))
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    seen(one)
    two.received()
    hall.plan(room("g", SeatPlan(1, seen=False), 2))
    one.show(keyframe=True)
    hall.run(0.3)
    assert [len(payload) for _, payload in two.received()] == [40] * 3  # black frames


def test_rule_8_the_mapping_is_told_before_the_first_packet_of_the_new_room(hall: Hall) -> None:
    hall.plan(room("g", 1), room("h", 2))
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    seen(one)
    order: list[Any] = []
    hall.signals = Heard(order)
    hall.outbox.packets = Heard(order)
    hall.plan(room("g", 1, 2))
    one.speak()
    one.show(keyframe=True)
    hall.run(0.04)
    mapped = next(at for at, entry in enumerate(order) if entry[:2] == (2, "mapping") and 1 in entry[2]["voices"])
    forwarded = [at for at, (to, data, *_) in enumerate(order) if to == two.address and is_media(data)]
    assert forwarded
    assert mapped < forwarded[0]


class Heard(list[Any]):
    """Signals and packets in one order."""

    def __init__(self, order: list[Any]) -> None:
        super().__init__()
        self._order = order

    def append(self, entry: Any) -> None:
        super().append(entry)
        self._order.append(entry)


def is_media(data: Any) -> bool:
    return isinstance(data, bytes) and 128 <= data[0] < 192 and not 192 <= data[1] < 224


def test_rule_9_a_layer_that_never_comes_is_not_waited_for(hall: Hall) -> None:
    hall.plan(room("g", 1, 2))
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    hall.layout(2, Layout(show=((1, 720),)))
    for _ in range(5):
        one.show("q", keyframe=True)
        hall.run(0.1)
    assert two.peer.pictures[0].source is one.peer.layers["q"]
    assert one.peer.demand.layers == {"q": True, "h": True, "f": True}


def test_rule_10_with_three_others_everybody_is_heard_however_soft(hall: Hall) -> None:
    hall.plan(room("g", 1, 2, 3, 4))
    people = [Citizen(hall, seat) for seat in (1, 2, 3, 4)]
    for person in people:
        person.speak(127)
    hall.run(0.04)
    people[0].received()
    for person in people[1:]:
        person.speak(127)
    assert people[0].payloads() == [b"voice 2", b"voice 3", b"voice 4"]


def test_rule_10_an_interpreter_of_the_rank_of_its_person_is_heard_over_louder_ones(hall: Hall) -> None:
    """The plan gives an interpreter the rank of the person who signs: they are heard and seen together."""
    signing, interpreter = SeatPlan(1, rank=3), SeatPlan(2, rank=3)
    hall.plan(room("plenary", signing, interpreter, *range(3, 9)))
    people = [Citizen(hall, seat) for seat in range(1, 9)]
    for _ in range(20):
        hall.run(0.02)
        for person in people[2:]:
            person.speak(5)
        people[1].speak(50)
    assert 2 in hall.told(8, "mapping")[-1]["voices"]
    people[0].show(keyframe=True)
    people[1].show(keyframe=True)
    hall.run(0.04)
    assert hall.told(8, "mapping")[-1]["pictures"][:2] == [1, 2]


def test_loss_of_a_listener_is_told_for_sound_only_and_as_long_as_it_lasts(hall: Hall) -> None:
    hall.plan(room("g", 1, 2))
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    one.speak()
    seen(one)
    one.speak()
    voice, picture = two.peer.voices[0], two.peer.pictures[0]
    assert (voice.source, picture.source) == (one.peer.mic, one.peer.layers["q"])
    two.send_rtcp(receiver_report(1, [Report(slot.ssrc, 64, 0, 0, 0, 0, 0) for slot in (voice, picture)]))
    for _ in range(3):
        one.received_rtcp()
        hall.run(1.1)
        told = {item.ssrc: item.fraction for item in reports(one)}
        assert (told[1001], told[2010]) == (64, 0)


def reports(citizen: Citizen) -> list[Report]:
    return [item for item in items(citizen) if isinstance(item, Report)]
