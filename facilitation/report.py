"""What an evening brought, as a plain model for review page, files and archives. Reads the state, never the log.

Groups come from the assignment, never from who was where. No card tells its author, no group its seats.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any

from dialogue.machine import Dialogue
from dialogue.refs import Side, Text
from facilitation.arrivals import Arrivals
from facilitation.balance import Balance
from facilitation.boards import Boards, BoardsOpened
from facilitation.cards import Card, Cards
from facilitation.course import Agenda
from facilitation.groups import Groups
from facilitation.localized import localized
from facilitation.poll_report import PollReport, polls_of
from facilitation.questions_report import QuestionReport, questions_of
from facilitation.readback import ReadBacks
from facilitation.sitting import Group
from facilitation.themes_report import ThemesReport, themes_report
from facilitation.withheld import withheld
from rooms.places import group_id
from rooms.seats import Seats

Localized = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CardReport:
    """`number` is stable: answers and talk refer to it. `under`: what was put together with it, each as it was written;
    `original`: how it read before; `called`: written for somebody; `differs`: the number of the card on which it is a
    differing opinion."""

    number: int
    text: Text
    top: bool
    called: bool = False
    original: Text | None = None
    under: tuple[CardReport, ...] = ()
    differs: int | None = None


@dataclass(frozen=True, slots=True)
class ReadBackReport:
    """How many of `of` citizens said that the cards are right, or not yet; None: nobody answered. `changed`: cards were
    changed after that count."""

    right: int | None
    not_yet: int | None
    of: int
    changed: bool


@dataclass(frozen=True, slots=True)
class ColumnReport:
    id: str
    title: Localized
    cards: tuple[CardReport, ...]


@dataclass(frozen=True, slots=True)
class GroupReport:
    """`people`: how many belonged to it at the end of the round; `most_heard`: percent of what was heard that came from
    the third who were heard most, None where it was not counted or the group is too small to tell. `read_back`:
    None where nobody was asked."""

    id: str
    number: int
    people: int
    columns: tuple[ColumnReport, ...]
    most_heard: int | None = None
    read_back: ReadBackReport | None = None

    @property
    def empty(self) -> bool:
        return not any(column.cards for column in self.columns)


@dataclass(frozen=True, slots=True)
class Round:
    """One phase of group work; `started_at` is as precise as a card's time gets outside of the dialogue."""

    id: str
    title: Localized
    started_at: float | None
    columns: tuple[dict[str, Any], ...]
    groups: tuple[GroupReport, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """`held_on`: when the first phase began, epoch seconds; `present`: most citizens at one time."""

    title: Localized
    held_on: float | None
    present: int
    rounds: tuple[Round, ...]
    polls: tuple[PollReport, ...] = ()
    questions: tuple[QuestionReport, ...] = ()
    outcome: ThemesReport | None = None


def report_of(dialogue: Dialogue) -> Report:
    """The report at this moment. Cards that their own group does not see yet, or no longer, are not in it."""
    agenda = dialogue.part(Agenda)
    title = localized(agenda.script.title) if agenda.script else {}
    began = agenda.runs[0].started_at if agenda.runs else None
    rounds = dialogue.part(Groups).rounds.items()
    return Report(
        title=title,
        held_on=began,
        present=dialogue.part(Arrivals).most,
        rounds=tuple(_round(dialogue, agenda, phase, groups) for phase, groups in rounds),
        polls=polls_of(dialogue),
        questions=questions_of(dialogue),
        outcome=themes_report(dialogue),
    )


def _round(dialogue: Dialogue, agenda: Agenda, phase: str, groups: tuple[Group, ...]) -> Round:
    known = agenda.script.phase(phase) if agenda.script else None
    board = dialogue.part(Boards).opened.get(phase)
    columns = board.columns if board else ()
    return Round(
        id=phase,
        title=localized(known.title) if known else {},
        started_at=next((run.started_at for run in agenda.runs if run.phase == phase), None),
        columns=tuple({"id": column.id, "title": dict(column.title)} for column in columns),
        groups=tuple(_group(dialogue, board, group_id(phase, group.number), group) for group in groups),
    )


def _group(dialogue: Dialogue, board: BoardsOpened | None, room: str, group: Group) -> GroupReport:
    shown = room in dialogue.part(Boards).revealed
    cards = [card for card in dialogue.part(Cards).of(room) if shown and not withheld(dialogue, card.id)]
    known = {card.id: card for card in cards}
    tops = [card for card in cards if card.into not in known]
    columns = tuple(
        ColumnReport(
            column.id, column.title, tuple(_card(dialogue, card, known) for card in tops if card.column == column.id)
        )
        for column in (board.columns if board else ())
    )
    heard = dialogue.part(Balance).groups.get(room)
    return GroupReport(room, group.number, len(group.seats), columns, heard, _read_back(dialogue, room, group))


def _card(dialogue: Dialogue, card: Card, known: Mapping[str, Card]) -> CardReport:
    """With everything that lies under it, however deep."""
    cards = dialogue.part(Cards)
    under = [_card(dialogue, each, known) for each in cards.under(card.id) if each.id in known]
    differs = cards.cards.get(card.differs or "")
    return CardReport(
        card.number,
        Text(card.text),
        card.top,
        card.called,
        None if card.original is None else Text(card.original),
        tuple(replace(part, under=()) for each in under for part in (each, *each.under)),
        differs.number if differs else None,
    )


def _read_back(dialogue: Dialogue, room: str, group: Group) -> ReadBackReport | None:
    reading = dialogue.part(ReadBacks).readings.get(room)
    if reading is None:
        return None
    seats, counted = dialogue.part(Seats), reading.counted
    if counted is None:
        return ReadBackReport(None, None, sum(seats.role(seat).counted for seat in group.seats), False)
    return ReadBackReport(counted.right, counted.not_yet, counted.of, reading.changed)


def to_plain(model: Any, side: Side) -> dict[str, Any]:
    """A report, or another model of dataclasses, as JSON has it, texts filled in; a redacted text is None."""
    plain: dict[str, Any] = _plain(model, side)
    return plain


def _plain(value: Any, side: Side) -> Any:
    match value:
        case Text(id=text_id):
            return side.texts.get(text_id)
        case tuple() | list():
            return [_plain(each, side) for each in value]
        case GroupReport():
            return {**_fields(value, side), "empty": value.empty}
        case Mapping():
            return {key: _plain(each, side) for key, each in value.items()}
    return _fields(value, side) if is_dataclass(value) else value


def _fields(value: Any, side: Side) -> dict[str, Any]:
    return {name: _plain(getattr(value, name), side) for name in value.__dataclass_fields__}


COLUMNS = (
    *("phase", "began", "round", "group", "column", "card", "text", "top", "with", "differs", "read_back"),
    *("theme", "dots"),
)
Pick = Callable[[Localized], str]
Say = Callable[..., str]


def csv_rows(report: Report, side: Side, pick: Pick, say: Say, *, seed: int = 0) -> Iterator[list[str]]:
    """A heading, then a row for each card, shuffled within its group, and one for each group without. `pick` reads
    a localized value, `say` a text of the catalogue. Times are those of the phase, in UTC."""
    yield [say(f"csv.{column}") for column in COLUMNS]
    for each in report.rounds:
        for group in each.groups:
            head = [each.id, _minute(each.started_at), pick(each.title), str(group.number)]
            rows = [[*head, *row] for row in _cells(group, report.outcome, side, pick=pick, say=say)]
            random.Random(f"{seed}/{group.id}").shuffle(rows)
            yield from ([harmless(cell) for cell in row] for row in rows)


def _cells(group: GroupReport, themes: ThemesReport | None, side: Side, *, pick: Pick, say: Say) -> Iterator[list[str]]:
    """A card that was put under another says so; each text is in a row of its own, with the theme of the card above."""
    read = _read(group.read_back, say)
    if group.empty:
        yield ["", "", say("review.empty"), "", "", "", read, "", ""]
    for column in group.columns:
        for host in column.cards:
            for card in (host, *host.under):
                top = say("csv.yes") if card.top else ""
                with_, differs = str(host.number) if card is not host else "", _number(card.differs)
                own = [pick(column.title), str(card.number), _text(card.text, side, say), top, with_, differs, read]
                yield [*own, *_bundled(themes, host.number, side, say)]


def _bundled(themes: ThemesReport | None, card: int, side: Side, say: Say) -> tuple[str, str]:
    """Number and title of the card's theme, and the theme's dots; a card in none is a single voice."""
    if themes is None:
        return "", ""
    theme = themes.theme_of(card)
    if theme is None:
        return say("app.theme.single") if card in themes.single else "", ""
    return f"{theme.number} · {_text(theme.title, side, say)}", _number(theme.dots)


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _text(text: Text, side: Side, say: Say) -> str:
    found = side.texts.get(text.id)
    return say("review.redacted") if found is None else found


def _read(read: ReadBackReport | None, say: Say) -> str:
    if read is None:
        return ""
    if read.right is None:
        return say("review.readback.none")
    return say("review.readback.changed" if read.changed else "review.readback", right=read.right, of=read.of)


def _minute(at: float | None) -> str:
    return "" if at is None else f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%MZ}"


def harmless(cell: str) -> str:
    """Spreadsheets take these beginnings for formulas (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
