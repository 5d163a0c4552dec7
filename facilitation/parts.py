"""The parts of a dialogue in the order in which they may know each other, left to right."""

from __future__ import annotations

from typing import Any, Final

from dialogue.machine import Part
from facilitation.agenda import AGENDA
from facilitation.answers import ANSWERS
from facilitation.arrivals import ARRIVALS
from facilitation.attendance import ATTENDANCE
from facilitation.backstage import BACKSTAGE
from facilitation.balance import BALANCE
from facilitation.boards import BOARDS
from facilitation.bundling import BUNDLING
from facilitation.cards import CARDS
from facilitation.choices import CHOICES
from facilitation.choosing import CHOOSING
from facilitation.concern import CONCERN
from facilitation.console import CONSOLE
from facilitation.corner import CORNER
from facilitation.cover import COVER
from facilitation.dots import DOTS
from facilitation.editing import EDITING
from facilitation.evening import EVENING
from facilitation.fairness import FAIRNESS
from facilitation.goround import GOROUND
from facilitation.groups import GROUPS
from facilitation.helpcall import HELP
from facilitation.me import ME
from facilitation.merging import MERGING
from facilitation.message import MESSAGE
from facilitation.moderation import MODERATION
from facilitation.picks import PICKS
from facilitation.published import PUBLISHED
from facilitation.questions import QUESTIONS
from facilitation.queue import QUEUE
from facilitation.readback import READBACK
from facilitation.redaction import REDACTION
from facilitation.regroup import REGROUP
from facilitation.rehearsal import REHEARSAL
from facilitation.replanning import REPLANNING
from facilitation.reporters import REPORTERS
from facilitation.scribes import SCRIBES
from facilitation.shares import SHARES
from facilitation.slides import SLIDES
from facilitation.stacks import STACKS
from facilitation.staffline import STAFF_LINE
from facilitation.stepping import STEPPING
from facilitation.steps import STEPS
from facilitation.themes import THEMES
from facilitation.timeline import TIMELINE
from facilitation.turns import TURNS
from facilitation.voting import POLLS
from facilitation.wall import WALL
from facilitation.weighing import WEIGHING
from facilitation.withheld import WITHHELD
from rooms.admission import ADMISSION
from rooms.appearing import APPEARING
from rooms.assignment import ASSIGNMENT
from rooms.exclusion import EXCLUSION
from rooms.interpreting import INTERPRETING
from rooms.lead import LEAD
from rooms.order import ORDER
from rooms.places import PLACES
from rooms.presence import PRESENCE
from rooms.seats import SEATS
from rooms.spoken import SPOKEN
from rooms.voices import VOICES

PARTS: Final[tuple[Part[Any], ...]] = (
    SEATS,
    PRESENCE,
    PLACES,
    ORDER,
    APPEARING,
    EXCLUSION,
    ADMISSION,
    REHEARSAL,
    INTERPRETING,
    LEAD,
    VOICES,
    SPOKEN,
    ASSIGNMENT,
    QUEUE,
    TURNS,
    GOROUND,
    FAIRNESS,
    HELP,
    CONCERN,
    MESSAGE,
    CHOICES,
    GROUPS,
    STEPPING,
    BALANCE,
    COVER,
    SCRIBES,
    BOARDS,
    WITHHELD,
    CARDS,
    PICKS,
    STACKS,
    READBACK,
    REPORTERS,
    DOTS,
    THEMES,
    BUNDLING,
    AGENDA,
    POLLS,
    STEPS,
    MERGING,
    REGROUP,
    CHOOSING,
    ARRIVALS,
    ATTENDANCE,
    BACKSTAGE,
    SLIDES,
    STAFF_LINE,
    QUESTIONS,
    MODERATION,
    ANSWERS,
    REDACTION,
    CORNER,
    EVENING,
    ME,
    SHARES,
    WALL,
    EDITING,
    PUBLISHED,
    WEIGHING,
    CONSOLE,
    TIMELINE,
    REPLANNING,
)
