"""The JSON Schema of scripts, for editors, made from the dataclasses alone: keys and shapes, no sums and no meaning.

`python -m facilitation.script_schema` writes it; sums, ids and data protection are `dialogue script check`.
"""

from __future__ import annotations

import json
import types
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from facilitation.script import FORMAT, Minutes, Script, Text

FILE = Path(__file__).with_name("script.schema.json")
KEYS = {"return_s": "return", "per_person": "per-person", "per_theme": "per-theme"}
"""Where the file's word is no Python name, or says its unit."""
NUMBER = {"type": "number", "exclusiveMinimum": 0}
LANGUAGES = {"de": {"type": "string"}, "en": {"type": "string"}}
SHORT: dict[type, dict[str, Any]] = {
    Text: {"anyOf": [{"type": "string"}, {"type": "object", "properties": LANGUAGES, "additionalProperties": False}]},
    Minutes: {
        "anyOf": [
            NUMBER,
            {
                "type": "object",
                "properties": {"target": NUMBER, "min": NUMBER, "max": NUMBER},
                "required": ["target"],
                "additionalProperties": False,
            },
        ]
    },
}
"""What may be written shorter than it is kept."""
PLAIN = {str: "string", bool: "boolean", int: "integer", float: "number"}


def schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12. Also YAML editors take it."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Script of a citizen dialogue"}
    body = _object(Script)
    body["properties"]["format"] = {"const": FORMAT}
    body["required"] = ["format", *body["required"]]
    return head | body


def text() -> str:
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _object(kind: Any) -> dict[str, Any]:
    hints, members = get_type_hints(kind), fields(kind)
    needed = [_key(each.name) for each in members if each.default is MISSING and each.default_factory is MISSING]
    shape: dict[str, Any] = {
        "type": "object",
        "properties": {_key(each.name): _shape(hints[each.name]) for each in members},
        "additionalProperties": False,
    }
    # A size may leave out what keeps its usual value.
    return shape | ({"required": needed} if needed and kind.__name__ != "Size" else {})


def _key(name: str) -> str:
    return KEYS.get(name, name)


def _shape(kind: Any) -> dict[str, Any]:
    if kind in SHORT:
        return SHORT[kind]
    if is_dataclass(kind):
        return _object(kind)
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": [value for value in inside if value]}
    if origin is tuple:
        return {"type": "array", "items": _shape(inside[0])}
    if origin in (Union, types.UnionType):
        return _shape(next(each for each in inside if each is not type(None)))
    return {"type": PLAIN[kind]}


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
