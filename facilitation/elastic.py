"""The elastic plan: which phases to come give how much, so that the evening ends on time. Pure; knows no agenda.

Within min and planned length, in the order of `gives`; what never gives is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from facilitation.ahead import Coming
from facilitation.course import Change
from facilitation.script import Gives

ORDER: tuple[Gives, ...] = ("first", "normal", "last")
STEP_S = 60


def taken(coming: Sequence[Coming], seconds: int) -> tuple[Change, ...]:
    """Takes `seconds` from phases to come, less where they cannot give so much: first from who gives first, among
    equals from who has most left to give."""
    return _bent(coming, seconds, _spare, ORDER, -1)


def given(coming: Sequence[Coming], seconds: int) -> tuple[Change, ...]:
    """Gives back up to `seconds` to phases that are shorter than planned, last those that gave first."""
    return _bent(coming, seconds, _missing, tuple(reversed(ORDER)), 1)


def _spare(each: Coming) -> int:
    return each.own_s - round(each.phase.minutes.min * 60)


def _missing(each: Coming) -> int:
    return round(each.phase.minutes.target * 60) - each.own_s


def _bent(
    coming: Sequence[Coming], seconds: int, room: Callable[[Coming], int], order: Sequence[Gives], sign: int
) -> tuple[Change, ...]:
    left = {each.phase.id: max(0, room(each)) for each in coming}
    shares = dict.fromkeys(left, 0)
    for gives in order:
        ids = [each.phase.id for each in coming if each.phase.gives == gives]
        while seconds > 0 and (id := max(ids, key=lambda id: left[id], default="")) and left[id] > 0:
            share = min(STEP_S, left[id], seconds)
            left[id], shares[id], seconds = left[id] - share, shares[id] + share, seconds - share
    return tuple(
        Change(each.phase.id, each.own_s, each.own_s + sign * shares[each.phase.id])
        for each in coming
        if shares[each.phase.id]
    )
