"""The questions to the stage, for report and public page: what was asked, by how many, and whether it was answered.

Names are left out, also of those who asked with theirs: they said it to the room, not to the town's website.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.machine import Dialogue
from dialogue.refs import Text
from facilitation.questions import Questions
from facilitation.withheld import withheld
from rooms.seats import Seats


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """`support`: how many others wanted to hear the answer too."""

    number: int
    text: Text
    support: int
    answered: bool


def questions_of(dialogue: Dialogue) -> tuple[QuestionReport, ...]:
    """What most wanted to know comes first. Withheld ones are not in it."""
    heads = dialogue.part(Seats).heads
    asked = [
        QuestionReport(each.number, Text(each.text), heads(each.supporters), each.answered)
        for each in dialogue.part(Questions).questions.values()
        if not withheld(dialogue, each.id)
    ]
    return tuple(sorted(asked, key=lambda each: (-each.support, each.number)))
