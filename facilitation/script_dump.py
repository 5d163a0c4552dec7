"""A script's document as YAML that people like to read: short tables on one line, nothing that goes without saying.

It knows no rule: what is wrong in the document is wrong in the file, too.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

from facilitation.script import ALWAYS_MANUAL, default_gives

WIDTH = 110
ON_ONE_LINE = {"minutes", "size", "doors", "warn", "diversify", "apart", "together", "dots"}
SHORT_TEXT = 60


def dumped(document: Mapping[str, Any]) -> str:
    """What `script_yaml.parse` reads back as the same script."""
    yaml = YAML(typ="rt")
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(_styled(_plain_script(document), language=document.get("language")), out)
    return out.getvalue()


def _plain_script(document: Mapping[str, Any]) -> dict[str, Any]:
    phases = document.get("phases")
    return {
        **{key: value for key, value in document.items() if value is not None},
        **({"phases": [_spare(each) for each in phases]} if isinstance(phases, list) else {}),
    }


def _spare(phase: Any) -> Any:
    """A phase without what its kind gives it anyway."""
    if not isinstance(phase, Mapping) or not isinstance(phase.get("kind"), str):
        return phase
    kind: Any = phase["kind"]
    grouped = kind == "group-work"
    usual: dict[str, Any] = {
        "room": "groups" if grouped else "plenary",
        "gives": default_gives(kind),
        "advance": "manual" if kind in ALWAYS_MANUAL else "auto",
        "return": 30 if grouped else 0,
        "change": 1 if grouped else 0,
        "steps": [],
    }
    spared = {key: value for key, value in phase.items() if key not in usual or value != usual[key]}
    if isinstance(steps := spared.get("steps"), list):
        spared["steps"] = [_without(step, flex=False) for step in steps]
    if isinstance(groups := spared.get("groups"), Mapping):
        spared["groups"] = _without(groups, diversify=[], apart=[], together=[])
    if isinstance(poll := spared.get("poll"), Mapping):
        spared["poll"] = _without(poll, secret=False)
    return spared


def _without(table: Any, **usual: Any) -> Any:
    if not isinstance(table, Mapping):
        return table
    return {key: value for key, value in table.items() if key not in usual or value != usual[key]}


def _styled(value: Any, key: str = "", *, language: Any) -> Any:
    """Short tables and lists of words on one line; a text in the script's own language alone needs no table."""
    if isinstance(value, Mapping):
        if key == "easy" and set(value) == {language}:
            return _styled(value[language], language=language)
        table = CommentedMap({name: _styled(each, name, language=language) for name, each in value.items()})
        if key in ON_ONE_LINE or _short(value):
            table.fa.set_flow_style()
        return table
    if isinstance(value, list):
        entries = CommentedSeq([_styled(each, language=language) for each in value])
        if key in ON_ONE_LINE or not value:
            entries.fa.set_flow_style()
        return entries
    return LiteralScalarString(value.strip()) if isinstance(value, str) and _lines(value.strip()) else value


def _lines(text: str) -> bool:
    """Several lines, and nothing among their signs that YAML can only say in quotes (section 5.1 of YAML 1.2)."""
    return "\n" in text and all(sign.isprintable() or sign == "\n" for sign in text)


def _short(table: Mapping[str, Any]) -> bool:
    """A text in its languages that fits on a line."""
    said = [value for value in table.values() if isinstance(value, str)]
    return len(said) == len(table) and set(table) <= {"de", "en"} and sum(map(len, said)) <= SHORT_TEXT
