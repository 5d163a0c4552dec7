"""Places: which room each seat is in: `foyer`, `plenary`, `staff` (the Regieraum), groups, whose ids are
`{phase}/{number}`, and corners for two (the Technik-Ecke), `corner-{number}`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, assert_never

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from rooms.presence import Presence
from rooms.roles import ROLES
from rooms.seats import Seats, known_seat, must_lead, names

FOYER = "foyer"
PLENARY = "plenary"
STAFF_ROOM = "staff"


@dataclass(frozen=True, slots=True)
class Seated:
    """Everybody who moves at this moment: room by seat."""

    rooms: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Move:
    """`rooms.move`: leading staff move anybody; support moves itself (a visit, shown in the room's list). Nobody is
    moved into a corner, and into the Regieraum only staff. Refuses `not-allowed`, `unknown-seat`, `unknown-room`."""

    seat: int
    room: str


@dataclass(frozen=True, slots=True)
class Places:
    """Room by seat; a seat that never arrived is nowhere."""

    rooms: Mapping[int, str] = field(default_factory=dict)

    def of(self, seat: int) -> str:
        return self.rooms.get(seat, FOYER)


def group_id(phase: str, number: int) -> str:
    return f"{phase}/{number}"


def group_number(room: str) -> int | None:
    """The number a group is known by; None for foyer and plenary."""
    return int(room.rpartition("/")[2]) if "/" in room else None


def room_kind(room: str) -> str:
    """`foyer`, `plenary`, `staff`, `group` or `corner`."""
    return "group" if "/" in room else room.partition("-")[0]


def people_in(dialogue: Dialogue, room: str) -> list[int]:
    """Seats that are here and in that room, in order of arrival."""
    places = dialogue.part(Places)
    return [seat for seat in dialogue.part(Presence).here if places.of(seat) == room]


def rooms_in_use(dialogue: Dialogue) -> list[str]:
    places = dialogue.part(Places)
    return sorted({FOYER, PLENARY, *(places.of(seat) for seat in dialogue.part(Presence).here)})


def decide(dialogue: Dialogue, command: Move, actor: int, given: Given) -> Sequence[Event]:
    if not (command.seat == actor and dialogue.part(Seats).role(actor).knows_names):
        must_lead(dialogue, actor, "rooms.move")
    seat = known_seat(dialogue, command.seat)
    if command.room not in _open_to(dialogue, seat):
        raise Refused("unknown-room")
    return (Seated({seat: command.room}),)


def _open_to(dialogue: Dialogue, seat: int) -> set[str]:
    """The rooms somebody can be moved into."""
    known = {*rooms_in_use(dialogue), *dialogue.part(Places).rooms.values()} - {STAFF_ROOM}
    backstage = {STAFF_ROOM} if dialogue.part(Seats).role(seat).backstage else set()
    return backstage | {room for room in known if room_kind(room) != "corner"}


def evolve(places: Places, event: Seated) -> Places:
    match event:
        case Seated(rooms=rooms):
            return Places({**places.rooms, **rooms})
        case _:
            assert_never(event)


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Everyone in a room sees who else is in it; nobody sees the list of a room they are not in. Staff who know all
    names get them from `rooms.seats`; the others get those of their room."""
    if audience.seat is not None:
        return {}
    here = people_in(dialogue, audience.room)
    data: Topics = {"room": _room(dialogue, audience.room, here)}
    if not ROLES[audience.role].knows_names:
        data["names"] = names(dialogue, here)
    return data


def _room(dialogue: Dialogue, room: str, here: Sequence[int]) -> dict[str, Any]:
    roles = dialogue.part(Seats).roles
    return {
        "id": room,
        "kind": room_kind(room),
        "number": group_number(room),
        "people": [{"seat": seat, "role": roles[seat]} for seat in here],
    }


PLACES: Part[Places] = Part(
    slice=Places,
    initial=Places(),
    evolve=evolve,
    decide=decide,
    events={"seated": Seated},
    commands={"rooms.move": Move},
    topics=topics,
)
