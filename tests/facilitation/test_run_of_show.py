"""The run of show as CSV: out for spreadsheets, in as the beginning of a script."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from facilitation.clock_plan import total
from facilitation.run_of_show import FAULTS, Fault, from_csv, to_csv
from facilitation.script_json import from_document
from facilitation.script_yaml import parse
from facilitation.shipped import NAMES, shipped
from web.cli import app

EIGHT = 18 * 3600
TABLE = """Uhrzeit;Dauer;Titel;Beschreibung;Ort;Verantwortlich
18:00;5;Begrüßung;Herzlich willkommen;Plenum;Moderation
18:05;0:10;Impuls;;Plenum;Bürgermeisterin
18:15;25;Was fehlt?;Reden Sie;Kleingruppen;Team
18:40;7,5;Pause;;;
;;;;;
18:47;5;Schluss;;Plenum;Moderation
"""


def test_csv_has_clock_times_and_the_moves_between() -> None:
    rows = to_csv(shipped("classic"), EIGHT).splitlines()
    assert rows[0] == "Uhrzeit;Dauer;Titel;Beschreibung;Ort;Verantwortlich"
    assert rows[1].startswith("18:00;5;")
    assert sum("(Wechsel)" in row for row in rows) > 0
    assert any(";Kleingruppen;Gruppenmoderation" in row for row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_csv_of_a_shipped_script_comes_back_with_its_titles_and_minutes(name: str) -> None:
    script = shipped(name)
    again = from_document(from_csv("\ufeff" + to_csv(script, EIGHT)))
    assert [phase.title.de for phase in again.phases] == [phase.title.de for phase in script.phases]
    assert [phase.minutes.target for phase in again.phases] == [phase.minutes.target for phase in script.phases]


@pytest.mark.parametrize("table", [TABLE, "\ufeff" + TABLE, TABLE.replace("7,5", "7.5").replace(";", ",")])
def test_csv_of_a_spreadsheet_becomes_a_sound_script(table: str) -> None:
    script = from_document(from_csv(table))
    assert [(phase.id, phase.kind, phase.minutes.target) for phase in script.phases] == [
        ("arrive", "arrive", 5),
        ("input", "input", 10),
        ("group-work", "group-work", 25),
        ("break", "break", 7.5),
        ("close", "close", 5),
    ]
    assert total(script) > 0


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "Zeile 1"),
        ("a;b\n1;2\n", "Zeile 1"),
        (TABLE.replace("0:10", "lang"), "Zeile 3: Dauer „lang“"),
        (TABLE.replace("Impuls", ""), "Zeile 3: Titel fehlt"),
        (TABLE.replace("0:10", "nan"), "Zeile 3: Dauer „nan“"),
        (TABLE.replace("0:10", "1e999"), "Zeile 3: Dauer „1e999“"),
        (TABLE.splitlines()[0], "Zeile 2"),
        (TABLE + '20:00;5;"' + "x" * 140_000, "Zeile 8: Das ist keine lesbare Tabelle"),
    ],
)
def test_csv_that_is_none_is_refused_with_its_line(table: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        from_csv(table)


@pytest.mark.parametrize(("code", "sentences"), FAULTS.items())
def test_every_fault_of_a_table_is_said_in_both_languages(code: str, sentences: tuple[str, str]) -> None:
    fault = Fault(code, 7, value="lang", expected="Titel")
    told = [fault.told(language) for language in ("de", "en", "fr")]
    assert (told[0][:8], told[1][:7], told[2], str(fault)) == ("Zeile 7:", "Line 7:", told[0], told[0])
    assert len(set(sentences)) == 2


def test_csv_cells_are_no_formulas_and_come_back_as_they_were() -> None:
    document = from_csv(TABLE.replace("Impuls", "=Impuls"))
    out = to_csv(from_document(document), EIGHT)
    assert "'=Impuls" in out
    assert [phase["title"] for phase in from_csv(out)["phases"]][1] == "=Impuls"


def test_command_turns_each_into_the_other(tmp_path: Path) -> None:
    table, script = tmp_path / "ablauf.csv", tmp_path / "ablauf.yaml"
    table.write_text(TABLE, encoding="utf-8")
    made = CliRunner().invoke(app, ["script", "csv", str(table)])
    assert (made.exit_code, parse(made.stdout).script is None) == (0, False)
    script.write_text(made.stdout, encoding="utf-8")
    back = CliRunner().invoke(app, ["script", "csv", str(script), "--start", "19:30"])
    assert (back.exit_code, back.stdout.splitlines()[1].split(";")[0]) == (0, "19:30")
    table.write_text("nichts", encoding="utf-8")
    assert CliRunner().invoke(app, ["script", "csv", str(table)]).exit_code == 1
