"""Fairness: who was heard how long, so that staff can call those first who spoke least. Numbers leave this part never.

Heard is who spoke (`rooms.spoken`), wrote, or had a turn that the evening itself gave: a floor, a place in a round.
Staff are not counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from facilitation.goround import GoRounds, RoundStarted, TurnPassed
from facilitation.queue import Queue, QueueOrdered
from facilitation.turns import SHOWN_S, TurnWritten
from rooms.interpreting import Interpreting
from rooms.places import PLENARY, Places, people_in
from rooms.roles import ROLES
from rooms.seats import Seats
from rooms.spoken import Spoken
from rooms.voices import FloorGiven, Voices, guides

SPOKE_S = 5.0
"""A shorter "ja" is not yet a turn of one's own."""


@dataclass(frozen=True, slots=True)
class OrderQueue:
    """`queue.least`: hands of the own room by who was heard least, then as they were raised. By who guides the room.
    Changes nothing where that is their order already."""


@dataclass(frozen=True, slots=True)
class Fairness:
    """`turns` by seat; `written`: turns written in groups, by room and seat."""

    turns: Mapping[int, int] = field(default_factory=dict)
    written: Mapping[str, Mapping[int, int]] = field(default_factory=dict)


def signed_s(dialogue: Dialogue, now: float) -> dict[int, float]:
    """For how long since the last reading those who sign had the floor, or their place in a round: so they are heard
    without a sound."""
    read_at, signing = dialogue.part(Spoken).at, dialogue.part(Interpreting).signing(dialogue.part(Seats).roles)
    turns = _turns_now(dialogue) if read_at else {}
    return {seat: now - max(since, read_at) for seat, since in turns.items() if seat in signing}


def _turns_now(dialogue: Dialogue) -> dict[int, float]:
    """Whose turn it is by floor or round, and since when."""
    rounds = dialogue.part(GoRounds)
    going = rounds.rooms.values() if rounds.held_at is None else ()
    return {**{each.seat: each.ends_at - each.seconds for each in going}, **dialogue.part(Voices).since}


def heard_s(dialogue: Dialogue, seat: int) -> float:
    """How long this seat was heard, all evening. A written turn counts as long as it stands on the stage."""
    written = sum(seats.get(seat, 0) for seats in dialogue.part(Fairness).written.values())
    return dialogue.part(Spoken).seconds(seat) + SHOWN_S * written


def heard_in(dialogue: Dialogue, room: str) -> dict[int, float]:
    """The same in one room, by seat."""
    spoken, written = dialogue.part(Spoken).rooms.get(room, {}), dialogue.part(Fairness).written.get(room, {})
    return {seat: spoken.get(seat, 0.0) + SHOWN_S * written.get(seat, 0) for seat in {**spoken, **written}}


def decide(dialogue: Dialogue, command: OrderQueue, actor: int, given: Given) -> Sequence[Event]:
    room = dialogue.part(Places).of(actor)
    if not guides(dialogue, actor, room):
        raise Refused("not-allowed", command="queue.least")
    hands = dialogue.part(Queue).hands.get(room, ())
    turns = dialogue.part(Fairness).turns
    ordered = tuple(sorted(hands, key=lambda seat: (heard_s(dialogue, seat), turns.get(seat, 0))))
    return (QueueOrdered(room, ordered),) if ordered != hands else ()


def evolve(fairness: Fairness, event: FloorGiven | TurnWritten | RoundStarted | TurnPassed) -> Fairness:
    """Who writes had the floor already, in the plenary; in groups a written turn is one of its own."""
    written = fairness.written
    if isinstance(event, TurnWritten):
        if event.room == PLENARY:
            return fairness
        room = written.get(event.room, {})
        written = {**written, event.room: {**room, event.seat: room.get(event.seat, 0) + 1}}
    return Fairness({**fairness.turns, event.seat: fairness.turns.get(event.seat, 0) + 1}, written)


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Who leads or guides reads of the room they are in how many citizens have not spoken yet: never who, never how
    long anybody did."""
    role = ROLES[audience.role]
    if audience.seat is not None or not (role.leads or role.guides):
        return {}
    seats, turns = dialogue.part(Seats), dialogue.part(Fairness).turns
    here = [seat for seat in people_in(dialogue, audience.room) if seats.role(seat).counted]
    quiet = [seat for seat in here if seat not in turns and heard_s(dialogue, seat) < SPOKE_S]
    return {"quiet": {"count": len(quiet), "of": len(here)}}


FAIRNESS: Part[Fairness] = Part(
    slice=Fairness,
    initial=Fairness(),
    evolve=evolve,
    decide=decide,
    topics=topics,
    events={},
    follows=(FloorGiven, TurnWritten, RoundStarted, TurnPassed),
    commands={"queue.least": OrderQueue},
)
