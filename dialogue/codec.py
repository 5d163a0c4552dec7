"""Events to log rows and back: JSON with a kind and a version, old versions lifted by their part's upcasters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from dialogue.machine import Event, Machine


class UnknownEvent(ValueError):
    """A row written by a newer release: this node must not open that dialogue."""


class Codec:
    """One adapter per event class; built once at start."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.adapters: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in machine.events.items()}

    def dump(self, events: Sequence[Event]) -> str:
        """A JSON list of `[kind, version, data]`."""
        return json.dumps([self._row(event) for event in events], ensure_ascii=False, separators=(",", ":"))

    def load(self, text: str) -> list[Event]:
        """Raises `UnknownEvent` for a kind or version that this release does not know."""
        return [self._event(kind, version, data) for kind, version, data in json.loads(text)]

    def _row(self, event: Event) -> list[Any]:
        kind = self.machine.kinds[type(event)]
        return [kind, _version(type(event)), self.adapters[kind].dump_python(event, mode="json")]

    def _event(self, kind: str, version: int, data: dict[str, Any]) -> Event:
        adapter = self.adapters.get(kind)
        if adapter is None:
            raise UnknownEvent(f"event kind {kind!r} is not known to this release")
        current = _version(self.machine.events[kind])
        if version > current:
            raise UnknownEvent(f"event {kind!r} has version {version}, this release knows {current}")
        for old in range(version, current):
            data = self.machine.upcasters[kind, old](data)
        return adapter.validate_python(data)


def _version(kind: type) -> int:
    return int(getattr(kind, "VERSION", 1))
