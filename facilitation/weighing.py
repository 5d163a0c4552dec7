"""Weighing: citizens give dots to published themes, and the plenary sees what came out. An opinion, not a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from annotated_types import Interval

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from facilitation.dots import DotRound, Dots, DotsGiven
from facilitation.themes import Themes
from facilitation.view import no_state
from rooms.places import PLENARY, Places
from rooms.presence import Presence
from rooms.roles import ROLES
from rooms.seats import Seats


@dataclass(frozen=True, slots=True)
class GiveDots:
    """`dots.give`: so many of the own dots to this theme, instead of those before; none takes them back. For citizens
    alone, as often as they like until the phase ends; two at one device have twice as many. Refuses `not-allowed`,
    `wrong-room`, `phase-over`, `unknown-theme`, `too-many-dots`."""

    phase: str
    theme: str
    dots: Annotated[int, Interval(ge=0, le=40)]


@dataclass(frozen=True, slots=True)
class Weighing:
    """A part without a state of its own."""


def decide(dialogue: Dialogue, command: GiveDots, actor: int, given: Given) -> Sequence[Event]:
    dots, published = dialogue.part(Dots), dialogue.part(Themes).published
    if not dialogue.part(Seats).role(actor).counted:
        raise Refused("not-allowed", command="dots.give")
    if dots.open != command.phase:
        raise Refused("phase-over", phase=command.phase)
    if dialogue.part(Places).of(actor) != PLENARY:
        raise Refused("wrong-room")
    if published is None or command.theme not in published.ids():
        raise Refused("unknown-theme")
    round_, heads = dots.rounds[command.phase], dialogue.part(Seats).heads([actor])
    own = round_.of(actor)
    others = sum(count for theme, count in own.items() if theme != command.theme)
    limit = min(round_.per_theme * heads, round_.total * heads - others)
    if command.dots > limit:
        raise Refused("too-many-dots", limit=limit)
    return () if own.get(command.theme, 0) == command.dots else (_event(command, actor),)


def _event(command: GiveDots, actor: int) -> DotsGiven:
    return DotsGiven(command.phase, actor, command.theme, command.dots)


def ranked(dialogue: Dialogue, round_: DotRound) -> list[dict[str, Any]]:
    """Published themes by dots, most first; who has as many has the same rank."""
    published, sums = dialogue.part(Themes).published, round_.sums()
    themes = published.themes if published else ()
    counts = sorted((sums[theme.id] for theme in themes), reverse=True)
    rows = [
        {"theme": theme.id, "dots": sums[theme.id], "rank": counts.index(sums[theme.id]) + 1}
        | {"tied": counts.count(sums[theme.id]) > 1}
        for theme in themes
    ]
    return sorted(rows, key=lambda row: row["rank"])


def taking_part(dialogue: Dialogue, round_: DotRound) -> tuple[int, int]:
    """How many people gave dots, and of how many: who is here, and who gave some and is gone."""
    seats, here = dialogue.part(Seats), dialogue.part(Presence).here
    present = {seat for seat in here if seats.role(seat).counted}
    return seats.heads(round_.given), seats.heads({*present, *round_.given})


def by_open_link(dialogue: Dialogue) -> bool:
    """Whether a citizen came by the open link: then nobody can vouch for one vote a person."""
    seats = dialogue.part(Seats)
    return any(seats.role(seat).counted for seat in seats.walked_in)


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Everyone in the plenary sees how many gave dots, and sums by theme once the phase is over; nobody sees whose.
    Their own: citizens alone."""
    newest = dialogue.part(Dots).newest
    if newest is None:
        return {}
    phase, round_ = newest
    open_ = dialogue.part(Dots).open == phase
    if audience.seat is not None:
        return {"my-dots": _own(dialogue, round_, audience.seat)} if open_ and ROLES[audience.role].counted else {}
    if audience.room != PLENARY:
        return {}
    given, of = taking_part(dialogue, round_)
    return {
        "dots": {
            "phase": phase,
            "total": round_.total,
            "per_theme": round_.per_theme,
            "open": open_,
            "given": given,
            "of": of,
            "open_link": by_open_link(dialogue),
            "results": None if open_ else ranked(dialogue, round_),
        }
    }


def _own(dialogue: Dialogue, round_: DotRound, seat: int) -> dict[str, Any]:
    heads, own = dialogue.part(Seats).heads([seat]), round_.of(seat)
    left = round_.total * heads - sum(own.values())
    return {"given": dict(own), "left": left, "total": round_.total * heads, "per_theme": round_.per_theme * heads}


COMMANDS: Mapping[str, type] = {"dots.give": GiveDots}
WEIGHING: Part[Weighing] = no_state(Weighing(), decide=decide, commands=COMMANDS, topics=topics)
