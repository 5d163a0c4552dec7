"""Whose paper it is, and how this reader is told days, hours and texts. Plain: it travels to a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from web.words import LOCALES, Words, words_for


@dataclass(frozen=True, slots=True)
class Letterhead:
    """`stage` is how far the publication is (`draft`, `checked`, `approved`, `published`); `logo` an SVG or PNG file;
    `address` the result page's, empty while it is not public; `made_at` epoch seconds."""

    town: str
    accent: str
    language: str
    made_at: float
    stage: str = "draft"
    zone: str = "Europe/Berlin"
    logo: bytes | None = None
    address: str = ""

    @property
    def words(self) -> Words:
        return words_for(self.language)


@dataclass(frozen=True, slots=True)
class Voice:
    """Says things in the reader's language."""

    head: Letterhead

    def t(self, key: str, /, **facts: object) -> str:
        return self.head.words.t(key, **facts)

    def pick(self, value: Any) -> str:
        """A localized value, or a text that is there or was redacted."""
        return self.t("outcome.redacted") if value is None else self.head.words.pick(value)

    def day(self, at: float) -> str:
        return format_date(self._local(at), format="full", locale=LOCALES[self.head.words.html_lang])

    def clock(self, at: float) -> str:
        return format_time(self._local(at), format="HH:mm", locale="de")

    def date(self, iso: str) -> str:
        return format_date(date.fromisoformat(iso), format="long", locale=LOCALES[self.head.words.html_lang])

    def decimal(self, value: float) -> str:
        return f"{value:.1f}".replace(".", self.t("print.decimal"))

    def _local(self, at: float) -> datetime:
        return datetime.fromtimestamp(at, ZoneInfo(self.head.zone)).replace(tzinfo=None)
