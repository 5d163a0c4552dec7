"""Who is shown in which picture slot, and how large: pure functions over seats and heights. Knows no streams."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

FEW = 4  # people in a room; more get the small picture by default
MIDDLE_HEIGHT, SMALL_HEIGHT = 360, 180
HALL = 0  # nobody's seat: that of the picture of the hall
ENOUGH = 0.75  # a layer of three quarters of the wanted height will do


@dataclass(frozen=True, slots=True)
class Layout:
    """What a browser shows: `show` is (seat, height in px), the most important first; `save`: smallest layers only.

    `pin`: those of them that come first whatever the line carries, never below the middle layer: a signing picture
    needs 320 x 240 and does not become smaller to save data. `hall`: the shape in which it shows the hall, if it does.
    """

    show: tuple[tuple[int, int], ...] = ()
    save: bool = False
    pin: tuple[int, ...] = ()
    hall: str = ""


def few(people: int) -> bool:
    """Rooms this small need no voice selection."""
    return people <= FEW


def default(seats: Sequence[int], *, people: int) -> Layout:
    """Everyone, in the given order, as large as their number suits."""
    height = MIDDLE_HEIGHT if few(people) else SMALL_HEIGHT
    return Layout(show=tuple((seat, height) for seat in seats))


def wanted(layout: Layout, sending: Collection[int], *, slots: int) -> dict[int, int]:
    """seat -> height, at most `slots`, of those who send a picture and may be seen; order of importance."""
    chosen: dict[int, int] = {}
    for seat, height in sorted(layout.show, key=lambda shown: shown[0] not in layout.pin):
        if seat in sending and len(chosen) < slots:
            height = SMALL_HEIGHT if layout.save else height
            chosen.setdefault(seat, max(height, MIDDLE_HEIGHT) if seat in layout.pin else height)
    return chosen


def assign(
    current: Sequence[int | None],
    seats: Collection[int],
    *,
    keep: bool = False,
    order: Sequence[int] | None = None,
    beside: Sequence[int | None] = (),
) -> list[int | None]:
    """Each of `seats` in a slot, whoever has one staying in it. Free slots are taken in `order`, but first by those
    whom `beside`, the slots of the other kind, has at that place: a browser keeps the two of one place together.

    With `keep` those no longer wanted stay until their slot is needed (voices: an unchanged mapping is not a message).
    """
    slots = [seat if seat in seats else None for seat in current]
    rest = [seat for seat in seats if seat not in slots]
    for index, seat in enumerate(beside[: len(slots)]):
        if seat in rest and slots[index] is None:
            slots[index] = seat
            rest.remove(seat)
    for index in order or range(len(slots)):
        if slots[index] is None and rest:
            slots[index] = rest.pop(0)
    if keep:
        slots = [now if now is not None else old for now, old in zip(slots, current, strict=True)]
    return slots


def layer(heights: Mapping[str, int], height: int) -> str | None:
    """The smallest layer that suffices for `height`, else the largest there is; None where there is none."""
    ordered = sorted(heights, key=lambda rid: heights[rid])
    for rid in ordered:
        if heights[rid] >= height * ENOUGH:
            return rid
    return ordered[-1] if ordered else None
