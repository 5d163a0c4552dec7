"""The role table: what each role may do. Pure data; knows no seat and no state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Role:
    """Rights of a role. `counted`: among the 75 citizens; `grouped`: gets a place in small groups; `leads`: clock,
    moves, order and floor everywhere; `guides`: the same inside the own group only; `knows_names`: of everyone, not
    only of the own room; `cues`: sees what only staff read; `backstage`: may be in the Regieraum; `stage`: heard in the
    plenary without the floor; `rank`: stage order; `beside`: goes where their person goes; `bundles`: sees revealed
    cards of every group, without authors, and makes themes of them."""

    counted: bool = False
    grouped: bool = False
    leads: bool = False
    guides: bool = False
    knows_names: bool = False
    cues: bool = False
    backstage: bool = False
    stage: bool = False
    rank: int = 0
    writes: bool = False
    beside: bool = False
    bundles: bool = False


ROLES: Final[dict[str, Role]] = {
    "organizer": Role(leads=True, knows_names=True, cues=True, backstage=True, bundles=True),
    "moderator": Role(leads=True, knows_names=True, cues=True, backstage=True, stage=True, rank=2, bundles=True),
    "director": Role(leads=True, knows_names=True, cues=True, backstage=True, bundles=True),
    "facilitator": Role(guides=True, cues=True, backstage=True, writes=True),
    "scribe": Role(backstage=True, writes=True),
    "editor": Role(cues=True, backstage=True, bundles=True),
    "podium": Role(backstage=True, stage=True, rank=2),
    "support": Role(knows_names=True, cues=True, backstage=True),
    "interpreter": Role(beside=True),
    "captioner": Role(beside=True),
    "guest": Role(),
    "citizen": Role(counted=True, grouped=True, writes=True),
}


def staff(role: str) -> bool:
    """Whoever works for the evening: everyone but citizens and guests."""
    return role not in ("citizen", "guest")


NOBODY: Final = Role()
"""Of the server and of unknown seats: no rights."""
