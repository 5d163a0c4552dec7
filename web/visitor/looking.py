"""Which pictures a visitor's screen shows and how large, as web/static/views/stage.js does it. Pure.

A laptop's window of 1280 x 720 is meant; who saves data shows the stage alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any, Final

from web.visitor.habits import Topics

STAGE: Final = frozenset({"moderator", "podium"})
LARGE: Final = 3
STRIP: Final = 8
"""Small pictures beside the stage; the others are on further pages."""
SMALL_HEIGHT: Final = 80
WIDTH, HEIGHT = 900, 560

Show = list[list[int]]


def layout(seen: Topics, *, weak: bool = False, ratio: float = 1.0) -> Show:
    """[seat, height], the most important first; without one's own. `ratio`: pixels to a point."""
    me, room = seen.get("me"), seen.get("room")
    if not me or not room or room["id"] != me["room"] or room["kind"] == "foyer":
        return []
    others = [person for person in room["people"] if person["seat"] != me["seat"]]
    large = _stage(seen, others) if room["kind"] == "plenary" else []
    rest = sorted(person["seat"] for person in others if person["seat"] not in large)
    if large:
        small = _page(rest, me["seat"], weak)
        return _sized(large, tall(len(large)), ratio) + _sized(small, SMALL_HEIGHT, ratio)
    shown = _page(rest, me["seat"], weak) if room["kind"] == "plenary" else rest[:16]
    return _sized(shown, tall(len(shown)), ratio)


def _sized(seats: Sequence[int], height: int, ratio: float) -> Show:
    return [[seat, min(720, round(height * ratio / 20) * 20)] for seat in seats]


def _stage(seen: Topics, others: Sequence[dict[str, Any]]) -> list[int]:
    floor, here = (seen.get("floor") or {}), {person["seat"] for person in others}
    speaking = [seat for seat in floor.get("seats") or [] if seat in here]
    staff = [person["seat"] for person in others if person["role"] in STAGE or person["seat"] == floor.get("lead")]
    return [*speaking, *(seat for seat in staff if seat not in speaking)][:LARGE]


def _page(seats: Sequence[int], own: int, weak: bool) -> list[int]:
    """A page of one's own: not everybody looks at the same people. Who saves data shows none."""
    if weak or not seats:
        return []
    start = own % len(seats)
    return [*seats[start:], *seats[:start]][:STRIP]


def tall(count: int) -> int:
    """Height of each of so many pictures of 16:9 that share the window."""
    tiles = []
    for columns in range(1, count + 1):
        tiles.append(min(WIDTH / columns, HEIGHT / ceil(count / columns) * 16 / 9))
    return min(720, max(20, round(max(tiles, default=0) * 9 / 16 / 20) * 20))
