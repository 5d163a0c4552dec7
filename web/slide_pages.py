"""Draws the pages of a PDF as pictures, in a cage: a PDF comes from outside and may be made to do harm.

Run as `python -m web.slide_pages`, the PDF on stdin. The first frame on stdout is JSON, `{"fault"}` or `{"pages":
[{"text", "ratio"}]}`; then one WebP picture for each page. It must not know dialogues, seats or settings.
"""

from __future__ import annotations

import codecs
import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from dialogue.cage import enter, framed
from facilitation.slides import PAGES

WIDTH, HEIGHT = 1600, 2264  # A4 upright keeps its width
QUALITY = 88
TEXT_LENGTH = 4000
MEMORY_BYTES = 1 << 30
SECONDS = 90


class Unusable(Exception):
    """`args[0]` is a refusal code of web/PROTOCOL.md."""


def drawn(pdf: bytes) -> Iterator[bytes]:
    """The frames' bodies. Raises `Unusable` before the first one."""
    document = _opened(pdf)
    pages = [document[index] for index in range(len(document))]
    yield json.dumps({"pages": [{"text": _text(page), "ratio": _ratio(page)} for page in pages]}).encode()
    for page in pages:
        yield _picture(page)


def _opened(pdf: bytes) -> pdfium.PdfDocument:
    if b"%PDF-" not in pdf[:1024]:
        raise Unusable("not-pdf")
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as error:
        raise Unusable("encrypted" if error.err_code == raw.FPDF_ERR_PASSWORD else "unreadable") from None
    if len(document) > PAGES:
        raise Unusable("too-many-pages")
    return document


def _ratio(page: Any) -> float:
    return round(float(page.get_width() / page.get_height()), 3)


def _text(page: Any) -> str:
    """What is written on it, line by line, for who cannot see it."""
    text = page.get_textpage().get_text_bounded()
    lines = (" ".join(line.split()) for line in text.replace("\ufffe", "").splitlines())
    return "\n".join(line for line in lines if line)[:TEXT_LENGTH]


def _picture(page: Any) -> bytes:
    scale = min(WIDTH / page.get_width(), HEIGHT / page.get_height())
    picture: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
    body = io.BytesIO()
    picture.convert("RGB").save(body, "WEBP", quality=QUALITY, method=2)
    return body.getvalue()


def _warm() -> None:
    """Loads whatever is loaded at the first use: in the cage nothing can be opened any more."""
    codecs.lookup("utf-16-le")  # of texts; an empty page has none
    document = pdfium.PdfDocument.new()
    page = document.new_page(40, 40)
    _picture(page), _text(page)
    body = io.BytesIO()
    document.save(body)
    list(drawn(body.getvalue()))


def main() -> None:
    work = sys.stdin.buffer.read()
    _warm()
    enter(memory_bytes=MEMORY_BYTES, seconds=SECONDS)
    out = sys.stdout.buffer
    try:
        for body in drawn(work):
            out.write(framed(body))
    except Unusable as fault:
        out.write(framed(json.dumps({"fault": fault.args[0]}).encode()))
    out.flush()


if __name__ == "__main__":
    main()
