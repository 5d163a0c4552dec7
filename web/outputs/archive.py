"""The archive of a dialogue: one ZIP for the town's files and for who asks by the freedom of information law."""

from __future__ import annotations

import json
from typing import Any

from web.outputs import pdf
from web.outputs.letterhead import Letterhead, Voice
from web.outputs.nameless import without
from web.outputs.report_document import report_document
from web.outputs.tables import csv_of, packed, readme, sheets


def write(record: dict[str, Any], head: Letterhead, names: tuple[str, ...], *, seed: int) -> bytes:
    """`names`: of everybody who took part, as far as they are still known; they are taken out of every text."""
    voice = Voice(head)
    bare, count = without(record, names, voice.t("print.archive.name"))
    files = {
        voice.t("print.readme.file"): readme(bare, voice, voice.t("print.archive.text", count=count)).encode(),
        f"{voice.t('print.report.file')}.pdf": pdf.write(report_document(bare, voice), head),
        f"{voice.t('print.report.file')}.json": json.dumps(bare, ensure_ascii=False, indent=1).encode(errors="replace"),
    }
    return packed(files | {f"{sheet.name}.csv": csv_of(sheet) for sheet in sheets(bare, voice, seed=seed)})
