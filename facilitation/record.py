"""The record of an evening: all that pages, documents, tables and archives are made from, and all they may know.

Once taken it is plain data and needs no dialogue any more: it stays when the log goes. Names no seat.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dialogue.machine import Dialogue
from dialogue.refs import Side
from facilitation.course import Agenda
from facilitation.numbers import Numbers, numbers_of
from facilitation.outcome import Later, Outcome, outcome_of
from facilitation.report import Report, report_of, to_plain


@dataclass(frozen=True, slots=True)
class Record:
    """`closed`: the evening is over, so that nothing but answers and redactions will change it."""

    report: Report
    outcome: Outcome
    numbers: Numbers
    closed: bool


def record_of(dialogue: Dialogue, later: Later) -> Record:
    """`later`: answers given after the evening."""
    report = report_of(dialogue)
    outcome = outcome_of(dialogue, later, report)
    return Record(report, outcome, numbers_of(dialogue), dialogue.part(Agenda).status == "closed")


def plain_record(record: Record, side: Side) -> dict[str, Any]:
    """With texts filled in; a redacted text is None."""
    return to_plain(record, side)


def public(plain: dict[str, Any]) -> dict[str, Any]:
    """Of a plain record, what everybody may have: polls as the public page tells them."""
    return {**plain, "report": {**plain["report"], "polls": plain["outcome"]["polls"]}}
