"""What the themes came to, for the report: published themes with their cards' numbers and their dots. Names no seat."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.machine import Dialogue
from dialogue.refs import Text
from facilitation.dots import Dots
from facilitation.published import shown
from facilitation.themes import Themes, held
from facilitation.weighing import by_open_link, ranked, taking_part


@dataclass(frozen=True, slots=True)
class ThemeReport:
    """`cards`: their numbers; `groups`: of how many groups; `dots`, `rank` and `tied` None where nobody was asked."""

    id: str
    number: int
    title: Text
    cards: tuple[int, ...]
    groups: int
    dots: int | None = None
    rank: int | None = None
    tied: bool | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """How the dots were given. `open_link`: nobody can vouch for one vote a person."""

    total: int
    per_theme: int
    given: int
    of: int
    open_link: bool


@dataclass(frozen=True, slots=True)
class ThemesReport:
    """Themes in the order of their dots; `single`: numbers of the cards that are in none."""

    themes: tuple[ThemeReport, ...]
    single: tuple[int, ...]
    dots: Weighed | None

    def theme_of(self, card: int) -> ThemeReport | None:
        return next((theme for theme in self.themes if card in theme.cards), None)


def themes_report(dialogue: Dialogue) -> ThemesReport | None:
    """None while nothing is published. Dots count once their phase is over."""
    published, dots = dialogue.part(Themes).published, dialogue.part(Dots)
    if published is None:
        return None
    newest = dots.newest if dots.open is None else None
    rows = {row["theme"]: row for row in ranked(dialogue, newest[1])} if newest else {}
    themes = []
    for theme, cards in shown(dialogue, published):
        row = rows.get(theme.id, {})
        themes.append(
            ThemeReport(
                theme.id,
                theme.number,
                Text(theme.title),
                tuple(card.number for card in cards),
                len({card.group for card in cards}),
                row.get("dots"),
                row.get("rank"),
                row.get("tied"),
            )
        )
    single = tuple(card.number for card in held(dialogue, published.single))
    return ThemesReport(
        tuple(sorted(themes, key=lambda theme: (theme.rank or 0, theme.number))),
        single,
        _weighed(dialogue) if newest else None,
    )


def _weighed(dialogue: Dialogue) -> Weighed:
    newest = dialogue.part(Dots).newest
    assert newest is not None
    round_ = newest[1]
    given, of = taking_part(dialogue, round_)
    return Weighed(round_.total, round_.per_theme, given, of, by_open_link(dialogue))
