"""Workbook, CSV set and archive are opened again: numbers stay numbers, formulas are text, nobody stands in them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

from openpyxl import load_workbook

from tests.web.outputs.conftest import HEAD
from web.bench.lived import Lived
from web.outputs.letterhead import Voice
from web.outputs.nameless import without
from web.outputs.press import Order, make
from web.outputs.tables import csv_of, csv_set, sheets

Plain = dict[str, Any]


def rows_of(body: bytes) -> list[list[str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


def files_of(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_csv_set_has_every_table(record: Plain, voice: Voice) -> None:
    files = files_of(csv_set(record, voice, seed=1))
    wanted = ["LIESMICH.txt", *(f"{name}.csv" for name in ("themen", "karten", "antworten", "abstimmungen", "fragen"))]
    assert [*files][:8] == [*wanted, "anwesenheit.csv", "ablauf.csv"]
    assert "dl-de/zero-2-0" in files["LIESMICH.txt"].decode()
    heads = {name: rows_of(body)[0] for name, body in files.items() if name.endswith(".csv")}
    assert heads["themen.csv"] == ["Thema", "Titel des Themas", "Karten", "Punkte des Themas", "Rang"]


def test_cards_have_random_authors_the_phases_time_and_shuffled_rows(record: Plain, voice: Voice) -> None:
    head, *rows = rows_of(csv_of(sheets(record, voice, seed=1)[1]))
    titles = ("Zufällige Kennung", "Phase begann (UTC)", "Nummer der Karte", "Text")
    author, began, card, text = (head.index(each) for each in titles)
    written = [row for row in rows if row[card]]
    assert len({row[author] for row in written}) == len(written) >= 30
    assert len({row[began] for row in written}) == 2
    assert [row[text] for row in rows if not row[card]] == ["keine Einträge"]
    other = rows_of(csv_of(sheets(record, voice, seed=2)[1]))[1:]
    assert [row[card] for row in rows] != [row[card] for row in other]
    assert sorted(row[card] for row in rows) == sorted(row[card] for row in other)


def test_formulas_are_text_in_csv_and_workbook(nasty: Plain, voice: Voice) -> None:
    cells = [cell for sheet in sheets(nasty, voice, seed=1) for row in rows_of(csv_of(sheet)) for cell in row]
    assert '\'=HYPERLINK("http://x","y")' in cells
    assert [cell for cell in cells if cell[:1] in "=+-@" and cell and not cell.lstrip("-").isdigit()] == []
    book = load_workbook(io.BytesIO(make(Order("tables.xlsx", nasty, HEAD, 1))))
    kinds = {cell.data_type for tab in book for row in tab.iter_rows() for cell in row}
    assert "f" not in kinds


def test_workbook_has_a_sheet_for_each_table_with_heads_that_stay(record: Plain) -> None:
    book = load_workbook(io.BytesIO(make(Order("tables.xlsx", record, HEAD, 1))))
    assert book.sheetnames[:5] == ["Themen", "Karten", "Antworten", "Abstimmungen", "Fragen"]
    themes = book["Themen"]
    assert (themes.freeze_panes, themes["A1"].value, type(themes["C2"].value)) == ("A2", "Thema", int)


def test_json_is_the_record(record: Plain) -> None:
    assert json.loads(make(Order("report.json", record, HEAD, 1))) == json.loads(json.dumps(record))


def test_archive_holds_no_name_of_anybody(record: Plain, lived: Lived) -> None:
    planted = json.loads(json.dumps(record))
    planted["outcome"]["themes"][0]["cards"][0]["text"] = (
        "Petra Ahornblatt sagte: Frau AHORNBLATT hilft. Ahornblattweg bleibt."
    )
    names = ("Petra Ahornblatt", *(fields.get("name", "") for fields in lived.side.people.values()))
    files = files_of(make(Order("archive.zip", planted, HEAD, 1, names)))
    assert sorted(name.rpartition(".")[2] for name in files)[-2:] == ["pdf", "txt"]
    data = json.loads(files["bericht.json"])
    assert data["outcome"]["themes"][0]["cards"][0]["text"] == "[Name] sagte: Frau [Name] hilft. Ahornblattweg bleibt."
    assert [name for name, body in files.items() if b"Petra" in body or b"AHORNBLATT" in body] == []
    assert "(2 Stellen)" in files["LIESMICH.txt"].decode()


def test_names_are_taken_out_of_texts_alone() -> None:
    record = {"id": "ida", "title": {"de": "Ida"}, "text": "Ida, ida und Idaho", "texts": ["ida"], "original": None}
    bare = {"id": "ida", "title": {"de": "Ida"}, "text": "[N], [N] und Idaho", "texts": ["[N]"], "original": None}
    assert without(record, ["Ida", "x"], "[N]") == (bare, 3)
    assert without(record, [], "[N]") == (record, 0)
