"""Placeholders for what the state must not hold: names and free text, filled in when a topic is serialised.

Pure parts put `Text(id)` and `Name(seat)` into topic data. So the state and the log stay free of personal data, and who
may see a text is still decided where topics are rendered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

HOW: Final = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_NON_STR_KEYS
"""Placeholders are dataclasses: they are to be filled in, not written out."""


@dataclass(frozen=True, slots=True)
class Text:
    """A row of `texts`; `None` for the reader once it was redacted."""

    id: str


@dataclass(frozen=True, slots=True)
class Name:
    """The display name of a seat."""

    seat: int


@dataclass(slots=True)
class Side:
    """What a node holds of the side tables of one dialogue: texts by id, people by seat. `reported`: what browsers say
    of their devices now; it is in memory alone, never logged, stored or shown, and gone with the process. `lent`:
    slices that no event makes, by their class: what this node measures now, laid over the state for who decides and
    looks. `ballots`: what lies in each ballot box, sorted, so that not even memory keeps who came when."""

    texts: dict[str, str] = field(default_factory=dict)
    people: dict[int, dict[str, str]] = field(default_factory=dict)
    reported: dict[int, dict[str, str]] = field(default_factory=dict)
    lent: dict[type, Any] = field(default_factory=dict)
    ballots: dict[str, list[str]] = field(default_factory=dict)

    def name(self, seat: int) -> str | None:
        return self.people.get(seat, {}).get("name")

    def traits(self) -> Mapping[int, Mapping[str, str]]:
        """Attributes by seat: what the roster knows beside the name, and what the browser reported."""
        known = {seat: {k: v for k, v in fields.items() if k != "name"} for seat, fields in self.people.items()}
        return {seat: known.get(seat, {}) | self.reported.get(seat, {}) for seat in {**known, **self.reported}}

    def fill(self, value: Any) -> Any:
        """What a serialiser asks for the placeholders."""
        match value:
            case Text(id=text_id):
                return self.texts.get(text_id)
            case Name(seat=seat):
                return self.name(seat)
        raise TypeError(f"{type(value).__name__} has no place in a topic")

    def filled(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The facts of a refusal as its reader gets them."""
        return {key: self.fill(value) if isinstance(value, Text | Name) else value for key, value in facts.items()}

    def dumps(self, data: Any) -> str:
        """Compact JSON. A full house makes hundreds of these with every card: json took longer than all rendering."""
        return orjson.dumps(data, default=self.fill, option=HOW).decode()
