"""Pictures of any size come into their boxes, and into nothing beside them."""

from __future__ import annotations

from typing import Any

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rooms.mosaic.sheet import Sheet, fit
from tests.rooms.mosaic.paint import BLUE, GROUND, RED, Colour, colour_in, near

EVEN = st.integers(20, 300).map(lambda half: 2 * half)


def picture(colour: Colour, width: int, height: int) -> Any:
    frames: Any = av.VideoFrame
    return frames.from_image(Image.new("RGB", (width, height), colour)).reformat(format="yuv420p")


@given(st.integers(16, 1280), st.integers(16, 1280), EVEN, EVEN)
def test_what_is_shown_lies_inside_the_scaled_picture_and_the_box(
    width: int, height: int, wide: int, high: int
) -> None:
    (to_width, to_height), (left, top, shown, tall) = fit(width, height, (wide, high))
    assert 0 <= left <= left + shown <= to_width
    assert 0 <= top <= top + tall <= to_height
    assert shown <= wide
    assert tall == high
    assert not any(edge % 2 for edge in (left, top, to_width, to_height, shown))


@pytest.mark.parametrize(
    ("size", "shown"), [((160, 90), 142), ((320, 240), 142), ((640, 360), 142), ((90, 160), 80), ((240, 240), 80)]
)
def test_pictures_across_fill_the_box_and_upright_ones_leave_its_sides(size: tuple[int, int], shown: int) -> None:
    assert fit(*size, (142, 80))[1][2] == shown


@pytest.mark.parametrize("size", [(160, 90), (320, 240), (91, 161), (640, 360), (16, 16), (1280, 720)])
def test_picture_is_in_its_box_and_nowhere_else(size: tuple[int, int]) -> None:
    sheet = Sheet(1280, 720)
    boxes = [(142 * column, 80 * row, 142, 80) for row in range(3) for column in range(3)]
    sheet.put(boxes[4], picture(RED, *size))
    seen = [colour_in(sheet.finish(), box) for box in boxes]
    assert near(seen[4], RED)
    assert all(near(colour, GROUND) for at, colour in enumerate(seen) if at != 4)


def test_upright_picture_leaves_nothing_of_the_one_before() -> None:
    sheet, box = Sheet(720, 1216), (144, 80, 144, 80)
    sheet.put(box, picture(RED, 160, 90))
    sheet.put(box, picture(BLUE, 90, 160))
    left, top, _, height = box
    assert near(colour_in(sheet.finish(), box), BLUE)
    assert near(colour_in(sheet.finish(), (left, top, 20, height)), GROUND)


def test_box_that_is_cleared_is_ground() -> None:
    sheet, box = Sheet(1280, 720), (0, 0, 320, 180)
    sheet.put(box, picture(RED, 160, 90))
    sheet.clear(box)
    assert near(colour_in(sheet.finish(), box), GROUND)
