"""Fairness: who had how many turns, so that staff can call those first who had fewest. Numbers leave this part never.

A turn is a floor, a written turn, a place in a round: what the evening itself gave; nothing is measured of a voice.
Staff are not counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from facilitation.goround import RoundStarted, TurnPassed
from facilitation.queue import Queue, QueueOrdered
from facilitation.turns import TurnWritten
from rooms.places import Places, people_in
from rooms.roles import ROLES
from rooms.seats import Seats
from rooms.voices import FloorGiven, guides


@dataclass(frozen=True, slots=True)
class OrderQueue:
    """`queue.least`: hands of the own room by who had fewest turns, then as they were raised. By who guides the room.
    Changes nothing where that is their order already."""


@dataclass(frozen=True, slots=True)
class Fairness:
    """Turns by seat."""

    turns: Mapping[int, int] = field(default_factory=dict)


def decide(dialogue: Dialogue, command: OrderQueue, actor: int, given: Given) -> Sequence[Event]:
    room = dialogue.part(Places).of(actor)
    if not guides(dialogue, actor, room):
        raise Refused("not-allowed", command="queue.least")
    hands = dialogue.part(Queue).hands.get(room, ())
    turns = dialogue.part(Fairness).turns
    ordered = tuple(sorted(hands, key=lambda seat: turns.get(seat, 0)))
    return (QueueOrdered(room, ordered),) if ordered != hands else ()


def evolve(fairness: Fairness, event: FloorGiven | TurnWritten | RoundStarted | TurnPassed) -> Fairness:
    """Who writes had the floor already, in the plenary; in groups a written turn is one of its own."""
    if isinstance(event, TurnWritten) and "/" not in event.room:
        return fairness
    return Fairness({**fairness.turns, event.seat: fairness.turns.get(event.seat, 0) + 1})


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Who leads or guides reads of the room they are in how many citizens had no turn yet: never who, never how many
    turns anybody had."""
    role = ROLES[audience.role]
    if audience.seat is not None or not (role.leads or role.guides):
        return {}
    seats, turns = dialogue.part(Seats), dialogue.part(Fairness).turns
    here = [seat for seat in people_in(dialogue, audience.room) if seats.role(seat).counted]
    return {"quiet": {"count": sum(seat not in turns for seat in here), "of": len(here)}}


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
