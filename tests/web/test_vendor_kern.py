"""KERN's stylesheet is cut without losing what is used."""

from __future__ import annotations

import pytest

from web.vendoring import kern


def subset(css: str, *icons: str) -> str:
    return kern.subset(css, icons=set(icons))


def test_components_stay_and_helpers_go() -> None:
    css = ".kern-btn { color: red; }\n.kern-grid-cols-2 { display: grid }\n.kern-btn, .kern-dropdown { margin: 0 }"
    assert subset(css) == ".kern-btn{color: red}\n.kern-btn{margin: 0}\n"


def test_only_named_icons_stay() -> None:
    icon = '.kern-icon--%s { -webkit-mask: url("data:a;b"); mask: url("data:a;b"); color: red }\n'
    assert subset(icon % "add" + icon % "home" + icon % "large", "add") == (
        '.kern-icon--add{-webkit-mask: url("data:a;b");color: red}\n'
        '.kern-icon--large{-webkit-mask: url("data:a;b");color: red}\n'
    )


def test_empty_media_queries_go() -> None:
    css = "@media print { .kern-grid { a: b } }\n@media print { .kern-btn { a: b } }"
    assert subset(css) == "@media print{.kern-btn{a: b}\n}\n"


def test_selectors_are_split_outside_brackets() -> None:
    css = ".kern-btn:not(.a, .kern-dropdown), .kern-row { a: b }"
    assert subset(css) == ".kern-btn:not(.a, .kern-dropdown){a: b}\n"


def test_unread_colours_of_the_palette_go() -> None:
    css = ":root { --kern-color-red-100: r; --kern-color-red-200: b; --kern-color-layout-x: var(--kern-color-red-200) }"
    assert subset(css) == ":root{--kern-color-red-200: b;--kern-color-layout-x: var(--kern-color-red-200)}\n"


@pytest.mark.parametrize(
    ("oklch", "rgb"),
    [
        ("oklch(100% 0 0)", "#ffffff"),
        ("oklch(0% 0 0)", "#000000"),
        ("oklch(62.80% 0.2577 29.23)", "#ff0000"),
        ("oklch(45.20% 0.3132 264.05)", "#0000ff"),
    ],
)
def test_colours_become_those_every_browser_knows(oklch: str, rgb: str) -> None:
    """CSS Color 4 gives these for white, black, red and blue."""
    assert subset(f"a {{ color: {oklch} }}") == f"a{{color: {rgb}}}\n"


def test_a_broken_stylesheet_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^the stylesheet ends inside a block opened at 2$"):
        subset("a { color: red")
