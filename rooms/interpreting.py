"""Interpreters and captioners: beside whom they are, and who of a team is on. Whoever moves that person moves them too.

Who is beside nobody serves the room they are in. A team are all of one role who are beside the same person, or, beside
nobody, in the same room; one of them is on, and whoever pinned one sees the other as soon as they take over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from dialogue.refs import Name
from rooms.order import Order
from rooms.places import FOYER, Places, Seated, people_in
from rooms.presence import Presence
from rooms.roles import ROLES
from rooms.seats import Seats, known_seat, must_lead

INTERPRETER, CAPTIONER = "interpreter", "captioner"


@dataclass(frozen=True, slots=True)
class InterpreterBound:
    """`person` None: beside nobody from now on."""

    seat: int
    person: int | None


@dataclass(frozen=True, slots=True)
class InterpreterOn:
    seat: int


@dataclass(frozen=True, slots=True)
class BindInterpreter:
    """`interpreting.bind`: leading staff; `person` null for nobody in particular. Refuses `not-allowed`, also for seats
    that do not interpret or caption and for a person who does; `unknown-seat`."""

    seat: int
    person: int | None


@dataclass(frozen=True, slots=True)
class TakeOver:
    """`interpreting.take`: one of the team, or leading staff, says who is on. Refuses `not-allowed`, `unknown-seat`."""

    seat: int


@dataclass(frozen=True, slots=True)
class Interpreting:
    """`persons`: beside whom, by seat; `took`: who took over, the newest last."""

    persons: Mapping[int, int] = field(default_factory=dict)
    took: tuple[int, ...] = ()

    def signing(self, roles: Mapping[int, str]) -> frozenset[int]:
        """Who has an interpreter at their side: they can be heard without a microphone."""
        return frozenset(person for seat, person in self.persons.items() if roles.get(seat) == INTERPRETER)


def team(dialogue: Dialogue, seat: int) -> list[int]:
    """Everybody this seat shares its work with, itself among them."""
    roles, persons = dialogue.part(Seats).roles, dialogue.part(Interpreting).persons
    person, places = persons.get(seat), dialogue.part(Places)
    same = [each for each, role in roles.items() if role == roles[seat] and persons.get(each) == person]
    return same if person is not None else [each for each in same if places.of(each) == places.of(seat)]


def on_duty(dialogue: Dialogue, seat: int) -> bool:
    """Whether this seat interprets or captions now: of those of its team who are here, who took over last."""
    if not ROLES[dialogue.part(Seats).roles[seat]].beside:
        return False
    here = [each for each in team(dialogue, seat) if each in dialogue.part(Presence).here]
    return bool(here) and _on(dialogue, here) == seat


def _on(dialogue: Dialogue, here: Sequence[int]) -> int:
    took = dialogue.part(Interpreting).took
    return next((seat for seat in reversed(took) if seat in here), here[0])


def interprets(dialogue: Dialogue, seat: int) -> int | None:
    """For whom this seat speaks and signs now, if it is for one person who is in the same room."""
    person = dialogue.part(Interpreting).persons.get(seat)
    places = dialogue.part(Places)
    near = person is not None and places.of(person) == places.of(seat)
    return person if near and _is(dialogue, seat, INTERPRETER) and on_duty(dialogue, seat) else None


def interprets_all(dialogue: Dialogue, seat: int) -> bool:
    """Whether this seat interprets for whoever needs it in its room."""
    free = seat not in dialogue.part(Interpreting).persons
    return free and _is(dialogue, seat, INTERPRETER) and on_duty(dialogue, seat)


def may_caption(dialogue: Dialogue, seat: int) -> str | None:
    """The room that reads what this seat types as captions; None for who is not on, or where nobody speaks."""
    room = dialogue.part(Places).of(seat)
    on = _is(dialogue, seat, CAPTIONER) and on_duty(dialogue, seat) and seat not in dialogue.part(Order).silenced
    return room if on and room != FOYER else None


def _is(dialogue: Dialogue, seat: int, role: str) -> bool:
    return dialogue.part(Seats).roles.get(seat) == role


def together(dialogue: Dialogue, rooms: Mapping[int, str]) -> dict[int, str]:
    """These moves, and those of whoever is beside somebody who moves or stays."""
    places, moved = dialogue.part(Places), dict(rooms)
    for seat, person in dialogue.part(Interpreting).persons.items():
        room = rooms.get(person, places.rooms.get(person))
        if room is not None and _follows(dialogue, seat, person):
            moved[seat] = room
    return moved


def _follows(dialogue: Dialogue, seat: int, person: int) -> bool:
    excluded = dialogue.part(Order).excluded
    return seat in dialogue.part(Places).rooms and seat not in excluded and person not in excluded


def _astray(dialogue: Dialogue) -> dict[int, str]:
    """Who is not where their person is, and the room they belong to."""
    places = dialogue.part(Places)
    return {seat: room for seat, room in together(dialogue, {}).items() if places.of(seat) != room}


def decide(dialogue: Dialogue, command: BindInterpreter | TakeOver, actor: int, given: Given) -> Sequence[Event]:
    seat = known_seat(dialogue, command.seat)
    match command:
        case BindInterpreter(person=person):
            must_lead(dialogue, actor, "interpreting.bind")
            wrong = person is not None and _beside(dialogue, known_seat(dialogue, person))
            if wrong or not _beside(dialogue, seat):
                raise Refused("not-allowed", command="interpreting.bind")
            same = dialogue.part(Interpreting).persons.get(seat) == person
            return () if same else (InterpreterBound(seat, person),)
        case TakeOver():
            if actor not in team(dialogue, seat):
                must_lead(dialogue, actor, "interpreting.take")
            if not _beside(dialogue, seat):
                raise Refused("not-allowed", command="interpreting.take")
            return () if on_duty(dialogue, seat) else (InterpreterOn(seat),)
        case _:
            assert_never(command)


def _beside(dialogue: Dialogue, seat: int) -> bool:
    return dialogue.part(Seats).role(seat).beside


def evolve(held: Interpreting, event: InterpreterBound | InterpreterOn) -> Interpreting:
    match event:
        case InterpreterBound(seat=seat, person=person):
            others = {each: whose for each, whose in held.persons.items() if each != seat}
            return replace(held, persons=others if person is None else {**others, seat: person})
        case InterpreterOn(seat=seat):
            return replace(held, took=(*(each for each in held.took if each != seat), seat))
        case _:
            assert_never(event)


def tick(dialogue: Dialogue, given: Given) -> Sequence[Event]:
    """Whatever has moved somebody, their interpreter goes after them."""
    moves = _astray(dialogue)
    return [Seated(moves)] if moves else []


def due_at(dialogue: Dialogue) -> float | None:
    return dialogue.at if _astray(dialogue) else None


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Everybody sees what is booked at all, and who of the interpreters and captioners in the room is on: never for
    whom. That is told to themselves, and to who leads."""
    if audience.seat is not None:
        return _own(dialogue, audience.seat)
    roles = dialogue.part(Seats).roles
    found: Topics = {
        "booked": {"captions": CAPTIONER in roles.values(), "interpreter": INTERPRETER in roles.values()},
        "interpreters": _teams(dialogue, people_in(dialogue, audience.room)),
    }
    if ROLES[audience.role].leads:
        persons = dialogue.part(Interpreting).persons
        found["beside"] = [
            {"seat": seat, "role": role, "person": persons.get(seat), "on": on_duty(dialogue, seat)}
            for seat, role in roles.items()
            if ROLES[role].beside
        ]
    return found


def _teams(dialogue: Dialogue, here: Iterable[int]) -> list[dict[str, Any]]:
    roles, teams = dialogue.part(Seats).roles, dict[tuple[int, ...], str]()
    for seat in here:
        if ROLES[roles[seat]].beside:
            teams[tuple(team(dialogue, seat))] = roles[seat]
    present = dialogue.part(Presence).here
    on = {members: _on(dialogue, [seat for seat in members if seat in present]) for members in teams}
    # Who is away for a moment stays in the team, and so does the pin on them.
    return [{"role": role, "seats": list(members), "on": on[members]} for members, role in teams.items()]


def _own(dialogue: Dialogue, seat: int) -> Topics:
    person = dialogue.part(Interpreting).persons.get(seat)
    if person is None:
        return {}
    # Read so that a corrected name makes this stale.
    known = person in dialogue.part(Seats).roles
    return {"my-person": {"seat": person, "name": Name(person)}} if known else {}


INTERPRETING: Part[Interpreting] = Part(
    slice=Interpreting,
    initial=Interpreting(),
    evolve=evolve,
    decide=decide,
    tick=tick,
    due_at=due_at,
    topics=topics,
    events={"interpreter-bound": InterpreterBound, "interpreter-on": InterpreterOn},
    commands={"interpreting.bind": BindInterpreter, "interpreting.take": TakeOver},
)
