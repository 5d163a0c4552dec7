"""The whole mosaic without a socket: scenes and packets in, pictures out that a real decoder reads."""

from __future__ import annotations

from typing import Any

import av

from rooms.media import hall_wire as wire
from rooms.media.arrangement import Arrangement
from rooms.mosaic.face import STALE_S
from rooms.mosaic.mosaic import KEY_EVERY_S, Mosaic
from tests.rooms.mosaic.paint import BLUE, GREEN, GROUND, RED, Camera, Colour, colour_in, near

COLOURS = {1: RED, 2: GREEN, 3: BLUE}


class Studio:
    """A mosaic with cameras in front of it and one decoder behind it."""

    def __init__(self) -> None:
        self.now, self.cores, self.spent = 100.0, 0.05, 0.0
        self.said: list[wire.Message] = []
        self.mosaic = Mosaic(lambda message: self.said.append(wire.read(message)), lambda: self.spent, self.now)
        self.cameras = {feed: Camera(feed, colour) for feed, colour in COLOURS.items()}
        self.decoders: dict[int, Any] = {}
        self.scenes = 0
        self.picture: Any = None

    def scene(self, *tiles: tuple[int, int], columns: int = 2, canvas: int = 1) -> None:
        self.scenes += 1
        self.mosaic.hear(wire.control(wire.Scene(canvas, self.scenes, "wide", columns, tiles)), self.now)

    def run(self, seconds: float, *on: int) -> list[wire.Painted]:
        """With those cameras on; the pictures that came out."""
        before = len(self.said)
        for at in range(round(seconds / 0.02)):
            self.now += 0.02
            self.spent += 0.02 * self.cores
            for feed in on if at % 10 == 0 else ():
                self.mosaic.hear(self.cameras[feed].message(), self.now)
            wake_at = self.mosaic.wake_at()
            if wake_at is not None and wake_at <= self.now:
                self.mosaic.work(self.now)
        painted = [each for each in self.said[before:] if isinstance(each, wire.Painted)]
        for each in painted:
            decoder = self.decoders.setdefault(each.canvas, av.CodecContext.create("vp8", "r"))
            (self.picture,) = decoder.decode(av.Packet(each.frame))
        return painted

    def at(self, place: int, *, columns: int = 2) -> Colour:
        return colour_in(self.picture, Arrangement("wide", columns).box(place))


def test_each_face_is_at_its_place() -> None:
    studio = Studio()
    studio.scene((1, 0), (2, 3))
    painted = studio.run(1.0, 1, 2)
    assert painted[0].keyframe
    assert not any(each.keyframe for each in painted[1:])
    assert painted[-1].feeds == (1, 2)
    assert near(studio.at(0), RED)
    assert near(studio.at(3), GREEN)
    assert near(studio.at(1), GROUND)


def test_nobody_looks_and_nothing_is_painted() -> None:
    studio = Studio()
    assert studio.run(1.0, 1, 2) == []
    assert studio.mosaic.wake_at() is None
    studio.scene((1, 0))
    assert studio.run(1.0, 1) != []
    studio.mosaic.hear(wire.control(wire.End(1)), studio.now)
    assert studio.run(1.0, 1) == []
    assert studio.mosaic.wake_at() is None


def test_who_leaves_is_gone_with_the_very_next_picture() -> None:
    studio = Studio()
    studio.scene((1, 0), (2, 3))
    studio.run(1.0, 1, 2)
    studio.scene((2, 3))
    painted = studio.run(0.1, 2)
    assert [each.scene for each in painted] == [2]
    assert painted[0].feeds == (2,)
    assert near(studio.at(0), GROUND)
    assert near(studio.at(3), GREEN)


def test_packets_of_who_is_in_no_scene_are_not_looked_at() -> None:
    studio = Studio()
    studio.scene((2, 3))
    studio.run(1.0, 1, 2)
    assert near(studio.at(0), GROUND)
    assert studio.mosaic.counts["decoded"] == studio.mosaic._faces[2].version


def test_camera_that_falls_silent_leaves_its_place_empty() -> None:
    studio = Studio()
    studio.scene((1, 0), (2, 3))
    studio.run(1.0, 1, 2)
    painted = studio.run(STALE_S + 0.6, 2)
    assert painted[-1].feeds == (2,)
    assert near(studio.at(0), GROUND)


def test_grid_that_is_dealt_anew_begins_with_a_keyframe() -> None:
    studio = Studio()
    studio.scene((1, 0), (2, 3))
    studio.run(1.0, 1, 2)
    studio.scene((1, 0), (2, 1), (3, 8), columns=3)
    painted = studio.run(1.0, 1, 2, 3)
    assert painted[0].keyframe
    found = [studio.at(place, columns=3) for place in range(9)]
    assert [near(found[place], colour) for place, colour in ((0, RED), (1, GREEN), (8, BLUE))] == [True] * 3
    assert all(near(found[place], GROUND) for place in range(2, 8))


def test_wishes_for_keyframes_that_come_together_are_one() -> None:
    studio = Studio()
    studio.scene((1, 0))
    studio.run(KEY_EVERY_S + 0.2, 1)
    for _ in range(20):
        studio.mosaic.hear(wire.control(wire.Key(1)), studio.now)
    painted = studio.run(1.0, 1)
    assert [each.keyframe for each in painted] == [True] + [False] * (len(painted) - 1)
    studio.mosaic.hear(wire.control(wire.Key(1)), studio.now)  # so soon it waits
    assert [each.keyframe for each in studio.run(KEY_EVERY_S, 1)].index(True) > 2


def test_rooms_do_not_meet() -> None:
    studio = Studio()
    studio.scene((1, 0), canvas=1)
    studio.scene((2, 0), canvas=2)
    painted = studio.run(1.0, 1, 2)
    assert {each.canvas: each.feeds for each in painted[4:]} == {1: (1,), 2: (2,)}


def test_unknown_feeds_and_messages_change_nothing() -> None:
    studio = Studio()
    studio.scene((9, 0))
    studio.mosaic.hear(b"nonsense", studio.now)
    studio.mosaic.hear(wire.control(wire.Ask((1,))), studio.now)
    studio.mosaic.hear(wire.control(wire.Key(7)), studio.now)
    painted = studio.run(1.0, 1)
    assert painted[-1].feeds == ()
    assert studio.mosaic.counts["unread"] == 2


def test_feeds_without_a_keyframe_are_asked_for_one() -> None:
    studio = Studio()
    next(studio.cameras[1]._frames)
    studio.scene((1, 0))
    studio.run(1.5, 1)
    asked = [each for each in studio.said if isinstance(each, wire.Ask)]
    assert asked == [wire.Ask((1,))] * 2


def test_load_makes_pictures_rarer() -> None:
    studio = Studio()
    studio.scene((1, 0))
    studio.cores = 0.5
    studio.run(4.0, 1)
    assert len(studio.run(2.0, 1)) == 4
    counts = [each for each in studio.said if isinstance(each, wire.Counts)]
    assert counts[-1].counts["fps"] == 2
