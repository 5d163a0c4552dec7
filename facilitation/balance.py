"""Balance: how evenly a group spoke, one number per group. All that remains of speaking time when the evening closes.

The number is the share of all that was heard in the group that belongs to the third of its people (rounded up) who were
heard most; in fives of a hundred, and only for groups in which it says nothing about anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from dialogue.machine import Dialogue, Event, Part
from facilitation.fairness import heard_in
from facilitation.groups import Groups
from facilitation.sitting import Group
from rooms.places import group_id
from rooms.seats import Seats

LEAST_PEOPLE = 5
LEAST_TALK_S = 60.0
STEP = 5


@dataclass(frozen=True, slots=True)
class BalanceKept:
    """Percent by group, at the close. Groups too small or too silent are not among them."""

    groups: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Balance:
    groups: Mapping[str, int] = field(default_factory=dict)


def most_heard_percent(seconds: list[float]) -> int:
    """Of several people's time, the part of the third who had most; an even third is 33 to 40."""
    third = sorted(seconds, reverse=True)[: ceil(len(seconds) / 3)]
    return round(100 * sum(third) / sum(seconds) / STEP) * STEP


def kept(dialogue: Dialogue) -> list[Event]:
    """For the end of the evening: nothing where no group can be told of."""
    found = {
        room: percent
        for phase, groups in dialogue.part(Groups).rounds.items()
        for group in groups
        if (percent := _percent(dialogue, room := group_id(phase, group.number), group)) is not None
    }
    return [BalanceKept(found)] if found else []


def _percent(dialogue: Dialogue, room: str, group: Group) -> int | None:
    seats, heard = dialogue.part(Seats), heard_in(dialogue, room)
    seconds = [heard.get(seat, 0.0) for seat in group.seats if seats.role(seat).counted]
    if len(seconds) < LEAST_PEOPLE or sum(seconds) < LEAST_TALK_S:
        return None
    return most_heard_percent(seconds)


def evolve(balance: Balance, event: BalanceKept) -> Balance:
    return Balance(event.groups)


BALANCE: Part[Balance] = Part(slice=Balance, initial=Balance(), evolve=evolve, events={"balance-kept": BalanceKept})
