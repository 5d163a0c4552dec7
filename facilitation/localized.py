"""A script's words as the localized values of web/PROTOCOL.md; it knows no language of any reader."""

from __future__ import annotations

from facilitation.script import Text


def localized(text: Text, easy: Text | None = None) -> dict[str, str]:
    """`{"de", "en", "easy"}`, only what there is. Einfache Sprache is written in German first."""
    words = {"de": text.de, "en": text.en, "easy": easy.read("de") if easy else ""}
    return {language: said for language, said in words.items() if said}
