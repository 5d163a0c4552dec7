"""Every text the browser's modules ask for stands in the catalogue, and nothing stands there that nobody asks for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[3] / "web"
SOURCES = [path for path in (WEB / "static").rglob("*.js") if "vendor" not in path.parts]
CODE = "\n".join(path.read_text("utf-8") for path in SOURCES)
WHOLE = set(re.findall(r'"(app\.[\w.-]+)"', CODE))
BEGUN = set(re.findall(r"`(app\.[\w.-]*)\$\{", CODE))  # `app.role.${role}`


def keys(language: str) -> set[str]:
    texts = json.loads((WEB / "words" / f"{language}.json").read_text("utf-8"))
    return {key for key in texts if key.startswith("app.")}


def stem(key: str) -> str:
    return re.sub(r"\.(one|other)$", "", key)


@pytest.mark.parametrize("language", ["de", "en"])
def test_texts_asked_for_are_in_the_catalogue(language: str) -> None:
    assert WHOLE - {stem(key) for key in keys(language)} == set()


def test_texts_of_the_catalogue_are_asked_for() -> None:
    unused = {key for key in keys("de") if stem(key) not in WHOLE and not key.startswith(tuple(BEGUN))}
    assert unused == set()


@pytest.mark.parametrize("begun", sorted(BEGUN))
def test_texts_with_a_variable_end_exist(begun: str) -> None:
    assert [key for key in keys("de") if key.startswith(begun)] != []


def test_texts_have_the_same_facts_in_german_and_english() -> None:
    german, english = (json.loads((WEB / "words" / f"{one}.json").read_text("utf-8")) for one in ("de", "en"))
    facts = {
        key: (sorted(re.findall(r"{\w+}", german[key])), sorted(re.findall(r"{\w+}", english[key])))
        for key in keys("de")
    }
    assert {key for key, (de, en) in facts.items() if de != en} == set()
