"""Writes a document as DOCX, for offices that go on working on it: real headings, table heads, texts for pictures."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any, assert_never

import docx
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from web.outputs.blocks import Block, Card, CardList, Document, Facts, Figure, Heading, Para, Points, Reply, Table
from web.outputs.letterhead import Letterhead
from web.outputs.plots import WIDTH
from web.outputs.signs import rightward

SOFT = RGBColor(0x4A, 0x4F, 0x63)
LOCALES = {"de": "de-DE", "en": "en-GB"}
ACROSS, NUMBER, LONG = 16.2, 2.2, 60
"""Centimetres of a line and of a column of numbers; signs beyond which a text does not widen its column."""
TALLEST = 19
"""Centimetres that a picture may be high: with its heading and its sentence it has to fit on a page."""
Draw = Callable[[str], bytes]
"""A plot's SVG as PNG."""


def write(document: Document, head: Letterhead, draw: Draw) -> bytes:
    paper = docx.Document()
    _styled(paper, head, document)
    _opened(paper, document, head)
    for block in document.blocks:
        _block(paper, block, draw)
    body = io.BytesIO()
    paper.save(body)
    return body.getvalue()


def allowed(text: str) -> str:
    """Without signs that XML 1.0 forbids; line breaks stay."""
    return "".join(sign for sign in text if _fits(sign))


def _fits(sign: str) -> bool:
    code = ord(sign)
    return (code >= 32 and not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF)) or sign in "\n\t"


def _styled(paper: Paper, head: Letterhead, document: Document) -> None:
    section, normal = paper.sections[0], paper.styles["Normal"]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LOCALES[head.words.html_lang])
    normal.element.get_or_add_rPr().append(language)
    colour = RGBColor.from_string(head.accent.lstrip("#").upper())
    for level in (1, 2, 3):
        style: Any = paper.styles[f"Heading {level}"]
        style.font.name, style.font.color.rgb, style.font.size = "Calibri", colour, Pt((16, 13, 11.5)[level - 1])
    properties = paper.core_properties
    properties.title, properties.author = allowed(f"{document.over} · {document.title}")[:250], allowed(head.town)[:250]
    properties.language, properties.comments = LOCALES[head.words.html_lang], ""


def _opened(paper: Paper, document: Document, head: Letterhead) -> None:
    if head.logo and not head.logo.lstrip().startswith(b"<"):
        paper.add_picture(io.BytesIO(head.logo), height=Cm(1.6))
        _told(paper.inline_shapes[-1], head.town)
    _said(paper, head.town, bold=True)
    _said(paper, document.over, soft=True)
    title = paper.add_paragraph(style="Title")
    title.add_run(allowed(document.title))
    for text in (document.under, document.stage):
        if text:
            _said(paper, text, soft=text is document.stage)
    section = paper.sections[0].footer.paragraphs[0]
    section.text = allowed(f"{head.town} · {document.title}")


def _block(paper: Paper, block: Block, draw: Draw) -> None:
    match block:
        case Heading(text=text, level=level, over=over):
            if over:
                _said(paper, over, soft=True).paragraph_format.keep_with_next = True
            paper.add_heading(allowed(text), level)
        case Para(text=text, kind=kind):
            _said(paper, text, soft=kind == "note")
            if kind == "gap":
                paper.add_paragraph("…")
        case Points(items=items):
            for item in items:
                if item:
                    _directed(paper.add_paragraph(style="List Bullet"), item)
        case Facts(rows=rows):
            _said(paper, "   ·   ".join(f"{value} {label}" for value, label in rows), bold=True)
        case Table():
            _table(paper, block)
        case Figure():
            _figure(paper, block, draw)
        case CardList(cards=cards):
            for card in cards:
                _card(paper, card)
        case Reply():
            _said(paper, block.status, bold=True)
            for text in (block.reason, block.facts):
                if text:
                    _said(paper, text, soft=text is block.facts)
        case _:
            assert_never(block)


def _said(paper: Paper, text: str, *, bold: bool = False, soft: bool = False) -> Any:
    paragraph = paper.add_paragraph()
    run = _directed(paragraph, text)
    run.bold = bold
    if soft:
        run.font.color.rgb, run.font.size = SOFT, Pt(9.5)
    return paragraph


def _directed(paragraph: Any, text: str) -> Any:
    """With the text's own direction."""
    run = paragraph.add_run(allowed(text))
    if rightward(text):
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        run.font.rtl = True
    return run


def _card(paper: Paper, card: Card) -> None:
    paragraph = paper.add_paragraph(style="List Bullet")
    _directed(paragraph, card.text).bold = card.top
    told = paragraph.add_run(allowed(f"\n{card.number}{' · ' if card.facts else ''}{card.facts}"))
    told.font.size, told.font.color.rgb = Pt(9), SOFT
    for note in card.notes:
        paragraph.add_run(allowed(f"\n{note}")).font.size = Pt(9.5)


def _table(paper: Paper, block: Table) -> None:
    table = paper.add_table(rows=1, cols=len(block.head), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths(block), strict=True):
        column.width = Cm(width)
    _row(table.rows[0], block.head, block, bold=True)
    # The first row is repeated on every page and read out as the heads of the columns.
    _marked(table.rows[0], "w:tblHeader")
    for row in block.rows:
        _row(table.add_row(), row, block)
    paper.add_paragraph()


def _row(row: Any, texts: Sequence[str], block: Table, *, bold: bool = False) -> None:
    """Whole on one page."""
    _marked(row, "w:cantSplit")
    for at, (cell, text, width) in enumerate(zip(row.cells, texts, widths(block), strict=True)):
        cell.width, paragraph = Cm(width), cell.paragraphs[0]
        _directed(paragraph, text).bold = bold
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        if at in block.right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _marked(row: Any, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def widths(block: Table) -> list[float]:
    """Of each column in centimetres: numbers get what they need, words share the rest by how much there is to say."""
    said = [max(len(row[at]) for row in (block.head, *block.rows)) for at in range(len(block.head))]
    weights = [0.0 if at in block.right else min(length, LONG) ** 0.5 + 1 for at, length in enumerate(said)]
    rest = ACROSS - sum(NUMBER for weight in weights if not weight)
    return [rest * weight / sum(weights) if weight else NUMBER for weight in weights]


def _figure(paper: Paper, block: Figure, draw: Draw) -> None:
    if block.titled:
        _said(paper, block.plot.title, bold=True).paragraph_format.keep_with_next = True
    paper.add_picture(io.BytesIO(draw(block.plot.svg)), width=Cm(min(12.0, TALLEST * WIDTH / block.plot.height)))
    _told(paper.inline_shapes[-1], f"{block.plot.title}. {block.plot.summary}")
    _said(paper, block.plot.summary, soft=True)


def _told(shape: Any, text: str) -> None:
    """What a screen reader says for the picture."""
    shape._inline.docPr.set("descr", allowed(text))
