"""The evening as everyone sees it: which phase, which steps, until when. Shows; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dialogue.machine import Audience, Dialogue, Part, Topics
from dialogue.refs import Name
from facilitation import ahead, conduct, pacing
from facilitation.course import Agenda
from facilitation.localized import localized
from facilitation.script import Phase
from facilitation.stepping import Clock
from facilitation.steps import clock_of
from facilitation.view import view
from rooms.seats import Seats


@dataclass(frozen=True, slots=True)
class Evening:
    """A view has no state of its own."""


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Everyone sees where the evening stands, in the words of the script for everyone; cues are never among them."""
    agenda = dialogue.part(Agenda)
    if audience.seat is not None or agenda.script is None:
        return {}
    phase = agenda.phase
    return {
        "evening": {
            "title": localized(agenda.script.title),
            "status": agenda.status,
            "hosts": _hosts(dialogue),
            "starts_at": agenda.starts_at,
            "phase": _phase(phase) if phase else None,
            "started_at": agenda.started_at if phase else None,
            "ends_at": agenda.ends_at if phase else None,
            "paused_at": agenda.paused_at,
            "warn": list(phase.warn) if phase else [],
            "return_s": conduct.countdown_s(phase, agenda.next) if phase else 0,
            "steps": _steps(agenda, phase, clock_of(dialogue, audience.room)) if phase else [],
            "next": _next(agenda, agenda.next) if agenda.next else None,
            "leaving": agenda.leaving is not None,
            "ready": len(agenda.ready),
            "end_at": ahead.end_at(agenda),
        }
    }


def _hosts(dialogue: Dialogue) -> list[Name]:
    """Who will stand on the stage by role, as soon as they have a name."""
    seats = dialogue.part(Seats)
    return [Name(seat) for seat in seats.roles if seats.role(seat).stage and seat in seats.named]


def _phase(phase: Phase) -> dict[str, Any]:
    return {
        "id": phase.id,
        "kind": phase.kind,
        "room": phase.room,
        "title": localized(phase.title),
        "text": localized(phase.text, phase.easy) or None,
        "manual": pacing.manual(phase),
        "ready": phase.advance == "ready",
    }


def _steps(agenda: Agenda, phase: Phase, clock: Clock) -> list[dict[str, Any]]:
    """By the clock of the reader's room."""
    ends = (*clock.steps[1:], agenda.ends_at)[: len(clock.steps)]
    return [
        {
            "title": localized(step.title),
            "text": localized(step.text, step.easy) or None,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "cards": step.cards or None,
            "turns": step.turns or None,
            "ask": step.ask or None,
        }
        for step, starts_at, ends_at in zip(phase.steps, clock.steps, ends, strict=True)
    ]


def _next(agenda: Agenda, phase: Phase) -> dict[str, Any]:
    minutes = agenda.own_seconds(phase) / 60
    return {"id": phase.id, "title": localized(phase.title), "kind": phase.kind, "minutes": minutes}


EVENING: Part[Evening] = view(Evening(), topics)
