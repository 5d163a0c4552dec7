"""Mitschrift: who writes cards for a group on call. Knows no card; it belongs to the seat and survives drops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from facilitation.groups import Grouped, Groups
from rooms.order import Excluded
from rooms.places import Places, Seated, room_kind
from rooms.seats import Seats, known_seat
from rooms.voices import guides


@dataclass(frozen=True, slots=True)
class ScribeNamed:
    group: str
    seat: int


@dataclass(frozen=True, slots=True)
class ScribeReleased:
    group: str


@dataclass(frozen=True, slots=True)
class NameScribe:
    """`scribe.name`: who guides the group gives it to one of its citizens, or to a seat of that role, which then comes
    into the group; instead of whoever had it. Refuses `not-allowed`, `unknown-room`, `wrong-room`."""

    group: str
    seat: int


@dataclass(frozen=True, slots=True)
class ReleaseScribe:
    """`scribe.release`: taken back by who guides the group, or handed back by the scribe."""

    group: str


@dataclass(frozen=True, slots=True)
class Scribes:
    """Seat by group; of the running round alone."""

    by_group: Mapping[str, int] = field(default_factory=dict)


def writes_for(dialogue: Dialogue, seat: int, group: str) -> bool:
    """Whether this seat may write for others there: facilitator and Mitschrift by role, a citizen who was given it."""
    role = dialogue.part(Seats).role(seat)
    return (role.writes and not role.counted) or dialogue.part(Scribes).by_group.get(group) == seat


def decide(dialogue: Dialogue, command: NameScribe | ReleaseScribe, actor: int, given: Given) -> Sequence[Event]:
    named = dialogue.part(Scribes).by_group.get(command.group)
    match command:
        case NameScribe(group=group):
            if not guides(dialogue, actor, group):
                raise Refused("not-allowed", command="scribe.name")
            return () if named == command.seat else _named(dialogue, group, known_seat(dialogue, command.seat))
        case ReleaseScribe(group=group):
            if not (guides(dialogue, actor, group) or (named is not None and named == actor)):
                raise Refused("not-allowed", command="scribe.release")
            return () if named is None else (ScribeReleased(group),)
        case _:
            assert_never(command)


def _named(dialogue: Dialogue, group: str, seat: int) -> Sequence[Event]:
    groups, role = dialogue.part(Groups), dialogue.part(Seats).role(seat)
    if group not in groups.rooms():
        raise Refused("unknown-room")
    if role.counted and groups.room_of(seat) != group:
        raise Refused("wrong-room")
    if not role.writes or role.guides:
        raise Refused("not-allowed", command="scribe.name")
    comes = not role.counted and dialogue.part(Places).of(seat) != group
    return (*([Seated({seat: group})] if comes else []), ScribeNamed(group, seat))


def evolve(scribes: Scribes, event: ScribeNamed | ScribeReleased | Seated | Grouped | Excluded) -> Scribes:
    match event:
        case ScribeNamed(group=group, seat=seat):
            return Scribes({**_without(scribes, {seat: ""}).by_group, group: seat})
        case ScribeReleased(group=group):
            return Scribes({other: seat for other, seat in scribes.by_group.items() if other != group})
        case Seated(rooms=rooms):
            return _without(scribes, {seat: room for seat, room in rooms.items() if room_kind(room) == "group"})
        case Excluded(seat=seat):
            return _without(scribes, {seat: ""})
        case Grouped():
            return Scribes() if scribes.by_group else scribes
        case _:
            assert_never(event)


def _without(scribes: Scribes, rooms: Mapping[int, str]) -> Scribes:
    """The same object where nobody of them is a scribe elsewhere."""
    left = {group: seat for group, seat in scribes.by_group.items() if rooms.get(seat, group) == group}
    return scribes if left == scribes.by_group else Scribes(left)


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Everyone in the group sees who writes for it; nobody elsewhere."""
    seat = dialogue.part(Scribes).by_group.get(audience.room)
    return {} if audience.seat is not None or seat is None else {"scribe": {"seat": seat}}


SCRIBES: Part[Scribes] = Part(
    slice=Scribes,
    initial=Scribes(),
    evolve=evolve,
    decide=decide,
    topics=topics,
    events={"scribe-named": ScribeNamed, "scribe-released": ScribeReleased},
    follows=(Seated, Grouped, Excluded),
    commands={"scribe.name": NameScribe, "scribe.release": ReleaseScribe},
)
