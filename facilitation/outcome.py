"""What came of an evening: themes with their cards and answers, cards for themselves. Nobody's name and no seat in it.

For the public page. `mine` is the one exception: what became of one person's own cards, for that person's eyes alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogue.machine import Dialogue
from dialogue.refs import Text
from facilitation.answers import AnswerGiven, Answers, key_of
from facilitation.boards import Boards
from facilitation.cards import Card, Cards
from facilitation.poll_report import PollReport, public
from facilitation.questions import Questions
from facilitation.questions_report import QuestionReport
from facilitation.report import Localized, Report, report_of
from facilitation.themes import Theme, Themes, bundled, held, material
from facilitation.themes_report import ThemeReport, Weighed, themes_report
from facilitation.withheld import Withheld, withheld
from rooms.places import group_number


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; `reason` and `responsible` are texts, or their ids as `Text`; `until` a date."""

    version: int
    status: str
    at: float
    reason: Text | str | None
    responsible: Text | str | None
    until: str | None


Later = Mapping[str, Sequence[Reply]]
"""Answers given after the evening, by `key_of`, oldest first."""


@dataclass(frozen=True, slots=True)
class Original:
    """A card as it was written, before it was put together with others."""

    number: int
    text: Text


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card with where it comes from; `originals`: what was put together in it; `differs`: the number of the card on
    which it is a differing opinion; `replies` to this card alone, the newest last."""

    number: int
    text: Text
    round: Localized
    group: int | None
    column: Localized
    top: bool
    differs: int | None = None
    originals: tuple[Original, ...] = ()
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """`dots`, `rank` and `tied` None where nobody was asked, or is still being asked."""

    number: int
    title: Text
    cards: tuple[CardLine, ...]
    replies: tuple[Reply, ...]
    dots: int | None
    rank: int | None
    tied: bool | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Themes in the order of their dots; `weighed`: how these were given; `single`: cards in no theme; `present`: most
    citizens at one time; `polls` as `poll_report.public` tells them."""

    title: Localized
    held_on: float | None
    present: int
    themes: tuple[ThemeLine, ...]
    single: tuple[CardLine, ...]
    weighed: Weighed | None
    polls: tuple[PollReport, ...] = ()
    questions: tuple[QuestionReport, ...] = ()


def outcome_of(dialogue: Dialogue, later: Later, report: Report | None = None) -> Outcome:
    """Themes as published, or, where nobody published, as they stand. `report`: of the same moment, where it is known
    already."""
    report, dots = report or report_of(dialogue), themes_report(dialogue)
    rows = {row.number: row for row in dots.themes} if dots else {}
    themes = dialogue.part(Themes)
    shown = themes.published.themes if themes.published else tuple(themes.themes.values())
    lines = [_theme(dialogue, theme, later, rows.get(theme.number)) for theme in shown]
    inside = {card.number for line in lines for card in line.cards}
    single = material(dialogue)
    return Outcome(
        report.title,
        report.held_on,
        report.present,
        tuple(sorted((line for line in lines if line.cards), key=lambda line: (line.rank or 0, line.number))),
        tuple(_card(dialogue, card, later) for card in single if card.number not in inside),
        dots.dots if dots else None,
        public(report.polls),
        report.questions,
    )


def _theme(dialogue: Dialogue, theme: Theme, later: Later, row: ThemeReport | None) -> ThemeLine:
    cards = tuple(_card(dialogue, card, later) for card in held(dialogue, theme.cards))
    said = replies(dialogue, "theme", theme.number, later)
    weight = (row.dots, row.rank, row.tied) if row else (None, None, None)
    return ThemeLine(theme.number, Text(theme.title), cards, said, *weight)


def _originals(dialogue: Dialogue, card: Card) -> tuple[Original, ...]:
    cards = dialogue.part(Cards)
    own = (Original(card.number, Text(card.original)),) if card.original else ()
    below = [each for each in cards.of(card.group) if each.id != card.id and cards.root(each).id == card.id]
    read = [each for each in below if not (withheld(dialogue, each.id) or bundled(dialogue, each))]
    return (*own, *(Original(each.number, Text(each.text)) for each in read))


def _card(dialogue: Dialogue, card: Card, later: Later) -> CardLine:
    differs = dialogue.part(Cards).cards.get(card.differs or "")
    board = dialogue.part(Boards).of(card.group)
    assert board is not None, f"a card of {card.group} without its board"
    return CardLine(
        card.number,
        Text(card.text),
        board.title,
        group_number(card.group),
        next((column.title for column in board.columns if column.id == card.column), {}),
        card.top,
        differs.number if differs else None,
        _originals(dialogue, card),
        replies(dialogue, "card", card.number, later),
    )


def replies(dialogue: Dialogue, kind: str, number: int, later: Later) -> tuple[Reply, ...]:
    """All answers to it, the newest last."""
    about = key_of(kind, number)
    live = dialogue.part(Answers).given.get(about, ())
    return (*(_reply(given) for given in live), *later.get(about, ()))


def _reply(given: AnswerGiven) -> Reply:
    reason = Text(given.reason) if given.reason else None
    responsible = Text(given.responsible) if given.responsible else None
    return Reply(given.version, given.status, given.at, reason, responsible, given.until)


@dataclass(frozen=True, slots=True)
class OwnCard:
    """`theme` is None for a card in none; `kept`: `held` or `hidden` from the others, with the `reason`."""

    card: CardLine
    theme: ThemeLine | None
    kept: str | None
    reason: Text | None


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    number: int
    text: Text
    answered: bool
    kept: str | None
    reason: Text | None


@dataclass(frozen=True, slots=True)
class Mine:
    title: Localized
    held_on: float | None
    cards: tuple[OwnCard, ...]
    questions: tuple[OwnQuestion, ...]


def mine(dialogue: Dialogue, seat: int, later: Later) -> Mine:
    """Own cards and questions, hidden ones too; those written for somebody else are not one's own."""
    outcome, themes = outcome_of(dialogue, later), dialogue.part(Themes)
    shown = themes.published.themes if themes.published else ()
    places = {card: theme.number for theme in shown for card in theme.cards}
    cards = dialogue.part(Cards)

    def theme_of(card: Card) -> int:
        return places.get(card.id) or places.get(cards.root(card).id) or 0

    lines = {line.number: line for line in outcome.themes}
    own = [card for card in cards.cards.values() if card.author == seat and not card.called]
    asked = [each for each in dialogue.part(Questions).questions.values() if each.author == seat]
    return Mine(
        outcome.title,
        outcome.held_on,
        tuple(
            OwnCard(_card(dialogue, card, later), lines.get(theme_of(card)), *_kept(dialogue, card.id)) for card in own
        ),
        tuple(OwnQuestion(each.number, Text(each.text), each.answered, *_kept(dialogue, each.id)) for each in asked),
    )


def _kept(dialogue: Dialogue, item: str) -> tuple[str | None, Text | None]:
    kept = dialogue.part(Withheld)
    if hidden := kept.hidden.get(item):
        return "hidden", Text(hidden.reason)
    return ("held" if item in kept.held else None), None
