"""What a phase does to the parts beside it when it begins, goes on and ends: events only. Knows no agenda."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.machine import Dialogue, Event, Given
from facilitation import forming, goround, picks, readback, reporters
from facilitation.boards import (
    BoardColumn,
    BoardRevealed,
    Boards,
    BoardsClosed,
    BoardsOpened,
    BoardsSwitched,
    BoardSwitched,
    WallShown,
)
from facilitation.dots import Dots, DotsClosed, DotsOpened
from facilitation.groups import Grouped, Groups, GroupsClosed, GroupsWanted
from facilitation.localized import localized
from facilitation.script import CardRule, GroupRule, Phase
from facilitation.sitting import Group, group_of, moved, smallest
from facilitation.stepping import OwnSteps
from rooms.admission import Admission
from rooms.interpreting import together
from rooms.places import PLENARY, STAFF_ROOM, Places, Seated, group_id, room_kind
from rooms.presence import Presence
from rooms.seats import Seats
from rooms.voices import FloorTaken, Voices

SHOWS_WALL = ("harvest", "themes")
WRITING = ("hidden", "open", "choose")
SHOWING = ("open", "choose", "read-back")


def in_groups(phase: Phase) -> bool:
    return phase.kind == "group-work" and phase.room == "groups"


def countdown_s(phase: Phase, following: Phase | None) -> int:
    """How long people are warned before they are moved from one to the other; 0 where they stay in the plenary."""
    if in_groups(phase):
        return phase.return_s
    return following.return_s if following is not None and in_groups(following) else 0


def begin(dialogue: Dialogue, phase: Phase, given: Given) -> list[Event]:
    """Seats everybody where the phase wants them; opens its boards, shows the wall."""
    if in_groups(phase):
        return _into_groups(dialogue, phase, given)
    events = gather(dialogue)
    boards = dialogue.part(Boards)
    newest = next(reversed([*boards.opened]), None)
    if phase.kind in SHOWS_WALL and newest is not None and newest != boards.wall:
        events.append(WallShown(newest))
    if phase.dots is not None:
        events.append(DotsOpened(phase.id, phase.dots.total, phase.dots.per_theme))
    return events


def gather(dialogue: Dialogue) -> list[Event]:
    """Everybody into the plenary, those who are away for a moment included; who is in the Regieraum stays there."""
    return _seated(dialogue, {})


def call(dialogue: Dialogue) -> list[Event]:
    """The evening begins: staff out of the Regieraum."""
    return _moved(dialogue, {seat: PLENARY for seat in _everybody(dialogue) if _backstage(dialogue, seat)})


def part_ways(dialogue: Dialogue) -> list[Event]:
    """The evening is over: staff into the Regieraum, everybody else into the plenary."""
    seats = dialogue.part(Seats)
    rooms = {seat: STAFF_ROOM if seats.role(seat).backstage else PLENARY for seat in _everybody(dialogue)}
    return _moved(dialogue, rooms)


def _seated(dialogue: Dialogue, rooms: dict[int, str]) -> list[Event]:
    """One move for everybody who has to change rooms; whoever is not named goes to the plenary, or stays backstage. Who
    is in a corner stays there until the help is over."""
    stays = {seat for seat in _everybody(dialogue) if _aside(dialogue, seat, seat in rooms)}
    return _moved(dialogue, {seat: rooms.get(seat, PLENARY) for seat in _everybody(dialogue) if seat not in stays})


def _everybody(dialogue: Dialogue) -> list[int]:
    """Who ever came and is not kept in the foyer."""
    return sorted({*dialogue.part(Places).rooms, *dialogue.part(Presence).here} - dialogue.part(Admission).waiting)


def _aside(dialogue: Dialogue, seat: int, wanted: bool) -> bool:
    return room_kind(dialogue.part(Places).of(seat)) == "corner" or (not wanted and _backstage(dialogue, seat))


def _backstage(dialogue: Dialogue, seat: int) -> bool:
    return dialogue.part(Places).of(seat) == STAFF_ROOM


def _moved(dialogue: Dialogue, rooms: dict[int, str]) -> list[Event]:
    places = dialogue.part(Places)
    moves = {seat: room for seat, room in together(dialogue, rooms).items() if places.rooms.get(seat) != room}
    return [Seated(moves)] if moves else []


def _into_groups(dialogue: Dialogue, phase: Phase, given: Given) -> list[Event]:
    made = _kept(dialogue, phase) or _formed(dialogue, phase, given)
    events: list[Event] = [Grouped(phase.id, made)]
    if phase.cards is not None:
        events += _opened(phase, phase.cards, made)
    rooms = {seat: group_id(phase.id, group.number) for group in made for seat in _everyone(group)}
    return [*events, *_seated(dialogue, rooms)]


def _kept(dialogue: Dialogue, phase: Phase) -> tuple[Group, ...]:
    """The groups of a round that is taken up again, with those who came since; none where it never ran."""
    groups, presence = dialogue.part(Groups), dialogue.part(Presence)
    kept = groups.rounds.get(phase.id, ())
    for seat, guides in groups.kinds.items():
        if kept and not guides and seat in presence.here and group_of(kept, seat) is None:
            # An empty group was merged into another.
            kept = moved(kept, seat, smallest([group for group in kept if group.seats] or kept).number, guide=False)
    return kept


def _formed(dialogue: Dialogue, phase: Phase, given: Given) -> tuple[Group, ...]:
    groups = dialogue.part(Groups)
    return forming.form(
        forming.crowd(dialogue, given.now, phase=phase.id),
        groups.rule_of(phase.id) or rule(phase),
        forming.earlier(groups.rounds, but=phase.id),
        given.traits,
        proposal=groups.proposal.groups if groups.proposal and groups.proposal.phase == phase.id else None,
    )


def _everyone(group: Group) -> tuple[int, ...]:
    return group.seats if group.facilitator is None else (*group.seats, group.facilitator)


def _opened(phase: Phase, rule: CardRule, groups: tuple[Group, ...]) -> list[Event]:
    """With steps that speak of cards, the steps rule; else cards are open all the time."""
    free = not any(step.cards for step in phase.steps)
    columns = tuple(BoardColumn(column.id, localized(column.title, column.easy)) for column in rule.columns)
    numbers = tuple(group.number for group in groups)
    opened = BoardsOpened(
        phase.id, localized(phase.title), columns, numbers, free, rule.length, rule.per_person, rule.anonymous, rule.top
    )
    return [opened, *(BoardRevealed(group_id(phase.id, number)) for number in numbers if free)]


def rule(phase: Phase) -> GroupRule:
    return phase.groups or GroupRule()


def step(dialogue: Dialogue, phase: Phase, index: int, now: float) -> list[Event]:
    """In the groups that go by the script's clock turns begin or end, writing starts or stops, and what was hidden is
    revealed."""
    own = dialogue.part(OwnSteps).clocks
    rooms = [room for room in dialogue.part(Groups).rooms() if room not in own]
    boards, writes = dialogue.part(Boards), phase.steps[index].cards in WRITING
    board = boards.opened.get(phase.id)
    switched = [BoardsSwitched(phase.id, writes)] if board and _by_steps(phase) and board.writing != writes else []
    begun = [*_turns(dialogue, phase, index, now, rooms=rooms), *_read_back(dialogue, phase, index, now, rooms=rooms)]
    return [*begun, *switched, *_revealed(dialogue, phase, index, rooms)]


def step_of(dialogue: Dialogue, phase: Phase, index: int, now: float, *, room: str) -> list[Event]:
    """The same in one group with a clock of its own."""
    boards, writes = dialogue.part(Boards), phase.steps[index].cards in WRITING
    switches = boards.of(room) is not None and _by_steps(phase) and boards.writing(room) != writes
    switched = [BoardSwitched(room, writes)] if switches else []
    begun = [*_turns(dialogue, phase, index, now, rooms=[room]), *_read_back(dialogue, phase, index, now, rooms=[room])]
    return [*begun, *switched, *_revealed(dialogue, phase, index, [room])]


def _turns(dialogue: Dialogue, phase: Phase, index: int, now: float, *, rooms: Sequence[str]) -> list[Event]:
    """A step in which each has a turn begins with the first of every group; any other ends that."""
    if phase.steps[index].turns != "round":
        return goround.stop(dialogue, rooms)
    seconds = phase.steps[index].minutes * 60
    return [
        event for room in rooms for event in goround.start(dialogue, room, goround.share(dialogue, room, seconds), now)
    ]


def _read_back(dialogue: Dialogue, phase: Phase, index: int, now: float, *, rooms: Sequence[str]) -> list[Event]:
    """A step of Gegenlesen asks every group; any other ends that."""
    if phase.steps[index].cards == "read-back":
        return readback.asked(dialogue, rooms, now)
    return readback.over(dialogue, rooms)


def _by_steps(phase: Phase) -> bool:
    return any(each.cards for each in phase.steps)


def _revealed(dialogue: Dialogue, phase: Phase, index: int, rooms: Sequence[str]) -> list[Event]:
    if phase.steps[index].cards not in SHOWING:
        return []
    return [BoardRevealed(room) for room in dialogue.part(Boards).hidden(phase.id) if room in rooms]


def finish(dialogue: Dialogue, phase: Phase, now: float) -> list[Event]:
    """Takes the floors back, closes boards and groups. Cards never shown are shown now: nothing written is lost."""
    boards = dialogue.part(Boards)
    floors = dialogue.part(Voices).floors
    events: list[Event] = [FloorTaken(room, seat) for room, seats in floors.items() for seat in seats]
    events += [*goround.stop(dialogue), *reporters.stop(dialogue)]
    if phase.id in boards.opened and phase.id not in boards.closed:
        events += [BoardRevealed(group) for group in boards.hidden(phase.id)]
        events += [event for group in dialogue.part(Groups).rooms() for event in picks.retopped(dialogue, group)]
        events += readback.over(dialogue, dialogue.part(Groups).rooms())
        events.append(BoardsClosed(phase.id, now))
    if dialogue.part(Groups).open == phase.id:
        events.append(GroupsClosed(phase.id))
    if dialogue.part(Dots).open == phase.id:
        events.append(DotsClosed(phase.id))
    return events


def want_groups(phase: Phase, now: float) -> list[Event]:
    return [GroupsWanted(phase.id, rule(phase), now)]
