"""Assignment: which media instance carries this dialogue. Knows an instance only by its id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Topics


@dataclass(frozen=True, slots=True)
class MediaAssigned:
    """`instance` None: no media process is up."""

    instance: str | None


@dataclass(frozen=True, slots=True)
class AssignMedia:
    """Server only, from whoever watches the media processes. Emits nothing where another than `instead_of` carries the
    dialogue by now: of several nodes that see a process die, the first moves it."""

    instance: str | None
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    instance: str | None = None


def decide(dialogue: Dialogue, command: AssignMedia, actor: int, given: Given) -> Sequence[Event]:
    now = dialogue.part(Assignment).instance
    if now == command.instance or now != command.instead_of:
        return ()
    return (MediaAssigned(command.instance),)


def evolve(assignment: Assignment, event: MediaAssigned) -> Assignment:
    match event:
        case MediaAssigned(instance=instance):
            return Assignment(instance)
        case _:
            assert_never(event)


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Everyone learns the instance's id: a new one means that the media must be connected anew."""
    return {} if audience.seat is not None else {"media": {"instance": dialogue.part(Assignment).instance}}


ASSIGNMENT: Part[Assignment] = Part(
    slice=Assignment,
    initial=Assignment(),
    evolve=evolve,
    decide=decide,
    events={"media-assigned": MediaAssigned},
    server={"media.assign": AssignMedia},
    topics=topics,
)
