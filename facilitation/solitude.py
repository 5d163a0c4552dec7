"""Nobody sits alone: who would be the last one in a group of the running round, from when, and where they go on.

Others of the group count for three minutes after their line dropped, and for twenty seconds after they said goodbye:
long enough to read what comes. Knows no command.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dialogue.machine import Dialogue
from facilitation.course import Agenda
from facilitation.groups import Groups
from facilitation.sitting import smallest
from rooms.admission import Admission
from rooms.order import Order
from rooms.places import Places, group_id
from rooms.presence import BACK_S, Presence
from rooms.seats import Seats

GOODBYE_S = 20.0
SPARE_S = 60.0
"""So near its end a round is not worth another group: everybody returns in a moment."""


@dataclass(frozen=True, slots=True)
class Lonely:
    """This citizen is alone in their group from `at` on, and then goes to group `into`."""

    seat: int
    room: str
    into: int
    at: float


def lonely(dialogue: Dialogue) -> list[Lonely]:
    """Nobody while the evening is paused: then nobody is moved."""
    agenda, groups = dialogue.part(Agenda), dialogue.part(Groups)
    phase = agenda.phase
    if phase is None or agenda.paused_at is not None or groups.open != phase.id or len(groups.now()) < 2:
        return []
    found = []
    for number, room in zip((group.number for group in groups.now()), groups.rooms(), strict=True):
        last = _last(dialogue, room)
        if last is not None and last[1] < agenda.ends_at - SPARE_S:
            others = [group for group in groups.now() if group.number != number and _inhabited(dialogue, group.number)]
            if others:
                found.append(Lonely(last[0], room, smallest(others).number, last[1]))
    return found


def _last(dialogue: Dialogue, room: str) -> tuple[int, float] | None:
    """The citizen who will be alone in that room, and when, if nobody comes back."""
    rooms = dialogue.part(Places).rooms
    until = {seat: _until(dialogue, seat) for seat, where in rooms.items() if where == room}
    here = [seat for seat, end in until.items() if end == math.inf]
    if len(here) != 1 or not dialogue.part(Seats).role(here[0]).counted:
        return None
    return here[0], _latest([end for end in until.values() if end != math.inf])


def _latest(ends: Sequence[float]) -> float:
    return max(0.0, *ends) if ends else 0.0


def _until(dialogue: Dialogue, seat: int) -> float:
    """Until when somebody keeps others company."""
    presence = dialogue.part(Presence)
    if seat in dialogue.part(Order).excluded or seat in dialogue.part(Admission).waiting:
        return -math.inf
    if seat in presence.here:
        return math.inf
    return presence.gone.get(seat, -math.inf) + (GOODBYE_S if seat in presence.left else BACK_S)


def _inhabited(dialogue: Dialogue, number: int) -> bool:
    groups, here = dialogue.part(Groups), dialogue.part(Presence).here
    room = group_id(groups.open or "", number)
    return any(where == room and seat in here for seat, where in dialogue.part(Places).rooms.items())
