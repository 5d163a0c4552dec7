"""Which phases cannot do their work without an earlier one: cards to show, themes to vote on, groups to keep. Knows no
clock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from facilitation.script import Phase

ON_CARDS = ("harvest", "themes")
ON_THEMES = ("vote",)


def lacking(phases: Sequence[Phase]) -> set[str]:
    """Ids of those that find nothing to work with in what comes before them."""
    found = set[str]()
    cards = themes = groups = False
    for phase in phases:
        on_cards, on_themes = phase.kind in ON_CARDS and not cards, _on_themes(phase) and not themes
        keeps = phase.groups is not None and phase.groups.mix == "keep" and not groups
        if on_cards or on_themes or keeps:
            found.add(phase.id)
        cards |= phase.cards is not None
        themes |= phase.kind == "themes"
        groups |= phase.kind == "group-work"
    return found


def _on_themes(phase: Phase) -> bool:
    """A vote with questions of its own needs nothing before it."""
    return phase.kind in ON_THEMES and (phase.poll is None or phase.dots is not None)


def needing(phases: Sequence[Phase], without: Collection[str]) -> list[str]:
    """Ids of the phases that would lack something only because those are left out, in order."""
    left = [phase for phase in phases if phase.id not in without]
    new = lacking(left) - lacking(phases)
    return [phase.id for phase in left if phase.id in new]
