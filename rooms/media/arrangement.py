"""Where each person sits in the picture of the hall: a grid by their number. Pure; knows seats, no pictures.

Nobody moves when somebody leaves: the place stays empty until the next one comes. All are dealt new places only when
the grid has become too small, or when no more than a quarter of it is used. The first row is the staff's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count

WIDE, TALL = "wide", "tall"  # as a desktop and as a telephone stands
SIZES = {WIDE: (1280, 720), TALL: (720, 1216)}  # px
ROWS = {WIDE: 1, TALL: 3}  # of 16:9 for each column

MOST = 1 << 16  # places that no grid has

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """`places`: seat -> place, counted row by row from 0; `staffed`: whether the first row is the staff's."""

    shape: str
    columns: int = 1
    staffed: bool = False
    places: Mapping[int, int] = field(default_factory=dict)

    @property
    def tile(self) -> tuple[int, int]:
        """Width and height of a place in px; even, for colour has half as many."""
        width, height = SIZES[self.shape]
        return width // self.columns & ~1, height // (self.columns * ROWS[self.shape]) & ~1

    def box(self, place: int) -> Box:
        """Left, top, width, height in px."""
        width, height = self.tile
        row, column = divmod(place, self.columns)
        return column * width, row * height, width, height


def arrange(former: Arrangement, people: Mapping[int, bool]) -> Arrangement:
    """The places of `people` (seat -> whether staff, in the order of who comes first), most of them as in `former`."""
    staff = sum(people.values())
    staffed = former.staffed or staff > 0
    least = next(columns for columns in count(1) if fits(former.shape, columns, staff, len(people), staffed=staffed))
    columns = former.columns if least <= former.columns < 2 * least else least
    stays = columns == former.columns and staffed == former.staffed
    kept = {seat: place for seat, place in former.places.items() if seat in people and stays}
    order = sorted(people, key=lambda seat: former.places.get(seat, MOST))
    places = _seated(order, people, kept, front=columns if staffed else 0)
    if max(places.values(), default=0) >= columns * columns * ROWS[former.shape]:  # staff sit where others would
        places = _seated(order, people, {}, front=columns if staffed else 0)
    return Arrangement(former.shape, columns, staffed, places)


def fits(shape: str, columns: int, staff: int, people: int, *, staffed: bool) -> bool:
    """Whether so many columns are enough; of the staff who find no place in the first row sit among the others."""
    first = min(staff, columns)
    rows = columns * ROWS[shape] - (1 if staffed else 0)
    return people - first <= rows * columns


def _seated(order: Iterable[int], people: Mapping[int, bool], kept: Mapping[int, int], *, front: int) -> dict[int, int]:
    """`front`: so many places, the first ones, are the staff's."""
    taken = set(kept.values())
    first = [place for place in range(front) if place not in taken]
    rest = (place for place in count(front) if place not in taken)
    places = dict(kept)
    for seat in order:
        if seat not in kept:
            places[seat] = first.pop(0) if people[seat] and first else next(rest)
    return places
