"""Regrouping: staff ask for the next round's groups early, or mixed otherwise than the script says. Moves nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dialogue.machine import Dialogue, Event, Given, Part, Refused
from facilitation import conduct
from facilitation.course import Agenda
from facilitation.groups import GroupsWanted
from facilitation.view import no_state
from rooms.seats import must_lead


@dataclass(frozen=True, slots=True)
class MixGroups:
    """`groups.mix`: proposes the groups of the next phase now; `keep`: those of the round before, `new`: as many first
    meetings as can be, other groups each time. Leading staff. Refuses `phase-over` where that phase is not next or has
    no groups."""

    phase: str
    mix: Literal["new", "keep"]


@dataclass(frozen=True, slots=True)
class Regroup:
    """A part without a state of its own."""


def decide(dialogue: Dialogue, command: MixGroups, actor: int, given: Given) -> Sequence[Event]:
    must_lead(dialogue, actor, "groups.mix")
    following = dialogue.part(Agenda).next
    if following is None or following.id != command.phase or not conduct.in_groups(following):
        raise Refused("phase-over", phase=command.phase)
    return (GroupsWanted(following.id, replace(conduct.rule(following), mix=command.mix), given.now),)


REGROUP: Part[Regroup] = no_state(Regroup(), decide=decide, commands={"groups.mix": MixGroups})
