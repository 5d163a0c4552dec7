"""A dialogue driven by hand for tests: the real parts, a clock that a test moves, ids that count, jobs done at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from dialogue.codec import Codec
from dialogue.machine import SERVER, Audience, Dialogue, Event, Given, Machine, Refused, Tick, Topics
from dialogue.refs import Side
from facilitation.agenda import Next, Prepare, Start
from facilitation.arrivals import Arrive
from facilitation.course import Agenda
from facilitation.groups import Groups
from facilitation.parts import PARTS
from facilitation.script_json import to_json
from facilitation.script_yaml import parse
from rooms.places import Places
from rooms.presence import Drop
from rooms.seats import AddSeat, Seats
from rooms.spoken import Spoken, read

MACHINE = Machine(PARTS)
CODEC = Codec(MACHINE)
NOON = 1_795_000_000.0
EFFORT = 200
"""Tests of the parts need some groups, not the best ones."""

SCRIPT = """
format: 1
title: {de: Probe, en: Trial}
language: de
end: open
phases:
  - {id: start, kind: arrive, title: {de: Start, en: Start}, minutes: 2}
  - id: auftakt
    kind: talk
    title: {de: Auftakt, en: Opening}
    minutes: {target: 5, min: 3, max: 8}
    warn: [60]
  - id: runde
    kind: group-work
    title: {de: Runde, en: Round}
    text: {de: Was fehlt?, en: What is missing?}
    easy: Was fehlt?
    cue: {de: Nur für die Regie, en: For staff only}
    minutes: {target: 20, min: 15, max: 25}
    warn: [300, 60]
    return: 30
    change: 1
    groups: {size: {min: 2, aim: 3, max: 4}, mix: new}
    steps:
      - {minutes: 2, title: {de: Vorstellung, en: Introductions}, turns: round}
      - {minutes: 3, title: {de: Still, en: Silent}, cards: hidden}
      - {minutes: 12, title: {de: Gespräch, en: Talk}, cards: open, flex: true}
      - {minutes: 3, title: {de: Auswahl, en: Choice}, cards: choose, ask: reporter}
    cards:
      columns:
        - {id: gut, title: {de: Gut, en: Good}}
        - {id: fehlt, title: {de: Fehlt, en: Missing}}
      per-person: 2
      length: 40
  - {id: ernte, kind: harvest, title: {de: Ernte, en: Harvest}, minutes: 4}
  - {id: ende, kind: close, title: {de: Ende, en: End}, minutes: 1}
"""


@dataclass
class Evening:
    """Also a log: `rows` as the codec writes them."""

    dialogue: Dialogue = field(default_factory=MACHINE.empty)
    now: float = NOON
    side: Side = field(default_factory=Side)
    rows: list[tuple[float, str]] = field(default_factory=list)
    count: int = 0
    work: bool = True
    lent: dict[type, Any] = field(default_factory=dict)
    boxes: dict[str, list[str]] = field(default_factory=dict)

    def _id(self) -> str:
        self.count += 1
        return f"i{self.count}"

    def do(self, command: Any, actor: int = SERVER) -> list[Event]:
        """Decides, logs, folds; then the worker's jobs, unless `work` is off. Raises `Refused`."""
        given = Given(now=self.now, seed=1, new_id=self._id, traits=self.side.traits(), ballots=self.boxes)
        events = MACHINE.decide(self.seen, command, actor, given)
        if events:
            self.rows.append((self.now, CODEC.dump(events)))
            self.dialogue = MACHINE.apply(self.dialogue, self.dialogue.seq + 1, self.now, events)
            self.side.texts |= given.texts
            for text_id in given.forgotten:
                self.side.texts.pop(text_id, None)
            for seat, person in given.people.items():
                self.side.people.setdefault(seat, {}).update(person)
            for box, ballot in given.cast:
                self.boxes[box] = sorted([*self.boxes.get(box, ()), ballot])
            for box in given.emptied:
                self.boxes.pop(box, None)
        for job in MACHINE.jobs(self.dialogue) if self.work else ():
            traits = (self.side.traits(),) if job.wants_traits else ()
            self.do(job.command(job.run(*job.arguments, *traits, effort=EFFORT)))
        return events

    @property
    def seen(self) -> Dialogue:
        """With what a node would measure."""
        return self.dialogue.with_lent(self.lent)

    def hear(self, said: Mapping[int, float], *, seconds: float = 0.0) -> None:
        """Time goes on, and each of these speaks so long in their rooms; nobody else says anything."""
        self.wait(seconds)
        before = self.seen.part(Spoken)
        rooms = {room: dict(seats) for room, seats in before.rooms.items()}
        for seat, more in said.items():
            room = rooms.setdefault(self.room(seat), {})
            room[seat] = room.get(seat, 0.0) + more
        self.lent[Spoken] = read(before, rooms, self.now, mute=before.mute)

    def refused(self, command: Any, actor: int) -> tuple[str, dict[str, Any]]:
        """The code and facts of the refusal; a command that is carried out fails the test."""
        try:
            events = self.do(command, actor)
        except Refused as refusal:
            return refusal.code, refusal.facts
        raise AssertionError(f"not refused: {command}, {events}")

    def to(self, at: float) -> None:
        """Moves the clock to `at`, ticking when something is due on the way."""
        while (due := MACHINE.due_at(self.dialogue)) is not None and due <= at:
            self.now = max(self.now, due)
            self.do(Tick())
        self.now = max(self.now, at)

    def wait(self, seconds: float) -> None:
        self.to(self.now + seconds)

    def seat(self, role: str, name: str | None = None, **traits: str) -> int:
        self.do(AddSeat(role, name=name, traits=traits))
        return max(self.dialogue.part(Seats).roles)

    def come(self, *seats: int) -> None:
        for seat in seats:
            self.do(Arrive(seat))

    def drop(self, *seats: int) -> None:
        for seat in seats:
            self.do(Drop(seat))

    def room(self, seat: int) -> str:
        return self.dialogue.part(Places).of(seat)

    def sitting(self) -> list[list[int]]:
        """The groups of the running round."""
        return [sorted(group.seats) for group in self.dialogue.part(Groups).now()]

    def agenda(self) -> Agenda:
        return self.dialogue.part(Agenda)

    def phase(self) -> str | None:
        return self.agenda().phase.id if self.agenda().phase else None  # type: ignore[union-attr]  # just asked

    def raw(self, seat: int) -> Topics:
        """Everything this seat is sent, before names and texts are filled in."""
        role = self.dialogue.part(Seats).roles[seat]
        shared, own = Audience(role, self.room(seat)), Audience(role, self.room(seat), seat)
        found: Topics = {}
        for part in MACHINE.parts:
            found |= part.topics(self.seen, shared) | part.topics(self.seen, own)
        return found

    def sees(self, seat: int) -> Any:
        """The same as the browser gets it."""
        return json.loads(self.side.dumps(self.raw(seat)))

    def replayed(self) -> Dialogue:
        """The dialogue built anew from its log rows."""
        dialogue = MACHINE.empty()
        for seq, (at, row) in enumerate(self.rows, start=1):
            dialogue = MACHINE.apply(dialogue, seq, at, CODEC.load(row))
        return dialogue


@cache
def frozen(script: str) -> str:
    parsed = parse(script)
    assert parsed.script is not None, parsed.findings
    return to_json(parsed.script)


def prepared(citizens: int = 6, *, staff: Sequence[str] = ("moderator",), script: str = SCRIPT) -> Evening:
    """Seats 1... are the staff, the citizens follow; everybody is in the foyer."""
    evening = Evening()
    evening.do(Prepare(frozen(script), NOON))
    for role in staff:
        evening.seat(role, f"{role}-{len(evening.dialogue.part(Seats).roles) + 1}")
    for _ in range(citizens):
        evening.seat("citizen", f"citizen-{len(evening.dialogue.part(Seats).roles) + 1}")
    evening.come(*evening.dialogue.part(Seats).roles)
    return evening


def in_groups(citizens: int = 6, *, staff: Sequence[str] = ("moderator",), script: str = SCRIPT) -> Evening:
    """The same, a moment after the round began."""
    evening = prepared(citizens, staff=staff, script=script)
    evening.do(Start(), 1)
    evening.wait(120)
    evening.wait(240)
    evening.do(Next("auftakt", now=True), 1)
    return evening
