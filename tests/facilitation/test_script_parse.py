"""Reading scripts: what is accepted, what defaults are filled in, and that every fault is found with its place."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilitation import script as of
from facilitation.findings import SENTENCES, finding_line, finding_text
from facilitation.script import Finding, Minutes, Script, Text
from facilitation.script_json import from_json, to_json
from facilitation.script_read import read
from facilitation.script_yaml import check_file, parse

HEAD = "format: 1\ntitle: {de: Abend, en: Evening}\n"
GROUP = """
phases:
  - id: runde
    kind: group-work
    title: {de: Runde}
    minutes: {target: 25, min: 20, max: 30}
    steps:
      - {minutes: 5, title: Vorstellung, turns: round}
      - {minutes: 20, title: Karten, cards: open, flex: true}
    cards: {columns: [{id: gut, title: Gut}]}
"""


def phase(**changes: str) -> str:
    """A script of one phase as YAML; `changes` replace or add lines of the phase."""
    keys = {"id": "a", "kind": "input", "title": "Titel", "minutes": "10"} | changes
    lines = "\n".join(f"    {key.replace('_', '-')}: {value}" for key, value in keys.items() if value)
    return f"{HEAD}phases:\n  -\n{lines}\n"


def group(**changes: str) -> str:
    return phase(**({"kind": "group-work"} | changes))


def findings(text: str) -> list[tuple[str, str, str]]:
    return [(found.phase, found.field, found.code) for found in parse(text).findings]


def good(text: str) -> Script:
    parsed = parse(text)
    assert parsed.findings == ()
    assert parsed.script is not None
    return parsed.script


def test_script_fills_in_defaults() -> None:
    script = good(HEAD + GROUP)
    only = script.phases[0]
    assert (script.language, script.end, script.length, script.doors) == ("de", "fixed", None, of.Doors(60, 30))
    assert only.minutes == Minutes(25, 20, 30)
    assert (only.room, only.gives, only.advance, only.warn) == ("groups", "last", "auto", (300, 60))
    assert (only.return_s, only.change, only.groups) == (30, 1, of.GroupRule())
    assert only.steps[0].title == Text(de="Vorstellung")
    assert only.cards is not None
    assert (only.cards.anonymous, only.cards.per_person, only.cards.length, only.cards.top) == (True, 5, 280, 3)


@pytest.mark.parametrize("kind", of.KINDS)
def test_script_accepts_every_kind(kind: str) -> None:
    script = good(phase(kind=kind))
    expected = "manual" if kind in ("talk", "answer", "questions") else "auto"
    assert (script.phases[0].kind, script.phases[0].advance) == (kind, expected)


def test_answer_never_gives_by_default() -> None:
    assert [good(phase(kind=kind)).phases[0].gives for kind in ("answer", "input")] == ["never", "normal"]


def test_default_warnings_stay_within_a_short_phase() -> None:
    assert good(group(minutes="4")).phases[0].warn == (60,)


def test_plain_number_of_minutes_does_not_bend() -> None:
    assert good(phase(minutes="2.5")).phases[0].minutes == Minutes(2.5, 2.5, 2.5)


def test_text_falls_back_to_the_other_language() -> None:
    text = good(
        HEAD.replace("title", "language: en\ntitle") + "phases: [{id: a, kind: break, title: Rest, minutes: 5}]"
    )
    assert text.phases[0].title == Text(en="Rest")
    assert (text.phases[0].title.read("de"), text.title.read("de"), text.title.read("en")) == (
        "Rest",
        "Abend",
        "Evening",
    )


def test_script_survives_json() -> None:
    script = good(HEAD + GROUP)
    assert from_json(to_json(script)) == script


def test_from_json_refuses_what_is_no_script() -> None:
    with pytest.raises(ValueError, match="not a script: format at head format"):
        from_json("{}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (phase(colour="red"), ("a", "colour", "unknown-key")),
        (phase(kind="lunch"), ("a", "kind", "unknown-value")),
        (phase(kind=""), ("a", "kind", "missing")),
        (phase(id=""), ("#1", "id", "missing")),
        (phase(id="Große_Runde"), ("Große_Runde", "id", "id-signs")),
        (phase(title=""), ("a", "title", "missing")),
        (phase(title="'  '"), ("a", "title", "missing")),
        (phase(title="{de: A, fr: B}"), ("a", "title.fr", "unknown-key")),
        (phase(title="7"), ("a", "title", "not-a-text")),
        (phase(minutes=""), ("a", "minutes", "missing")),
        (phase(minutes="lang"), ("a", "minutes", "not-a-number")),
        (phase(minutes="true"), ("a", "minutes", "not-a-number")),
        (phase(minutes=".nan"), ("a", "minutes", "not-a-number")),
        (phase(minutes="0"), ("a", "minutes", "out-of-range")),
        (phase(minutes="{min: 1}"), ("a", "minutes.target", "missing")),
        (phase(minutes="{target: 5, min: 6, max: 7}"), ("a", "minutes.min", "min-over-target")),
        (phase(minutes="{target: 5, min: 9, max: 7}"), ("a", "minutes.min", "min-over-max")),
        (phase(minutes="{target: 5, max: 4}"), ("a", "minutes.max", "target-over-max")),
        (phase(warn="[600]"), ("a", "warn.1", "warn-too-early")),
        (phase(warn="[60, 300]"), ("a", "warn", "warn-order")),
        (phase(warn="[-5]"), ("a", "warn.1", "not-seconds")),
        (phase(warn="soon"), ("a", "warn", "not-a-list")),
        (group(minutes="2", **{"return": "120"}), ("a", "return", "return-too-long")),
        (group(**{"return": "1.5"}), ("a", "return", "not-whole")),
        (phase(kind="talk", advance="auto"), ("a", "advance", "always-manual")),
        (phase(kind="answer", advance="ready"), ("a", "advance", "always-manual")),
        (phase(kind="questions", advance="auto"), ("a", "advance", "always-manual")),
        (phase(room="groups"), ("a", "room", "room-of-kind")),
        (group(room="plenary"), ("a", "room", "room-of-kind")),
        (phase(steps="[{minutes: 3, title: S}]"), ("a", "steps", "only-group-work")),
        (phase(change="1"), ("a", "change", "only-group-work")),
        (group(steps="[{minutes: 12, title: S}]"), ("a", "steps", "steps-over-min")),
        (group(steps="[{minutes: 2, title: S}]"), ("a", "steps", "steps-off-target")),
        (group(steps="[S]"), ("a", "steps.1", "not-a-table")),
        (
            group(steps="[{minutes: 5, title: S, flex: true}, {minutes: 5, title: T, flex: true}]"),
            ("a", "steps.2.flex", "flex-twice"),
        ),
        (group(steps="[{minutes: 10, title: S, flex: ja}]"), ("a", "steps.1.flex", "not-yes-or-no")),
        (group(steps="[{minutes: 10, title: S, cards: open}]"), ("a", "steps.1.cards", "cards-missing")),
        (group(cards="{columns: []}"), ("a", "cards.columns", "no-columns")),
        (
            group(cards="{columns: [{id: x, title: X}, {id: x, title: Y}]}"),
            ("a", "cards.columns.2.id", "column-twice"),
        ),
        (group(cards="{columns: [{id: x, title: X}], length: 5}"), ("a", "cards.length", "out-of-range")),
        (group(groups="{size: {min: 6, aim: 5, max: 8}}"), ("a", "groups.size", "size-order")),
        (group(groups="{size: {min: 1, aim: 5, max: 8}}"), ("a", "groups.size.min", "out-of-range")),
        (group(groups="{diversify: [Partei]}"), ("a", "groups.diversify.1", "special-category")),
        (group(groups="{diversify: [age, age]}"), ("a", "groups.diversify.2", "named-twice")),
        (group(groups="{diversify: [age], together: [age]}"), ("a", "groups.together.1", "named-twice")),
        (group(groups="{mix: keep}"), ("a", "groups.mix", "nothing-to-keep")),
        (HEAD + "phases: []", ("", "phases", "no-phases")),
        (HEAD + "phases: [einfach so]", ("#1", "", "not-a-table")),
        (phase().replace("format: 1", "format: 2"), ("", "format", "format")),
        (phase().replace("format: 1", "format: true"), ("", "format", "format")),
        (phase().replace("title: {de: Abend, en: Evening}", ""), ("", "title", "missing")),
        ("- just\n- a list", ("", "", "not-a-table")),
    ],
)
def test_script_fault_is_found(text: str, expected: tuple[str, str, str]) -> None:
    assert expected in findings(text)


@pytest.mark.parametrize(
    "text",
    [
        phase(minutes="lang"),
        phase(kind="lunch"),
        phase(title=""),
        phase(title="{}"),
        phase(title="{de: ''}"),
        phase(title="{de: , en: Title}"),
        "",
        group(minutes="{target: x, min: 20, max: 30}", steps="[{minutes: 12, title: S}]"),
        HEAD + "phases: [einfach so]",
        "phases: 5".replace("5", "[{id: a, kind: input, title: T, minutes: 5}]") + "\ntitle: T",
    ],
)
def test_one_fault_makes_one_finding(text: str) -> None:
    assert len(parse(text).findings) == 1


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        *((name, "opinion") for name in ("party", "Partei", "parteimitglied", "trade union", "Weltanschauung")),
        *((name, "religion") for name in ("religion", "Religionszugehörigkeit", "Konfession", "faith")),
        *((name, "health") for name in ("health", "Gesundheitszustand", "Behinderung", "disability")),
        *((name, "origin") for name in ("origin", "Herkunft", "Herkunftsland", "migrationBackground", "ethnicity")),
        *(
            (name, "")
            for name in ("district", "Stadtteil", "age", "Altersgruppe", "gender", "original_id", "household")
        ),
    ],
)
def test_special_categories_of_data_are_refused(column: str, expected: str) -> None:
    found = parse(group(groups=f"{{apart: ['{column}']}}")).findings
    assert [finding.facts["category"] for finding in found] == ([expected] if expected else [])


def test_column_that_the_roster_lacks_is_found_where_the_roster_is_known() -> None:
    text = group(groups="{diversify: [age, quarter]}")
    assert parse(text, roster=["age", "quarter"]).findings == ()
    (finding,) = parse(text, roster=["age", "district"]).findings
    assert (finding.field, finding_text(finding, "en")) == (
        "groups.diversify.2",
        'The roster has no column "quarter"; it has: age, district.',
    )


def test_all_findings_come_at_once_in_order_of_lines() -> None:
    text = textwrap.dedent("""\
        format: 1
        title: T
        colour: red
        phases:
          - id: a
            kind: inputs
            title: A
            minutes: {target: 5, min: 8, max: 9}
          - id: a
            kind: answer
            title: B
            minutes: 5
            advance: auto
        """)
    found = parse(text)
    assert found.script is None
    assert [(f.line, f.phase, f.field, f.code) for f in found.findings] == [
        (3, "", "colour", "unknown-key"),
        (6, "a", "kind", "unknown-value"),
        (8, "a", "minutes.min", "min-over-target"),
        (9, "a", "id", "id-twice"),
        (13, "a", "advance", "always-manual"),
    ]


def test_sum_of_minima_over_the_fixed_end_shows_the_arithmetic() -> None:
    text = (
        HEAD + "length: 30\n" + GROUP + "  - {id: b, kind: input, title: B, minutes: {target: 12, min: 9, max: 12}}\n"
    )
    (finding,) = parse(text).findings
    assert (finding.code, finding.level, finding.line) == ("minima-over-end", "error", 3)
    assert finding_text(finding, "de") == (
        "Selbst mit allen Mindestzeiten reicht die Zeit nicht: 29 Minuten Phasen + 2 Minuten Wechsel = 31 Minuten, "
        "1 mehr als die 30 bis zum festen Ende."
    )
    assert parse(text.replace("length: 30", "length: 30\nend: open")).script is not None


def test_plan_over_the_fixed_end_is_only_a_warning() -> None:
    parsed = parse(HEAD + "length: 23\n" + GROUP)
    assert [(f.code, f.level) for f in parsed.findings] == [("plan-over-end", "warning")]
    assert parsed.script is not None


def test_fixed_steps_over_the_minimum_show_the_arithmetic() -> None:
    steps = "[{minutes: 4.5, title: S}, {minutes: 7, title: T}, {minutes: 1, title: U, flex: true}]"
    (finding,) = parse(group(steps=steps)).findings
    assert finding_text(finding, "de") == (
        "Die festen Schritte brauchen 4,5 + 7 = 11,5 Minuten, 1,5 mehr als das Minimum der Phase (10)."
    )
    assert finding_text(finding, "en") == (
        "The fixed steps need 4.5 + 7 = 11.5 minutes, 1.5 more than the phase's minimum (10)."
    )


def test_unknown_key_suggests_the_nearest() -> None:
    (finding,) = parse(phase(minutse="3")).findings
    assert finding_line(finding, "en") == (
        '9: error · a · minutse: "minutse" is unknown here. Perhaps "minutes" is meant.'
    )


def test_every_code_has_both_sentences() -> None:
    for german, english in SENTENCES.values():
        assert german
        assert english
        assert german != english


@pytest.mark.parametrize("text", ["a: [1, 2", "a: b: c", "a: 1\na: 2", "\t- x", "&a [*a]"])
def test_text_that_is_no_yaml_is_one_finding(text: str) -> None:
    (finding,) = parse(text).findings
    assert finding.code in ("yaml", "not-a-table")


def test_foreign_tags_construct_nothing() -> None:
    assert parse("!!python/object/apply:os.getcwd []").script is None


def test_unfolding_aliases_are_stopped() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(8)
    )
    assert [finding.code for finding in parse(bomb).findings] == ["yaml"]


def test_check_file_exit_codes(tmp_path: Path) -> None:
    file = tmp_path / "abend.yaml"
    file.write_text("\ufeff" + HEAD + GROUP, encoding="utf-8")
    assert check_file(file) == (0, [])
    file.write_text(phase(kind="talk", advance="auto"), encoding="utf-8")
    line = f"{file}:9: Fehler · a · advance: „talk“ endet immer von Hand: advance muss manual sein, nicht auto."
    assert check_file(file) == (1, [line])
    file.write_text("a: [1", encoding="utf-8")
    assert check_file(file)[0] == 2
    file.write_bytes(b"\xff\xfe\x00")
    assert check_file(file)[0] == 2
    assert check_file(tmp_path / "none.yaml") == (2, [f"{tmp_path / 'none.yaml'}: No such file or directory"])


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "format",
                    "title",
                    "phases",
                    "id",
                    "kind",
                    "minutes",
                    "steps",
                    "cards",
                    "columns",
                    "groups",
                    "size",
                    "warn",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=JUNK)
def test_any_junk_gives_findings_with_sentences(document: object) -> None:
    parsed = read(document, {})
    assert parsed.script is None
    for finding in parsed.findings:
        assert isinstance(finding, Finding)
        assert finding_text(finding, "de")
        assert finding_text(finding, "en")
