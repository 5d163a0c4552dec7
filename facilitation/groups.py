"""Groups: who belongs to which small group, round by round, and the preview of the next. Knows no script, no clock.

Belonging is not being there: who dropped, or is visited away, still belongs; reports name groups by this part alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from dialogue.machine import Dialogue, Event, Given, Job, Part, Refused
from facilitation import forming
from facilitation.script import GroupRule
from facilitation.sitting import Group, Note, group_of, moved
from rooms.places import Seated, group_id
from rooms.roles import ROLES
from rooms.seats import SeatAdded, known_seat, must_lead


@dataclass(frozen=True, slots=True)
class GroupsWanted:
    """The time has come to propose the groups of that phase."""

    phase: str
    rule: GroupRule
    at: float


@dataclass(frozen=True, slots=True)
class GroupsProposed:
    phase: str
    groups: tuple[Group, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Grouped:
    """The round begins; from here on `Seated` of the seats concerned keeps belonging up to date."""

    phase: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class GroupsClosed:
    phase: str


@dataclass(frozen=True, slots=True)
class ProposeGroups:
    """Server only, the answer of the worker. Ignored when that round has begun meanwhile."""

    phase: str
    groups: tuple[Group, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceInGroup:
    """`groups.place`: leading staff change the preview, or the running round. Refuses `phase-over` where that phase has
    neither, `unknown-room` for a group that does not exist, `not-allowed` for seats that get no place in groups."""

    phase: str
    seat: int
    group: int


@dataclass(frozen=True, slots=True)
class Groups:
    """`rounds`: groups by phase, oldest first; `open`: the phase whose groups are rooms now; `kinds`: seats that get a
    place, True for those who guide."""

    rounds: Mapping[str, tuple[Group, ...]] = field(default_factory=dict)
    open: str | None = None
    wanted: GroupsWanted | None = None
    proposal: GroupsProposed | None = None
    kinds: Mapping[int, bool] = field(default_factory=dict)

    def rule_of(self, phase: str) -> GroupRule | None:
        """The rule by which that phase's groups were asked for: staff may have chosen another mix than the script."""
        return self.wanted.rule if self.wanted and self.wanted.phase == phase else None

    def now(self) -> tuple[Group, ...]:
        """The groups of the running round; none outside of group work."""
        return self.rounds.get(self.open, ()) if self.open else ()

    def room_of(self, seat: int) -> str | None:
        """The room of the group this seat belongs to now."""
        group = group_of(self.now(), seat)
        return group_id(self.open, group.number) if group and self.open else None

    def belongs(self, seat: int, room: str) -> bool:
        """Whether the seat sat in that group, in whatever round."""
        phase, _, number = room.rpartition("/")
        group = group_of(self.rounds.get(phase, ()), seat)
        return group is not None and str(group.number) == number

    def rooms(self) -> list[str]:
        return [group_id(self.open, group.number) for group in self.now()] if self.open else []


def decide(dialogue: Dialogue, command: ProposeGroups | PlaceInGroup, actor: int, given: Given) -> Sequence[Event]:
    groups = dialogue.part(Groups)
    match command:
        case ProposeGroups(phase=phase):
            late = groups.wanted is None or groups.wanted.phase != phase or groups.proposal is not None
            return () if late else (GroupsProposed(phase, command.groups, command.notes),)
        case PlaceInGroup(seat=seat):
            must_lead(dialogue, actor, "groups.place")
            if known_seat(dialogue, seat) not in groups.kinds:
                raise Refused("not-allowed", command="groups.place")
            return _place(dialogue, command, given)
        case _:
            assert_never(command)


def _place(dialogue: Dialogue, command: PlaceInGroup, given: Given) -> Sequence[Event]:
    groups = dialogue.part(Groups)
    proposal = groups.proposal if groups.proposal and groups.proposal.phase == command.phase else None
    standing = groups.now() if groups.open == command.phase else proposal.groups if proposal else None
    if standing is None:
        raise Refused("phase-over", phase=command.phase)
    if command.group not in {group.number for group in standing}:
        raise Refused("unknown-room")
    if groups.open == command.phase:
        return (Seated({command.seat: group_id(command.phase, command.group)}),)
    placed = moved(standing, command.seat, command.group, guide=groups.kinds[command.seat])
    return (reproposed(dialogue, placed, given),)


def reproposed(dialogue: Dialogue, changed: Sequence[Group], given: Given) -> GroupsProposed:
    """The preview as staff changed it, with reasons that are true for it."""
    groups = dialogue.part(Groups)
    assert groups.proposal is not None
    phase, rule = groups.proposal.phase, groups.wanted.rule if groups.wanted else GroupRule()
    traits = forming.heard_traits(given.traits, forming.signing(dialogue))
    formed = forming.told(changed, rule, forming.earlier(groups.rounds, but=phase), traits)
    return GroupsProposed(phase, formed.groups, formed.notes)


def evolve(
    groups: Groups, event: GroupsWanted | GroupsProposed | Grouped | GroupsClosed | Seated | SeatAdded
) -> Groups:
    match event:
        case GroupsWanted():
            return replace(groups, wanted=event, proposal=None)
        case GroupsProposed():
            return replace(groups, proposal=event)
        case Grouped(phase=phase, groups=made):
            earlier = {other: each for other, each in groups.rounds.items() if other != phase}
            return replace(groups, rounds={**earlier, phase: made}, open=phase, wanted=None, proposal=None)
        case GroupsClosed():
            return replace(groups, open=None)
        case Seated(rooms=rooms):
            return _reseated(groups, rooms)
        case SeatAdded(seat=seat, role=role):
            placed = ROLES[role].grouped or ROLES[role].guides
            return replace(groups, kinds={**groups.kinds, seat: ROLES[role].guides}) if placed else groups
        case _:
            assert_never(event)


def _reseated(groups: Groups, rooms: Mapping[int, str]) -> Groups:
    """Whoever is seated in a group of the running round belongs to it from then on; visitors have no `kinds`."""
    standing = now = groups.now()
    for seat, room in rooms.items():
        phase, _, number = room.rpartition("/")
        if phase and phase == groups.open and seat in groups.kinds:
            now = moved(now, seat, int(number), guide=groups.kinds[seat])
    if now == standing or groups.open is None:
        return groups
    return replace(groups, rounds={**groups.rounds, groups.open: now})


def jobs(dialogue: Dialogue) -> Iterable[Job]:
    """The assignment, from the moment it is wanted until it is there."""
    groups = dialogue.part(Groups)
    if groups.wanted is None or groups.proposal is not None:
        return
    phase, at = groups.wanted.phase, groups.wanted.at
    yield Job(
        # Asked for again, it is another job: staff may want another mix.
        key=f"groups:{phase}:{at}",
        run=forming.propose,
        arguments=(
            forming.crowd(dialogue, at, phase=phase),
            groups.wanted.rule,
            forming.earlier(groups.rounds, but=phase),
        ),
        command=lambda formed: ProposeGroups(phase, formed.groups, formed.notes),
        wants_traits=True,
    )


GROUPS: Part[Groups] = Part(
    slice=Groups,
    initial=Groups(),
    evolve=evolve,
    decide=decide,
    jobs=jobs,
    events={
        "groups-wanted": GroupsWanted,
        "groups-proposed": GroupsProposed,
        "grouped": Grouped,
        "groups-closed": GroupsClosed,
    },
    follows=(Seated, SeatAdded),
    commands={"groups.place": PlaceInGroup},
    server={"groups.propose": ProposeGroups},
)
