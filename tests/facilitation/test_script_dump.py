"""A script as a file to take along: read back it is the same, and it looks as people write it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from facilitation.script_dump import dumped
from facilitation.script_json import to_document
from facilitation.script_yaml import parse
from facilitation.shipped import NAMES, shipped

TRIAL = json.dumps(to_document(shipped("trial")))


@pytest.mark.parametrize("name", NAMES)
def test_file_read_back_is_the_same_script(name: str) -> None:
    script = shipped(name)
    assert parse(dumped(to_document(script))).script == script


def test_what_goes_without_saying_is_left_out() -> None:
    text = dumped(json.loads(TRIAL))
    assert "title: {de: Begrüßung, en: Welcome}" in text
    assert "minutes: {target: 1, min: 0.5, max: 2}" in text
    assert [word for word in ("room:", "steps: []", "flex: false", "apart", "advance: auto") if word in text] == []


@settings(max_examples=40)
@given(st.text(max_size=60), st.text(max_size=60))
@example('Guten Abend.\n\n  Eingerückt: und "so" # weiter', "- no\nlist")
@example("\x1b\n0", "tab\there\n\u2028x")
def test_every_text_comes_back_trimmed(german: str, english: str) -> None:
    phase = {"id": "a", "kind": "talk", "title": {"de": "Auftakt"}, "minutes": 5, "easy": {"de": german}}
    document = {"format": 1, "title": {"de": "Abend"}, "language": "de", "phases": [phase]}
    phase["text"] = {"de": german, "en": english}
    script = parse(dumped(document)).script
    assert script is not None
    read = script.phases[0]
    assert (read.text.de, read.text.en, read.easy.de) == (german.strip(), english.strip(), german.strip())


@pytest.mark.parametrize("broken", [None, [], "x", {"kind": 3}, {"kind": "group-work", "groups": 1, "steps": [1]}])
def test_faults_are_taken_along(broken: Any) -> None:
    document: dict[str, Any] = json.loads(TRIAL)
    document["phases"][1] = broken
    assert parse(dumped(document)).script is None
