"""What one audience sees, rendered as seldom as possible: a part is asked again only where a slice that it read
changed.

The law, tested by property: topics refreshed this way equal all topics rendered fresh.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from dialogue.machine import Audience, Dialogue, Part, Topics
from dialogue.refs import Side

PATCH_FROM_BYTES = 8192
SERIALS = count(1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One topic, serialised once. `v` is the row it tells of; `serial` is its own alone, for what is lent to the state
    changes topics without a row. `items` are its values by key, kept only where it is large enough to be patched;
    `patch` says what changed since the entry with the serial `since`."""

    v: int
    body: str
    items: dict[str, str] | None = None
    patch: str | None = None
    since: int = 0
    serial: int = field(default_factory=lambda: next(SERIALS))

    def frame(self, name: str, held: Entry | None) -> str:
        """The message for a browser that holds `held` (None: nothing yet)."""
        head = f'{{"topic":{json.dumps(name)},"v":{self.v},'
        if self.patch is not None and held is not None and held.serial == self.since:
            return head + self.patch
        return f'{head}"data":{self.body}}}'

    def same(self, held: Entry | None) -> bool:
        """Whether a browser that holds `held` has nothing new to read here: also where another audience's rendering
        came to the same."""
        return held is not None and (held.serial == self.serial or (held.v, held.body) == (self.v, self.body))


def forgotten(name: str, v: int) -> str:
    """The message that takes a topic back."""
    return f'{{"topic":{json.dumps(name)},"v":{v},"data":null}}'


@dataclass(slots=True)
class Seen:
    """A part's last rendering: which slices it looked at, and which topics came out."""

    reads: set[type] = field(default_factory=set)
    names: frozenset[str] = frozenset()


@dataclass(slots=True)
class Differences:
    """Which slices are other objects than before. A full house asks seventy times for the same two states."""

    before: Mapping[type, Any] | None = None
    now: Mapping[type, Any] | None = None
    kinds: frozenset[type] = frozenset()

    def between(self, before: Mapping[type, Any], now: Mapping[type, Any]) -> frozenset[type]:
        if before is not self.before or now is not self.now:
            self.kinds = frozenset(kind for kind, held in now.items() if before.get(kind) is not held)
            self.before, self.now = before, now
        return self.kinds


@dataclass(slots=True)
class Rendering:
    """All topics of one audience at the last refresh, and the slices (the very objects) as they were then. `readers`:
    by slice, the parts (named by their own slice) that looked at it."""

    audience: Audience
    entries: dict[str, Entry] = field(default_factory=dict)
    seen: dict[type, Seen] = field(default_factory=dict)
    readers: dict[type, set[type]] = field(default_factory=dict)
    slices: Mapping[type, Any] = field(default_factory=dict)

    def refresh(self, dialogue: Dialogue, side: Side, differences: Differences | None = None) -> set[str]:
        """Names of the topics whose visible content changed, came or went. `differences`: shared by whoever refreshes
        several renderings."""
        other = (differences or Differences()).between(self.slices, dialogue.slices)
        shown = dialogue.machine.shown
        stale = set() if len(self.seen) == len(shown) else shown.keys() - self.seen.keys()
        changed: set[str] = set()
        for kind in stale.union(*(self.readers.get(kind, ()) for kind in other)):
            changed |= self._render(shown[kind], dialogue, side)
        self.slices = dialogue.slices
        return changed

    def _render(self, part: Part[Any], dialogue: Dialogue, side: Side) -> set[str]:
        reads: set[type] = set()
        topics = part.topics(dialogue.watched(reads), self.audience)
        before = self.seen.get(part.slice) or Seen()
        self._note_reads(part, before.reads, reads)
        self.seen[part.slice] = Seen(reads, frozenset(topics))
        gone = before.names - topics.keys()
        for name in gone:
            del self.entries[name]
        return self._update(topics, dialogue.seq, side) | gone

    def _note_reads(self, part: Part[Any], before: set[type], now: set[type]) -> None:
        if before == now:
            return
        for kind in before - now:
            self.readers[kind].discard(part.slice)
        for kind in now - before:
            self.readers.setdefault(kind, set()).add(part.slice)

    def _update(self, topics: Topics, seq: int, side: Side) -> set[str]:
        changed = set()
        for name, data in topics.items():
            old = self.entries.get(name)
            # What was large before is written item by item at once, not as a whole and then by item again.
            items = _items(data, side) if old and old.items is not None and isinstance(data, dict) else None
            body = side.dumps(data) if items is None else _object(items.items())
            if old is None or old.body != body:
                self.entries[name] = _entry(seq, body, data, items, side, old)
                changed.add(name)
        return changed


def _items(data: Mapping[Any, Any], side: Side) -> dict[str, str]:
    return {str(key): side.dumps(value) for key, value in data.items()}


def _entry(seq: int, body: str, data: Any, items: dict[str, str] | None, side: Side, old: Entry | None) -> Entry:
    if len(body) < PATCH_FROM_BYTES or not isinstance(data, dict):
        return Entry(seq, body)
    items = _items(data, side) if items is None else items
    if old is None or old.items is None:
        return Entry(seq, body, items)
    return Entry(seq, body, items, _patch(old.items, items), old.serial)


def _patch(old: dict[str, str], new: dict[str, str]) -> str:
    changed = _object((key, value) for key, value in new.items() if old.get(key) != value)
    gone = json.dumps([key for key in old if key not in new], ensure_ascii=False)
    return f'"set":{changed},"gone":{gone}}}'


def _object(pairs: Iterable[tuple[str, str]]) -> str:
    return "{" + ",".join(f"{json.dumps(key, ensure_ascii=False)}:{value}" for key, value in pairs) + "}"
