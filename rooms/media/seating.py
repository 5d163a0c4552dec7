"""Applies the plan: who of a room is in whose slots, by room, voices and layouts. Knows peers and seats, no packets.

Here it is enforced who may be heard and seen: a source without a sink is not forwarded, whatever a browser sends.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import count, islice
from typing import Any

from rooms.media import layout, patch
from rooms.media.allotment import allot, hungry
from rooms.media.halls import Halls, with_hall
from rooms.media.layout import HALL
from rooms.media.peer import CONNECTED, Mapping, Peer
from rooms.media.room import Room
from rooms.media.slots import Slot
from rooms.media.sources import Source
from rooms.media.speaking import Speaking
from rooms.plan import Plan

Signal = Callable[[str, "int | tuple[int, ...]", str, dict[str, Any]], None]
VOICES = 3
VIEWERS = 25  # refreshed in one tick: a full house at once would hold up what is to be forwarded
RETELL_S = 1.0  # nothing is said again sooner, or a browser that answers mappings with layouts would never rest


class Seating:
    """All rooms of all dialogues. `blanking`: slots with black frames to send; `awaiting`: sources asked to begin."""

    def __init__(self, signal: Signal) -> None:
        self._signal = signal
        self._plans: dict[str, Plan] = {}
        self._places: dict[tuple[str, int], Room] = {}
        self.rooms: dict[tuple[str, str], Room] = {}
        self.blanking: set[Slot] = set()
        self.awaiting: set[Source] = set()
        self.speaking = Speaking()
        self.halls = Halls(signal, self.awaiting)
        self._epochs = count(1)

    # -- the plan

    def apply(self, plan: Plan, peers: Collection[Peer], now: float) -> list[Peer]:
        """Seats everyone of that dialogue; returns the peers whose seat the plan no longer names."""
        held = self._plans.get(plan.dialogue)
        if held is not None and held.seq > plan.seq:
            return []
        if held is not None and held.seq == plan.seq:  # said again by a control process that was away
            for peer in peers:
                self.retell(peer, now)
        self._plans[plan.dialogue] = plan
        self.speaking.measure(plan.dialogue, plan.measured)
        former = {key: room for key, room in self._places.items() if key[0] == plan.dialogue}
        self._furnish(plan)
        for key in former:
            del self._places[key]
        for room in self._rooms(plan.dialogue):
            self._places |= {(plan.dialogue, seat): room for seat in room.seats}
        lost = []
        for peer in list(peers):
            key = (peer.dialogue, peer.seat)
            if peer.room is not self._places.get(key):
                self.leave(peer, now)
                self.enter(peer, now)
            if key in former and key not in self._places:
                lost.append(peer)
        for room in self._rooms(plan.dialogue):
            for seat in list(room.voices.active):
                if not room.audible(seat):
                    room.voices.drop(seat)
            self.refresh(room, now)
        return lost

    def _furnish(self, plan: Plan) -> None:
        wanted = {room.room: room for room in plan.rooms}
        for room in self._rooms(plan.dialogue):
            if room.name not in wanted:
                room.seats = {}
                del self.rooms[plan.dialogue, room.name]
        for name, planned in wanted.items():
            room = self.rooms.setdefault((plan.dialogue, name), Room(plan.dialogue, name))
            room.seats = {seat.seat: seat for seat in planned.seats}
            room.echo, room.dark, room.hall = planned.echo, planned.dark, planned.hall
        self.halls.keep(self.rooms.values())

    def _rooms(self, dialogue: str) -> list[Room]:
        return [room for room in self.rooms.values() if room.dialogue == dialogue]

    # -- coming and going

    def enter(self, peer: Peer, now: float) -> None:
        """Into the room the plan names, if it names one; the room is refreshed at the next tick at the latest."""
        room = self._places.get((peer.dialogue, peer.seat))
        peer.room, peer.mapping = room, None
        if room is None:
            self._announce(peer)
        elif peer.state == CONNECTED:
            room.peers[peer.seat] = peer
            room.dirty = True

    def leave(self, peer: Peer, now: float) -> None:
        """Out of its room: at that moment nothing of it reaches the others and nothing of theirs reaches it."""
        for slot in peer.slots.values():
            self._cut(slot, now, forget=True)
            slot.seat = None
        for source in peer.sources.values():
            for slot in [*source.sinks, *source.waiting]:
                self._cut(slot, now, forget=True)
        room, peer.room = peer.room, None
        if room is not None and room.peers.get(peer.seat) is peer:
            del room.peers[peer.seat]
            self.halls.leave(room, peer.seat, now)
            room.voices.drop(peer.seat)
            room.dirty, room.rest = True, None  # it counted with who is gone

    # -- refreshing

    def refresh(self, room: Room, now: float) -> None:
        """Slots, mappings and demand of everybody in `room`, as the plan, the voices and the layouts have it now."""
        room.dirty, room.rest = False, None
        for _ in self._viewers(room, now):
            pass

    def refresh_some(self, room: Room, now: float) -> None:
        """The same, a few viewers at a call; `room.rest` is None again when all had their turn."""
        if room.rest is None:
            room.dirty, room.rest = False, self._viewers(room, now)
        if sum(1 for _ in islice(room.rest, VIEWERS)) < VIEWERS:
            room.rest = None

    def _viewers(self, room: Room, now: float) -> Iterator[None]:
        sending = [seat for seat, peer in room.peers.items() if peer.sends_picture(now)]
        shown = room.order(seat for seat in sending if room.seats[seat].seen and not room.dark)
        self._choose_screen(room, now)
        for peer in room.peers.values():
            peer.needed.clear()
        self.halls.refresh(room, shown, now)
        for peer in list(room.peers.values()):
            if peer.ready:
                self._pictures(room, peer, shown, now)
                self._voices(room, peer, now)
                self._screen(room, peer, now)
                self._announce(peer)
                yield
        for peer in room.peers.values():
            self._demand(peer, now)

    def voices_changed(self, room: Room, now: float) -> None:
        for peer in room.peers.values():
            if peer.ready:
                self._voices(room, peer, now)
                self._announce(peer)

    def _pictures(self, room: Room, peer: Peer, shown: list[int], now: float) -> None:
        may = [seat for seat in shown if (seat == peer.seat) == room.echo]
        chosen = peer.layout or layout.default(may, people=len(room.peers))
        hall = self.halls.source_for(peer, room, now)
        wishes = layout.wanted(chosen, may, slots=len(peer.pictures) - (hall is not None))
        heights = self._afford(room, peer, wishes, hall.rate(now) if hall else None, pins=chosen.pin)
        seats = layout.assign([slot.seat for slot in peer.pictures], heights)
        for slot, seat in zip(peer.pictures, seats, strict=True):
            if slot.seat != seat:
                self._cut(slot, now)
                slot.seat = seat
            if seat == HALL and hall is not None:
                self._aim(slot, hall.source)
            elif seat is not None:
                self._show(slot, room.peers[seat], heights[seat], now)

    @staticmethod
    def _afford(
        room: Room, peer: Peer, wishes: dict[int, int], hall: tuple[int, float] | None, *, pins: tuple[int, ...]
    ) -> dict[int, int]:
        """Of `wishes` (seat -> height) and the `hall` (height, bit rate) what the line of `peer` carries beside a
        shared screen."""
        budget_bps = peer.downlink.budget.bps
        layers = {seat: room.peers[seat].rates() for seat in wishes} if budget_bps is not None else {}
        if hall is not None:
            wishes, layers[HALL] = with_hall(wishes, hall[0]), {"": hall}
        if budget_bps is None:
            return wishes
        coming = [(slot.seat, slot.awaited or slot.source) for slot in peer.pictures]
        held = {seat: source.height for seat, source in coming if seat is not None and source is not None}
        screen = peer.screens[0].source if peer.screens else None
        left_bps = budget_bps - (screen.reception.usual_bps if screen is not None else 0.0)
        heights = allot(left_bps, wishes, layers=layers, pins=pins, held=held, keep=screen is None)
        peer.downlink.hungry = hungry(heights, wishes, layers=layers) and not (peer.layout and peer.layout.save)
        return heights

    def _show(self, slot: Slot, owner: Peer, height: int, now: float) -> None:
        """The layer that suits `height`, of those that come; the ideal one is what its owner is asked for."""
        heights = owner.heights()
        ideal = layout.layer(heights, height)
        best = layout.layer({rid: source.height for rid, source in owner.layers.items() if source.alive(now)}, height)
        if ideal is None:
            return
        owner.needed.add(ideal)
        if ideal != best:  # it may never come (a browser drops layers it has no bandwidth for)
            owner.needed |= owner.smallest()
        source = owner.layers.get(ideal if best is None else best)
        if source is not None and (best is not None or slot.source is None):
            self._aim(slot, source)

    def _voices(self, room: Room, peer: Peer, now: float) -> None:
        active = room.order(room.peers) if room.few or room.echo else room.voices.active
        wanted = [seat for seat in active if (seat == peer.seat) == room.echo and room.audible(seat)]
        current = [slot.seat if slot.seat is not None and room.audible(slot.seat) else None for slot in peer.voices]
        order = sorted(range(len(current)), key=lambda index: peer.voices[index].used_at)
        beside = [slot.seat for slot in peer.pictures]
        seats = layout.assign(current, wanted[: len(current)], keep=not room.few, order=order, beside=beside)
        for slot, seat in zip(peer.voices, seats, strict=True):
            if slot.seat != seat or seat not in wanted:
                self._cut(slot, now)
                slot.seat = seat
            mic = room.peers[seat].mic if seat in wanted and seat is not None else None
            if mic is not None:
                patch.aim(slot, mic)

    def _choose_screen(self, room: Room, now: float) -> None:
        """Whoever shares stays; else the highest rank that may and does."""

        def shares(seat: int) -> bool:
            source = room.peers[seat].screen
            return room.seats[seat].screen and source is not None and source.alive(now)

        sharing = [] if room.dark or room.echo else [seat for seat in room.peers if shares(seat)]
        if room.screen not in sharing:
            room.screen = room.order(sharing)[0] if sharing else None

    def _screen(self, room: Room, peer: Peer, now: float) -> None:
        seat = room.screen if room.screen != peer.seat else None
        for slot in peer.screens:
            if slot.seat != seat:
                self._cut(slot, now)
                slot.seat = seat
            source = room.peers[seat].screen if seat is not None else None
            if source is not None:
                self._aim(slot, source)

    def _aim(self, slot: Slot, source: Source) -> None:
        if patch.aim(slot, source):
            self.awaiting.add(source)

    def _cut(self, slot: Slot, now: float, *, forget: bool = False) -> None:
        patch.cut(slot, now, forget=forget)
        if slot.blanks:
            self.blanking.add(slot)

    # -- telling

    def retell(self, peer: Peer, now: float) -> None:
        """What it is told of slots and demand is to be said again: who passes it on may have been away."""
        if now - peer.retold_at >= RETELL_S:
            peer.retold_at = now
            peer.mapping = None
            if peer.room is None:
                self._announce(peer)
            if peer.applied:
                self.tell_demand(peer)

    def _announce(self, peer: Peer) -> None:
        """Rule 7: every mapping has an epoch; browsers hide and show tiles by this message alone (rule 8)."""
        mapping = Mapping(
            voices=tuple(slot.seat for slot in peer.voices),
            pictures=tuple(slot.seat for slot in peer.pictures),
            screen=peer.screens[0].seat if peer.screens else None,
        )
        if mapping == peer.mapping or not peer.applied:
            return
        peer.mapping = mapping
        data = {
            "epoch": next(self._epochs),
            "voices": list(mapping.voices),
            "pictures": list(mapping.pictures),
            "screen": mapping.screen,
        }
        self._signal(peer.dialogue, peer.seat, "mapping", data)

    def _demand(self, peer: Peer, now: float) -> None:
        forwarded = {rid for rid, source in peer.layers.items() if source.sinks}
        # A camera that is off costs nothing and keeps its smallest layer: only so is it noticed when it is switched on.
        watched = set() if peer.camera_on else peer.smallest()
        changed = peer.demand.need(peer.needed | forwarded | watched, now)
        if peer.sound_demand.need(peer.sound_demand.layers if self._listened_to(peer) else (), now) or changed:
            self.tell_demand(peer)

    @staticmethod
    def _listened_to(peer: Peer) -> bool:
        """Whether anybody might hear it now; who only has no voice slot must go on, or it could never get one."""
        room = peer.room
        return room is not None and room.audible(peer.seat) and (room.echo or len(room.peers) > 1)

    def tell_demand(self, peer: Peer) -> None:
        """What to send; said at the beginning too, for a browser may remember the wishes of a former unit."""
        data = {"layers": dict(peer.demand.layers), "mic": all(peer.sound_demand.layers.values())}
        self._signal(peer.dialogue, peer.seat, "demand", data)
