"""The one keyed catalogue of texts for server and browser: picks a language, fills in facts; knows no page."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("de", "en", "easy")
# Einfache Sprache is German: what has no simpler text is said in plain German, never in English.
FALLBACK = {"easy": "de"}
LOCALES = {"de": "de_DE", "en": "en_GB"}
"""By the language that a page says it is in: how days are written there."""
PLACE = re.compile(r"\{(\w+)\}")


class Words:
    """The texts of one language. `language` is one of LANGUAGES; get it through `words_for`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.texts = catalogue(language)

    @property
    def html_lang(self) -> str:
        return FALLBACK.get(self.language, self.language)

    def t(self, key: str, /, **facts: object) -> str:
        """The text for `key`; a `count` chooses between `key.one` and `key.other`. Raises KeyError for no such key."""
        if "count" in facts and key not in self.texts:
            key += ".one" if facts["count"] == 1 else ".other"
        return PLACE.sub(lambda found: str(facts.get(found[1], found[0])), self.texts[key])

    def has(self, key: str) -> bool:
        return key in self.texts

    def refusal(self, code: str, facts: Mapping[str, object]) -> str:
        """The sentence for a refusal's code; a code without a text still gets a true, if vague, one."""
        key = f"refused.{code}"
        return self.t(key if self.has(key) else "refused.other", **facts)

    def pick(self, value: Mapping[str, str | None] | str | None) -> str:
        """The text of a localized value in this language, else in its fallback, German, or whatever there is."""
        if value is None or isinstance(value, str):
            return value or ""
        order = (self.language, FALLBACK.get(self.language, self.language), "de", *value)
        return next((value[one] or "" for one in order if value.get(one)), "")


@cache
def words_for(language: str) -> Words:
    """Unknown languages get German: a wrong `?lang=` must never break a page."""
    return Words(language if language in LANGUAGES else "de")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every key of one language, fallback filled in: also what `/words/{language}.json` serves."""
    own: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    below = catalogue(FALLBACK[language]) if language in FALLBACK else {}
    return {**below, **own}


def choose(*, asked: str | None, accepted: str, default: str) -> str:
    """`asked` is `?lang=`, `accepted` the header Accept-Language, `default` the setting."""
    for wanted in (asked, *_accepted(accepted), default):
        if wanted in LANGUAGES:
            return str(wanted)
    return "de"


def _accepted(header: str) -> list[str]:
    """The header's languages without region, best first (RFC 9110, section 12.5.4)."""
    weighed = []
    for part in header.split(","):
        tag, _, rest = part.partition(";")
        found = re.search(r"q=\s*([01](?:\.\d+)?)", rest)
        weighed.append((-float(found[1]) if found else -1.0, tag.strip().split("-")[0].lower()))
    return [tag for weight, tag in sorted(weighed, key=lambda one: one[0]) if weight < 0]
