"""The grid of the hall: everybody has a place of their own inside the picture, and keeps it."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.media.arrangement import ROWS, SIZES, TALL, WIDE, Arrangement, arrange

SHAPES = st.sampled_from([WIDE, TALL])
PEOPLE = st.dictionaries(st.integers(1, 200), st.booleans(), max_size=120)


def after(shape: str, *crowds: dict[int, bool]) -> Arrangement:
    found = Arrangement(shape)
    for crowd in crowds:
        found = arrange(found, crowd)
    return found


def citizens(*seats: int) -> dict[int, bool]:
    return dict.fromkeys(seats, False)


@given(SHAPES, st.lists(PEOPLE, min_size=1, max_size=6))
def test_everybody_has_a_place_of_their_own_inside_the_picture(shape: str, crowds: list[dict[int, bool]]) -> None:
    found = after(shape, *crowds)
    assert found.places.keys() == crowds[-1].keys()
    assert len(set(found.places.values())) == len(found.places)
    width, height = SIZES[shape]
    for place in found.places.values():
        left, top, wide, high = found.box(place)
        assert 0 <= left <= left + wide <= width
        assert 0 <= top <= top + high <= height
        assert not any(edge % 2 for edge in (left, top, wide, high))


@given(SHAPES, PEOPLE)
def test_places_do_not_overlap(shape: str, people: dict[int, bool]) -> None:
    found = after(shape, people)
    boxes = [found.box(place) for place in found.places.values()]
    for (left, top, wide, high), (other, above, _, _) in combinations(boxes, 2):
        assert abs(left - other) >= wide or abs(top - above) >= high


@given(SHAPES, st.lists(PEOPLE, min_size=1, max_size=4), st.data())
def test_nobody_moves_when_somebody_leaves(shape: str, crowds: list[dict[int, bool]], data: st.DataObject) -> None:
    before = after(shape, *crowds)
    people = dict(crowds[-1])
    gone = data.draw(st.sampled_from(sorted(people) or [0]))
    people.pop(gone, None)
    found = arrange(before, people)
    if found.columns == before.columns:
        assert found.places == {seat: place for seat, place in before.places.items() if seat != gone}
    else:  # no more than a quarter of the grid was used
        assert found.columns * 2 <= before.columns


@given(SHAPES, PEOPLE, st.dictionaries(st.integers(201, 220), st.booleans(), min_size=1, max_size=5))
def test_nobody_moves_when_somebody_comes_and_there_is_room(
    shape: str, people: dict[int, bool], new: dict[int, bool]
) -> None:
    before = after(shape, people)
    found = arrange(before, people | new)
    if (found.columns, found.staffed) == (before.columns, before.staffed):
        assert {seat: found.places[seat] for seat in people} == before.places


@given(SHAPES, PEOPLE)
def test_staff_sit_in_the_first_row_and_nobody_else_does(shape: str, people: dict[int, bool]) -> None:
    found = after(shape, people)
    staff = [seat for seat, is_staff in people.items() if is_staff]
    front = {seat for seat, place in found.places.items() if place < found.columns}
    if staff:
        assert front <= set(staff)
        assert len(front) == min(len(staff), found.columns)


@pytest.mark.parametrize(
    ("shape", "people", "columns", "tile"),
    [
        (WIDE, 1, 1, (1280, 720)),
        (WIDE, 4, 2, (640, 360)),
        (WIDE, 12, 4, (320, 180)),
        (WIDE, 75, 9, (142, 80)),
        (TALL, 3, 1, (720, 404)),
        (TALL, 12, 2, (360, 202)),
        (TALL, 75, 5, (144, 80)),
    ],
)
def test_grid_follows_the_number_of_people(shape: str, people: int, columns: int, tile: tuple[int, int]) -> None:
    found = after(shape, citizens(*range(1, people + 1)))
    assert (found.columns, found.tile) == (columns, tile)
    assert max(found.places.values()) < columns * columns * ROWS[shape]


def test_empty_place_is_the_next_ones() -> None:
    found = after(WIDE, citizens(1, 2, 3, 4), citizens(1, 3, 4), citizens(1, 3, 4, 9))
    assert found.places == {1: 0, 9: 1, 3: 2, 4: 3}


def test_order_stays_when_the_grid_grows() -> None:
    found = after(WIDE, citizens(5, 3, 8, 1), citizens(1, 3, 5, 7, 8))
    assert sorted(found.places, key=lambda seat: found.places[seat]) == [5, 3, 8, 1, 7]


def test_grid_shrinks_when_most_have_left() -> None:
    found = after(WIDE, citizens(*range(1, 76)), citizens(70, 71))
    assert (found.columns, found.places) == (2, {70: 0, 71: 1})


def test_place_of_staff_among_the_others_is_given_up_where_others_need_it() -> None:
    before = after(WIDE, {1: True, 2: True, 3: True, 4: False})
    assert before.places == {1: 0, 2: 1, 3: 2, 4: 3}
    assert arrange(before, {2: True, 3: True, 4: False, 9: False}).places == {2: 0, 3: 1, 4: 2, 9: 3}
