"""How many groups and how large: pure arithmetic on a head-count; it knows no people."""

from __future__ import annotations

from facilitation.script import Size

SMALLEST = 3
"""Fewer are a pair, not a group; only a script whose own minimum is two may go below."""


def smallest(size: Size) -> int:
    return min(SMALLEST, size.min)


def sizes_for(people: int, groups: int) -> list[int]:
    """`people` dealt into `groups` as evenly as can be: sizes differ by one at most, larger ones first."""
    least, more = divmod(people, groups)
    return [least + 1] * more + [least] * (groups - more)


def fits(people: int, groups: int, size: Size) -> bool:
    sizes = sizes_for(people, groups)
    return size.min <= sizes[-1] and sizes[0] <= size.max


def group_sizes(people: int, size: Size, *, facilitators: int = 0, heard: int | None = None) -> list[int]:
    """ceil(people / aim) groups where that keeps min and max, moved towards the number of facilitators and, where few
    can be heard, towards fewer groups, as far as min and max allow. Where no number keeps them: the nearest."""
    if people <= 0:
        return []
    possible = [groups for groups in range(1, people + 1) if fits(people, groups, size)]
    if not possible:
        return sizes_for(people, _nearest(people, size))
    wanted = facilitators or -(-people // size.aim)
    if heard is not None:
        wanted = min(wanted, heard // smallest(size))
    return sizes_for(people, min(possible, key=lambda groups: (abs(groups - wanted), groups)))


def _nearest(people: int, size: Size) -> int:
    """By the worst group's distance from the range, then by all distances together, then by closeness to the aim; never
    under `smallest` where there are enough people for one such group."""

    def distance(groups: int) -> tuple[int, int, int, int]:
        sizes = sizes_for(people, groups)
        off = [max(size.min - each, each - size.max, 0) for each in sizes]
        return max(off), sum(off), max(abs(each - size.aim) for each in sizes), groups

    most = max(1, people // smallest(size))
    return min(range(1, most + 1), key=distance)
