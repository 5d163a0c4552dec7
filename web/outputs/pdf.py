"""Writes a document as PDF/UA-1 and PDF/A-2a from its Typst source; runs in a worker, knows no dialogue.

PDF/UA is for screen readers (tags, language, alternative texts), PDF/A for the town's archive.
"""

from __future__ import annotations

import base64
import io
import json
import logging
from pathlib import Path
from typing import Any, Final

import typst
from PIL import Image

from web.outputs.blocks import Document, plain
from web.outputs.letterhead import Letterhead
from web.outputs.signs import FAMILIES, FONTS, printable, rightward, shown

logger = logging.getLogger(__name__)

LOGO: Final = 300
"""Dots that a printed logo is high."""
FOLDER: Final = Path(__file__).parents[1] / "print"


def write(document: Document, head: Letterhead, *, sheet: str = "document") -> bytes:
    """`sheet`: the Typst file that lays it out. Texts reach it as values, never as markup."""
    data = {
        "language": head.words.html_lang,
        "fonts": FAMILIES,
        "town": head.town,
        "accent": head.accent,
        "logo": {"svg": _logo(head)},
        "title": document.title,
        "over": document.over,
        "under": document.under,
        "stage": document.stage,
        "contents": head.words.t("print.contents") if document.contents else "",
        "blocks": [_directed(block) for block in plain(document.blocks)],
        "page": head.words.t("print.page"),
        "top": head.words.t("review.top.short"),
    }
    try:
        return _compiled(sheet, printable(data), tagged=True)
    except RuntimeError as fault:
        # A reader with a plain file has more than one with none; the fault is ours to find.
        logger.error("x document: no PDF/UA: %s", str(fault)[:200])
        return _compiled(sheet, printable(data), tagged=False)


def _directed(block: dict[str, Any]) -> dict[str, Any]:
    """Cards know whether they read from right to left; pictures get signs that the fonts have."""
    if block["kind"] == "cardlist":
        block["cards"] = [{**card, "rtl": rightward(card["text"])} for card in block["cards"]]
    if block["kind"] == "figure":
        block["plot"]["svg"] = shown_svg(block["plot"]["svg"])
    return block


def shown_svg(svg: str) -> str:
    return "".join(shown(sign) for sign in svg)


def _logo(head: Letterhead) -> str:
    """As SVG, others than SVG wrapped in one: pictures cannot be JSON."""
    if not head.logo:
        return ""
    if head.logo.lstrip()[:1] == b"<":
        return head.logo.decode("utf-8", "replace")
    picture = Image.open(io.BytesIO(head.logo)).convert("RGBA")
    picture.thumbnail((4 * LOGO, LOGO))
    small = io.BytesIO()
    picture.save(small, "PNG")
    data = base64.b64encode(small.getvalue()).decode()
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:image/png;base64,{data}"/></svg>'


def _compiled(sheet: str, data: dict[str, Any], *, tagged: bool) -> bytes:
    body = typst.compile(
        str(FOLDER / f"{sheet}.typ"),
        root=str(FOLDER),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        pdf_standards=["a-2a", "ua-1"] if tagged else None,
    )
    assert isinstance(body, bytes)
    return body


def picture(svg: str) -> bytes:
    """A plot as PNG, for programs that show no SVG."""
    body = typst.compile(
        str(FOLDER / "picture.typ"),
        root=str(FOLDER),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps({"svg": shown_svg(svg), "fonts": FAMILIES}, ensure_ascii=False)},
        format="png",
        ppi=200,
    )
    assert isinstance(body, bytes)
    return body
