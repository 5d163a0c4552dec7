"""What a person sees of itself: room, group, hand, floor, what staff set, and the group to come. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dialogue.machine import Audience, Dialogue, Part, Topics
from dialogue.refs import Name
from facilitation import corner
from facilitation.concern import Concerns
from facilitation.corner import Corners
from facilitation.course import Agenda
from facilitation.groups import Groups, GroupsProposed
from facilitation.helpcall import HelpCalls
from facilitation.queue import Queue, waiting
from facilitation.sitting import Group, group_of
from facilitation.view import view
from rooms.admission import Admission
from rooms.order import Order
from rooms.places import Places
from rooms.seats import Seats
from rooms.voices import Voices, audible


@dataclass(frozen=True, slots=True)
class Me:
    """A view has no state of its own."""


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Everything here is about the person who reads it, and only that person gets it. Names of others come with it for
    one purpose: who will be in the same group next ("Gleich: Kleingruppe 4, mit Maria, Ömer")."""
    seat = audience.seat
    if seat is None:
        return {}
    room = dialogue.part(Places).of(seat)
    order = dialogue.part(Order)
    return {
        "me": {
            "seat": seat,
            "role": dialogue.part(Seats).roles.get(seat),
            "room": room,
            "group": dialogue.part(Groups).room_of(seat),
            "audible": audible(dialogue, seat),
            "sound_off": seat in order.silenced,
            "picture_off": seat in order.unseen,
            "hand": _hand(dialogue, seat, room),
            "floor": seat in dialogue.part(Voices).floor(room),
            "ready": seat in dialogue.part(Agenda).ready,
            "help": dialogue.part(HelpCalls).called(seat, room),
            "concern": seat in dialogue.part(Concerns).open,
            "waiting": seat in dialogue.part(Admission).waiting,
            "tech": _tech(dialogue, seat),
            "next_group": _next_group(dialogue, seat),
        }
    }


def _tech(dialogue: Dialogue, seat: int) -> dict[str, Any] | None:
    """The own place in the queue for technical help, 1 is next; or who helps now."""
    corners = dialogue.part(Corners)
    if taken := corners.helped.get(seat):
        return {"since": taken.at, "place": None, "helper": taken.helper}
    if seat not in corners.waiting:
        return None
    ahead = corner.queue(dialogue)
    return {"since": corners.waiting[seat], "place": ahead.index(seat) + 1 if seat in ahead else None, "helper": None}


def _hand(dialogue: Dialogue, seat: int, room: str) -> int | None:
    """The place in the queue. Whose hand is down is not counted through everybody: this is rendered for each person."""
    if seat not in dialogue.part(Queue).hands.get(room, ()):
        return None
    hands = waiting(dialogue, room)
    return hands.index(seat) + 1 if seat in hands else None


def _next_group(dialogue: Dialogue, seat: int) -> dict[str, Any] | None:
    proposal = preview(dialogue)
    group = group_of(proposal.groups, seat) if proposal else None
    if group is None:
        return None
    people = everyone(group)
    # Read so that a corrected name makes this stale.
    known = dialogue.part(Seats).roles
    names = {str(other): Name(other) for other in people if other in known}
    return {"number": group.number, "seats": people, "names": names, "topic": dict(group.topic) or None}


def preview(dialogue: Dialogue) -> GroupsProposed | None:
    """The groups to come; none while their phase is not the next one, as when staff skip it."""
    proposal, following = dialogue.part(Groups).proposal, dialogue.part(Agenda).next
    return proposal if proposal and following and proposal.phase == following.id else None


def everyone(group: Group) -> list[int]:
    return [*group.seats] if group.facilitator is None else [*group.seats, group.facilitator]


ME: Part[Me] = view(Me(), topics)
