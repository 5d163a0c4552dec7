"""Slides: which decks were brought, which page everybody in the plenary sees. Knows no image and no PDF.

A page is named, never "the next one": Podium and Regie pressing the same key at once turn one page, not two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from dialogue.refs import Text
from facilitation.groups import Grouped
from rooms.order import Order
from rooms.places import PLENARY
from rooms.roles import ROLES, Role
from rooms.seats import Seats

DECKS, PAGES = 12, 100


@dataclass(frozen=True, slots=True)
class SlidesAdded:
    """`name` and `pages` (what is written on each) are text ids; `ratio`: width to height of the first page."""

    deck: str
    name: str
    pages: tuple[str, ...]
    seat: int
    ratio: float


@dataclass(frozen=True, slots=True)
class SlidesShown:
    """`page` counts from 1."""

    deck: str
    page: int


@dataclass(frozen=True, slots=True)
class SlidesHidden:
    """The stage belongs to the people again."""


@dataclass(frozen=True, slots=True)
class SlidesRemoved:
    deck: str


@dataclass(frozen=True, slots=True)
class AddSlides:
    """Server only, for the seat that uploaded, once every page is drawn. Refuses `not-allowed`, `too-many-slides`."""

    deck: str
    name: str
    pages: tuple[str, ...]
    ratio: float


@dataclass(frozen=True, slots=True)
class RemoveSlides:
    """Server only, for the seat that wants it: the images go with it. Refuses `not-allowed`, `unknown-slides`."""

    deck: str


@dataclass(frozen=True, slots=True)
class ShowSlides:
    """`slides.show`: Podium, Moderation and Regie; turning is showing another page. Refuses `unknown-slides`."""

    deck: str
    page: int


@dataclass(frozen=True, slots=True)
class HideSlides:
    """`slides.hide`: the same people; changes nothing where none are shown."""


@dataclass(frozen=True, slots=True)
class Slides:
    """Decks in the order in which they were brought, and what is shown."""

    decks: Mapping[str, SlidesAdded] = field(default_factory=dict)
    shown: SlidesShown | None = None


def pages_slides(role: Role) -> bool:
    """Whether that role brings slides and turns their pages: who speaks on the stage, and who leads."""
    return role.stage or role.leads


def must_page(dialogue: Dialogue, seat: int, command: str) -> None:
    """Refuses `not-allowed`."""
    if not pages_slides(dialogue.part(Seats).role(seat)):
        raise Refused("not-allowed", command=command)


def must_add(dialogue: Dialogue, seat: int) -> None:
    """Refuses `not-allowed`, `too-many-slides`: asked before the work of drawing, and once more after it."""
    must_page(dialogue, seat, "slides.add")
    if len(dialogue.part(Slides).decks) >= DECKS:
        raise Refused("too-many-slides", limit=DECKS)


def may_fetch(dialogue: Dialogue, seat: int, deck: str, page: int) -> bool:
    """Who turns pages gets every image; the others those up to the shown one, and the one after it beforehand."""
    seats, shown = dialogue.part(Seats), dialogue.part(Slides).shown
    if seat not in seats.roles or seat in dialogue.part(Order).excluded:
        return False
    return pages_slides(seats.role(seat)) or (shown is not None and shown.deck == deck and page <= shown.page + 1)


def decide(
    dialogue: Dialogue, command: AddSlides | RemoveSlides | ShowSlides | HideSlides, actor: int, given: Given
) -> Sequence[Event]:
    slides = dialogue.part(Slides)
    match command:
        case AddSlides():
            must_add(dialogue, actor)
            pages = tuple(given.keep(text) for text in command.pages)
            return (SlidesAdded(command.deck, given.keep(command.name), pages, actor, command.ratio),)
        case RemoveSlides(deck=deck):
            must_page(dialogue, actor, "slides.remove")
            return (SlidesRemoved(_deck(slides, deck).deck),)
        case ShowSlides(deck=deck, page=page):
            must_page(dialogue, actor, "slides.show")
            if not 1 <= page <= len(_deck(slides, deck).pages):
                raise Refused("unknown-slides")
            shown = SlidesShown(deck, page)
            return () if shown == slides.shown else (shown,)
        case HideSlides():
            must_page(dialogue, actor, "slides.hide")
            return (SlidesHidden(),) if slides.shown else ()
        case _:
            assert_never(command)


def _deck(slides: Slides, deck: str) -> SlidesAdded:
    if deck not in slides.decks:
        raise Refused("unknown-slides")
    return slides.decks[deck]


def evolve(slides: Slides, event: SlidesAdded | SlidesShown | SlidesHidden | SlidesRemoved | Grouped) -> Slides:
    match event:
        case SlidesAdded(deck=deck):
            return replace(slides, decks={**slides.decks, deck: event})
        case SlidesShown():
            return replace(slides, shown=event)
        case SlidesHidden() | Grouped():
            # Whoever comes back from the groups finds people on the stage, not the last slide of the talk before.
            return replace(slides, shown=None)
        case SlidesRemoved(deck=deck):
            left = {name: each for name, each in slides.decks.items() if name != deck}
            return Slides(left, None if slides.shown and slides.shown.deck == deck else slides.shown)
        case _:
            assert_never(event)


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Everybody in the plenary sees the shown page, nobody elsewhere does. All decks see only those who turn pages."""
    slides = dialogue.part(Slides)
    if audience.seat is not None:
        return {}
    found: Topics = {}
    if slides.shown and audience.room == PLENARY:
        found["slides"] = _shown(slides.decks[slides.shown.deck], slides.shown.page)
    if pages_slides(ROLES[audience.role]):
        found["decks"] = {
            "decks": [_listed(deck) for deck in slides.decks.values()],
            "shown": {"deck": slides.shown.deck, "page": slides.shown.page} if slides.shown else None,
        }
    return found


def _shown(deck: SlidesAdded, page: int) -> dict[str, Any]:
    count = len(deck.pages)
    return {
        "page": page,
        "pages": count,
        "image": image(deck.deck, page),
        "next": image(deck.deck, page + 1) if page < count else None,
        "ratio": deck.ratio,
        "text": Text(deck.pages[page - 1]),
    }


def _listed(deck: SlidesAdded) -> dict[str, Any]:
    images = [image(deck.deck, page) for page in range(1, len(deck.pages) + 1)]
    return {"deck": deck.deck, "name": Text(deck.name), "seat": deck.seat, "images": images}


def image(deck: str, page: int) -> str:
    """The address of a page's picture, under the dialogue's own."""
    return f"slides/{deck}/{page}.webp"


SLIDES: Part[Slides] = Part(
    slice=Slides,
    initial=Slides(),
    evolve=evolve,
    decide=decide,
    topics=topics,
    events={
        "slides-added": SlidesAdded,
        "slides-shown": SlidesShown,
        "slides-hidden": SlidesHidden,
        "slides-removed": SlidesRemoved,
    },
    follows=(Grouped,),
    commands={"slides.show": ShowSlides, "slides.hide": HideSlides},
    server={"slides.add": AddSlides, "slides.remove": RemoveSlides},
)
