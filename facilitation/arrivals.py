"""Arrivals: who comes, and who comes back, gets the room the evening has for them now. Knows no socket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from facilitation import conduct, forming
from facilitation.course import Agenda
from facilitation.groups import Groups
from facilitation.rehearsal import sent_away
from rooms.admission import Admission, Admitted, may_admit
from rooms.order import Order
from rooms.places import FOYER, PLENARY, STAFF_ROOM, Places, Seated, group_id, room_kind
from rooms.presence import Arrived, Dropped, Presence
from rooms.roles import ROLES, staff
from rooms.seats import SeatAdded, Seats, known_seat

LATE_S = 8 * 60.0
"""So near its end nobody is put into a group any more: they would land in the middle of the read-back."""
SHORT_S = 16 * 60.0
"""Except where group work is so short that half of it would be too late."""


@dataclass(frozen=True, slots=True)
class Arrive:
    """Server only: the seat has a socket. `limit` citizens may be present at a time. Refuses `excluded`, `full`, and
    `closed` for a synthetic person who was sent away; changes nothing for a seat that is here."""

    seat: int
    limit: int = 75


@dataclass(frozen=True, slots=True)
class Admit:
    """`door.admit`: whoever is kept in the foyer gets the room the evening has for them; leading staff and support.
    Changes nothing for anybody else."""

    seat: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """`most`: the most citizens who were here at one time, all that reports tell of presence."""

    citizens: frozenset[int] = frozenset()
    here: frozenset[int] = frozenset()
    most: int = 0


def decide(dialogue: Dialogue, command: Arrive | Admit, actor: int, given: Given) -> Sequence[Event]:
    seat = known_seat(dialogue, command.seat)
    return _admit(dialogue, seat, actor, given) if isinstance(command, Admit) else _arrive(dialogue, command, given)


def _admit(dialogue: Dialogue, seat: int, actor: int, given: Given) -> Sequence[Event]:
    if not may_admit(dialogue, actor):
        raise Refused("not-allowed", command="door.admit")
    if seat not in dialogue.part(Admission).waiting:
        return ()
    admitted = Admitted(seat)
    after = dialogue.after(admitted)
    return [admitted, *_seated(after, seat, given, was=None)] if seat in dialogue.part(Presence).here else [admitted]


def _arrive(dialogue: Dialogue, command: Arrive, given: Given) -> Sequence[Event]:
    seat = command.seat
    if seat in dialogue.part(Order).excluded:
        raise Refused("excluded")
    if sent_away(dialogue, seat):
        raise Refused("closed")
    if seat in dialogue.part(Presence).here:
        return ()
    if dialogue.part(Seats).role(seat).counted and places_taken(dialogue, given.now, but=seat) >= command.limit:
        raise Refused("full", limit=command.limit)
    arrived = Arrived(seat, given.now)
    was = dialogue.part(Places).rooms.get(seat)
    return [arrived, *_seated(dialogue.after(arrived), seat, given, was=was)]


def places_taken(dialogue: Dialogue, now: float, *, but: int | None) -> int:
    """How many other citizens are here or have just lost their line: their places are kept."""
    excluded, presence = dialogue.part(Order).excluded, dialogue.part(Presence)
    counted = dialogue.part(Seats).counted()
    return sum(seat != but and seat not in excluded and presence.counts(seat, now) for seat in counted)


def home(dialogue: Dialogue, seat: int, given: Given) -> list[Event]:
    """The move that brings somebody to where the evening has a place for them now."""
    return _seated(dialogue, seat, given, was=None)


def opens_at(dialogue: Dialogue, role: str) -> float | None:
    """From when on the door lets this role in; None once the evening began, where none is announced, and for whoever
    leads: they prepare the evening days before."""
    agenda = dialogue.part(Agenda)
    if agenda.script is None or agenda.starts_at is None or agenda.status != "waiting" or ROLES[role].leads:
        return None
    minutes = agenda.script.doors.staff if staff(role) else agenda.script.doors.citizens
    return agenda.starts_at - minutes * 60


def _seated(dialogue: Dialogue, seat: int, given: Given, *, was: str | None) -> list[Event]:
    room = _room(dialogue, seat, given, was=was)
    if room is None:
        return _first_group(dialogue, given)
    return [Seated({seat: room})] if dialogue.part(Places).rooms.get(seat) != room else []


def _room(dialogue: Dialogue, seat: int, given: Given, *, was: str | None) -> str | None:
    """Where somebody who comes, and `was` somewhere before, belongs; None: a first group has to be made."""
    agenda, groups = dialogue.part(Agenda), dialogue.part(Groups)
    if was is not None and room_kind(was) == "corner":
        return was
    if seat in dialogue.part(Admission).waiting:
        return FOYER
    if agenda.phase is None:
        return _idle(dialogue, seat, was=was)
    kept = was in (FOYER, STAFF_ROOM, *groups.rooms())
    if kept or seat not in groups.kinds or groups.open is None:
        return was if kept else PLENARY
    return groups.room_of(seat) or _placed(dialogue, seat, given)


def _idle(dialogue: Dialogue, seat: int, *, was: str | None) -> str:
    """Before the evening and after it: staff in the Regieraum, unless they stepped out of it into the foyer. In the
    Ausklang everybody is in the plenary who did not step out of it."""
    if dialogue.part(Agenda).status == "lingering":
        return was if was in (FOYER, STAFF_ROOM) else PLENARY
    over = dialogue.part(Agenda).status == "closed"
    if dialogue.part(Seats).role(seat).backstage:
        return FOYER if was == FOYER and not over else STAFF_ROOM
    return PLENARY if over else FOYER


def _placed(dialogue: Dialogue, seat: int, given: Given) -> str | None:
    """A place in the running round for somebody who had none."""
    groups = dialogue.part(Groups)
    if groups.kinds[seat]:
        free = [room for room, group in zip(groups.rooms(), groups.now(), strict=True) if group.facilitator is None]
        return free[0] if free else PLENARY
    if _late(dialogue.part(Agenda), given.now):
        return FOYER
    number = _suiting(dialogue, seat, given)
    return None if number is None else group_id(str(groups.open), number)


def _suiting(dialogue: Dialogue, seat: int, given: Given) -> int | None:
    """The smallest group that suits, by who counts as present: almost empty ones first, empty ones last."""
    groups, phase = dialogue.part(Groups), dialogue.part(Agenda).phase
    assert phase is not None
    return forming.suiting(
        groups.now(),
        seat,
        forming.crowd(dialogue, given.now).seats,
        conduct.rule(phase),
        rounds=forming.earlier(groups.rounds, but=phase.id),
        traits=forming.heard_traits(given.traits, forming.signing(dialogue)),
    )


def _late(agenda: Agenda, now: float) -> bool:
    long = agenda.ends_at - agenda.started_at > SHORT_S
    return long and agenda.ends_at - now < LATE_S


def _first_group(dialogue: Dialogue, given: Given) -> list[Event]:
    """The round began with too few people for a group: it begins again with who is here now."""
    agenda = dialogue.part(Agenda)
    assert agenda.phase is not None
    events = conduct.begin(dialogue, agenda.phase, given)
    return [
        *events,
        *(conduct.step(dialogue.after(*events), agenda.phase, agenda.step, given.now) if agenda.step >= 0 else ()),
    ]


def evolve(arrivals: Arrivals, event: Arrived | Dropped | SeatAdded) -> Arrivals:
    match event:
        case Arrived(seat=seat):
            here = arrivals.here | ({seat} & arrivals.citizens)
            return replace(arrivals, here=here, most=max(arrivals.most, len(here)))
        case Dropped(seat=seat):
            return replace(arrivals, here=arrivals.here - {seat})
        case SeatAdded(seat=seat, role=role):
            return replace(arrivals, citizens=arrivals.citizens | {seat}) if ROLES[role].counted else arrivals
        case _:
            assert_never(event)


ARRIVALS: Part[Arrivals] = Part(
    slice=Arrivals,
    initial=Arrivals(),
    evolve=evolve,
    decide=decide,
    events={},
    follows=(Arrived, Dropped, SeatAdded),
    commands={"door.admit": Admit},
    server={"presence.arrive": Arrive},
)
