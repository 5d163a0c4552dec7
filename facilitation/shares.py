"""Shares of speaking time as people get to know them: one's own, and one hint each to who is silent and who guides.

Shows; decides nothing. Figures about a person reach nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.machine import Audience, Dialogue, Part, Topics
from facilitation.course import Agenda
from facilitation.cover import Covers
from facilitation.fairness import heard_s
from facilitation.goround import GoRounds
from facilitation.groups import Groups
from facilitation.queue import Queue
from facilitation.sitting import group_of
from facilitation.steps import clock_of
from facilitation.turns import Turns
from facilitation.view import view
from rooms.interpreting import Interpreting
from rooms.places import Places, people_in
from rooms.presence import Presence
from rooms.seats import Seats
from rooms.spoken import WINDOW_S, Spoken
from rooms.voices import audible

MOST = 0.6
"""Of what was said in three minutes; from here on who guides is told."""
TALK_S = 60.0
"""So much of three minutes must be talk for a share to say anything."""
SILENT_S = 300.0
"""So long somebody is silent in a conversation before they are asked, once in a phase."""


@dataclass(frozen=True, slots=True)
class Shares:
    """A view has no state of its own."""


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Each citizen reads how long they spoke themselves, and alone sees the hint that they may say something. Who
    guides a group, and nobody else, reads that one person there has said most of it: not who."""
    seat = audience.seat
    if seat is None:
        return {}
    if dialogue.part(Seats).role(seat).counted:
        return {"spoken": {"minutes": round(heard_s(dialogue, seat) / 60), "nudge": _nudge(dialogue, seat)}}
    room = dialogue.part(Places).of(seat)
    told = _guides(dialogue, seat, room) and uneven(dialogue, room)
    return {"uneven": {"minutes": round(WINDOW_S / 60)}} if told else {}


def _guides(dialogue: Dialogue, seat: int, room: str) -> bool:
    """Its facilitator, or who covers: not a visitor."""
    groups = dialogue.part(Groups)
    led = group_of(groups.now(), seat) is not None and groups.room_of(seat) == room
    return led or dialogue.part(Covers).of(room) == seat


def uneven(dialogue: Dialogue, room: str) -> bool:
    """Whether one person said most of what was said in the last minutes. Not where each has a turn anyway."""
    lately = dialogue.part(Spoken).lately(room)
    if not lately or room in dialogue.part(GoRounds).rooms or len(people_in(dialogue, room)) < 3:
        return False
    said = sum(lately.values())
    return said >= TALK_S and max(lately.values()) > MOST * said


def _nudge(dialogue: Dialogue, seat: int) -> str | None:
    """The phase in which this person may be asked, while that holds; browsers show it once in a phase."""
    agenda, spoken = dialogue.part(Agenda), dialogue.part(Spoken)
    room, phase = dialogue.part(Places).of(seat), agenda.phase
    if phase is None or agenda.status != "running" or room not in dialogue.part(Groups).rooms():
        return None
    clock = clock_of(dialogue, room)
    if not (_converses(dialogue, room) and _may_speak(dialogue, seat, room)):
        return None
    since = max(
        agenda.started_at,
        clock.steps[clock.step] if clock.step >= 0 else 0.0,
        dialogue.part(Presence).here.get(seat, 0.0),
        spoken.heard_at.get(seat, 0.0),
        spoken.began_at,
        dialogue.part(Turns).last.get(seat, 0.0),
    )
    return phase.id if spoken.at - since >= SILENT_S else None


def _converses(dialogue: Dialogue, room: str) -> bool:
    """Whether people there talk: neither in turns nor silently writing."""
    phase, clock = dialogue.part(Agenda).phase, clock_of(dialogue, room)
    step = phase.steps[clock.step] if phase and clock.step >= 0 else None
    return room not in dialogue.part(GoRounds).rooms and not (step and (step.turns or step.cards == "hidden"))


def _may_speak(dialogue: Dialogue, seat: int, room: str) -> bool:
    """Whether others, and the counter, would hear this person, who has not asked to speak anyway."""
    signs = seat in dialogue.part(Interpreting).signing(dialogue.part(Seats).roles)
    heard = audible(dialogue, seat) and seat not in dialogue.part(Spoken).mute and not signs
    return heard and seat in people_in(dialogue, room) and dialogue.part(Queue).room_of(seat) is None


SHARES: Part[Shares] = view(Shares(), topics)
