"""Plots as small SVG pictures, for pages and documents alike: each knows its title, its sentence and its table.

Labels stand above their bars, so that a picture can be read on a telephone. Colours are presentation attributes, which
documents draw by; pages lay their own over the classes (css/plots.css), dark mode included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil
from typing import Final
from unicodedata import east_asian_width

INK, SOFT, LINE, MARK, PALE = "#131525", "#4a4f63", "#c9ccd6", "#1d4f91", "#c3d3e8"
WIDTH: Final = 400
TEXT: Final = 14
SIGN: Final = 7.2
"""A middling sign of that size, for cutting labels: too long is worse than too short."""
BAR: Final = 14
ROW: Final = 44


@dataclass(frozen=True, slots=True)
class Plot:
    """`summary` says in a sentence what there is to see; `head` and `rows` are the same as a table; `height` and the
    width 400 are the picture's measures."""

    id: str
    title: str
    summary: str
    svg: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    height: int


@dataclass(frozen=True, slots=True)
class Bar:
    """`figure` is what is said of `value`; `strong`: drawn in full colour, the others pale."""

    label: str
    value: float
    figure: str
    strong: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """Two lengths of time to compare, from one beginning, in seconds; `real` None where it did not happen."""

    label: str
    planned: float
    real: float | None
    figure: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a plot is called."""

    id: str
    title: str
    summary: str
    head: tuple[str, ...]


def bars(words: Words, rows: Sequence[Bar], *, most: float = 0.0, mark: float | None = None) -> Plot:
    """`most`: what a full bar stands for; `mark`: a value to measure them by, drawn as a line."""
    full = max(most, *(row.value for row in rows), 1e-9) if rows else 1.0
    parts = []
    for index, row in enumerate(rows):
        top = index * ROW
        parts.append(_label(row.label, row.figure, top))
        parts.append(_rect(0, top + 22, WIDTH, BAR, "track", "#eceef3"))
        kind, colour = ("bar", MARK) if row.strong else ("pale", PALE)
        parts.append(_rect(0, top + 22, WIDTH * max(0.0, row.value) / full, BAR, kind, colour))
        if mark is not None:
            parts.append(_line(WIDTH * mark / full, top + 18, WIDTH * mark / full, top + 40))
    table = tuple((row.label, row.figure) for row in rows)
    return _plot(words, "".join(parts), max(ROW * len(rows), 1), table)


def spans(words: Words, rows: Sequence[Span], cells: Iterable[tuple[str, ...]]) -> Plot:
    """Each with a pale bar for what was planned and a full one for what it took."""
    full = max([row.planned for row in rows] + [row.real or 0.0 for row in rows] + [1.0])
    parts = []
    for index, row in enumerate(rows):
        top = index * ROW
        parts.append(_label(row.label, row.figure, top))
        parts.append(_rect(0, top + 21, WIDTH * row.planned / full, 7, "pale", PALE))
        parts.append(_rect(0, top + 29, WIDTH * (row.real or 0.0) / full, 7, "bar", MARK))
    return _plot(words, "".join(parts), max(ROW * len(rows), 1), tuple(cells))


def steps(words: Words, points: Sequence[tuple[str, float]], cells: Iterable[tuple[str, ...]]) -> Plot:
    """A filled curve in steps over time; each point is a moment's label and its value."""
    height, foot, left = 190, 24, 34
    top = nice(max((value for _, value in points), default=1.0))
    wide = (WIDTH - left) / max(1, len(points))
    tall = height - foot - 12

    def y(value: float) -> float:
        return 12 + tall * (1 - value / top)

    parts = [_grid(value, y(value), left) for value in (0, top / 2, top)]
    corners = [f"M{left} {y(0):.1f}"]
    for index, (_, value) in enumerate(points):
        corners.append(f"L{left + index * wide:.1f} {y(value):.1f}L{left + (index + 1) * wide:.1f} {y(value):.1f}")
    area = "".join(corners) + f"L{left + len(points) * wide:.1f} {y(0):.1f}Z"
    parts.append(f'<path class="plot__area" fill="{PALE}" stroke="{MARK}" stroke-width="2" d="{area}"/>')
    for index in sorted({0, len(points) // 2, len(points) - 1} if points else ()):
        anchor = "start" if index == 0 else "end" if index == len(points) - 1 else "middle"
        at = left + (index + (anchor == "end")) * wide
        parts.append(_text(points[index][0], at, height - 6, anchor=anchor, soft=True))
    return _plot(words, "".join(parts), height, tuple(cells))


def nice(value: float) -> float:
    """The next round number that halves well: 2, 4, 6, 8, 10, 20, 30 ..."""
    step = 2 if value <= 10 else 10
    return max(step, ceil(value / step) * step)


def _grid(value: float, y: float, left: int) -> str:
    return _line(left, y, WIDTH, y, kind="grid", colour=LINE) + _text(
        f"{value:g}", left - 6, y + 5, anchor="end", soft=True
    )


def _label(label: str, figure: str, top: float) -> str:
    room = int((WIDTH - 12) / SIGN) - _wide(figure)
    return _text(cut(label, room), 0, top + 15) + _text(figure, WIDTH, top + 15, anchor="end", strong=True)


def cut(text: str, room: int) -> str:
    """What fits, on one line; the whole stands in the table."""
    plain = " ".join(text.split())
    if _wide(plain) <= room:
        return plain
    kept, used = "", 0
    for sign in plain:
        used += _wide(sign)
        if used >= room:
            break
        kept += sign
    return f"{kept.rstrip()}…"


def _wide(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" or sign in "MWmw@" else 1 for sign in text)


def _rect(x: float, y: float, width: float, height: float, kind: str, colour: str) -> str:
    shape = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}" rx="2"'
    return f'<rect class="plot__{kind}" fill="{colour}" {shape}/>'


def _line(x1: float, y1: float, x2: float, y2: float, *, kind: str = "mark", colour: str = INK) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line class="plot__{kind}" stroke="{colour}" stroke-width="{2 if kind == "mark" else 1}" {ends}/>'


def _text(text: str, x: float, y: float, *, anchor: str = "start", soft: bool = False, strong: bool = False) -> str:
    kind, colour = ("soft", SOFT) if soft else ("text", INK)
    weight = ' font-weight="600"' if strong else ""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text class="plot__{kind}" fill="{colour}" {place}{weight}>{escape(clean(text))}</text>'


def clean(text: str) -> str:
    """Without signs that XML 1.0 forbids."""
    return "".join(
        sign for sign in text if sign >= " " and sign not in "\ufffe\uffff" and not "\ud800" <= sign <= "\udfff"
    )


def _plot(words: Words, inside: str, height: int, rows: tuple[tuple[str, ...], ...]) -> Plot:
    names = f'<title id="{words.id}-title">{escape(clean(words.title))}</title>'
    names += f'<desc id="{words.id}-desc">{escape(clean(words.summary))}</desc>'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="plot__svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{words.id}-title {words.id}-desc" font-family="Fira Sans" font-size="{TEXT}">'
        f"{names}{inside}</svg>"
    )
    return Plot(words.id, words.title, words.summary, svg, words.head, rows, height)
