"""What a document is made of, whatever writes it: headings, sentences, tables, figures, cards, answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from web.outputs.plots import Plot


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` counts from 1; `over` is a small line above."""

    text: str
    level: int = 1
    over: str = ""


@dataclass(frozen=True, slots=True)
class Para:
    """`note`: said softly; `lead`: said large; `gap`: a line for somebody to fill in."""

    text: str
    kind: Literal["plain", "lead", "note", "gap"] = "plain"


@dataclass(frozen=True, slots=True)
class Points:
    """A list; an item that is empty is left out."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Large figures with what they count."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`right`: columns of numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    right: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """`titled`: says its title itself; else a heading does."""

    plot: Plot
    titled: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """`facts`: where it comes from; `notes`: what is to be known of it."""

    number: str
    text: str
    facts: str
    top: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CardList:
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the town: its status, its reason, and who until when."""

    status: str
    reason: str
    facts: str
    given: bool = True


Block = Heading | Para | Points | Facts | Table | Figure | CardList | Reply


@dataclass(frozen=True, slots=True)
class Document:
    """`over` and `under` stand above and below the title; `stage`: how far it is released; `contents`: with a list of
    what stands where."""

    title: str
    over: str
    under: str
    stage: str
    blocks: tuple[Block, ...]
    contents: bool = False


def plain(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """As JSON has them, each with its kind."""
    return [_named(block) for block in blocks]


def _named(block: Block) -> dict[str, Any]:
    fields = {f"{name}_" if name == "kind" else name: value for name, value in asdict(block).items()}
    return {"kind": type(block).__name__.lower(), **fields}
