"""What an organizer may begin with: shipped scripts, their phases and steps as building blocks, a script in a file.

Plain documents go in and out, so that a worker process may do it: reading YAML takes its time.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from facilitation.clock_plan import promised
from facilitation.findings import finding_line
from facilitation.run_of_show import Fault, from_csv
from facilitation.script_json import to_document
from facilitation.script_read import Parsed, read
from facilitation.script_yaml import parse
from facilitation.shipped import NAMES, shipped


@cache
def blocks() -> dict[str, Any]:
    """`scripts`, and every phase and every step that they have, each title once."""
    documents = {name: to_document(shipped(name)) for name in NAMES}
    phases = [phase for document in documents.values() for phase in document["phases"]]
    return {
        "scripts": [
            {"name": name, "title": document["title"], "minutes": promised(shipped(name)) / 60}
            for name, document in documents.items()
        ],
        "phases": list(_once(phases)),
        "steps": list(_once([step for phase in phases for step in phase["steps"]])),
    }


def _once(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    seen = set()
    for entry in entries:
        name = (entry.get("kind"), entry["title"].get("de"))
        if name not in seen:
            seen.add(name)
            yield entry


def template(name: str) -> dict[str, Any]:
    """Raises `KeyError` for a name that is not shipped."""
    return to_document(shipped(name))


def taken_in(text: str, kind: str, language: str) -> dict[str, Any]:
    """`{"document": ...}` of a file's text, `yaml` or `csv`; or `{"faults": [...]}`, a sentence for each."""
    try:
        parsed = parse(text) if kind == "yaml" else read(from_csv(text), {})
    except Fault as fault:
        return {"faults": [fault.told(language)]}
    except ValueError as error:
        return {"faults": [str(error)]}
    if parsed.script is None:
        return {"faults": _faults(parsed, language)}
    return {"document": to_document(parsed.script)}


def _faults(parsed: Parsed, language: str) -> list[str]:
    lines = [finding_line(each, language) for each in parsed.findings if each.level == "error"]
    return [line.removeprefix("0: ") for line in lines]
