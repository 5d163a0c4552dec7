"""Invitations on paper: one page for each person with link, short code and QR, and the same as files for a mail merge.
Runs in a worker; knows no dialogue."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import segno
import typst

from facilitation.report import harmless
from web.outputs.signs import FAMILIES, FONTS, legible, printable

FOLDER = Path(__file__).parent / "print"
Row = Mapping[str, str]


def as_pdf(data: Mapping[str, dict[str, Any]], people: Sequence[Row], logo: bytes | None) -> bytes:
    """`data`: texts of the letter by language; `people`: `name` `link` `code` `language` of each. PDF/UA-1."""
    letters = [{**each, "name": legible(each["name"]), "qr": qr_svg(each["link"])} for each in people]
    texts = printable(data, legible)
    said = {"said": texts, "first": texts[people[0]["language"]], "letters": letters}
    # By file, not by input: two thousand codes are more than an argument may hold.
    content = json.dumps({**said, "fonts": FAMILIES, "logo": logo is not None}, ensure_ascii=False)
    files = {"main": (FOLDER / "letters.typ").read_bytes(), "letters.json": content.encode()}
    if logo is not None:
        files["logo.png"] = logo
    # Files by name are taken since 0.12; the stub does not say so.
    body = typst.compile(  # type: ignore[call-overload]
        files, font_paths=[FONTS], ignore_system_fonts=True, format="pdf", pdf_standards=["ua-1"]
    )
    assert isinstance(body, bytes)
    return body


def as_csv(columns: Sequence[str], people: Sequence[Row]) -> bytes:
    """For a mail merge: UTF-8 with byte order mark and semicolons. `columns`: headings of number, called, name, mail,
    link, code, qr."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(columns)
    for number, each in enumerate(people, 1):
        cells = [harmless(each[name]) for name in ("called", "name", "mail")]
        writer.writerow([number, *cells, each["link"], each["code"], qr_name(number)])
    return ("\ufeff" + buffer.getvalue()).encode()


def as_zip(columns: Sequence[str], people: Sequence[Row], name: str) -> bytes:
    """The table and a picture of each QR, which the merge takes in by its name."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, as_csv(columns, people))
        for number, each in enumerate(people, 1):
            picture = io.BytesIO()
            _qr(each["link"]).save(picture, kind="png", scale=8, border=4)
            packed.writestr(qr_name(number), picture.getvalue(), zipfile.ZIP_STORED)
    return body.getvalue()


def qr_name(number: int) -> str:
    return f"qr/{number:04}.png"


def qr_svg(link: str) -> str:
    out = io.BytesIO()
    _qr(link).save(out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue().decode()


def _qr(link: str) -> segno.QRCode:
    """A fixed mask (ISO/IEC 18004, 7.8): trying all eight takes ten times as long, and readers take any."""
    return segno.make(link, error="m", micro=False, mask=3)
