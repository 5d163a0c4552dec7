"""What an evening's script is: plain frozen data with defaults; it knows no YAML, no findings and no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from types import MappingProxyType
from typing import Literal, get_args

Kind = Literal[
    "arrive",
    "talk",
    "input",
    "questions",
    "poll",
    "group-work",
    "harvest",
    "themes",
    "vote",
    "answer",
    "break",
    "survey",
    "close",
]
Language = Literal["de", "en"]
Room = Literal["plenary", "groups"]
End = Literal["fixed", "open"]
Gives = Literal["first", "normal", "last", "never"]
Advance = Literal["auto", "manual", "ready"]
Mix = Literal["new", "keep", "topic", "manual"]
Turns = Literal["", "round"]
Cards = Literal["", "hidden", "open", "choose", "read-back"]
Ask = Literal["", "reporter"]
Answer = Literal["single", "multiple", "scale", "text"]

FORMAT = 1
KINDS: tuple[Kind, ...] = get_args(Kind)
ALWAYS_MANUAL: frozenset[Kind] = frozenset({"talk", "answer", "questions"})
"""Speakers are never cut, so nothing but a person ends these."""
POLLED: frozenset[Kind] = frozenset({"poll", "vote", "survey"})
"""Where people are asked questions that are counted."""
DOTTED: frozenset[Kind] = frozenset({"themes", "vote"})
"""Where citizens give dots to themes."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages; a missing one is empty."""

    de: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.de or self.en)

    def read(self, language: str) -> str:
        """The text in `language`, else in the other one: a word in the wrong language beats none."""
        return (self.en or self.de) if language == "en" else (self.de or self.en)


@dataclass(frozen=True, slots=True)
class Minutes:
    """A length and how far it may be bent. Halves are allowed (1.5)."""

    target: float
    min: float
    max: float


@dataclass(frozen=True, slots=True)
class Size:
    min: int
    aim: int
    max: int


@dataclass(frozen=True, slots=True)
class Topic:
    """What a group can be about; `places`: how many may choose it, 0 for as many as want."""

    id: str
    title: Text
    easy: Text = Text()
    places: int = 0


@dataclass(frozen=True, slots=True)
class GroupRule:
    """How people are put into groups; `diversify`, `apart` and `together` name columns of the roster. `topics` are what
    citizens choose from where `mix` says so."""

    size: Size = Size(5, 7, 8)
    mix: Mix = "new"
    diversify: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()

    def columns(self) -> tuple[str, ...]:
        return (*self.diversify, *self.apart, *self.together)


@dataclass(frozen=True, slots=True)
class Column:
    id: str
    title: Text
    easy: Text = Text()


@dataclass(frozen=True, slots=True)
class CardRule:
    """`length` in characters, `per_person` and `top` (the group's choice) in cards."""

    columns: tuple[Column, ...]
    anonymous: bool = True
    per_person: int = 5
    length: int = 280
    top: int = 3


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    title: Text
    easy: Text = Text()


@dataclass(frozen=True, slots=True)
class Question:
    """`most`: how many options of a `multiple` one may choose, 0 for all; `low` and `high` say what 1 and 5 of a
    `scale` mean."""

    id: str
    title: Text
    answer: Answer = "single"
    easy: Text = Text()
    options: tuple[Option, ...] = ()
    most: int = 0
    low: Text = Text()
    high: Text = Text()


@dataclass(frozen=True, slots=True)
class PollRule:
    """`secret`: a ballot is final once sent, and nobody can tell whose it was."""

    questions: tuple[Question, ...]
    secret: bool = False


@dataclass(frozen=True, slots=True)
class DotRule:
    """How many dots each citizen gives to themes, and how many of them to one theme."""

    total: int = 3
    per_theme: int = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A timed part of group work. `cards`: "" nothing to write, hidden until a later step, open, `choose` (open, and
    the group marks its top cards), `read-back`."""

    minutes: float
    title: Text
    text: Text = Text()
    easy: Text = Text()
    cue: Text = Text()
    turns: Turns = ""
    cards: Cards = ""
    ask: Ask = ""
    flex: bool = False


@dataclass(frozen=True, slots=True)
class Phase:
    """`warn` seconds before the end, longest first; `return_s` the countdown before being moved, inside the phase;
    `change` minutes that moving costs, before this phase and again before the plenary that follows."""

    id: str
    kind: Kind
    title: Text
    minutes: Minutes
    room: Room = "plenary"
    text: Text = Text()
    easy: Text = Text()
    cue: Text = Text()
    gives: Gives = "normal"
    advance: Advance = "auto"
    warn: tuple[int, ...] = ()
    return_s: int = 0
    change: float = 0
    groups: GroupRule | None = None
    steps: tuple[Step, ...] = ()
    cards: CardRule | None = None
    poll: PollRule | None = None
    dots: DotRule | None = None


@dataclass(frozen=True, slots=True)
class Doors:
    """Minutes before the start at which people are let in."""

    staff: int = 60
    citizens: int = 30


@dataclass(frozen=True, slots=True)
class Script:
    """`length`: minutes from start to end that a fixed end promises; None: the sum of what is planned."""

    title: Text
    phases: tuple[Phase, ...]
    language: Language = "de"
    end: End = "fixed"
    length: float | None = None
    doors: Doors = Doors()
    format: int = FORMAT

    def phase(self, id: str) -> Phase | None:
        return next((phase for phase in self.phases if phase.id == id), None)

    def index(self, id: str) -> int:
        """Raises `ValueError` where the script has no such phase."""
        return [phase.id for phase in self.phases].index(id)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a script and where: `phase` its id ("" for the head), `field` dotted, steps counted from 1,
    `line` of the file from 1 (0: unknown). Its sentence: `findings.finding_text`."""

    level: Literal["error", "warning"]
    phase: str
    field: str
    line: int
    code: str
    facts: Mapping[str, object] = made(default_factory=lambda: MappingProxyType({}))


def default_gives(kind: Kind) -> Gives:
    """The answer never gives way and group work last: they are what people came for."""
    return "never" if kind == "answer" else "last" if kind == "group-work" else "normal"


def default_warn(kind: Kind, minutes: Minutes) -> tuple[int, ...]:
    wanted = (300, 60) if kind == "group-work" else (60,)
    return tuple(seconds for seconds in wanted if seconds < minutes.min * 60)
