"""Cuts KERN's stylesheet down to what this product uses; knows text only, neither files nor the network."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

# Families of classes nothing here uses: KERN's grid helpers, and components without a place in this product.
DROPPED = (
    r"(?:row|col|flex|gap|grid|auto|place|align|justify|overflow|order|container|object|d|m|p|w|h)"
    r"|(?:task-list|dropdown|input-group|kopfzeile|progress|summary|loader|number|preline|subline|card|level)"
)
DROPPED_CLASS = re.compile(rf"\.kern-(?:{DROPPED})(?:[-_][\w-]*)?(?![\w-])")
ICON_CLASS = re.compile(r"\.kern-icon--([a-z][a-z-]*)")
ICON_SIZES = {"small", "default", "large", "x-large"}
# The tokens by meaning stay, used or not: our stylesheets may name any of them. Colours of the palette are cut.
MEANT = re.compile(r"--kern-(?:color-(?:layout|action|feedback|form|decorative)|metric|typography|shadow)")
DECLARED = re.compile(r"(--kern-[\w-]+)\s*:[^;{}]*;?")
OKLCH = re.compile(r"oklch\(([\d.]+)%\s+([\d.]+)\s+([\d.]+)\)")


@dataclass(frozen=True, slots=True)
class Rule:
    prelude: str
    body: str
    inner: tuple[Rule, ...]


def subset(css: str, *, icons: set[str]) -> str:
    """KERN's readable stylesheet in, a small one out, with only the named icons."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"@charset[^;]*;", "", css)
    text = "".join(_written(rule, icons) for rule in _rules(css))
    text = OKLCH.sub(lambda m: _hex(float(m[1]) / 100, float(m[2]), float(m[3])), text)
    return _without_unused(text)


def _rules(css: str) -> Iterator[Rule]:
    at = 0
    while (opened := css.find("{", at)) >= 0:
        closed = _closing(css, opened)
        prelude, body = css[at:opened].strip(), css[opened + 1 : closed]
        nested = prelude.startswith(("@media", "@supports"))
        yield Rule(prelude, "" if nested else body, tuple(_rules(body)) if nested else ())
        at = closed + 1


def _closing(css: str, opened: int) -> int:
    depth, quote = 0, ""
    for at in range(opened, len(css)):
        sign = css[at]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "{}":
            depth += 1 if sign == "{" else -1
            if depth == 0:
                return at
    raise ValueError(f"the stylesheet ends inside a block opened at {opened}")


def _written(rule: Rule, icons: set[str]) -> str:
    if rule.inner:
        inner = "".join(_written(one, icons) for one in rule.inner)
        return f"{_tight(rule.prelude)}{{{inner}}}\n" if inner else ""
    prelude = rule.prelude
    if not prelude.startswith("@"):
        prelude = ",".join(one for one in _selectors(prelude) if _used(one, icons))
    body = _body(rule.body)
    return f"{_tight(prelude)}{{{body}}}\n" if prelude and body else ""


def _body(body: str) -> str:
    # Every supported browser reads -webkit-mask; the plain twin only doubles each icon.
    body = re.sub(r"(?<![\w-])mask:\s*url\(\"[^\"]*\"\);?", "", body)
    # Names inside one embedded picture hold no line breaks, so white space may be folded everywhere.
    return _tight(body).rstrip("; ")


def _tight(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().replace("; ", ";").replace("{ ", "{")


def _selectors(prelude: str) -> list[str]:
    """Splits at the commas outside brackets."""
    return [part.strip() for part in re.split(r",(?![^()]*\))", prelude)]


def _used(selector: str, icons: set[str]) -> bool:
    plain = re.sub(r":not\([^()]*\)", "", selector)
    wanted = set(ICON_CLASS.findall(plain)) - ICON_SIZES
    return not DROPPED_CLASS.search(plain) and wanted <= icons


def _without_unused(css: str) -> str:
    """Drops declared properties nobody reads, again and again: a dropped one may have been the last reader."""
    while True:
        read = set(re.findall(r"var\((--kern-[\w-]+)", css))
        thinner = DECLARED.sub(lambda m: m[0] if MEANT.match(m[1]) or m[1] in read else "", css)  # noqa: B023
        thinner = re.sub(r"[^{}]+\{\s*\}\n?", "", thinner)
        if thinner == css:
            return css
        css = thinner


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH to sRGB (CSS Color 4, section 12.2): Chrome and Edge 109 do not know `oklch()`."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(_gamma(part) * 255):02x}" for part in linear)


def _gamma(part: float) -> float:
    part = min(1.0, max(0.0, part))
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
