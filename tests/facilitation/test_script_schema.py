"""The published JSON Schema: current, and true for what the checker takes and refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from ruamel.yaml import YAML

from facilitation.script_json import to_document
from facilitation.script_schema import FILE, schema, text
from facilitation.script_yaml import parse
from facilitation.shipped import NAMES, shipped, source

KINDS = {"string": str, "boolean": bool, "integer": int, "number": (int, float), "array": list, "object": dict}


def wrong(value: Any, shape: dict[str, Any], at: str = "") -> Iterator[str]:
    """A validator for just what the schema uses."""
    if "anyOf" in shape:
        if all(list(wrong(value, each, at)) for each in shape["anyOf"]):
            yield f"{at}: none of several"
    elif "enum" in shape or "const" in shape:
        if value not in shape.get("enum", [shape.get("const")]):
            yield f"{at}: {value}"
    elif not isinstance(value, KINDS[shape["type"]]) or (isinstance(value, bool) and shape["type"] != "boolean"):
        yield f"{at}: no {shape['type']}"
    elif shape["type"] == "array":
        for number, each in enumerate(value):
            yield from wrong(each, shape["items"], f"{at}[{number}]")
    elif shape["type"] == "object":
        yield from (f"{at}.{key}: missing" for key in shape.get("required", []) if key not in value)
        yield from (f"{at}.{key}: unknown" for key in value if key not in shape["properties"])
        for key, each in value.items():
            yield from wrong(each, shape["properties"].get(key, {"enum": [each]}), f"{at}.{key}")


def test_schema_is_current() -> None:
    """`python -m facilitation.script_schema` writes it."""
    assert FILE.read_text(encoding="utf-8") == text()


@pytest.mark.parametrize("name", NAMES)
def test_schema_takes_every_shipped_script(name: str) -> None:
    written = json.loads(json.dumps(YAML(typ="safe").load(source(name))))
    assert list(wrong(written, schema())) == []
    frozen = {key: value for key, value in to_document(shipped(name)).items() if value is not None}
    assert list(wrong(frozen, schema())) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: arrive", "kind: party"),
        ("minutes: 5", "minutes: viel"),
        ("format: 1", "format: 2"),
        ("language: de", "language: de\nsprache: de"),
        ("kind: arrive", "kind: arrive, farbe: rot"),
    ],
)
def test_schema_refuses_what_the_checker_refuses(old: str, new: str) -> None:
    sound = "format: 1\nlanguage: de\ntitle: A\nphases:\n  - {id: a, kind: arrive, title: A, minutes: 5}\n"
    assert (list(wrong(YAML(typ="safe").load(sound), schema())), parse(sound).script is None) == ([], False)
    broken = sound.replace(old, new)
    assert parse(broken).script is None
    assert list(wrong(YAML(typ="safe").load(broken), schema())) != []
