"""Who may vote in a poll, as a number; decides nothing and names nobody."""

from __future__ import annotations

from dialogue.machine import Dialogue
from facilitation.polls import Poll
from rooms.presence import Presence
from rooms.seats import Seats


def electorate(dialogue: Dialogue, poll: Poll) -> int:
    """How many votes there can be: those of the citizens who are here (of a survey, who were here), and of who has
    voted and left. Of a closed poll, as it was at its end: who goes home later did not take part."""
    most = poll.of if not poll.open else dialogue.part(Seats).heads(_places(dialogue, poll))
    return max(most, len(poll.voters))


def vouched(dialogue: Dialogue, poll: Poll) -> bool:
    """Whether all of them came by a link of their own: an open link lets one person in twice."""
    return not _places(dialogue, poll) & dialogue.part(Seats).walked_in


def _places(dialogue: Dialogue, poll: Poll) -> set[int]:
    voted = {seat for seat, _ in poll.voters}
    if not poll.open:  # and nobody who comes or goes makes it be shown again
        return voted
    presence = dialogue.part(Presence)
    here = presence.here.keys() | (presence.gone.keys() if poll.kind == "survey" else ())
    return {seat for seat in dialogue.part(Seats).counted() if seat in here} | voted
