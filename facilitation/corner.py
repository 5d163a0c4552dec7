"""The Technik-Ecke: who waits for technical help, who is helped in a room for two, and the way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from facilitation import arrivals
from facilitation.course import EveningClosed
from rooms.admission import Admission
from rooms.order import Excluded
from rooms.places import FOYER, STAFF_ROOM, Places, Seated
from rooms.presence import Dropped, Presence
from rooms.roles import ROLES
from rooms.seats import Seats, known_seat

GONE_S = 30.0
"""So long whose line is gone is waited for in the corner; then the other one goes back."""


@dataclass(frozen=True, slots=True)
class TechAsked:
    """`at`: since when this person waits."""

    seat: int
    at: float


@dataclass(frozen=True, slots=True)
class TechWithdrawn:
    seat: int


@dataclass(frozen=True, slots=True)
class TechTaken:
    """`room`: theirs alone; `back`: where the helper came from; `asked_at` None: nobody had asked."""

    seat: int
    helper: int
    room: str
    back: str
    at: float
    asked_at: float | None = None


@dataclass(frozen=True, slots=True)
class TechEnded:
    seat: int


@dataclass(frozen=True, slots=True)
class AskTech:
    """`tech.ask`: whoever is here and could not help oneself; again changes nothing. Refuses `not-allowed`,
    `wrong-room`."""


@dataclass(frozen=True, slots=True)
class WithdrawTech:
    """`tech.withdraw`: one needs it no more."""


@dataclass(frozen=True, slots=True)
class TakeTech:
    """`tech.take`: technical help and leading staff bring somebody who asked, or is in the foyer, into a room for two.
    Refuses `not-allowed`, `wrong-room` for who is not here, `in-corner` where one of the two is in a corner already."""

    seat: int


@dataclass(frozen=True, slots=True)
class EndTech:
    """`tech.end`: back to where the evening has a place for that person now, and the helper to where they came from; by
    who may help, and by the person. Refuses `not-allowed`, `wrong-room` for who is in no corner."""

    seat: int


@dataclass(frozen=True, slots=True)
class Corners:
    """`waiting`: since when, by seat; `helped` by the seat that is helped."""

    waiting: Mapping[int, float] = field(default_factory=dict)
    helped: Mapping[int, TechTaken] = field(default_factory=dict)

    def inside(self) -> set[int]:
        return {seat for taken in self.helped.values() for seat in (taken.seat, taken.helper)}


Command = AskTech | WithdrawTech | TakeTech | EndTech


def queue(dialogue: Dialogue) -> list[int]:
    """Who is here and waits, longest first, also after a helper was lost."""
    waiting, here = dialogue.part(Corners).waiting, dialogue.part(Presence).here
    return sorted((seat for seat in waiting if seat in here), key=lambda seat: (waiting[seat], seat))


def may_help(dialogue: Dialogue, seat: int) -> bool:
    return dialogue.part(Seats).role(seat).knows_names


def decide(dialogue: Dialogue, command: Command, actor: int, given: Given) -> Sequence[Event]:
    corners = dialogue.part(Corners)
    match command:
        case AskTech():
            return _ask(dialogue, actor, given.now)
        case WithdrawTech():
            return (TechWithdrawn(actor),) if actor in corners.waiting else ()
        case TakeTech():
            return _take(dialogue, known_seat(dialogue, command.seat), actor, given.now)
        case EndTech():
            taken = corners.helped.get(known_seat(dialogue, command.seat))
            if actor != command.seat and not may_help(dialogue, actor):
                raise Refused("not-allowed", command="tech.end")
            if taken is None:
                raise Refused("wrong-room")
            return _ended(dialogue, taken, given)
        case _:
            assert_never(command)


def _ask(dialogue: Dialogue, actor: int, now: float) -> Sequence[Event]:
    corners = dialogue.part(Corners)
    if may_help(dialogue, actor):
        raise Refused("not-allowed", command="tech.ask")
    if actor not in dialogue.part(Presence).here:
        raise Refused("wrong-room")
    return () if actor in (*corners.waiting, *corners.helped) else (TechAsked(actor, now),)


def _take(dialogue: Dialogue, seat: int, actor: int, now: float) -> Sequence[Event]:
    corners, places = dialogue.part(Corners), dialogue.part(Places)
    may = may_help(dialogue, actor) and not may_help(dialogue, seat)
    if not (may and (seat in corners.waiting or places.of(seat) == FOYER)):
        raise Refused("not-allowed", command="tech.take")
    if not {seat, actor} <= {*dialogue.part(Presence).here}:
        raise Refused("wrong-room")
    if {seat, actor} & corners.inside():
        raise Refused("in-corner")
    room = _free(corners)
    taken = TechTaken(seat, actor, room, places.of(actor), now, corners.waiting.get(seat))
    return taken, Seated({seat: room, actor: room})


def _free(corners: Corners) -> str:
    used = {taken.room for taken in corners.helped.values()}
    return next(room for room in (f"corner-{number}" for number in range(1, len(used) + 2)) if room not in used)


def _ended(dialogue: Dialogue, taken: TechTaken, given: Given) -> list[Event]:
    """Both go, unless they were moved elsewhere meanwhile."""
    events: list[Event] = [TechEnded(taken.seat)]
    for seat in (taken.seat, taken.helper):
        after = dialogue.after(*events)
        if after.part(Places).of(seat) == taken.room:
            kept = seat == taken.helper and taken.back in (FOYER, STAFF_ROOM)
            events += [Seated({seat: taken.back})] if kept else arrivals.home(after, seat, given)
    return events


def _over_at(dialogue: Dialogue, taken: TechTaken) -> float | None:
    """When a corner is no place for two any more: at once where one was moved or left, soon where a line is gone."""
    times = (_missing_at(dialogue, seat, taken.room) for seat in (taken.seat, taken.helper))
    return min((at for at in times if at is not None), default=None)


def _missing_at(dialogue: Dialogue, seat: int, room: str) -> float | None:
    presence = dialogue.part(Presence)
    if dialogue.part(Places).of(seat) != room or seat in presence.left:
        return dialogue.at
    return presence.gone[seat] + GONE_S if seat in presence.gone else None


def tick(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    events: list[Event] = []
    for taken in dialogue.part(Corners).helped.values():
        at = _over_at(dialogue.after(*events), taken)
        if at is not None and at <= given.now:
            events += _ended(dialogue.after(*events), taken, given)
            events += _asked_again(dialogue, taken)
    return events


def _asked_again(dialogue: Dialogue, taken: TechTaken) -> list[Event]:
    """Whose helper is lost waits again, since the same time."""
    presence = dialogue.part(Presence)
    lost = taken.helper not in presence.here and taken.seat in presence.here
    return [TechAsked(taken.seat, taken.asked_at or taken.at)] if lost else []


def due_at(dialogue: Dialogue) -> float | None:
    times = (_over_at(dialogue, taken) for taken in dialogue.part(Corners).helped.values())
    return min((at for at in times if at is not None), default=None)


def evolve(
    corners: Corners, event: TechAsked | TechWithdrawn | TechTaken | TechEnded | Dropped | Excluded | EveningClosed
) -> Corners:
    match event:
        case TechAsked(seat=seat, at=at):
            return replace(corners, waiting={**corners.waiting, seat: at})
        case TechTaken(seat=seat):
            return replace(_stops_waiting(corners, seat), helped={**corners.helped, seat: event})
        case TechEnded(seat=seat):
            return replace(corners, helped={other: taken for other, taken in corners.helped.items() if other != seat})
        case TechWithdrawn(seat=seat) | Excluded(seat=seat):
            return _stops_waiting(corners, seat)
        case Dropped(seat=seat, left=left):
            return _stops_waiting(corners, seat) if left else corners
        case EveningClosed():
            return replace(corners, waiting={}) if corners.waiting else corners
        case _:
            assert_never(event)


def _stops_waiting(corners: Corners, seat: int) -> Corners:
    """The same object where that seat does not wait."""
    if seat not in corners.waiting:
        return corners
    return replace(corners, waiting={other: at for other, at in corners.waiting.items() if other != seat})


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Who knows everybody's name sees who waits and who is helped; technical help also sees where everybody is, for the
    door is theirs. Nobody else learns of either: each person's own place in the queue stands in `me`."""
    role = ROLES[audience.role]
    if audience.seat is not None or not role.knows_names:
        return {}
    corners, places = dialogue.part(Corners), dialogue.part(Places)
    found: Topics = {
        "tech": {
            "waiting": [
                {"seat": seat, "room": places.of(seat), "at": corners.waiting[seat]} for seat in queue(dialogue)
            ],
            "helped": [{"seat": each.seat, "helper": each.helper, "at": each.at} for each in corners.helped.values()],
        }
    }
    return found if role.leads else found | {"door": _door(dialogue)}


def _door(dialogue: Dialogue) -> dict[str, Any]:
    admission = dialogue.part(Admission)
    return {"by_hand": admission.by_hand, "people": [*_people(dialogue, admission)]}


def _people(dialogue: Dialogue, admission: Admission) -> Iterator[dict[str, Any]]:
    places, roles = dialogue.part(Places), dialogue.part(Seats).roles
    for seat in dialogue.part(Presence).here:
        yield {"seat": seat, "role": roles[seat], "room": places.of(seat), "waiting": seat in admission.waiting}


CORNER: Part[Corners] = Part(
    slice=Corners,
    initial=Corners(),
    evolve=evolve,
    decide=decide,
    tick=tick,
    due_at=due_at,
    topics=topics,
    events={
        "tech-asked": TechAsked,
        "tech-withdrawn": TechWithdrawn,
        "tech-taken": TechTaken,
        "tech-ended": TechEnded,
    },
    follows=(Dropped, Excluded, EveningClosed),
    commands={"tech.ask": AskTech, "tech.withdraw": WithdrawTech, "tech.take": TakeTech, "tech.end": EndTech},
)
