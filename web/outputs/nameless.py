"""Takes people's names out of a record's texts, for archives that others may ask for. Knows names, keeps none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

SHORTEST: Final = 3
"""A shorter name would take half of the words away with it."""


def without(record: Any, names: Iterable[str], instead: str) -> tuple[Any, int]:
    """The record with each of the names, and each longer part of one, replaced where it stands as a word of its own;
    and how often that was. Keys, ids and the words of the script stay as they are."""
    parts = {part for name in names for part in (name, *re.split(r"[\s,;/&-]+", name)) if len(part) >= SHORTEST}
    if not parts:
        return record, 0
    found = "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE)
    count = 0

    def walk(value: Any, key: str = "") -> Any:
        nonlocal count
        match value:
            case dict():
                return {each: walk(inside, each) for each, inside in value.items()}
            case list():
                return [walk(each, key) for each in value]
            case str() if key in TEXTS:
                text, here = pattern.subn(instead, value)
                count += here
                return text
        return value

    return walk(record), count


TEXTS: Final = frozenset(("text", "texts", "original", "title", "reason", "responsible"))
"""Where people's own words are; titles of the script are localized, and their keys are languages."""
