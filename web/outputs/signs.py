"""Texts as paper can show them: every sign is one that a font of ours has, so that no card can spoil a document.

PDF/UA forbids signs without a picture. What no font has stands as a square; control and direction signs go.
"""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

FONTS: Final = Path(__file__).parents[1] / "print" / "fonts"
FAMILIES: Final = (
    *("Fira Sans", "Fira Sans Extended", "Fira Sans Cyrillic", "Fira Sans Greek"),
    *("Noto Sans Arabic", "Noto Sans Hebrew", "Noto Emoji"),
)
SQUARE: Final = "\u25fb"
JOINERS: Final = "\u200c\u200d\ufe0f"
LIKE: Final = {"\t": " ", "\u2028": "\n", "\u2029": "\n", "\u202f": "\u00a0", "\u2011": "-", "\u00ad": "", "\r": ""}
UNBROKEN: Final = 24
"""So many signs without a gap get places where a line may break."""
BREAK: Final = "\u200b"


@cache
def covered() -> tuple[list[int], list[int]]:
    """Firsts and lasts of the ranges that the fonts have."""
    ranges = json.loads((FONTS / "covers.json").read_text())
    return [first for first, _ in ranges], [last for _, last in ranges]


def has(sign: str) -> bool:
    firsts, lasts = covered()
    at = bisect_right(firsts, ord(sign)) - 1
    return at >= 0 and ord(sign) <= lasts[at]


def shown(text: str) -> str:
    """What the fonts can show of it; line breaks stay, and long words may break."""
    return _breakable(legible(text))


def legible(text: str) -> str:
    """What the fonts can show of it, and nothing added: addresses can be copied."""
    return "".join(_sign(sign) for sign in unicodedata.normalize("NFC", text))


def _sign(sign: str) -> str:
    if sign in LIKE:
        return LIKE[sign]
    if sign == "\n" or sign in JOINERS or has(sign):
        return sign
    return "" if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Mn", "Me") else SQUARE


def _breakable(text: str) -> str:
    """Words longer than a table's column may break anywhere."""
    return " ".join(_broken(word) if len(word) > UNBROKEN else word for word in text.split(" "))


def _broken(word: str) -> str:
    """After each sign of ordinary letters; never within what is joined."""
    if any(sign in JOINERS or unicodedata.combining(sign) for sign in word):
        return word
    plain = word.isascii() and word.isalpha()
    return word if plain and len(word) <= 40 else BREAK.join(word[at : at + 8] for at in range(0, len(word), 8))


def rightward(text: str) -> bool:
    """Whether it reads from right to left: by its first letter that has a direction (Unicode, UAX 9, P2)."""
    found = (unicodedata.bidirectional(sign) for sign in text)
    first = next((kind for kind in found if kind in ("L", "R", "AL")), "L")
    return first != "L"


def printable(value: Any, how: Callable[[str], str] = shown) -> Any:
    """The same value with every text in it shown, or `legible`; whatever is no text stays."""
    match value:
        case str():
            return how(value)
        case dict():
            return {key: each if key == "svg" else printable(each, how) for key, each in value.items()}
        case list() | tuple():
            return [printable(each, how) for each in value]
    return value
