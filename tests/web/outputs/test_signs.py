"""Every text can be printed: what no font has is a square, what would break a line or a tag is gone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.outputs.signs import BREAK, JOINERS, SQUARE, has, rightward, shown


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Größe – „ja“", "Größe – „ja“"),
        ("e\u0301", "é"),
        ("a\x00b\x07\x1bc", "abc"),
        ("\u202eab\u2066", "ab"),
        ("漢字", SQUARE * 2),
        ("a\u2028b", "a\nb"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_shown_is_what_the_fonts_have(text: str, printed: str) -> None:
    assert shown(text) == printed


@settings(max_examples=200)
@given(st.text())
def test_shown_has_only_signs_of_the_fonts(text: str) -> None:
    assert {sign for sign in shown(text) if not (has(sign) or sign in JOINERS or sign in ("\n", BREAK))} == set()


def test_long_words_may_break() -> None:
    assert [BREAK in shown(word) for word in ("kurz", "W" * 50, "https://example.org/a/b/c/d/e")] == [False, True, True]


def test_square_is_in_the_fonts() -> None:
    assert has(SQUARE)


@pytest.mark.parametrize(
    ("text", "right"), [("abc", False), ("مرحبا abc", True), ("123 שלום", True), ("123", False), ("", False)]
)
def test_direction_is_that_of_the_first_letter(text: str, right: bool) -> None:
    assert rightward(text) is right
