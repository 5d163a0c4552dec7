"""Composes parts into one state machine (commands -> events -> state); knows no part by name, no clock, no I/O.

A part is one feature: its commands, its events, its slice of the state and pure functions over them. The machine folds
events into slices, asks parts to decide commands and says when one of them wants to be asked again (`due_at`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Generic, TypeVar

S = TypeVar("S")

SERVER: Final = 0
"""The actor of what no person did: ticks, presence, set-up. Seats count from 1."""

Event = Any
Topics = dict[str, Any]


class Refused(Exception):
    """A command that is not carried out. `code` is stable and documented in web/PROTOCOL.md, its text in the
    catalogues.
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Audience:
    """Who shares one rendering: everybody of one role in one room, or, where `seat` is set, one person alone."""

    role: str
    room: str
    seat: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a pure `decide` may not fetch itself.

    `now` epoch seconds, never before the last row's; `seed` for choices that look random; `traits` attributes of
    people, read by the shell and never logged. `keep`, `forget` and `describe` hand free text and personal data
    to the side tables, which are written in the same transaction: events carry only the ids.
    """

    now: float
    seed: int
    new_id: Callable[[], str]
    traits: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    people: dict[int, dict[str, str]] = field(default_factory=dict)
    forgotten: list[str] = field(default_factory=list)
    ballots: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cast: list[tuple[str, str]] = field(default_factory=list)
    emptied: list[str] = field(default_factory=list)

    def keep(self, body: str) -> str:
        """Stores a text beside the log and returns its id."""
        text_id = self.new_id()
        self.texts[text_id] = body
        return text_id

    def forget(self, *text_ids: str) -> None:
        """Deletes texts for good; the caller emits an event with it, on which its slice names them no more."""
        self.forgotten.extend(text_ids)

    def describe(self, seat: int, **fields: str) -> None:
        """Stores personal data of a seat beside the log; the caller emits `PersonChanged` with it."""
        self.people.setdefault(seat, {}).update(fields)

    def lay_in(self, box: str, ballot: str) -> None:
        """Puts a ballot into a box beside the log, in the same transaction; the caller emits that somebody voted, and
        nothing of what."""
        self.cast.append((box, ballot))

    def empty(self, box: str) -> Sequence[str]:
        """The ballots of a box, sorted; with this command they are deleted, so the caller emits what they add up to."""
        self.emptied.append(box)
        return self.ballots.get(box, ())


@dataclass(frozen=True, slots=True)
class Tick:
    """The clock reached `due_at`; every part with a `tick` is asked in order."""


def no_decide(dialogue: Dialogue, command: Any, actor: int, given: Given) -> Sequence[Event]:
    raise AssertionError(f"no part decides {command!r}")


def no_tick(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    return ()


def never_due(dialogue: Dialogue) -> float | None:
    return None


def no_topics(dialogue: Dialogue, audience: Audience) -> Topics:
    return {}


def no_jobs(dialogue: Dialogue) -> Iterable[Job]:
    return ()


@dataclass(frozen=True, slots=True)
class Job:
    """Long computing that a part wants done in a worker process, once per `key`: `run(*arguments)` must be picklable;
    `command(result)` is then decided with the server as actor. Losing a job loses nothing: it is asked for again."""

    key: str
    run: Callable[..., Any]
    arguments: tuple[Any, ...]
    command: Callable[[Any], Any]
    wants_traits: bool = False


@dataclass(frozen=True, slots=True)
class Part(Generic[S]):
    """One feature, as the machine sees it.

    `commands` maps wire names to classes that browsers may send, `server` those only the server issues; `events` maps
    log kinds to classes; `follows` names events of parts to the left that this slice folds too. `topics` renders what
    an audience sees (called with `audience.seat` None for what is shared and set for what is personal). `upcasters`
    maps (kind, version) to a function that lifts that version's data one version up.
    """

    slice: type[S]
    initial: S
    evolve: Callable[[S, Any], S]
    events: Mapping[str, type]
    commands: Mapping[str, type] = field(default_factory=dict)
    server: Mapping[str, type] = field(default_factory=dict)
    follows: tuple[type, ...] = ()
    decide: Callable[[Dialogue, Any, int, Given], Sequence[Event]] = no_decide
    tick: Callable[[Dialogue, Given], Sequence[Event]] = no_tick
    due_at: Callable[[Dialogue], float | None] = never_due
    topics: Callable[[Dialogue, Audience], Topics] = no_topics
    jobs: Callable[[Dialogue], Iterable[Job]] = no_jobs
    upcasters: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The state of one dialogue at log sequence `seq`: one immutable slice per part."""

    machine: Machine
    slices: Mapping[type, Any]
    seq: int = 0
    at: float = 0.0
    reads: set[type] | None = field(default=None, compare=False)

    def part(self, kind: type[S]) -> S:
        """The slice of that class. Recorded while a renderer is watched."""
        if self.reads is not None:
            self.reads.add(kind)
        found: S = self.slices[kind]
        return found

    def after(self, *events: Event) -> Dialogue:
        """This dialogue with the events folded in; `seq` stays: they are not in the log yet."""
        return replace(self, slices=self.machine.fold(self.slices, events))

    def with_lent(self, lent: Mapping[type, Any]) -> Dialogue:
        """The same with slices that a node measures in place of empty ones; to decide by and to look at, never to fold
        on."""
        return replace(self, slices={**self.slices, **lent}) if lent else self

    def watched(self, reads: set[type]) -> Dialogue:
        """The same state, noting in `reads` every slice that is looked at."""
        # One of these is made for each part and audience: `dataclasses.replace` would take longer than most renderings.
        return Dialogue(self.machine, self.slices, self.seq, self.at, reads)


class Machine:
    """The parts, in the order in which they may know each other (left to right)."""

    def __init__(self, parts: Sequence[Part[Any]]) -> None:
        self.parts = tuple(parts)
        self.shown = {part.slice: part for part in parts if part.topics is not no_topics}
        self.commands = _merged("command", (part.commands for part in parts))
        self.events = _merged("event", (part.events for part in parts))
        self.kinds = {kind: name for name, kind in self.events.items()}
        self.upcasters = _merged("upcaster", (part.upcasters for part in parts))
        server = _merged("command", (part.server for part in parts))
        self.deciders = {
            kind: part.decide for part in parts for kind in (*part.commands.values(), *part.server.values())
        }
        assert len(self.deciders) == len(self.commands) + len(server), "a command class belongs to one part"
        self.folders = self._folders()

    def _folders(self) -> dict[type, list[Part[Any]]]:
        folders: dict[type, list[Part[Any]]] = {kind: [] for kind in self.kinds}
        for part in self.parts:
            for kind in (*part.events.values(), *part.follows):
                folders[kind].append(part)
        return folders

    def empty(self) -> Dialogue:
        """A dialogue before its first row."""
        return Dialogue(machine=self, slices={part.slice: part.initial for part in self.parts})

    def fold(self, slices: Mapping[type, Any], events: Iterable[Event]) -> Mapping[type, Any]:
        """New slices after the events; a slice that nothing changed stays the same object."""
        now = dict(slices)
        for event in events:
            for part in self.folders[type(event)]:
                now[part.slice] = part.evolve(now[part.slice], event)
        return now

    def apply(self, dialogue: Dialogue, seq: int, at: float, events: Sequence[Event]) -> Dialogue:
        """The dialogue after the log row `seq`."""
        assert seq == dialogue.seq + 1, f"row {seq} after {dialogue.seq}"
        return replace(dialogue, slices=self.fold(dialogue.slices, events), seq=seq, at=at)

    def decide(self, dialogue: Dialogue, command: Any, actor: int, given: Given) -> list[Event]:
        """The events that the command causes now. Raises `Refused`."""
        if isinstance(command, Tick):
            return self._tick(dialogue, given)
        return list(self.deciders[type(command)](dialogue, command, actor, given))

    def _tick(self, dialogue: Dialogue, given: Given) -> list[Event]:
        events: list[Event] = []
        for part in self.parts:
            events += part.tick(dialogue.after(*events), given)
        return events

    def due_at(self, dialogue: Dialogue) -> float | None:
        """When a part wants a `Tick` next, epoch seconds."""
        times = [at for part in self.parts if (at := part.due_at(dialogue)) is not None]
        return min(times, default=None)

    def jobs(self, dialogue: Dialogue) -> list[Job]:
        """What should be computed in a worker now."""
        return [job for part in self.parts for job in part.jobs(dialogue)]


def _merged(what: str, maps: Iterable[Mapping[Any, Any]]) -> dict[Any, Any]:
    merged: dict[Any, Any] = {}
    for each in maps:
        for name, value in each.items():
            assert name not in merged, f"{what} {name} is declared twice"
            merged[name] = value
    return merged
