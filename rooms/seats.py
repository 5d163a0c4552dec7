"""Seats: who has a place in the dialogue, in which role. Knows no name; names live beside the log, keyed by seat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ClassVar, assert_never

from annotated_types import Len

from dialogue.machine import SERVER, Audience, Dialogue, Event, Given, Part, Refused, Topics
from dialogue.refs import Name
from rooms.roles import NOBODY, ROLES, Role


@dataclass(frozen=True, slots=True)
class SeatAdded:
    """`walked_in`: by an open link, so nobody knows whether that person has another seat, too. `synthetic`: a place for
    a program that behaves like a person (`facilitation.rehearsal`)."""

    seat: int
    role: str
    walked_in: bool = False
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """The name or an attribute of this seat changed beside the log. Carries nothing of it."""

    seat: int


@dataclass(frozen=True, slots=True)
class PairSet:
    """Whether two people share this seat's device: they count as two."""

    seat: int
    pair: bool


@dataclass(frozen=True, slots=True)
class SeatsRekeyed:
    """The people are deleted and all rows before this one stand under new numbers: whoever had read them reads them
    again (`rooms.rekeying`)."""

    REREAD: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class PersonForgotten:
    """One person was erased: name, link and device are gone, and rows before this one may name nobody where they named
    this seat."""

    seat: int

    REREAD: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class AddSeat:
    """Server only: a new place; who calls it hands out the link. `name` may come later, at the door."""

    role: str
    name: str | None = None
    pair: bool = False
    walked_in: bool = False
    traits: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AddSeats:
    """Server only: a whole roster at once, in its order; all of it in one row of the log."""

    seats: Sequence[AddSeat]


@dataclass(frozen=True, slots=True)
class NamePerson:
    """Server only: what somebody typed at the door of this seat. `pair`: two people sit there, `name` names both."""

    seat: int
    name: str
    pair: bool = False


@dataclass(frozen=True, slots=True)
class Rename:
    """`seat.rename`: staff correct a display name."""

    seat: int
    name: Annotated[str, Len(1, 60)]


@dataclass(frozen=True, slots=True)
class Seats:
    """Roles by seat; `named` counts the changes of each seat's person, so that what shows names goes stale; `pairs` are
    seats with two people at one device; `walked_in` those who came by an open link; `rekeyed`: nobody has a name any
    more; `forgotten`: who was erased before that, and cannot come back; `synthetic`: no people at all."""

    roles: Mapping[int, str] = field(default_factory=dict)
    named: Mapping[int, int] = field(default_factory=dict)
    pairs: frozenset[int] = frozenset()
    walked_in: frozenset[int] = frozenset()
    rekeyed: bool = False
    synthetic: frozenset[int] = frozenset()
    forgotten: frozenset[int] = frozenset()

    def role(self, seat: int) -> Role:
        """Rights of a seat; of nobody (the server, an unknown seat): none."""
        return ROLES.get(self.roles.get(seat, ""), NOBODY)

    def heads(self, seats: Iterable[int]) -> int:
        """How many people these seats are."""
        return sum(2 if seat in self.pairs else 1 for seat in seats)

    def counted(self) -> list[int]:
        return [seat for seat in self.roles if self.role(seat).counted]

    def invited(self) -> list[int]:
        """Citizens with a place of their own: not who came by the open link, was erased, or is no person at all."""
        others = self.walked_in | self.forgotten | self.synthetic
        return [seat for seat in self.counted() if seat not in others]


def leads(dialogue: Dialogue, actor: int) -> bool:
    """Whether the actor may run the evening: leading roles, and the server itself."""
    return actor == SERVER or dialogue.part(Seats).role(actor).leads


def must_lead(dialogue: Dialogue, actor: int, command: str) -> None:
    """Refuses `not-allowed`."""
    if not leads(dialogue, actor):
        raise Refused("not-allowed", command=command)


def known_seat(dialogue: Dialogue, seat: int) -> int:
    """Refuses `unknown-seat`."""
    if seat not in dialogue.part(Seats).roles:
        raise Refused("unknown-seat")
    return seat


def decide(
    dialogue: Dialogue, command: AddSeat | AddSeats | NamePerson | Rename, actor: int, given: Given
) -> Sequence[Event]:
    match command:
        case AddSeat():
            return _add(dialogue, [command], given)
        case AddSeats(seats=seats):
            return _add(dialogue, seats, given)
        case NamePerson(seat=seat, name=name, pair=pair):
            return [*_name(dialogue, seat, name, given), *_pair(dialogue, seat, pair)]
        case Rename(seat=seat, name=name):
            if not dialogue.part(Seats).role(actor).knows_names:
                raise Refused("not-allowed", command="seat.rename")
            return _name(dialogue, seat, name, given)
        case _:
            assert_never(command)


def _add(dialogue: Dialogue, commands: Sequence[AddSeat], given: Given) -> Sequence[Event]:
    events: list[Event] = []
    for seat, command in enumerate(commands, max(dialogue.part(Seats).roles, default=0) + 1):
        assert command.role in ROLES, command.role
        events.append(SeatAdded(seat, command.role, command.walked_in))
        if command.name is not None or command.traits:
            given.describe(seat, **command.traits, **({"name": command.name} if command.name else {}))
            events.append(PersonChanged(seat))
        events += _pair(dialogue, seat, command.pair)
    return events


def _name(dialogue: Dialogue, seat: int, name: str, given: Given) -> Sequence[Event]:
    given.describe(known_seat(dialogue, seat), name=name)
    return (PersonChanged(seat),)


def _pair(dialogue: Dialogue, seat: int, pair: bool) -> Sequence[Event]:
    return () if pair == (seat in dialogue.part(Seats).pairs) else (PairSet(seat, pair),)


def evolve(seats: Seats, event: SeatAdded | PersonChanged | PairSet | SeatsRekeyed | PersonForgotten) -> Seats:
    match event:
        case SeatAdded(seat=seat, role=role, walked_in=walked_in, synthetic=synthetic):
            came = seats.walked_in | {seat} if walked_in else seats.walked_in
            made = seats.synthetic | {seat} if synthetic else seats.synthetic
            return replace(seats, roles={**seats.roles, seat: role}, walked_in=came, synthetic=made)
        case PersonChanged(seat=seat):
            return replace(seats, named={**seats.named, seat: seats.named.get(seat, 0) + 1})
        case PairSet(seat=seat, pair=pair):
            return replace(seats, pairs=seats.pairs | {seat} if pair else seats.pairs - {seat})
        case SeatsRekeyed():
            return replace(seats, rekeyed=True)
        case PersonForgotten(seat=seat):
            return replace(seats, forgotten=seats.forgotten | {seat})
        case _:
            assert_never(event)


def names(dialogue: Dialogue, visible: Sequence[int]) -> dict[str, Any]:
    """The topic data for the names of these seats; reads `Seats`, so a renamed person makes it stale."""
    roles = dialogue.part(Seats).roles
    return {str(seat): Name(seat) for seat in visible if seat in roles}


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Names of all seats, for roles that know everyone's. Everyone else's `names` comes with the room
    (`rooms.places`).
    """
    if audience.seat is not None or not ROLES[audience.role].knows_names:
        return {}
    return {"names": names(dialogue, list(dialogue.part(Seats).roles))}


SEATS: Part[Seats] = Part(
    slice=Seats,
    initial=Seats(),
    evolve=evolve,
    decide=decide,
    events={
        "seat-added": SeatAdded,
        "person-changed": PersonChanged,
        "pair-set": PairSet,
        "seats-rekeyed": SeatsRekeyed,
        "person-forgotten": PersonForgotten,
    },
    commands={"seat.rename": Rename},
    server={"seat.add": AddSeat, "seats.add": AddSeats, "seat.name": NamePerson},
    topics=topics,
)
