"""Cover: who leads a group while its facilitator's line is gone, and what the group sees of its lead and its visitors.

The facilitator stays the group's facilitator: whoever covers gives the role back without a click when they return.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from dialogue.refs import Name
from facilitation.groups import Groups, GroupsClosed
from facilitation.sitting import Group, group_of
from facilitation.solitude import lonely
from rooms.order import Order
from rooms.places import Seated, people_in
from rooms.presence import Arrived, Dropped, Presence
from rooms.seats import Seats, known_seat, leads


@dataclass(frozen=True, slots=True)
class Covered:
    """`seat` leads this group until its facilitator is back."""

    room: str
    seat: int
    facilitator: int


@dataclass(frozen=True, slots=True)
class CoverGroup:
    """`groups.cover`: leading staff send a free staff seat, a free facilitator goes by itself. Whoever goes stands in
    the group's list. Refuses `not-allowed`, `unknown-room`, `has-lead` where somebody leads that group already."""

    room: str
    seat: int


@dataclass(frozen=True, slots=True)
class Covers:
    """By room."""

    by_room: Mapping[str, Covered] = field(default_factory=dict)

    def of(self, room: str) -> int | None:
        cover = self.by_room.get(room)
        return cover.seat if cover else None


def decide(dialogue: Dialogue, command: CoverGroup, actor: int, given: Given) -> Sequence[Event]:
    seat, group = known_seat(dialogue, command.seat), _group(dialogue, command.room)
    if not (leads(dialogue, actor) or actor == seat) or seat not in free(dialogue):
        raise Refused("not-allowed", command="groups.cover")
    if group is None:
        raise Refused("unknown-room")
    if alone_since(dialogue, command.room, group) is None and group.facilitator is not None:
        raise Refused("has-lead")
    going = Seated({seat: command.room})
    return (going,) if group.facilitator is None else (going, Covered(command.room, seat, group.facilitator))


def _group(dialogue: Dialogue, room: str) -> Group | None:
    groups = dialogue.part(Groups)
    return dict(zip(groups.rooms(), groups.now(), strict=True)).get(room)


def free(dialogue: Dialogue) -> list[int]:
    """Staff who are here, may lead a group and have none."""
    seats, groups, excluded = dialogue.part(Seats), dialogue.part(Groups).now(), dialogue.part(Order).excluded
    covering = {cover.seat for cover in dialogue.part(Covers).by_room.values()}
    return [
        seat
        for seat in dialogue.part(Presence).here
        if (seats.role(seat).leads or seats.role(seat).guides)
        and seat not in covering | {*excluded}
        and group_of(groups, seat) is None
    ]


def alone_since(dialogue: Dialogue, room: str, group: Group) -> float | None:
    """Since when its facilitator is gone and nobody covers; a group that never had one is not alone, it runs itself."""
    if group.facilitator is None or dialogue.part(Covers).of(room) is not None:
        return None
    return dialogue.part(Presence).gone.get(group.facilitator)


def evolve(covers: Covers, event: Covered | Seated | Arrived | Dropped | GroupsClosed) -> Covers:
    match event:
        case Covered(room=room):
            return replace(covers, by_room={**covers.by_room, room: event})
        case Arrived(seat=seat):
            return _kept(covers, [room for room, cover in covers.by_room.items() if cover.facilitator == seat])
        case Dropped(seat=seat):
            return _kept(covers, [room for room, cover in covers.by_room.items() if cover.seat == seat])
        case Seated(rooms=rooms):
            return _kept(
                covers, [room for room, cover in covers.by_room.items() if rooms.get(cover.seat, room) != room]
            )
        case GroupsClosed():
            return _kept(covers, [*covers.by_room])
        case _:
            assert_never(event)


def _kept(covers: Covers, over: Sequence[str]) -> Covers:
    """The same object where nothing ends."""
    return Covers({room: cover for room, cover in covers.by_room.items() if room not in over}) if over else covers


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Everyone in a group sees who leads it, since when that person is away, who covers, and who only visits."""
    group = None if audience.seat is not None else _group(dialogue, audience.room)
    return {} if group is None else {"lead": _lead(dialogue, audience.room, group)}


def _lead(dialogue: Dialogue, room: str, group: Group) -> dict[str, Any]:
    lead, cover = group.facilitator, dialogue.part(Covers).of(room)
    known = lead in dialogue.part(Seats).roles  # read, so that a corrected name makes this stale
    visitors = [seat for seat in people_in(dialogue, room) if seat != cover and group_of((group,), seat) is None]
    return {
        "facilitator": lead,
        "name": Name(lead) if known and lead is not None else None,
        "away_since": None if lead is None else dialogue.part(Presence).gone.get(lead),
        "cover": cover,
        "visitors": visitors,
        "topic": dict(group.topic) or None,
        "alone": _alone(dialogue, room),
    }


def _alone(dialogue: Dialogue, room: str) -> dict[str, Any] | None:
    """Where the only one left here goes on, and when."""
    return next(({"into": each.into, "at": each.at} for each in lonely(dialogue) if each.room == room), None)


COVER: Part[Covers] = Part(
    slice=Covers,
    initial=Covers(),
    evolve=evolve,
    decide=decide,
    topics=topics,
    events={"covered": Covered},
    follows=(Seated, Arrived, Dropped, GroupsClosed),
    commands={"groups.cover": CoverGroup},
)
