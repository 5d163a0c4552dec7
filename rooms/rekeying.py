"""Re-keying: the log of an evening under new seat numbers, so that nothing kept elsewhere tells who was who. Pure.

A letter, an export or a cookie may still say "seat 17 is Ms Example". Once the people are deleted, every seat gets a
new number by a permutation that is written down nowhere. Seats are added one after the other, so the rows that add them
would give the permutation away: all additions are gathered in the first such row, in the order of the new numbers, and
the ids of commands, which came from people's devices, become the numbers of their rows. What somebody remembers of the
evening itself ("she came first") no key can take out of a log; therefore it is deleted, too, some months later.

Leading seats keep their number: their role tells who they are, and they still work with the result.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rooms.roles import ROLES

SEATS: Final = frozenset({"seat", "seats", "by", "author", "helper", "facilitator", "hands"})
"""Fields of events that hold seats, wherever they stand; `person` does so in one kind of event alone."""
BY_SEAT: Final = frozenset({"rooms"})
"""Fields whose keys are seats."""
BOUND: Final = "interpreter-bound"
ADDED: Final = "seat-added"
BESIDE: Final = ("person-changed", "pair-set")
"""What may stand in one row with the addition of a seat and belongs to it."""

Key = Mapping[int, int]
Logged = list[Any]
"""One event as the log has it: kind, version, data."""


@dataclass(frozen=True, slots=True)
class Row:
    """One accepted command, as far as seats are in it."""

    seq: int
    actor: int
    command: str
    events: list[Logged]


def new_key(roles: Mapping[int, str], *, randomness: random.Random | None = None) -> dict[int, int]:
    """New numbers above all old ones: an old cookie then belongs to nobody, never to somebody else."""
    moving = [seat for seat, role in roles.items() if not ROLES[role].leads]
    numbers = [max(roles, default=0) + place for place in range(1, len(moving) + 1)]
    (randomness or secrets.SystemRandom()).shuffle(numbers)
    return dict(zip(moving, numbers, strict=True))


def rekeyed(rows: Iterable[Row], key: Key) -> list[Row]:
    """The same evening under the new numbers; `author` 0 and the server stay who they are."""
    found = [_row(row, key) for row in rows]
    added = [event for row in found for event in _additions(row.events)]
    kept = [[event for event in row.events if event not in _additions(row.events)] for row in found]
    first = next((place for place, row in enumerate(found) if _additions(row.events)), None)
    if first is not None:
        kept[first] = [*sorted(added, key=lambda event: event[2]["seat"]), *kept[first]]
    return [Row(row.seq, row.actor, row.command, events) for row, events in zip(found, kept, strict=True)]


def _row(row: Row, key: Key) -> Row:
    events = [[kind, version, _mapped(data, kind, key)] for kind, version, data in row.events]
    return Row(row.seq, key.get(row.actor, row.actor), f"row-{row.seq}", events)


def _additions(events: Sequence[Logged]) -> list[Logged]:
    """Of one row: the seats it adds, with what was said of them in the same breath."""
    seats = {data["seat"] for kind, _, data in events if kind == ADDED}
    return [event for event in events if event[0] in (ADDED, *BESIDE) and event[2]["seat"] in seats]


def _mapped(value: Any, kind: str, key: Key, *, seats: bool = False) -> Any:
    match value:
        case dict():
            return {name: _field(name, each, kind, key) for name, each in value.items()}
        case list():
            return [_mapped(each, kind, key, seats=seats) for each in value]
        case int() if seats and not isinstance(value, bool):
            return key.get(value, value)
    return value


def _field(name: str, value: Any, kind: str, key: Key) -> Any:
    if name in BY_SEAT and isinstance(value, dict):
        return {str(key.get(int(seat), int(seat))): each for seat, each in value.items()}
    return _mapped(value, kind, key, seats=name in SEATS or (kind == BOUND and name == "person"))
