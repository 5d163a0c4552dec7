"""What scripts are begun from: shipped ones, their parts, and files with their faults in sentences."""

from __future__ import annotations

import pytest

from facilitation.run_of_show import to_csv
from facilitation.script_json import from_document, to_document
from facilitation.shipped import NAMES, shipped, source
from facilitation.templates import blocks, taken_in, template


def test_every_shipped_script_is_a_template() -> None:
    assert [each["name"] for each in blocks()["scripts"]] == list(NAMES)
    assert [from_document(template(name)) for name in NAMES] == [shipped(name) for name in NAMES]


def test_every_phase_is_offered_once_and_sound_by_itself() -> None:
    phases = blocks()["phases"]
    names = [(phase["kind"], phase["title"]["de"]) for phase in phases]
    assert len(set(names)) == len(names)
    offered = {(phase.kind, phase.title.de) for name in NAMES for phase in shipped(name).phases}
    assert set(names) == offered
    for phase in phases:
        if phase.get("groups", {}).get("mix") != "keep":
            assert (
                from_document({"format": 1, "title": "x", "end": "open", "phases": [phase]}).phases[0].id == phase["id"]
            )


def test_every_step_is_offered_once() -> None:
    names = [step["title"]["de"] for step in blocks()["steps"]]
    assert sorted(names) == sorted(
        {step.title.de for name in NAMES for each in shipped(name).phases for step in each.steps}
    )


def test_yaml_and_table_are_taken_in() -> None:
    assert taken_in(source("classic"), "yaml", "de") == {"document": to_document(shipped("classic"))}
    document = taken_in("\ufeff" + to_csv(shipped("classic"), 18 * 3600), "csv", "de")["document"]
    assert [each["title"]["de"] for each in document["phases"]] == [each.title.de for each in shipped("classic").phases]


@pytest.mark.parametrize(
    ("text", "kind", "fault"),
    [
        ("a: [", "yaml", "1: Fehler · Kopf: Die Datei ist kein gültiges YAML"),
        ("format: 1\ntitle: x\nphases: []\n", "yaml", "3: Fehler · Kopf · phases: Das Drehbuch hat keine Phasen."),
        ("Titel\nPause\n", "csv", "Zeile 1: erwartet Uhrzeit;Dauer;Titel"),
        ("Uhrzeit;Dauer;Titel\n18:00;lang;Pause\n", "csv", "Zeile 2: Dauer „lang“ sind keine Minuten"),
        ("", "csv", "Zeile 1: erwartet Uhrzeit;Dauer;Titel"),
    ],
)
def test_file_with_faults_is_told_by_line(text: str, kind: str, fault: str) -> None:
    (found,) = taken_in(text, kind, "de")["faults"]
    assert found.startswith(fault)
    (english,) = taken_in(text, kind, "en")["faults"]
    assert english != found
