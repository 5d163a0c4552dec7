"""Renders a printed sheet as PDF/UA from its Typst source and plain data; runs in a worker, knows no dialogue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import typst

from web.outputs.signs import FAMILIES, FONTS, printable

FOLDER = Path(__file__).parent / "print"
Sheet = Literal["run-of-show", "emergency", "deletions"]


def render(sheet: Sheet, data: dict[str, Any]) -> bytes:
    """`data` reaches the sheet as values, never as markup: a title that looks like a command is printed as it stands.

    PDF/UA-1 asks for a title, a language, headings in order and tables with heads, and for a picture of every sign; the
    compiler checks that. The fonts are ours, so that a sheet looks the same on every machine.
    """
    body = typst.compile(
        FOLDER / f"{sheet}.typ",
        root=FOLDER,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps({**printable(data), "fonts": FAMILIES}, ensure_ascii=False)},
        format="pdf",
        pdf_standards=["ua-1"],
    )
    assert isinstance(body, bytes)
    return body
