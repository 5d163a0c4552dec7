"""The desk of who leads the evening: how many are here, the groups, the preview, every seat. Shows; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dialogue.machine import Audience, Dialogue, Part, Topics
from facilitation.cards import Cards
from facilitation.concern import Concerns
from facilitation.corner import Corners
from facilitation.course import Agenda
from facilitation.cover import Covers, alone_since, free
from facilitation.groups import Groups, GroupsProposed
from facilitation.helpcall import HelpCalls
from facilitation.localized import localized
from facilitation.me import preview
from facilitation.merging import Offer, offers, offers_ahead
from facilitation.script import GroupRule
from facilitation.sitting import Group, Note
from facilitation.stepping import OwnSteps
from facilitation.steps import clock_of
from facilitation.view import view
from rooms.admission import Admission
from rooms.lead import lead_of
from rooms.order import Order
from rooms.places import FOYER, Places, group_id
from rooms.presence import Presence
from rooms.roles import ROLES, staff
from rooms.seats import Seats


@dataclass(frozen=True, slots=True)
class Console:
    """A view has no state of its own."""


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Leading roles see every seat, every group and how many cards it has; never a card's text or author, and no reason
    of an exclusion. Everyone else gets nothing of it."""
    if audience.seat is not None or not ROLES[audience.role].leads:
        return {}
    proposal = preview(dialogue)
    return {
        "console": {
            "counts": _counts(dialogue),
            "groups": _groups(dialogue),
            "free": free(dialogue) if dialogue.part(Groups).open else [],
            "preview": _preview(dialogue.part(Groups), proposal) if proposal else None,
            "help": [{"room": call.room, "seat": call.seat, "at": call.at} for call in dialogue.part(HelpCalls).calls],
            "concerns": [{"seat": seat, "at": at} for seat, at in dialogue.part(Concerns).open.items()],
            "lead": _leading(dialogue),
            "by_hand": dialogue.part(Admission).by_hand,
            "seats": [_seat(dialogue, seat) for seat in dialogue.part(Seats).roles],
        }
    }


def _leading(dialogue: Dialogue) -> dict[str, Any]:
    """Who has the evening in hand, and since when that line is gone."""
    seat = lead_of(dialogue)
    return {"seat": seat, "gone_since": None if seat is None else dialogue.part(Presence).gone.get(seat)}


def _counts(dialogue: Dialogue) -> dict[str, int]:
    """The one true line of presence, people and not links. `present` is everybody who is here; `door` are those of them
    who wait in the foyer and those who still try sound and picture, `tech` those in the Technik-Ecke, `inside` all
    others; `lost` those whose line is gone."""
    seats, presence, places = dialogue.part(Seats), dialogue.part(Presence), dialogue.part(Places)
    excluded = dialogue.part(Order).excluded
    citizens = [seat for seat in seats.counted() if seat not in excluded]
    here = [seat for seat in citizens if seat in presence.here]
    foyer = {seat for seat in here if places.of(seat) == FOYER}
    tech = dialogue.part(Corners).inside().intersection(here)
    return {
        "registered": len(citizens),
        "present": len(here),
        "door": len(foyer) + sum(seat in presence.door for seat in citizens),
        "tech": len(tech),
        "inside": len(set(here) - foyer - tech),
        "lost": sum(seat in presence.gone and seat not in presence.left for seat in citizens),
        "staff": sum(staff(seats.roles[seat]) for seat in presence.here),
    }


def _groups(dialogue: Dialogue) -> list[dict[str, Any]]:
    """A group that was merged into another is not shown any more."""
    groups, merges = dialogue.part(Groups), offers(dialogue)
    rooms = {group_id(str(groups.open), group.number): group for group in groups.now() if group.seats}
    return [_group(dialogue, room, group, merges.get(group.number)) for room, group in rooms.items()]


def _group(dialogue: Dialogue, room: str, group: Group, merge: Offer | None) -> dict[str, Any]:
    return {
        "id": room,
        "number": group.number,
        "seats": [*group.seats],
        "facilitator": group.facilitator,
        "topic": dict(group.topic) or None,
        "alone_since": alone_since(dialogue, room, group),
        "cover": dialogue.part(Covers).of(room),
        "help_since": dialogue.part(HelpCalls).since(room),
        "cards": len(dialogue.part(Cards).of(room)),
        "step": _step(dialogue, room),
        "why": _why(group.why),
        "merge": {"into": merge.into, "at": merge.at} if merge else None,
    }


def _step(dialogue: Dialogue, room: str) -> dict[str, Any] | None:
    """Which step the group is in until when, and whether by a clock of its own."""
    agenda, clock = dialogue.part(Agenda), clock_of(dialogue, room)
    if agenda.phase is None or clock.step < 0:
        return None
    return {
        "title": localized(agenda.phase.steps[clock.step].title),
        "ends_at": (*clock.steps, agenda.ends_at)[clock.step + 1],
        "own": room in dialogue.part(OwnSteps).clocks,
    }


def _why(why: Note | None) -> dict[str, Any] | None:
    return {"code": why.code, "facts": dict(why.facts)} if why else None


def _preview(groups: Groups, proposal: GroupsProposed) -> dict[str, Any]:
    rule = groups.rule_of(proposal.phase) or GroupRule()
    into = offers_ahead(proposal.groups, rule)
    return {
        "phase": proposal.phase,
        "mix": rule.mix,
        "groups": [_planned(group, into.get(group.number)) for group in proposal.groups],
        "notes": [
            *({"code": note.code, "facts": dict(note.facts)} for note in proposal.notes),
            *_small(proposal.groups),
        ],
    }


def _planned(group: Group, into: int | None) -> dict[str, Any]:
    """`merge` as in a running group; it stands from the beginning."""
    merge = None if into is None else {"into": into, "at": 0}
    shown = {"number": group.number, "seats": [*group.seats], "facilitator": group.facilitator}
    return {**shown, "topic": dict(group.topic) or None, "why": _why(group.why), "merge": merge}


def _small(groups: Sequence[Group]) -> list[dict[str, Any]]:
    """Staff may drag a group below three; they are told."""
    return [{"code": "below-three", "facts": {"group": group.number}} for group in groups if len(group.seats) < 3]


def _seat(dialogue: Dialogue, seat: int) -> dict[str, Any]:
    order = dialogue.part(Order)
    return {
        "seat": seat,
        "role": dialogue.part(Seats).roles[seat],
        "room": dialogue.part(Places).of(seat),
        "present": seat in dialogue.part(Presence).here,
        "sound_off": seat in order.silenced,
        "picture_off": seat in order.unseen,
        "excluded": seat in order.excluded,
        "waiting": seat in dialogue.part(Admission).waiting,
    }


CONSOLE: Part[Console] = view(Console(), topics)
