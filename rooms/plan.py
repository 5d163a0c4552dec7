"""The media plan: who sits where and who may be heard, as plain data. Imports nothing of ours; seats are opaque
integers.

The control process renders a `Plan` from the dialogue's state (`rooms.planning`) and publishes it whole; the media
process forwards packets by it. A seat that no room names is unknown to the media process: nothing from it, nothing to
it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """One seat in a room.

    `heard` / `seen`: whether this seat's sound / picture may be forwarded to the others of its room.
    `rank`: 0 for ordinary seats; the higher, the earlier it gets a voice slot and the stage (floor, lead, podium: rank
    beats loudness). `screen`: whether it may share a screen. `hall`: whether its face may be on the picture of the
    hall; `staff`: whether it sits in the first row there.
    """

    seat: int
    heard: bool = True
    seen: bool = True
    rank: int = 0
    screen: bool = False
    hall: bool = True
    staff: bool = False


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """One room. `echo`: every seat gets its own sound and picture back and nobody else's (Bild- und Tonprobe).
    `dark`: people are in it but nothing is forwarded (foyer). `hall`: one picture of all faces is painted for who looks
    at it."""

    room: str
    seats: tuple[SeatPlan, ...]
    echo: bool = False
    dark: bool = False
    hall: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All rooms of one dialogue at log sequence `seq`; always whole, a newer `seq` replaces an older one. `measured`:
    seats whose speaking time is counted; none: and what was counted is forgotten."""

    dialogue: str
    seq: int
    rooms: tuple[RoomPlan, ...]
    measured: tuple[int, ...] = ()

    def tells_the_same(self, other: Plan) -> bool:
        """Whether nothing but the place in the log differs."""
        return (self.rooms, self.measured) == (other.rooms, other.measured)

    def to_json(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> Plan:
        """Raises `ValueError` where the text is not a plan."""
        try:
            return _plan(json.loads(text))
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"not a media plan: {error}") from error


def _plan(data: dict[str, Any]) -> Plan:
    rooms = tuple(
        RoomPlan(
            room=_a(str, room["room"]),
            seats=tuple(_seat(**seat) for seat in _a(list, room["seats"])),
            echo=_a(bool, room["echo"]),
            dark=_a(bool, room["dark"]),
            hall=_a(bool, room.get("hall", False)),
        )
        for room in _a(list, data["rooms"])
    )
    measured = tuple(_a(int, seat) for seat in _a(list, data.get("measured", [])))
    return Plan(dialogue=_a(str, data["dialogue"]), seq=_a(int, data["seq"]), rooms=rooms, measured=measured)


def _seat(**fields: Any) -> SeatPlan:
    for name, value in fields.items():
        _a(int if name in ("seat", "rank") else bool, value)
    return SeatPlan(**fields)


def _a(kind: type[T], value: Any) -> T:
    """JSON's numbers and truth values are apart, unlike Python's."""
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} expected, {type(value).__name__} found")
    return value
