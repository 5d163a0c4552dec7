"""Gegenlesen: the group is asked whether its cards say what was meant; n of m are kept, never who said what.

An answer lies in a box beside the log until it is counted, as a secret ballot does: the log knows that a seat answered,
and later how many said what. A card that is changed afterwards asks again. Differing opinions are cards, see `cards`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2s
from typing import Any, assert_never

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from facilitation.boards import Boards
from facilitation.cards import (
    CardDeleted,
    CardEdited,
    CardMerged,
    CardMoved,
    CardRestored,
    CardSplit,
    CardWritten,
)
from facilitation.groups import Groups
from facilitation.sitting import Group
from rooms.places import group_id, people_in
from rooms.seats import Seats

RIGHT, NOT_YET = "right", "not-yet"


@dataclass(frozen=True, slots=True)
class ReadBackAsked:
    group: str
    at: float


@dataclass(frozen=True, slots=True)
class ReadBackAnswered:
    """That this seat answered; what it said is in the box."""

    group: str
    seat: int


@dataclass(frozen=True, slots=True)
class ReadBackOver:
    """Nobody answers any more; what lies in the box is counted next."""

    group: str


@dataclass(frozen=True, slots=True)
class ReadBackCounted:
    """`of`: how many citizens the group had."""

    group: str
    right: int
    not_yet: int
    of: int


@dataclass(frozen=True, slots=True)
class ReadBackDropped:
    """The answers in that box were to something that has changed since; nobody has looked at them."""

    group: str
    number: int


@dataclass(frozen=True, slots=True)
class AnswerReadBack:
    """`readback.answer`: "Stimmt" or "Noch nicht", by a citizen of the group, once. Refuses `not-asked`, `answered`,
    `wrong-room`, and `not-allowed` for staff."""

    group: str
    right: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """`number`: which box; `answered`: whose answers lie in it; `counted`: the last count; `changed`: cards are other
    than they were then; `stale`: boxes to be thrown away."""

    at: float
    open: bool = True
    number: int = 1
    answered: frozenset[int] = frozenset()
    counted: ReadBackCounted | None = None
    changed: bool = False
    stale: tuple[int, ...] = ()

    @property
    def done(self) -> bool:
        return self.counted is not None and not self.changed


@dataclass(frozen=True, slots=True)
class ReadBacks:
    """Readings by group; `groups`: the group of each card that may change one."""

    readings: Mapping[str, Reading] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)


def asked(dialogue: Dialogue, rooms: Sequence[str], now: float) -> list[Event]:
    """A step of reading back begins."""
    boards = dialogue.part(Boards)
    return [ReadBackAsked(room, now) for room in rooms if boards.of(room) is not None]


def over(dialogue: Dialogue, rooms: Sequence[str]) -> list[Event]:
    readings = dialogue.part(ReadBacks).readings
    return [ReadBackOver(room) for room in rooms if room in readings and readings[room].open]


def decide(dialogue: Dialogue, command: AnswerReadBack, actor: int, given: Given) -> Sequence[Event]:
    group, reading = command.group, dialogue.part(ReadBacks).readings.get(command.group)
    here = _citizens(dialogue, group)
    if not dialogue.part(Seats).role(actor).counted:
        raise Refused("not-allowed", command="readback.answer")
    if actor not in here:
        raise Refused("wrong-room")
    if reading is None or not reading.open:
        raise Refused("not-asked")
    if reading.done or actor in reading.answered:
        raise Refused("answered")
    answer = RIGHT if command.right else NOT_YET
    said = ReadBackAnswered(group, actor)
    if here - reading.answered - {actor}:
        given.lay_in(_box(group, reading.number), answer)
        return [said]
    return [said, _counted(dialogue, group, [*given.empty(_box(group, reading.number)), answer])]


def _citizens(dialogue: Dialogue, group: str) -> set[int]:
    seats = dialogue.part(Seats)
    return {seat for seat in people_in(dialogue, group) if seats.role(seat).counted}


def _box(group: str, number: int) -> str:
    """A name that fits the table however long a phase is called."""
    return f"rb-{blake2s(f'{group}/{number}'.encode(), digest_size=12).hexdigest()}"


def _counted(dialogue: Dialogue, group: str, answers: Sequence[str]) -> ReadBackCounted:
    return ReadBackCounted(group, answers.count(RIGHT), answers.count(NOT_YET), _size(dialogue, group))


def _size(dialogue: Dialogue, group: str) -> int:
    """How many citizens belong to the group, whoever is there now."""
    phase, _, _ = group.rpartition("/")
    made: tuple[Group, ...] = dialogue.part(Groups).rounds.get(phase, ())
    found = next((each for each in made if group_id(phase, each.number) == group), None)
    return sum(dialogue.part(Seats).role(seat).counted for seat in found.seats) if found else 0


def tick(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    events: list[Event] = []
    for group, reading in dialogue.part(ReadBacks).readings.items():
        for number in reading.stale:
            given.empty(_box(group, number))
            events.append(ReadBackDropped(group, number))
        if _waits(reading):
            events.append(_counted(dialogue, group, given.empty(_box(group, reading.number))))
    return events


def _waits(reading: Reading) -> bool:
    return not reading.open and bool(reading.answered)


def due_at(dialogue: Dialogue) -> float | None:
    readings = dialogue.part(ReadBacks).readings.values()
    return min((each.at for each in readings if each.stale or _waits(each)), default=None)


Changed = CardEdited | CardMoved | CardDeleted | CardRestored | CardMerged | CardSplit
ReadBackEvent = ReadBackAsked | ReadBackAnswered | ReadBackOver | ReadBackCounted | ReadBackDropped


def evolve(backs: ReadBacks, event: ReadBackEvent | CardWritten | Changed) -> ReadBacks:
    if isinstance(event, CardWritten):
        if event.differs is not None:
            return backs
        known = replace(backs, groups={**backs.groups, event.card: event.group})
        return _changed(known, event.group)
    if isinstance(event, Changed):
        group = backs.groups.get(event.card)
        return backs if group is None else _changed(backs, group)
    reading = backs.readings.get(event.group)
    after = _after(reading, event)
    return backs if after == reading or after is None else _with(backs, event.group, after)


def _after(reading: Reading | None, event: ReadBackEvent) -> Reading | None:
    if isinstance(event, ReadBackAsked):
        return replace(reading, open=True) if reading else Reading(event.at)
    if reading is None:
        return None
    match event:
        case ReadBackAnswered(seat=seat):
            return replace(reading, answered=reading.answered | {seat})
        case ReadBackOver():
            return replace(reading, open=False)
        case ReadBackCounted():
            fresh = replace(reading, counted=event, changed=False, answered=frozenset())
            return replace(fresh, number=reading.number + 1)
        case ReadBackDropped(number=number):
            return replace(reading, stale=tuple(each for each in reading.stale if each != number))
        case _:
            assert_never(event)


def _changed(backs: ReadBacks, group: str) -> ReadBacks:
    """What was answered so far was an answer to something else."""
    reading = backs.readings.get(group)
    if reading is None or not (reading.answered or reading.done):
        return backs
    stale = (*reading.stale, reading.number) if reading.answered else reading.stale
    number = reading.number + bool(reading.answered)
    blank = replace(reading, number=number, answered=frozenset(), stale=stale)
    return _with(backs, group, replace(blank, changed=reading.counted is not None))


def _with(backs: ReadBacks, group: str, reading: Reading) -> ReadBacks:
    return replace(backs, readings={**backs.readings, group: reading})


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """How far the reading is, and how many said what once it is counted: everyone in the group's room while it is
    asked. Whether one has answered: oneself alone; what: nobody."""
    reading = dialogue.part(ReadBacks).readings.get(audience.room)
    if reading is None or not reading.open:
        return {}
    if audience.seat is not None:
        return {"my-readback": {"answered": reading.done or audience.seat in reading.answered}}
    counted = reading.counted if reading.done else None
    shown: dict[str, Any] = {
        "answered": counted.right + counted.not_yet if counted else len(reading.answered),
        "of": counted.of if counted else len(_citizens(dialogue, audience.room)),
        "right": counted.right if counted else None,
        "not_yet": counted.not_yet if counted else None,
        "changed": reading.changed,
    }
    return {"readback": shown}


READBACK: Part[ReadBacks] = Part(
    slice=ReadBacks,
    initial=ReadBacks(),
    evolve=evolve,
    decide=decide,
    tick=tick,
    due_at=due_at,
    topics=topics,
    events={
        "readback-asked": ReadBackAsked,
        "readback-answered": ReadBackAnswered,
        "readback-over": ReadBackOver,
        "readback-counted": ReadBackCounted,
        "readback-dropped": ReadBackDropped,
    },
    follows=(CardWritten, CardEdited, CardMoved, CardDeleted, CardRestored, CardMerged, CardSplit),
    commands={"readback.answer": AnswerReadBack},
)
