"""What the plenary sees of the themes: those published last, with where each card comes from. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dialogue.machine import Audience, Dialogue, Part, Topics
from dialogue.refs import Text
from facilitation.cards import Card
from facilitation.provenance import phase_of, rounds, traced
from facilitation.themes import Published, Theme, Themes, held
from facilitation.view import view
from rooms.places import PLENARY


@dataclass(frozen=True, slots=True)
class Plenary:
    """A view has no state of its own."""


def shown(dialogue: Dialogue, published: Published) -> list[tuple[Theme, list[Card]]]:
    """The published themes, each with those of its cards that may still be shown."""
    return [(theme, held(dialogue, theme.cards)) for theme in published.themes]


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Everyone in the plenary, from the first publishing on; cards tell group, round and number, never an author."""
    published = dialogue.part(Themes).published
    if audience.seat is not None or audience.room != PLENARY or published is None:
        return {}
    themes, single = shown(dialogue, published), held(dialogue, published.single)
    cards = [*(card for _, inside in themes for card in inside), *single]
    return {
        "themes": {
            "at": published.at,
            "rounds": rounds(dialogue, {phase_of(card) for card in cards}),
            "themes": [_theme(theme, inside) for theme, inside in themes],
            "single": [card.id for card in single],
        },
        "theme-cards": {card.id: traced(dialogue, card) for card in cards},
    }


def _theme(theme: Theme, cards: list[Card]) -> dict[str, Any]:
    return {
        "id": theme.id,
        "number": theme.number,
        "title": Text(theme.title),
        "cards": [card.id for card in cards],
    }


PUBLISHED: Part[Plenary] = view(Plenary(), topics)
