"""The report's sentences for their reader: figures written as the language writes them. Only words."""

from __future__ import annotations

from babel.numbers import format_decimal

from web.rehearsal.verdict import Finding
from web.words import LOCALES, Words


def sentence(words: Words, finding: Finding) -> str:
    area = f"rehearsal.{finding.area}"
    if words.has(f"{area}.nothing") and not any(finding.facts.values()):
        return words.t(f"{area}.nothing")
    return words.t(area, **{name: number(words, fact) for name, fact in finding.facts.items()})


def number(words: Words, fact: object) -> object:
    """At most two decimals: 1234.5 is 1.234,5 in German."""
    if isinstance(fact, bool) or not isinstance(fact, int | float):
        return fact
    return format_decimal(fact, format="#,##0.##", locale=LOCALES[words.html_lang])
