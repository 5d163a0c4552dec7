"""Who speaks when: visitors of a room take turns by the clock alone, each for a few seconds with a pause. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any, Final

from web.visitor.habits import Topics

TURN_S: Final = 5.0
SPOKEN: Final = 0.85
"""Share of a turn in which one speaks; the rest is a pause."""


def speaks(seen: Topics, seat: int, now: float, *, aloud: bool = False) -> bool:
    """Whether this seat speaks at this moment of the server's clock, by what stands on its screen.

    People have their turns in an order that room and time give; where it is a human's, the visitors are silent. In a
    Reihum it is whose turn it is, in the plenary who has the floor or is on the stage. `aloud`: all who may be heard
    speak at once and without a pause, so that silence means a lost connection and nothing else.
    """
    me, room = seen.get("me"), seen.get("room")
    if not me or not room or not me["audible"] or me["room"] != room["id"]:
        return False
    if aloud:
        return True
    turn, share = divmod(now / TURN_S, 1)
    if share > SPOKEN:
        return False
    if (going := seen.get("round")) is not None:
        return bool(going["seat"] == seat)
    order = candidates(seen, room["people"])
    return bool(order) and order[chosen(room["id"], int(turn), len(order))] == seat


def candidates(seen: Topics, people: Sequence[dict[str, Any]]) -> list[int]:
    """Who may be heard there, as far as one can read it."""
    floor = (seen.get("floor") or {}).get("seats") or []
    if seen["room"]["kind"] != "plenary":
        return sorted(person["seat"] for person in people)
    stage = [person["seat"] for person in people if person["role"] in ("moderator", "podium")]
    return sorted(floor) or sorted(stage)


def chosen(room: str, turn: int, count: int) -> int:
    """One after the other; where it begins differs from room to room."""
    return (zlib.crc32(room.encode()) + turn) % count
