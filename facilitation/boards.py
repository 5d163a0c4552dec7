"""Boards: which groups may write cards now, in which columns, under which limits. Knows no card, script or clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from dialogue.machine import Part
from rooms.places import group_id

GRACE_S = 60.0
"""A draft typed in the last second still arrives, from those who sat in the group."""


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """`title` is a localized value of web/PROTOCOL.md."""

    id: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BoardsOpened:
    """The boards of a phase exist from here on. `anonymous`: cards carry no name."""

    phase: str
    title: Mapping[str, str]
    columns: tuple[BoardColumn, ...]
    groups: tuple[int, ...]
    writing: bool
    length: int
    per_person: int
    anonymous: bool
    top_limit: int


@dataclass(frozen=True, slots=True)
class BoardsSwitched:
    """A step begins in which cards may, or may not, be written."""

    phase: str
    writing: bool


@dataclass(frozen=True, slots=True)
class BoardSwitched:
    """The same in one group, which goes by its own clock from here on."""

    group: str
    writing: bool


@dataclass(frozen=True, slots=True)
class BoardRevealed:
    """From here on the group sees its cards, those to come included."""

    group: str


@dataclass(frozen=True, slots=True)
class BoardsClosed:
    phase: str
    at: float


@dataclass(frozen=True, slots=True)
class WallShown:
    """The plenary sees the cards of that phase from here on."""

    phase: str


@dataclass(frozen=True, slots=True)
class Boards:
    """Boards by phase, oldest first; `closed`: when each ended; `wall`: the phase that the plenary sees; `own`: whether
    groups with a clock of their own write."""

    opened: Mapping[str, BoardsOpened] = field(default_factory=dict)
    closed: Mapping[str, float] = field(default_factory=dict)
    revealed: frozenset[str] = frozenset()
    wall: str | None = None
    own: Mapping[str, bool] = field(default_factory=dict)

    def of(self, group: str) -> BoardsOpened | None:
        """The board of a group, by its room id."""
        phase, _, number = group.rpartition("/")
        board = self.opened.get(phase)
        return board if board and number.isdecimal() and int(number) in board.groups else None

    def writing(self, group: str) -> bool:
        """Whether cards may be written by who sits there."""
        board = self.of(group)
        return board is not None and self.own.get(group, board.writing) and board.phase not in self.closed

    def over(self, group: str) -> bool:
        """Whether its phase has ended."""
        board = self.of(group)
        return board is not None and board.phase in self.closed

    def in_grace(self, group: str, now: float) -> bool:
        """Whether the board closed a moment ago."""
        board = self.of(group)
        return board is not None and now < self.closed.get(board.phase, float("-inf")) + GRACE_S

    def hidden(self, phase: str) -> list[str]:
        """Its groups that do not see their cards yet."""
        board = self.opened.get(phase)
        rooms = [group_id(phase, number) for number in board.groups] if board else []
        return [room for room in rooms if room not in self.revealed]


BoardEvent = BoardsOpened | BoardsSwitched | BoardSwitched | BoardRevealed | BoardsClosed | WallShown


def evolve(boards: Boards, event: BoardEvent) -> Boards:
    match event:
        case BoardsOpened(phase=phase):
            # Opened again after "back": what was revealed stays revealed.
            closed = {other: at for other, at in boards.closed.items() if other != phase}
            return replace(boards, opened={**boards.opened, phase: event}, closed=closed, own={})
        case BoardsSwitched(phase=phase, writing=writing):
            board = boards.opened.get(phase)
            switched = {phase: replace(board, writing=writing)} if board else {}
            return replace(boards, opened={**boards.opened, **switched})
        case BoardSwitched(group=group, writing=writing):
            return replace(boards, own={**boards.own, group: writing})
        case BoardRevealed(group=group):
            return replace(boards, revealed=boards.revealed | {group})
        case BoardsClosed(phase=phase, at=at):
            return replace(boards, closed={**boards.closed, phase: at})
        case WallShown(phase=phase):
            return replace(boards, wall=phase)
        case _:
            assert_never(event)


BOARDS: Part[Boards] = Part(
    slice=Boards,
    initial=Boards(),
    evolve=evolve,
    events={
        "boards-opened": BoardsOpened,
        "boards-switched": BoardsSwitched,
        "board-switched": BoardSwitched,
        "board-revealed": BoardRevealed,
        "boards-closed": BoardsClosed,
        "wall-shown": WallShown,
    },
)
