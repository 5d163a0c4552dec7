"""Admission: who is kept in the foyer until staff let them in: newcomers by the open link, and who was sent back.

Knows no evening: where somebody who is admitted belongs, `facilitation.arrivals` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from rooms.order import Excluded, keeps_order
from rooms.places import FOYER, Places, Seated, room_kind
from rooms.seats import Seats, known_seat, leads

OUTSIDE = (FOYER, "corner")


@dataclass(frozen=True, slots=True)
class AdmissionSet:
    by_hand: bool


@dataclass(frozen=True, slots=True)
class KeptOut:
    seat: int


@dataclass(frozen=True, slots=True)
class Admitted:
    seat: int


@dataclass(frozen=True, slots=True)
class SetAdmission:
    """`door.by-hand`: from now on newcomers by the open link wait until they are admitted, or not; who waits already
    stays. Leading staff and support."""

    on: bool


@dataclass(frozen=True, slots=True)
class HoldNewcomer:
    """Server only: somebody made this seat by the open link."""

    seat: int


@dataclass(frozen=True, slots=True)
class SendToFoyer:
    """`order.foyer`: until admitted again. Leading staff and support everywhere, facilitators out of their group;
    refuses `not-allowed`, also for staff seats that lead."""

    seat: int


@dataclass(frozen=True, slots=True)
class Admission:
    by_hand: bool = False
    waiting: frozenset[int] = frozenset()


def may_admit(dialogue: Dialogue, actor: int) -> bool:
    return leads(dialogue, actor) or dialogue.part(Seats).role(actor).knows_names


Command = SetAdmission | HoldNewcomer | SendToFoyer


def decide(dialogue: Dialogue, command: Command, actor: int, given: Given) -> Sequence[Event]:
    admission = dialogue.part(Admission)
    match command:
        case SetAdmission(on=on):
            if not may_admit(dialogue, actor):
                raise Refused("not-allowed", command="door.by-hand")
            return () if on == admission.by_hand else (AdmissionSet(on),)
        case HoldNewcomer(seat=seat):
            return (KeptOut(seat),) if admission.by_hand else ()
        case SendToFoyer(seat=seat):
            room = dialogue.part(Places).of(known_seat(dialogue, seat))
            may = may_admit(dialogue, actor) or keeps_order(dialogue, actor, room)
            if not may or leads(dialogue, seat):
                raise Refused("not-allowed", command="order.foyer")
            return Seated({seat: FOYER}), KeptOut(seat)
        case _:
            assert_never(command)


def evolve(admission: Admission, event: AdmissionSet | KeptOut | Admitted | Seated | Excluded) -> Admission:
    match event:
        case AdmissionSet(by_hand=by_hand):
            return replace(admission, by_hand=by_hand)
        case KeptOut(seat=seat):
            return replace(admission, waiting=admission.waiting | {seat})
        case Admitted(seat=seat) | Excluded(seat=seat):
            return _without(admission, {seat})
        case Seated(rooms=rooms):
            # Moved by hand to another room: that lets them in too. Being helped does not.
            return _without(admission, {seat for seat, room in rooms.items() if room_kind(room) not in OUTSIDE})
        case _:
            assert_never(event)


def _without(admission: Admission, seats: set[int]) -> Admission:
    """The same object where nobody of them waits."""
    return replace(admission, waiting=admission.waiting - seats) if admission.waiting & seats else admission


ADMISSION: Part[Admission] = Part(
    slice=Admission,
    initial=Admission(),
    evolve=evolve,
    decide=decide,
    events={"admission-set": AdmissionSet, "kept-out": KeptOut, "admitted": Admitted},
    follows=(Seated, Excluded),
    commands={"door.by-hand": SetAdmission, "order.foyer": SendToFoyer},
    server={"door.hold": HoldNewcomer},
)
