"""Reads single values of a script document and notes every fault instead of stopping; it knows no phase and no file."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeVar, cast, get_args

from facilitation.script import Finding, Text

Path = tuple[str | int, ...]
Choice = TypeVar("Choice", bound=str)
BIGGEST = 1e12
"""Beyond this nothing is a number of anything; whole numbers without end cannot even be written in a sentence."""
UNREADABLE = math.nan
"""Stands for a number that could not be read: every comparison with it is false, so one fault makes one finding."""


@dataclass(slots=True)
class Reading:
    """One pass over a document: `lines` maps the path of each key and item to its line, `findings` collects faults."""

    document: object
    lines: Mapping[Path, int]
    findings: list[Finding] = field(default_factory=list)

    def note(self, path: Path, code: str, level: Literal["error", "warning"] = "error", /, **facts: object) -> None:
        phase, inner = self._place(path)
        where = ".".join(str(part + 1) if isinstance(part, int) else part for part in inner)
        self.findings.append(Finding(level, phase, where, self._line(path), code, MappingProxyType(facts)))

    def _line(self, path: Path) -> int:
        """Of the nearest enclosing thing that has one: a missing key is reported where it should have stood."""
        return next((self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines), 0)

    def _place(self, path: Path) -> tuple[str, Path]:
        if len(path) < 2 or path[0] != "phases":
            return "", path
        phases = cast(Mapping[str, Sequence[object]], self.document)["phases"]
        phase = phases[cast(int, path[1])]
        id = phase.get("id") if isinstance(phase, Mapping) else None
        return (id if isinstance(id, str) and id else f"#{cast(int, path[1]) + 1}"), path[2:]


class Table:
    """A mapping of the document with its path; getters take a key, give a usable value and note what was wrong."""

    __slots__ = ("path", "reading", "values")

    def __init__(self, reading: Reading, path: Path, value: object, *, keys: Iterable[str]) -> None:
        self.reading, self.path = reading, path
        self.values: Mapping[str, object] = value if isinstance(value, Mapping) else {}
        if not isinstance(value, Mapping):
            reading.note(path, "not-a-table", value=shown(value))
        known = list(keys)
        for key in self.values:
            if key not in known:
                near = difflib.get_close_matches(str(key), known, n=1)
                reading.note((*path, str(key)), "unknown-key", key=str(key), near=near[0] if near else "")

    def has(self, key: str) -> bool:
        return self.values.get(key) is not None

    def note(self, key: str, code: str, /, **facts: object) -> None:
        self.reading.note((*self.path, key), code, **facts)

    def table(self, key: str, *, keys: Iterable[str]) -> Table:
        return Table(self.reading, (*self.path, key), self.values.get(key, {}), keys=keys)

    def items(self, key: str) -> list[tuple[Path, object]]:
        value = self.values.get(key)
        if value is not None and not _is_list(value):
            self.note(key, "not-a-list", value=shown(value))
        entries = cast(Sequence[object], value) if _is_list(value) else ()
        return [((*self.path, key, index), entry) for index, entry in enumerate(entries)]

    def choice(self, key: str, options: object, default: Choice) -> Choice:
        """`options` is the `Literal` that `default` belongs to."""
        value, allowed = self.values.get(key), tuple(option for option in get_args(options) if option)
        if value is None:
            return default
        if value not in allowed:
            self.note(key, "unknown-value", value=shown(value), allowed=", ".join(allowed))
            return default
        return cast(Choice, value)

    def number(self, key: str, default: float | None, *, low: float, high: float) -> float:
        """A `default` of None makes the key compulsory."""
        value = self.values.get(key, default)
        if value is None:
            self.note(key, "missing", key=key)
            return UNREADABLE
        return self._number(key, value, low, high)

    def _number(self, key: str, value: object, low: float, high: float) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= BIGGEST:
            self.note(key, "not-a-number", value=shown(value))
        elif not low <= value <= high:
            self.note(key, "out-of-range", value=value, low=low, high=high)
        else:
            return value
        return UNREADABLE

    def whole(self, key: str, default: int, *, low: int, high: int) -> int:
        value = self.number(key, default, low=low, high=high)
        if math.isfinite(value) and value != int(value):
            self.note(key, "not-whole", value=value)
        return int(value) if math.isfinite(value) else default

    def flag(self, key: str, default: bool) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.note(key, "not-yes-or-no", value=shown(value))
        return bool(value)

    def word(self, key: str) -> str:
        value = self.values.get(key)
        if value is None:
            self.note(key, "missing", key=key)
        elif not isinstance(value, str):
            self.note(key, "not-a-text", value=shown(value))
        return value if isinstance(value, str) else ""

    def words(self, key: str) -> tuple[str, ...]:
        found = self.items(key)
        for path, entry in found:
            if not isinstance(entry, str):
                self.reading.note(path, "not-a-text", value=shown(entry))
        return tuple(entry for _, entry in found if isinstance(entry, str))

    def text(self, key: str, language: str, *, needed: bool = False) -> Text:
        """Either one string in the script's language or a table of de and en."""
        value, before = self.values.get(key), len(self.reading.findings)
        if isinstance(value, str):
            text = Text(en=value.strip()) if language == "en" else Text(de=value.strip())
        elif isinstance(value, Mapping):
            inner = self.table(key, keys=("de", "en"))
            text = Text(*(inner.word(code).strip() if code in value else "" for code in ("de", "en")))
        else:
            text = Text()
            if value is not None:
                self.note(key, "not-a-text", value=shown(value))
        if needed and not text and len(self.reading.findings) == before:
            self.note(key, "missing", key=key)
        return text


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def shown(value: object) -> str:
    """The value as the author wrote it, short enough for a sentence."""
    text = {None: "-", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else text[:39] + "…"
