"""Renders the media plan from the state: who sits in which room, who may be heard and seen. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from dialogue.machine import Dialogue
from rooms.appearing import Appearing
from rooms.interpreting import interprets, interprets_all
from rooms.lead import lead_of
from rooms.order import Order
from rooms.places import FOYER, PLENARY, Places, people_in, rooms_in_use
from rooms.plan import Plan, RoomPlan, SeatPlan
from rooms.presence import Presence
from rooms.roles import staff
from rooms.seats import Seats
from rooms.voices import Voices, audible

LEAD_RANK, FLOOR_RANK = 2, 3


def render_plan(
    dialogue: Dialogue, name: str, *, probing: Collection[int] = (), measured: Collection[int] = ()
) -> Plan:
    """The whole plan at the state's sequence. Seats that are not here, or are excluded, are in no room. Each of those
    `probing`, here or still at the door, is alone in a room that gives its own sound and picture back, and heard and
    seen nowhere else; how long the `measured` speak is counted."""
    rooms: list[RoomPlan] = []
    for room in rooms_in_use(dialogue):
        present = people_in(dialogue, room)
        if here := [seat for seat in present if seat not in probing]:
            seats = tuple(_seat(dialogue, seat) for seat in here)
            rooms.append(RoomPlan(room, seats, dark=room == FOYER, hall=room == PLENARY))
        rooms += [_echo(seat) for seat in present if seat in probing]
    door = dialogue.part(Presence).door - dialogue.part(Order).excluded.keys()
    rooms += [_echo(seat) for seat in sorted(door) if seat in probing]
    return Plan(dialogue=name, seq=dialogue.seq, rooms=tuple(rooms), measured=tuple(measured))


@dataclass(frozen=True, slots=True)
class Drawing:
    """A plan with what it was drawn from: the slices that were looked at (the very objects), and who probed."""

    plan: Plan
    looked_at: Mapping[type, Any]
    probing: frozenset[int]

    def stands(self, dialogue: Dialogue, probing: Collection[int]) -> bool:
        """Whether drawing it anew can only give the same: most commands move nobody."""
        same = all(dialogue.slices[kind] is held for kind, held in self.looked_at.items())
        return same and self.probing == set(probing)


def draw(
    dialogue: Dialogue, name: str, *, probing: Collection[int], measured: Callable[[Dialogue], Collection[int]]
) -> Drawing:
    """The plan, and when it has to be drawn again."""
    reads: set[type] = set()
    watched = dialogue.watched(reads)
    plan = render_plan(watched, name, probing=probing, measured=measured(watched))
    return Drawing(plan, {kind: dialogue.slices[kind] for kind in reads}, frozenset(probing))


def _echo(seat: int) -> RoomPlan:
    return RoomPlan(f"probe/{seat}", (SeatPlan(seat),), echo=True)


def _seat(dialogue: Dialogue, seat: int) -> SeatPlan:
    return SeatPlan(
        seat=seat,
        heard=audible(dialogue, seat),
        seen=seat not in dialogue.part(Order).unseen,
        rank=_rank(dialogue, seat),
        screen=dialogue.part(Seats).role(seat).stage,
        hall=seat not in dialogue.part(Appearing).hidden,
        staff=staff(dialogue.part(Seats).roles.get(seat, "citizen")),
    )


def _rank(dialogue: Dialogue, seat: int) -> int:
    """Interpreters come with their person, and otherwise with the stage: hands are read or not understood."""
    if seat in dialogue.part(Voices).floor(dialogue.part(Places).of(seat)):
        return FLOOR_RANK
    if (person := interprets(dialogue, seat)) is not None:
        return max(LEAD_RANK, _rank(dialogue, person))
    if seat == lead_of(dialogue) or interprets_all(dialogue, seat):
        return LEAD_RANK
    return dialogue.part(Seats).role(seat).rank
