"""The hall in the forwarding unit: who is on it, who gets it, and that nobody is on it any more who has gone."""

from __future__ import annotations

from typing import Any

from rooms.media import hall_wire as wire
from rooms.media import rtcp
from rooms.media.halls import LINGER_S
from rooms.media.layout import HALL, Layout
from rooms.plan import RoomPlan, SeatPlan
from tests.rooms.media.hall import Citizen, Hall, room
from tests.rooms.media.test_repair import items

KEYFRAME = b"\x10\0\0\x9d\x01\x2a\x00\x05\xd0\x02"
DELTA = b"\x11"


class Mosaic:
    """The other end of the line: notes what it is told, and paints by hand."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.scenes: list[wire.Scene] = []
        self.others: list[wire.Message] = []
        self.packets: list[tuple[int, bytes]] = []
        hall.unit.seating.halls.opened(self.take)

    def take(self, message: bytes) -> bool:
        match wire.read(message):
            case wire.Scene() as scene:
                self.scenes.append(scene)
            case list() as pieces:
                self.packets += [(each.feed, bytes(each.payload)) for each in pieces]
            case other:
                self.others.append(other)
        return True

    @property
    def feeds(self) -> tuple[int, ...]:
        return tuple(feed for feed, _ in self.scenes[-1].tiles)

    def paint(self, body: bytes = b"", *, keyframe: bool = False, scene: wire.Scene | None = None) -> bytes:
        shown = scene or self.scenes[-1]
        frame = (KEYFRAME if keyframe else DELTA) + body
        feeds = tuple(feed for feed, _ in shown.tiles)
        painted = wire.Painted(shown.canvas, shown.scene, keyframe, feeds, frame)
        self.hall.unit.painted(wire.picture(painted), self.hall.now)
        self.hall.unit.forward(self.hall.now)
        return frame

    def drain(self) -> list[tuple[int, bytes]]:
        found, self.packets = self.packets, []
        return found


def plenary(*seats: int | SeatPlan) -> RoomPlan:
    found = room("plenary", *seats)
    return RoomPlan("plenary", found.seats, hall=True)


def filled(hall: Hall, *seats: int | SeatPlan) -> list[Citizen]:
    """A plenary with everybody's camera on, in which the first one looks at the hall."""
    hall.plan(plenary(*seats))
    people = [Citizen(hall, seat if isinstance(seat, int) else seat.seat) for seat in seats]
    shoot(hall, *people, keyframe=True)
    hall.layout(people[0].seat, Layout(hall="wide"))
    hall.run(0.06)
    return people


def shoot(hall: Hall, *people: Citizen, keyframe: bool = False) -> list[bytes]:
    """A frame of everybody's smallest layer, and the next tick."""
    bodies = [each.show("q", keyframe=keyframe) for each in people]
    hall.run(0.02)
    return bodies


def told(hall: Hall, seat: int) -> dict[str, Any]:
    return [data for to, name, data in hall.signals if name == "hall" and isinstance(to, tuple) and seat in to][-1]


def asked(one: Citizen) -> int:
    return sum(isinstance(item, rtcp.KeyframeRequest) for item in items(one))


def test_everybody_is_on_the_picture_with_the_smallest_layer() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    people = filled(hall, 1, 2, 3)
    scene = mosaic.scenes[-1]
    assert (scene.shape, scene.columns, [place for _, place in scene.tiles]) == ("wide", 2, [0, 1, 2])
    mosaic.drain()
    bodies = shoot(hall, *people)
    people[1].show("f")
    assert [payload[6:] for _, payload in mosaic.drain()] == bodies


def test_cameras_are_asked_for_a_keyframe_that_a_picture_can_begin_with() -> None:
    hall = Hall()
    Mosaic(hall)
    people = filled(hall, 1, 2, 3)
    assert [asked(each) for each in people] == [1, 1, 1]
    shoot(hall, *people, keyframe=True)
    hall.run(1.0)
    assert [asked(each) for each in people] == [0, 0, 0]


def test_nothing_is_painted_while_nobody_looks() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    hall.plan(plenary(1, 2))
    people = [Citizen(hall, seat) for seat in (1, 2)]
    shoot(hall, *people, keyframe=True)
    hall.run(1.0)
    shoot(hall, *people)
    assert (mosaic.scenes, mosaic.packets, mosaic.others) == ([], [], [])
    hall.layout(1, Layout(hall="wide"))
    assert len(mosaic.scenes) == 1
    hall.layout(1, Layout())
    for _ in range(round(LINGER_S / 0.4) + 2):
        shoot(hall, *people)
        hall.run(0.4)
    assert mosaic.others[-1] == wire.End(mosaic.scenes[-1].canvas)
    mosaic.drain()
    shoot(hall, *people)
    assert mosaic.packets == []


def test_only_who_looks_gets_the_picture_and_from_a_keyframe_on() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    one, two, _ = filled(hall, 1, 2, 3)
    mosaic.paint(b"before")
    hall.run(0.02)
    frame = mosaic.paint(b"first", keyframe=True)
    after = mosaic.paint(b"after")
    found = one.received()
    assert [payload[6:] for _, payload in found] == [frame, after]
    assert [header.marker for header, _ in found] == [True, True]
    assert two.received() == []
    assert hall.told(1, "mapping")[-1]["pictures"][0] == HALL


def test_large_picture_is_cut_into_packets_and_leaves_whole() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    one, *_ = filled(hall, 1, 2)
    frame = mosaic.paint(bytes(50_000), keyframe=True)
    hall.run(1.0)  # a keyframe is paced
    found = one.received()
    assert b"".join(payload[6:] for _, payload in found) == frame
    assert [header.marker for header, _ in found] == [False] * (len(found) - 1) + [True]
    assert len({header.ts for header, _ in found}) == 1


def test_late_receiver_waits_for_a_keyframe_that_is_asked_for_once() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    filled(hall, 1, 2, 3, 4)
    mosaic.paint(keyframe=True)
    hall.run(1.5)
    mosaic.paint()
    mosaic.others.clear()
    for seat in (2, 3, 4):
        hall.layout(seat, Layout(hall="wide"))
    hall.run(0.5)
    assert mosaic.others == [wire.Key(mosaic.scenes[-1].canvas)]


def test_who_leaves_the_room_is_off_at_once_and_no_older_picture_is_sent_on() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    one, two, _ = filled(hall, 1, 2, 3)
    mosaic.paint(keyframe=True)
    one.received()
    before = mosaic.scenes[-1]
    hall.plan(plenary(1, 3), room("g", 2))
    assert len(mosaic.feeds) == 2
    assert mosaic.scenes[-1].tiles == tuple(tile for tile in before.tiles if tile[1] != 1)
    mosaic.drain()
    two.show("q")
    hall.run(0.02)
    assert mosaic.packets == []
    mosaic.paint(b"with two", scene=before)
    mosaic.paint(b"built on it")
    frame = mosaic.paint(b"without", keyframe=True)
    hall.run(0.1)
    assert one.payloads() == [frame]
    assert wire.Key(before.canvas) in mosaic.others
    assert told(hall, 1)["painted"] == [1, 3]


def test_moved_person_is_painted_in_no_other_room() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    one, two, *_ = filled(hall, 1, 2, 3)
    hall.plan(room("g", 1, 2), plenary(3))
    hall.run(0.1)
    mosaic.paint(keyframe=True)
    hall.run(0.1)
    assert one.payloads() + two.payloads() == []
    assert hall.told(1, "mapping")[-1]["pictures"] == [None] * len(one.peer.pictures)


def test_room_that_ends_takes_its_canvas_along() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    filled(hall, 1, 2)
    canvas = mosaic.scenes[-1].canvas
    hall.plan(room("g", 1, 2))
    assert mosaic.others[-1] == wire.End(canvas)


def test_who_does_not_want_to_be_on_it_or_may_not_be_seen_is_not() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    filled(hall, 1, SeatPlan(2, hall=False), SeatPlan(3, seen=False), 4)
    mosaic.paint(keyframe=True)
    assert told(hall, 1)["painted"] == [1, 4]
    assert [seat for seat, _ in told(hall, 1)["places"]] == [1, 2, 3, 4]
    assert [place for _, place in mosaic.scenes[-1].tiles] == [0, 3]


def test_camera_that_is_off_is_off_the_picture() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    one, two, _ = filled(hall, 1, 2, 3)
    for _ in range(8):
        shoot(hall, one, two)
        hall.run(0.3)
    assert [place for _, place in mosaic.scenes[-1].tiles] == [0, 1]


def test_staff_sit_in_the_first_row() -> None:
    hall = Hall()
    Mosaic(hall)
    filled(hall, 1, 2, 3, SeatPlan(9, staff=True))
    assert dict(told(hall, 1)["places"])[9] == 0
    assert min(place for seat, place in told(hall, 1)["places"] if seat != 9) >= told(hall, 1)["columns"]


def test_positions_belong_to_the_picture_that_is_shown() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    filled(hall, 1, 2, 3, 4)
    mosaic.paint(keyframe=True)
    hall.plan(plenary(1, 2, 3, 4, 5))
    hall.run(0.1)
    assert (mosaic.scenes[-1].columns, told(hall, 1)["columns"]) == (3, 2)
    mosaic.paint(keyframe=True)
    assert (told(hall, 1)["columns"], len(told(hall, 1)["places"])) == (3, 5)


def test_positions_are_told_once_to_all_who_look() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    filled(hall, 1, 2, 3)
    hall.layout(2, Layout(hall="wide"))
    mosaic.paint(keyframe=True)
    count = len([to for to, name, _ in hall.signals if name == "hall"])
    for _ in range(5):
        mosaic.paint()
        hall.run(0.2)
    assert len([to for to, name, _ in hall.signals if name == "hall"]) == count
    assert [to for to, name, _ in hall.signals if name == "hall"][-1] == (1, 2)


def test_mosaic_that_is_gone_takes_only_the_hall_along() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    one, two, three = filled(hall, 1, 2, 3)
    hall.layout(1, Layout(show=((2, 360),), hall="wide"))
    body = two.show("q", keyframe=True)
    mosaic.paint(keyframe=True)
    hall.run(0.1)
    assert body in one.payloads()
    hall.unit.seating.halls.closed()
    hall.run(0.1)
    assert HALL not in hall.told(1, "mapping")[-1]["pictures"]
    assert told(hall, 1)["painted"] == []
    assert [seat for seat, _ in told(hall, 1)["places"]] == [1, 2, 3]
    again = two.show("q")
    assert again in one.payloads()
    back = Mosaic(hall)
    shoot(hall, one, two, three, keyframe=True)
    assert len(back.feeds) == 3
    frame = back.paint(b"again", keyframe=True)
    hall.run(0.1)
    assert frame in one.payloads()


def test_mosaic_that_asks_makes_a_keyframe_be_asked_for() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    people = filled(hall, 1, 2)
    shoot(hall, *people, keyframe=True)
    hall.run(0.6)
    assert [asked(each) for each in people] == [1, 1]  # at the beginning
    hall.unit.painted(wire.control(wire.Ask((mosaic.feeds[1], 4711))), hall.now)
    hall.run(0.04)
    assert [asked(each) for each in people] == [0, 1]


def test_hall_gives_way_on_a_thin_line_but_for_who_is_most_important() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    one, *_ = filled(hall, 1, 2, 3)
    hall.layout(1, Layout(show=((2, 180), (3, 180)), hall="wide"))
    mosaic.paint(keyframe=True)
    one.peer.downlink.budget.bps = 600_000.0
    hall.unit.seating.refresh(one.peer.room, hall.now)  # type: ignore[arg-type]
    assert set(hall.told(1, "mapping")[-1]["pictures"]) == {HALL, 2}
    one.peer.downlink.budget.bps = 200_000.0
    hall.unit.seating.refresh(one.peer.room, hall.now)  # type: ignore[arg-type]
    assert set(hall.told(1, "mapping")[-1]["pictures"]) == {2, None}


def test_room_without_a_hall_has_none_whatever_a_browser_says() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    hall.plan(room("g", 1, 2))
    people = [Citizen(hall, seat) for seat in (1, 2)]
    shoot(hall, *people, keyframe=True)
    hall.layout(1, Layout(hall="wide"))
    hall.layout(2, Layout(hall="round"))
    hall.run(0.1)
    assert mosaic.scenes == []


def test_nonsense_from_the_mosaic_is_counted() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    filled(hall, 1, 2)
    for message in (b"", b"{", b"V", wire.control(mosaic.scenes[-1])):
        hall.unit.painted(message, hall.now)
    assert hall.unit.dropped["hall"] == 4
    mosaic.paint(keyframe=True, scene=wire.Scene(99, 1, "wide", 1, ()))
    assert hall.unit.seating.halls.lost["stale"] == 1


def test_camera_that_its_browser_switches_off_is_off_at_once() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    one, two, _ = filled(hall, 1, 2, 3)
    mosaic.paint(keyframe=True)
    hall.unit.camera("d", 2, hall.now, on=False)
    assert [place for _, place in mosaic.scenes[-1].tiles] == [0, 2]
    assert told(hall, 1)["painted"] == [1, 3]
    shoot(hall, one, two)  # what was still on its way
    assert [place for _, place in mosaic.scenes[-1].tiles] == [0, 2]
    hall.unit.camera("d", 2, hall.now, on=True)
    hall.run(0.02)
    assert sorted(place for _, place in mosaic.scenes[-1].tiles) == [0, 1, 2]


def test_camera_that_goes_on_sending_is_on_whatever_was_said() -> None:
    hall = Hall()
    mosaic = Mosaic(hall)
    people = filled(hall, 1, 2)
    hall.unit.camera("d", 2, hall.now, on=False)
    for _ in range(10):
        shoot(hall, *people)
        hall.run(0.3)
    assert len(mosaic.feeds) == 2
