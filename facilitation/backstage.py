"""Backstage: staff step into the Regieraum and out of it, at any time. Who hears whom there follows from the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from facilitation import arrivals
from facilitation.course import Agenda
from facilitation.groups import Groups
from facilitation.view import no_state
from rooms.places import FOYER, STAFF_ROOM, Places, Seated
from rooms.presence import Presence
from rooms.seats import Seats


@dataclass(frozen=True, slots=True)
class EnterStaffRoom:
    """`staff.enter`: for roles that may be there. Refuses `not-allowed`, and `has-group` for who leads or sits in a
    group of the running round: it would be alone."""


@dataclass(frozen=True, slots=True)
class LeaveStaffRoom:
    """`staff.leave`: to where the evening has a place for them now; before the start into the foyer. Changes nothing
    elsewhere, and after the evening. Refuses `not-allowed`."""


@dataclass(frozen=True, slots=True)
class Backstage:
    """A doer has no state of its own."""


def decide(dialogue: Dialogue, command: EnterStaffRoom | LeaveStaffRoom, actor: int, given: Given) -> Sequence[Event]:
    room = dialogue.part(Places).of(actor)
    match command:
        case EnterStaffRoom():
            _may_enter(dialogue, actor)
            return () if room == STAFF_ROOM else (Seated({actor: STAFF_ROOM}),)
        case LeaveStaffRoom():
            if not dialogue.part(Seats).role(actor).backstage:
                raise Refused("not-allowed", command="staff.leave")
            if room != STAFF_ROOM:
                return ()
            waiting = dialogue.part(Agenda).status == "waiting"
            return (Seated({actor: FOYER}),) if waiting else arrivals.home(dialogue, actor, given)
        case _:
            assert_never(command)


def _may_enter(dialogue: Dialogue, actor: int) -> None:
    here = actor in dialogue.part(Presence).here
    if not (here and dialogue.part(Seats).role(actor).backstage):
        raise Refused("not-allowed", command="staff.enter")
    if dialogue.part(Groups).room_of(actor) is not None:
        raise Refused("has-group")


BACKSTAGE: Part[Backstage] = no_state(
    Backstage(), decide=decide, commands={"staff.enter": EnterStaffRoom, "staff.leave": LeaveStaffRoom}
)
