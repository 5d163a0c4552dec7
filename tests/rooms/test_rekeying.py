"""Re-keying: every seat in every event, and nothing that tells the permutation."""

from __future__ import annotations

import random
import types
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from facilitation.parts import PARTS
from rooms.rekeying import ADDED, BOUND, BY_SEAT, SEATS, Row, new_key, rekeyed

NUMBERS = {
    *("aim", "answered", "counts", "dots", "edit", "from_s", "give_s", "groups", "index", "length"),
    *("limit_s", "max", "min", "minutes", "most", "not_yet", "number", "of", "over_s", "page"),
    *("per_person", "per_theme", "places", "plan", "right", "seconds", "short_s", "step", "to_s"),
    *("top_limit", "total", "undone", "version"),
}
"""Whole numbers in events that are no seats. Who adds a field to an event says here, or in SEATS, which it is."""


def whole_numbers(kind: Any, name: str) -> Iterator[str]:
    """Names of all fields of a type, however deep, that may hold a whole number; its keys count as `name` too."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if kind is int:
        yield name
    elif is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        for field in fields(kind):  # type: ignore[arg-type]  # a class, not an instance
            yield from whole_numbers(hints[field.name], field.name)
    elif origin is not None or isinstance(kind, types.UnionType):
        for part in parts:
            yield from whole_numbers(part, name)


def test_every_whole_number_in_an_event_is_a_seat_or_known_not_to_be() -> None:
    found = {
        (kind, name)
        for part in PARTS
        for kind, event in part.events.items()
        for name in whole_numbers(event, kind)
        if name not in SEATS | BY_SEAT | NUMBERS
    }
    # At a pair's device, `person` is the first or the second of the two.
    assert found == {(BOUND, "person"), ("voted", "person"), ("ballot-cast", "person")}


def row(seq: int, *events: tuple[str, dict[str, Any]], actor: int = 0) -> Row:
    return Row(seq, actor, f"device-{seq}", [[kind, 1, data] for kind, data in events])


def added(seat: int, role: str = "citizen") -> tuple[str, dict[str, Any]]:
    return ADDED, {"seat": seat, "role": role, "walked_in": False}


def test_seats_are_mapped_wherever_they_stand() -> None:
    key = {3: 13, 4: 11, 5: 12}
    group = {"number": 3, "seats": [3, 4], "facilitator": 5, "why": {"code": "mixed", "facts": {"people": 3}}}
    rows = [
        row(1, ("seated", {"rooms": {"3": "foyer", "1": "plenary"}}), actor=4),
        row(2, ("grouped", {"phase": "r", "groups": [group]}), actor=1),
        row(3, ("voted", {"poll": "p", "seat": 3, "person": 4, "vote": {}}), (BOUND, {"seat": 5, "person": 3})),
    ]
    first, second, third = rekeyed(rows, key)
    assert (first.actor, first.command) == (11, "row-1")
    assert first.events == [["seated", 1, {"rooms": {"13": "foyer", "1": "plenary"}}]]
    assert second.events[0][2]["groups"] == [{**group, "seats": [13, 11], "facilitator": 12}]
    assert [event[2] for event in third.events] == [
        {"poll": "p", "seat": 13, "person": 4, "vote": {}},
        {"seat": 12, "person": 13},
    ]


def test_rows_that_add_seats_do_not_tell_the_key() -> None:
    """Whoever came with the third row could else be found again by its place."""
    changed = ("person-changed", {"seat": 2})
    rows = [
        row(1, added(1, "moderator")),
        row(2, added(2), changed),
        row(3, added(3)),
        row(4, ("person-changed", {"seat": 3})),
    ]
    first, second, third, fourth = rekeyed(rows, {2: 5, 3: 4})
    assert [(kind, data["seat"]) for kind, _, data in first.events] == [
        (ADDED, 1),
        (ADDED, 4),
        (ADDED, 5),
        ("person-changed", 5),
    ]
    assert (second.events, third.events) == ([], [])
    assert fourth.events == [["person-changed", 1, {"seat": 4}]]


def test_new_numbers_lie_above_all_old_ones_and_leads_keep_theirs() -> None:
    roles = {1: "organizer", 2: "moderator", 3: "facilitator", **dict.fromkeys(range(4, 40), "citizen")}
    key = new_key(roles, randomness=random.Random(1))
    assert sorted(key) == list(range(3, 40))
    assert sorted(key.values()) == list(range(40, 77))
    assert list(key.values()) != sorted(key.values())
    assert new_key({}) == {}
