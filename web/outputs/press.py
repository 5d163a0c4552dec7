"""Makes any output from a record: what a worker process is asked for. Plain values in, a file out.

What only some kinds need is loaded when one of them is made: a first PDF must not wait for spreadsheets.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from web.outputs import pdf
from web.outputs.council_document import council_document
from web.outputs.letterhead import Letterhead, Voice
from web.outputs.mayor_document import mayor_document
from web.outputs.report_document import report_document

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Order:
    """`kind` is one of KINDS; `names` of who took part, for what has to be free of them; `named`: of those who want to
    be named in the report; `seed` shuffles rows."""

    kind: str
    record: Plain
    head: Letterhead
    seed: int
    names: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


Make = Callable[[Order], bytes]
KINDS: Final[dict[str, tuple[str, str, Make]]] = {
    "report.pdf": ("application/pdf", "print.report.file", lambda order: _pdf(order, _report(order))),
    "report.docx": ("docx", "print.report.file", lambda order: _docx(order, _report(order))),
    "council.docx": ("docx", "print.council.file", lambda order: _docx(order, council_document)),
    "mayor.pdf": ("application/pdf", "print.mayor.file", lambda order: _pdf(order, mayor_document, "mayor")),
    "tables.xlsx": ("xlsx", "print.tables.file", lambda order: _workbook(order)),
    "tables.zip": ("application/zip", "print.tables.file", lambda order: _csv_set(order)),
    "report.json": ("application/json", "print.report.file", lambda order: _json(order)),
    "archive.zip": ("application/zip", "print.archive.file", lambda order: _archive(order)),
}
"""Media type (or the ending of an Office one), the catalogue's key of the file's name, how it is made."""
OFFICE: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def make(order: Order) -> bytes:
    return KINDS[order.kind][2](order)


def media_type(kind: str) -> str:
    return OFFICE.get(KINDS[kind][0], KINDS[kind][0])


def file_name(kind: str, dialogue: str, head: Letterhead) -> str:
    return f"{dialogue}-{head.words.t(KINDS[kind][1])}.{kind.rpartition('.')[2]}"


def _report(order: Order) -> Callable[[Plain, Voice], Any]:
    return partial(report_document, named=order.named)


def _pdf(order: Order, document: Callable[[Plain, Voice], Any], sheet: str = "document") -> bytes:
    return pdf.write(document(order.record, Voice(order.head)), order.head, sheet=sheet)


def _docx(order: Order, document: Callable[[Plain, Voice], Any]) -> bytes:
    from web.outputs import word

    return word.write(document(order.record, Voice(order.head)), order.head, pdf.picture)


def _workbook(order: Order) -> bytes:
    from web.outputs.tables import workbook

    return workbook(order.record, Voice(order.head), seed=order.seed)


def _csv_set(order: Order) -> bytes:
    from web.outputs.tables import csv_set

    return csv_set(order.record, Voice(order.head), seed=order.seed)


def _json(order: Order) -> bytes:
    return json.dumps(order.record, ensure_ascii=False, indent=1).encode(errors="replace")


def _archive(order: Order) -> bytes:
    from web.outputs import archive

    return archive.write(order.record, order.head, order.names, seed=order.seed)
