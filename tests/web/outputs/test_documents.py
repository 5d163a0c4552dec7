"""PDF and DOCX are opened again by a reader: tags, language, titles, texts; and no card breaks them."""

from __future__ import annotations

import copy
import io
import logging
import subprocess
import sys
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image
from pypdf import PdfReader

from tests.web.outputs.conftest import HEAD
from web.outputs import pdf
from web.outputs.letterhead import Voice
from web.outputs.press import Order, make
from web.outputs.report_document import evening_plots, report_document
from web.outputs.signs import has

Plain = dict[str, Any]
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'


def made(kind: str, record: Plain, language: str = "de", **head: Any) -> bytes:
    return make(Order(kind, record, replace(HEAD, language=language, **head), seed=1))


def text_of(body: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())


def nodes(body: bytes) -> list[Any]:
    """The structure elements, in the order in which they are read out."""
    found, waiting = [], [PdfReader(io.BytesIO(body)).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if "/S" in node:
            found.append(node)
        inside = node.get("/K", [])
        inside = inside if isinstance(inside, list) else [inside]
        waiting += [each for each in reversed(inside) if isinstance(each.get_object(), dict)]
    return found


def test_report_is_a_tagged_pdf_for_screen_readers_and_archives(record: Plain) -> None:
    body = made("report.pdf", record, logo=PICTURE)
    root = PdfReader(io.BytesIO(body)).trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (
        "de",
        True,
        True,
    )
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert [mark for mark in ("pdfuaid:part", "pdfaid:part", "Bürgerdialog klassisch") if mark not in metadata] == []
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/Figure", "/TOC", "/L"} <= {str(node["/S"]) for node in nodes(body)}


def test_logo_may_be_a_picture_of_any_size(record: Plain) -> None:
    body = io.BytesIO()
    Image.new("RGBA", (900, 400), "#1d4f9180").save(body, "PNG")
    found = [str(node.get("/Alt")) for node in nodes(made("report.pdf", record, logo=body.getvalue()))]
    assert "Musterstadt" in found
    paper = docx.Document(io.BytesIO(made("council.docx", record, logo=body.getvalue())))
    assert paper.inline_shapes[0]._inline.docPr.get("descr") == "Musterstadt"


def test_report_says_first_what_the_groups_said(record: Plain) -> None:
    text = text_of(made("report.pdf", record))
    order = [
        "Musterstadt",
        "Auf einen Blick",
        "Bus am Abend",
        "Abweichende Meinungen",
        "Kleingruppe 1",
        "Der Abend in Zahlen",
    ]
    places = [text.rindex(each) for each in ("Auf einen Blick", "Die Themen", "Der Abend in Zahlen")]
    assert places == sorted(places)
    assert [
        each for each in (*order, "keine Einträge", "Gegengelesen", "Entwurf", "Tiefbauamt") if each not in text
    ] == []


def test_report_in_english(record: Plain) -> None:
    text = text_of(made("report.pdf", record, "en"))
    assert [each for each in ("At a glance", "Dots per theme", "The evening in numbers") if each not in text] == []


def test_every_picture_has_a_text(record: Plain) -> None:
    figures = [node for node in nodes(made("report.pdf", record)) if node["/S"] == "/Figure"]
    assert [str(figure["/Alt"]).partition(".")[0] for figure in figures][:1] == ["Punkte je Thema"]
    assert len([figure for figure in figures if figure.get("/Alt")]) == len(figures) >= 4


@pytest.mark.parametrize("kind", ["report.pdf", "mayor.pdf"])
def test_no_card_breaks_a_pdf(kind: str, nasty: Plain, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        text = text_of(made(kind, nasty))
    assert [entry.message for entry in caplog.records] == []  # not even the standard was given up
    assert "#let x = 1" in text


def test_pdf_that_misses_its_standard_is_still_a_pdf(record: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "printable", lambda data: data)
    spoilt = {**record, "report": {**record["report"], "title": {"de": "漢字 \ufdd0"}}}
    body = pdf.write(report_document(spoilt, Voice(HEAD)), HEAD)
    assert len(PdfReader(io.BytesIO(body)).pages) > 3


def test_mayors_page_is_one_page(nasty: Plain, record: Plain) -> None:
    for each in (record, nasty):
        assert len(PdfReader(io.BytesIO(made("mayor.pdf", each))).pages) == 1
    text = text_of(made("mayor.pdf", record))
    assert [each for each in ("Was am meisten wiegt", "Noch ohne Antwort", "neugierig") if each not in text] == []


def opened(body: bytes) -> tuple[str, list[str]]:
    """All text of a DOCX, and its headings."""
    paper = docx.Document(io.BytesIO(body))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    headings = [each.text for each in paper.paragraphs if each.style and each.style.name.startswith("Heading")]
    return "\n".join([each.text for each in paper.paragraphs] + cells), headings


def test_council_paper_is_filled_with_themes_dots_and_answers(record: Plain) -> None:
    body = made("council.docx", record)
    text, headings = opened(body)
    assert headings[:3] == ["Mitteilung", "Sachverhalt", "Ergebnis"]
    wanted = (
        "Mitteilungsvorlage",
        "Bus am Abend",
        "Wird umgesetzt",
        "Stadtwerke",
        "Vorlage Nr.",
        "Finanzielle Auswirkungen",
    )
    assert [each for each in wanted if each not in text] == []
    paper = docx.Document(io.BytesIO(body))
    assert [shape._inline.docPr.get("descr", "")[:15] for shape in paper.inline_shapes] == ["Punkte je Thema"]
    assert (paper.core_properties.language, paper.core_properties.author) == ("de-DE", "Musterstadt")


def test_rows_of_a_docx_stay_whole_and_words_have_more_room_than_numbers(record: Plain) -> None:
    table = docx.Document(io.BytesIO(made("report.docx", record))).tables[0]
    theme, cards, dots, answer = (column.width for column in table.columns)
    assert cards == dots < min(theme, answer)
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


@pytest.mark.parametrize("kind", ["report.docx", "council.docx"])
def test_no_card_breaks_a_docx(kind: str, nasty: Plain) -> None:
    text, _ = opened(made(kind, nasty))
    assert "#let x = 1" in text


def test_empty_evening_has_every_output(record: Plain) -> None:
    outcome = {**record["outcome"], "themes": [], "single": [], "weighed": None, "polls": [], "questions": []}
    report = {
        **record["report"],
        "rounds": [],
        "polls": [],
        "questions": [],
        "outcome": None,
        "held_on": None,
        "title": {},
    }
    empty = {"report": report, "outcome": outcome, "numbers": {"attendance": [], "course": []}, "closed": False}
    for kind in ("report.pdf", "mayor.pdf", "report.docx", "council.docx", "tables.xlsx", "tables.zip", "archive.zip"):
        assert made(kind, empty)


LOADED = """
import sys
import web.outputs.press
print(sorted(name for name in sys.modules if name in ("docx", "openpyxl", "sqlalchemy", "starlette", "web.state")))
"""


def test_what_makes_a_first_pdf_loads_no_server_and_no_spreadsheets() -> None:
    """Whoever asks first waits for all that the worker loads; bar: a report in under 2 s."""
    said = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize("kind", ["report.pdf", "report.docx", "council.docx", "mayor.pdf"])
def test_who_wants_to_be_named_stands_in_the_report_alone(record: Plain, kind: str) -> None:
    names = ("Ada Groß & Bela", "Ümit Öztürk")
    body = make(Order(kind, record, HEAD, seed=1, named=names))
    written = docx.Document(io.BytesIO(body)).paragraphs if kind.endswith("docx") else ()
    said = " ".join(each.text for each in written) or text_of(body)
    assert [name in said for name in names] == [kind.startswith("report")] * 2
    assert ("Mitgewirkt haben" in said) == kind.startswith("report")


def test_picture_of_many_groups_fits_on_a_page_with_its_heading(record: Plain) -> None:
    """A round of 25 groups is the most there is; cut off or alone on its page it would be worth nothing."""
    crowded = copy.deepcopy(record)
    groups = crowded["report"]["rounds"][0]["groups"]
    groups[:] = [{**groups[0], "number": number, "most_heard": 40 + number} for number in range(1, 26)]
    reader = PdfReader(io.BytesIO(made("report.pdf", crowded)))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    title = "Wie ausgewogen die Gruppen sprachen"
    (page,) = [page for page in pages[1:] if title in page]
    assert "Anteil der Redezeit" in page  # the sentence under the picture
    document = docx.Document(io.BytesIO(made("report.docx", crowded)))
    assert max(shape.height.cm for shape in document.inline_shapes) <= 19.1


def test_picture_has_only_signs_of_our_fonts(record: Plain) -> None:
    drawn = "".join(plot.svg for plot in evening_plots(record, Voice(HEAD)))
    assert {sign for sign in drawn if not has(sign)} <= {"\n"}
