"""Whether a person's face may be on the picture of the hall: each one's own choice, kept over a reload and a new
device. Decides nothing else: who may be seen at all is the order of the evening (`rooms.order`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Topics


@dataclass(frozen=True, slots=True)
class HallChosen:
    seat: int
    on: bool


@dataclass(frozen=True, slots=True)
class Appear:
    """`hall.appear`: the own face on the picture of the hall, or not. Everybody for themselves; changes nothing where
    it is so already."""

    on: bool


@dataclass(frozen=True, slots=True)
class Appearing:
    """`hidden`: who does not want to be on it."""

    hidden: frozenset[int] = frozenset()


def decide(dialogue: Dialogue, command: Appear, actor: int, given: Given) -> Sequence[Event]:
    hidden = actor in dialogue.part(Appearing).hidden
    return (HallChosen(actor, command.on),) if command.on == hidden else ()


def evolve(appearing: Appearing, event: HallChosen) -> Appearing:
    return Appearing(appearing.hidden - {event.seat} if event.on else appearing.hidden | {event.seat})


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Only the person learns it: to the others somebody who hid looks like somebody whose camera is off."""
    if audience.seat is None:
        return {}
    return {"my-hall": {"on": audience.seat not in dialogue.part(Appearing).hidden}}


APPEARING: Part[Appearing] = Part(
    slice=Appearing,
    initial=Appearing(),
    evolve=evolve,
    decide=decide,
    events={"hall-chosen": HallChosen},
    commands={"hall.appear": Appear},
    topics=topics,
)
