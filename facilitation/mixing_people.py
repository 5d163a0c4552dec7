"""Who is to be put into groups and what comes out: plain data; it knows no rule and no search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Met = Mapping[tuple[int, int], int]
"""How often two seats shared a group before; keys are ordered (lower seat first)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone present. `heard`: a working microphone, or signing with an interpreter. `traits`: roster columns that the
    rule names. `bound`: the same key for those who must share a room (two at one device); "" for everyone else."""

    seat: int
    heard: bool = True
    traits: Mapping[str, str] = field(default_factory=dict)
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with its facts; its sentence stands in the catalogue of the reader's language."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """`number` from 1 as people read it; `facilitator` a seat outside of `seats`, or None: the group runs itself."""

    number: int
    seats: tuple[int, ...]
    facilitator: int | None = None
    why: Reason = Reason("mixed")


@dataclass(frozen=True, slots=True)
class Assignment:
    """`gave_way`: codes meetings, diversity, together, apart, heard, facilitator, size, in this order."""

    groups: tuple[Group, ...]
    gave_way: tuple[Reason, ...] = ()

    def group_of(self, seat: int) -> int | None:
        return next((group.number for group in self.groups if seat in group.seats), None)


def alike(one: Person, other: Person, column: str) -> bool:
    """Both have a value there and it is the same; nobody is alike by what is unknown of both."""
    value = one.traits.get(column)
    return bool(value) and value == other.traits.get(column)
