"""A script while it is written: clock times as far as they can be read, findings with their place, room to give."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.clock_plan import planned, slack, total
from facilitation.drafting import assessed
from facilitation.script_json import to_document
from facilitation.shipped import NAMES, shipped

AT = 1795453200.0
CLASSIC = json.dumps(to_document(shipped("classic")))


def classic() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(CLASSIC)
    return document


def plain(document: object, language: str = "de") -> dict[str, Any]:
    return assessed(document, starts_at=AT, language=language).plain


@pytest.mark.parametrize("name", NAMES)
def test_times_of_a_sound_draft_are_those_of_the_plan(name: str) -> None:
    script = shipped(name)
    found = assessed(to_document(script), starts_at=AT, language="de")
    assert found.script == script
    lines = [line for line in planned(script, AT) if line.kind == "phase"]
    assert [each["starts_at"] for each in found.plain["phases"]] == [line.starts_at for line in lines]
    assert (found.plain["end_at"], found.plain["slack_s"]) == (AT + total(script), slack(script))
    assert found.plain["findings"] == []


def test_more_minutes_move_every_later_time_and_the_end() -> None:
    before, document = plain(classic()), classic()
    document["phases"][0]["minutes"] = {"target": 9, "min": 4, "max": 9}
    after = plain(document)
    moved = [b["starts_at"] - a["starts_at"] for a, b in zip(before["phases"], after["phases"], strict=True)]
    assert moved == [0, *[240] * (len(moved) - 1)]
    assert (after["end_at"] - before["end_at"], after["promised_at"] - before["promised_at"]) == (240, 0)


def test_finding_names_place_and_arithmetic() -> None:
    document = classic()
    document["phases"][3]["minutes"] = {"target": 25, "min": 40, "max": 30}
    (finding,) = [each for each in plain(document)["findings"] if each["level"] == "error"]
    assert (finding["phase"], finding["field"], finding["code"]) == (3, "minutes.min", "min-over-max")
    assert "40" in finding["text"]
    assert "30" in finding["text"]


def test_step_that_is_wrong_is_counted_from_one() -> None:
    document = classic()
    document["phases"][3]["steps"][1]["minutes"] = "drei"
    (finding,) = plain(document)["findings"]
    assert (finding["phase"], finding["field"], finding["text"]) == (3, "steps.2.minutes", "„drei“ ist keine Zahl.")


def test_unreadable_minutes_leave_the_times_before_them() -> None:
    document = classic()
    document["phases"][2]["minutes"]["target"] = None
    found = assessed(document, starts_at=AT, language="de")
    assert found.script is None
    assert [each is not None for each in found.plain["phases"]] == [
        True,
        True,
        *[False] * (len(document["phases"]) - 2),
    ]
    assert (found.plain["end_at"], found.plain["slack_s"]) == (None, None)


def test_finding_of_a_phase_without_id_has_its_place() -> None:
    document = classic()
    del document["phases"][4]["id"]
    assert [(each["phase"], each["code"]) for each in plain(document)["findings"]] == [(4, "missing")]


def test_head_has_no_place() -> None:
    document = classic()
    document["length"] = 40
    (finding,) = plain(document)["findings"]
    assert (finding["phase"], finding["field"], finding["code"]) == (None, "length", "minima-over-end")


def test_groups_are_counted_for_small_and_full_houses() -> None:
    groups = plain(classic())["phases"][3]["groups"]
    assert [(each["people"], len(each["sizes"])) for each in groups] == [(27, 4), (42, 6), (75, 11)]


def test_sentences_are_in_the_language_of_the_reader() -> None:
    document = classic()
    document["phases"][0]["minutes"]["target"] = "x"
    assert [plain(document, code)["findings"][0]["text"] for code in ("de", "en")] == [
        "„x“ ist keine Zahl.",
        '"x" is not a number.',
    ]


@pytest.mark.parametrize(
    "value",
    [10**400, -(10**400), 1e400, 1e308, float("nan"), "9" * 5000, [], {}, True, None],
    ids=lambda value: repr(value)[:8],
)
def test_no_number_is_too_strange(value: object) -> None:
    for path in (("minutes", "target"), ("minutes", "min"), ("change",), ("return",), ("warn",)):
        document = classic()
        table = document["phases"][3]
        for key in path[:-1]:
            table = table[key]
        table[path[-1]] = [value] if path == ("warn",) else value
        json.dumps(plain(document), allow_nan=False)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
PATHS = [
    ("title",),
    ("phases",),
    ("phases", 3),
    ("phases", 3, "id"),
    ("phases", 3, "kind"),
    ("phases", 3, "minutes"),
    ("phases", 3, "steps"),
    ("phases", 3, "steps", 0),
    ("phases", 3, "groups"),
    ("phases", 3, "groups", "size"),
    ("phases", 3, "cards"),
    ("phases", 3, "cards", "columns"),
    ("phases", 3, "warn"),
    ("end",),
    ("length",),
    ("doors",),
]


@given(st.sampled_from(PATHS), anything)
def test_anything_in_the_place_of_anything_is_answered(path: tuple[Any, ...], value: object) -> None:
    document: Any = classic()
    table = document
    for key in path[:-1]:
        table = table[key]
    table[path[-1]] = value
    found = assessed(document, starts_at=AT, language="de")
    assert (found.script is None) == any(each["level"] == "error" for each in found.plain["findings"])
    json.dumps(found.plain, allow_nan=False)
