"""The parts of rooms alone, driven by hand; arrivals are folded in, for who lets people in is not known here."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from dialogue.codec import Codec
from dialogue.machine import SERVER, Audience, Dialogue, Event, Given, Machine, Refused, Topics
from dialogue.refs import Side
from rooms.admission import ADMISSION
from rooms.appearing import APPEARING
from rooms.exclusion import EXCLUSION
from rooms.interpreting import INTERPRETING
from rooms.lead import LEAD
from rooms.order import ORDER
from rooms.places import PLACES, Places, Seated
from rooms.presence import PRESENCE, Arrived
from rooms.seats import SEATS, AddSeat, Seats
from rooms.voices import VOICES

MACHINE = Machine((SEATS, PRESENCE, PLACES, ORDER, APPEARING, EXCLUSION, ADMISSION, INTERPRETING, LEAD, VOICES))
CODEC = Codec(MACHINE)


@dataclass
class House:
    dialogue: Dialogue = field(default_factory=MACHINE.empty)
    now: float = 1_795_000_000.0
    side: Side = field(default_factory=Side)
    count: int = 0

    def _id(self) -> str:
        self.count += 1
        return f"i{self.count}"

    def fold(self, *events: Event) -> None:
        """Through the codec, as the log does it."""
        read = CODEC.load(CODEC.dump(events))
        assert read == list(events)
        self.dialogue = MACHINE.apply(self.dialogue, self.dialogue.seq + 1, self.now, read)

    def do(self, command: Any, actor: int = SERVER) -> list[Event]:
        given = Given(now=self.now, seed=1, new_id=self._id)
        events = MACHINE.decide(self.dialogue, command, actor, given)
        if events:
            self.fold(*events)
        self.side.texts |= given.texts
        for seat, person in given.people.items():
            self.side.people.setdefault(seat, {}).update(person)
        return events

    def refused(self, command: Any, actor: int) -> str:
        try:
            events = self.do(command, actor)
        except Refused as refusal:
            return refusal.code
        raise AssertionError(f"not refused: {command}, {events}")

    def add(self, role: str, room: str | None = None, name: str | None = None) -> int:
        """A new seat, and, with a room, somebody on it who is there."""
        self.do(AddSeat(role, name=name))
        seat = max(self.dialogue.part(Seats).roles)
        if room is not None:
            self.fold(Arrived(seat, self.now), Seated({seat: room}))
        return seat

    def room(self, seat: int) -> str:
        return self.dialogue.part(Places).of(seat)

    def shown(self, role: str, room: str) -> Any:
        """What everybody of that role in that room gets, as the browser gets it."""
        found: Topics = {}
        for part in MACHINE.parts:
            found |= part.topics(self.dialogue, Audience(role, room))
        return json.loads(self.side.dumps(found))

    def own(self, seat: int) -> Any:
        """What this seat alone gets."""
        audience, found = Audience(self.dialogue.part(Seats).roles[seat], self.room(seat), seat), dict[str, Any]()
        for part in MACHINE.parts:
            found |= part.topics(self.dialogue, audience)
        return json.loads(self.side.dumps(found))
