"""What of an evening's texts remains once the people are forgotten: those that the report and the result show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any, Final

from dialogue.machine import Dialogue
from dialogue.refs import Text
from facilitation.outcome import outcome_of
from facilitation.report import report_of

OF_THE_NIGHT: Final = {
    "staff-told": "text",
    "message-sent": "text",
    "turn-written": "text",
    "excluded": "reason",
    "exclusion-proposed": "reason",
}
"""What staff wrote, and what was written instead of spoken: events, and their field with a text's id. It goes in the
night after the evening."""


def remaining(dialogue: Dialogue) -> frozenset[str]:
    """Ids of the texts that stay: not those of deleted cards, of earlier wordings, of questions withdrawn, of reasons
    for hiding."""
    return frozenset(_ids((report_of(dialogue), outcome_of(dialogue, {}))))


def _ids(value: Any) -> Iterator[str]:
    match value:
        case Text(id=text_id):
            yield text_id
        case tuple() | list():
            for each in value:
                yield from _ids(each)
        case Mapping():
            yield from _ids(list(value.values()))
        case _ if is_dataclass(value):
            yield from _ids([getattr(value, name) for name in value.__dataclass_fields__])
