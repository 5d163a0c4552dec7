"""The record as tables, for spreadsheets and open data: the same rows as CSV files and as sheets of one workbook.

Cards carry a random number for their author that is another one for every card, the phase's time, and shuffled rows.
"""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from facilitation.report import harmless
from web.outputs.letterhead import Voice
from web.outputs.report_document import evening_plots
from web.outputs.telling import read_back, status
from web.outputs.word import allowed

Plain = dict[str, Any]
Row = list[str | int | float]
CELL: Final = 32_000
"""Signs that a spreadsheet takes in one cell."""
FIXED: Final = (1980, 1, 1, 0, 0, 0)
"""Times of files in archives: the same data make the same file."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`name` is the file's, without an ending; `title` the tab's; numbers stay numbers."""

    name: str
    title: str
    head: Row
    rows: list[Row]


def sheets(record: Plain, voice: Voice, *, seed: int) -> list[Sheet]:
    """`seed`: what shuffles rows and makes authors' numbers."""
    t = voice.t
    found = [
        _sheet(
            "themes",
            ("csv.theme", "print.table.title", "print.cards", "csv.dots", "print.table.rank"),
            _themes(record, voice),
            voice,
        ),
        _sheet("cards", CARDS, _cards(record, voice, random.Random(seed)), voice),
        _sheet(
            "answers",
            (
                "print.table.about",
                "print.table.status",
                "print.table.reason",
                "print.table.who",
                "print.table.until",
                "print.table.given",
            ),
            _answers(record, voice),
            voice,
        ),
        _sheet(
            "polls",
            tuple(f"csv.{each}" for each in ("poll", "question", "answer", "votes", "percent", "voters")),
            _polls(record, voice),
            voice,
        ),
        _sheet(
            "questions",
            ("print.number", "csv.question", "print.table.support", "print.state"),
            _questions(record, voice),
            voice,
        ),
    ]
    plots = [
        Sheet(plot.id.removeprefix("plot-"), plot.title, [*plot.head], [[*row] for row in plot.rows])
        for plot in evening_plots(record, voice)
    ]
    return [*found, *(Sheet(t(f"print.table.{plot.name}.file"), plot.title, plot.head, plot.rows) for plot in plots)]


CARDS: Final = (
    *("csv.phase", "csv.began", "csv.round", "csv.group", "csv.column", "csv.card", "print.table.author", "csv.text"),
    *("csv.top", "csv.with", "csv.differs", "csv.read_back", "csv.theme", "print.table.title"),
)


def _sheet(name: str, head: Iterable[str], rows: Iterable[Row], voice: Voice) -> Sheet:
    titles: Row = [voice.t(key) for key in head]
    return Sheet(voice.t(f"print.table.{name}.file"), voice.t(f"print.table.{name}"), titles, list(rows))


def _themes(record: Plain, voice: Voice) -> Iterator[Row]:
    for theme in record["outcome"]["themes"]:
        dots = ["" if theme[key] is None else theme[key] for key in ("dots", "rank")]
        yield [theme["number"], voice.pick(theme["title"]), len(theme["cards"]), *dots]


def _cards(record: Plain, voice: Voice, chance: random.Random) -> Iterator[Row]:
    themes = {card["number"]: theme for theme in record["outcome"]["themes"] for card in theme["cards"]}
    for round_ in record["report"]["rounds"]:
        began = _minute(round_["started_at"])
        for group in round_["groups"]:
            head: Row = [round_["id"], began, voice.pick(round_["title"]), group["number"]]
            rows = [[*head, *row] for row in _group(group, themes, voice, chance)]
            chance.shuffle(rows)
            yield from rows


def _group(group: Plain, themes: dict[int, Plain], voice: Voice, chance: random.Random) -> Iterator[Row]:
    read = read_back(group["read_back"], voice)
    if group["empty"]:
        yield ["", "", "", voice.t("review.empty"), "", "", "", read, "", ""]
    for column in group["columns"]:
        for host in column["cards"]:
            theme = themes.get(host["number"])
            told: Row = [theme["number"], voice.pick(theme["title"])] if theme else ["", ""]
            for card in (host, *host["under"]):
                author = f"{chance.getrandbits(48):012x}"
                own: Row = [voice.pick(column["title"]), card["number"], author, voice.pick(card["text"])]
                top = voice.t("csv.yes") if card["top"] else ""
                yield [*own, top, host["number"] if card is not host else "", card["differs"] or "", read, *told]


def _minute(at: float | None) -> str:
    return "" if at is None else f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%MZ}"


def _answers(record: Plain, voice: Voice) -> Iterator[Row]:
    outcome = record["outcome"]
    cards = [card for theme in outcome["themes"] for card in theme["cards"]] + outcome["single"]
    for key, each in [
        *(("results.theme", theme) for theme in outcome["themes"]),
        *(("outcome.card", card) for card in cards),
    ]:
        for said in each["replies"]:
            about = voice.t(key, number=each["number"])
            given = _minute(said["at"])
            yield [
                about,
                status(said, voice),
                said["reason"] or "",
                said["responsible"] or "",
                said["until"] or "",
                given,
            ]


def _polls(record: Plain, voice: Voice) -> Iterator[Row]:
    for poll in record["report"]["polls"]:
        title = voice.pick(poll["title"])
        if poll["results"] is None:
            yield [title, "", voice.t("polled.running" if poll["open"] else "polled.few"), "", "", poll["voters"]]
        for question in poll["results"] or ():
            head: Row = [title, voice.pick(question["title"])]
            for option in question["options"]:
                label = voice.pick(option["title"])
                label = f"{option['id']} {label}".strip() if question["answer"] == "scale" else label
                yield [
                    *head,
                    label,
                    option["count"],
                    "" if option["percent"] is None else option["percent"],
                    poll["voters"],
                ]
            for each in question["texts"]:
                yield [*head, voice.pick(each["text"]), "", "", poll["voters"]]


def _questions(record: Plain, voice: Voice) -> Iterator[Row]:
    for each in record["report"]["questions"]:
        state = voice.t("polled.answered" if each["answered"] else "polled.unanswered")
        yield [each["number"], voice.pick(each["text"]), each["support"], state]


def csv_of(sheet: Sheet) -> bytes:
    """UTF-8 with a byte order mark and semicolons, as German spreadsheets expect."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerows([_cell(cell) for cell in row] for row in (sheet.head, *sheet.rows))
    return ("\ufeff" + buffer.getvalue()).encode()


def _cell(value: str | int | float) -> str | int | float:
    return harmless(allowed(value)) if isinstance(value, str) else value


def csv_set(record: Plain, voice: Voice, *, seed: int) -> bytes:
    """All tables as CSV in a ZIP, with a page on what they are."""
    files = {f"{sheet.name}.csv": csv_of(sheet) for sheet in sheets(record, voice, seed=seed)}
    return packed({voice.t("print.readme.file"): readme(record, voice).encode(), **files})


def readme(record: Plain, voice: Voice, *more: str) -> str:
    held = record["report"]["held_on"]
    day = voice.day(held) if held else "–"
    lines = [voice.t("print.readme.title", title=voice.pick(record["report"]["title"]), town=voice.head.town, day=day)]
    lines += [voice.t("print.readme.format"), voice.t("print.readme.cards"), voice.t("print.about.opinion"), *more]
    return "\r\n\r\n".join([*lines, voice.t("print.readme.licence")]) + "\r\n"


def packed(files: dict[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, FIXED), content, zipfile.ZIP_DEFLATED)
    return body.getvalue()


def workbook(record: Plain, voice: Voice, *, seed: int) -> bytes:
    """One workbook, a sheet for each table, heads that stay in sight and filter."""
    book = Workbook(write_only=True)
    for each in sheets(record, voice, seed=seed):
        tab = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", each.title)[:31])
        tab.freeze_panes = "A2"
        tab.auto_filter.ref = f"A1:{get_column_letter(len(each.head))}{len(each.rows) + 1}"
        for at, title in enumerate(each.head, start=1):
            longest = max([len(str(title)), *(len(str(row[at - 1])) for row in each.rows)])
            tab.column_dimensions[get_column_letter(at)].width = min(60, max(8, longest + 2))
        tab.append([_written(tab, title, head=True) for title in each.head])
        for row in each.rows:
            tab.append([_written(tab, cell) for cell in row])
    book.properties.title, book.properties.creator = allowed(voice.pick(record["report"]["title"])), voice.head.town
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def _written(tab: Any, value: str | int | float, *, head: bool = False) -> WriteOnlyCell:
    """Text is text: what looks like a formula gets a sign before it and the type of a text."""
    cell = WriteOnlyCell(tab, allowed(harmless(value))[:CELL] if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if head:
        cell.font = Font(bold=True)
    return cell
