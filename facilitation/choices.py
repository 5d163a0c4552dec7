"""Choices: which topic each person chose, by phase. It only holds them; `facilitation.choosing` decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogue.machine import Part


@dataclass(frozen=True, slots=True)
class TopicChosen:
    phase: str
    seat: int
    topic: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Topic by seat, by phase."""

    phases: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    def of(self, phase: str) -> Mapping[int, str]:
        return self.phases.get(phase, {})


def evolve(choices: Choices, event: TopicChosen) -> Choices:
    return Choices({**choices.phases, event.phase: {**choices.of(event.phase), event.seat: event.topic}})


CHOICES: Part[Choices] = Part(slice=Choices, initial=Choices(), evolve=evolve, events={"topic-chosen": TopicChosen})
