"""Renders the pages that come whole from the server; knows settings and texts, nothing of seats or dialogues."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from web.looks import Look
from web.modules import modules
from web.words import LANGUAGES, LOCALES, Words, choose, words_for

FOLDER = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
PRIVACY_VERSION = "2026-11-30"


class Town(Protocol):
    """What of the operator's settings stands on pages."""

    @property
    def town(self) -> str: ...
    @property
    def hotline(self) -> str: ...
    @property
    def contact_mail(self) -> str: ...
    @property
    def imprint(self) -> str: ...
    @property
    def responsible(self) -> str: ...
    @property
    def legal_basis(self) -> str: ...
    @property
    def privacy_officer(self) -> str: ...
    @property
    def supervision(self) -> str: ...
    @property
    def backup_days(self) -> int: ...
    @property
    def accent(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def secure(self) -> bool: ...


Looked = Callable[[str | None], Look]


class Pages:
    """`build` is told to the dialogue page; `zone` is the time zone in which days and hours are said. `looks` gives
    town and zone of a dialogue's pages; without it they are those of the settings."""

    def __init__(self, settings: Town, *, build: str, zone: str = "Europe/Berlin", looks: Looked | None = None) -> None:
        self.settings = settings
        self.looks = looks
        self.zone = ZoneInfo(zone)
        self.env = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
        self.env.globals.update(build=build, languages=LANGUAGES, privacy_version=PRIVACY_VERSION)
        self.env.globals["preloads"] = preloads()

    def language(self, request: Request) -> str:
        return choose(
            asked=request.query_params.get("lang"),
            accepted=request.headers.get("accept-language", ""),
            default=self.settings.language,
        )

    def render(self, request: Request, page: str, /, *, status: int = 200, **context: Any) -> HTMLResponse:
        """`page` is a template without its ending; what a template takes stands in the comment that opens it."""
        words = words_for(self.language(request))
        text = self.env.get_template(f"{page}.html").render(**self.shared(words, request), **context)
        # Pages carry links' tokens and people's names: no cache in between may keep one.
        return HTMLResponse(text, status_code=status, headers={"Cache-Control": "no-store"})

    def problem(self, request: Request, code: str, /, *, status: int, **facts: object) -> HTMLResponse:
        """The page for a fault with the code's title, sentence and way out; a `problem.<code>.` in the catalogue."""
        return self.render(request, "problem", status=status, code=code, facts=facts)

    def shared(self, words: Words, request: Request) -> dict[str, Any]:
        """What every template has: texts, times, and this page's address in the other languages."""
        path, query, dialogue = request.url.path, request.query_params, dialogue_of(request)
        look = self.looks(dialogue) if self.looks else None
        settings, zone = look or self.settings, look.zone if look else self.zone
        return {
            "settings": settings,
            "logo": look.logo if look else "",
            "dialogue_named": dialogue or "",
            "words": words,
            "t": words.t,
            "pick": words.pick,
            "town_zone": zone.key,
            "day": lambda at: self.day(at, words, zone),
            "clock": lambda at: self.clock(at, words, zone),
            "moment": lambda at: self.moment(at, words, zone),
            "date": lambda iso: format_date(date.fromisoformat(iso), format="long", locale=LOCALES[words.html_lang]),
            "path": path,
            "to": lambda address: to(address, query),
            "switch": {one: f"{path}?{urlencode({**query, 'lang': one})}" for one in LANGUAGES},
            "phone": "".join(sign for sign in settings.hotline if sign.isdigit() or sign == "+"),
        }

    def day(self, at: float, words: Words, zone: ZoneInfo | None = None) -> str:
        return format_date(
            datetime.fromtimestamp(at, zone or self.zone), format="full", locale=LOCALES[words.html_lang]
        )

    def clock(self, at: float, words: Words, zone: ZoneInfo | None = None) -> str:
        # English readers here live in Germany: hours by 24, as on every invitation.
        return f"{datetime.fromtimestamp(at, zone or self.zone):%H:%M}"

    def moment(self, at: float, words: Words, zone: ZoneInfo | None = None) -> str:
        """Day and minute in short, for lists."""
        local = datetime.fromtimestamp(at, zone or self.zone)
        return f"{format_date(local, format='medium', locale=LOCALES[words.html_lang])}, {local:%H:%M}"


def dialogue_of(request: Request) -> str | None:
    """Whose name, colour and hours a page has: its address says it, or the link that led here."""
    return request.path_params.get("dialogue") or getattr(request.state, "dialogue", None)


def to(address: str, query: Mapping[str, str]) -> str:
    """An address of ours in the language that was asked for: it rides along in `?lang=`, and no cookie is needed."""
    return f"{address}?lang={query['lang']}" if query.get("lang") in LANGUAGES else address


def theme(settings: Town) -> str:
    """The body of `/theme.css`: the one thing about the look that a town sets."""
    return f":root{{--town-accent:{settings.accent}}}"


def preloads(entry: str = "main.js") -> list[str]:
    """Addresses of all modules of the dialogue's page, or of another one's."""
    return [f"/static/{file.relative_to(STATIC.resolve())}" for file in modules(STATIC / entry)]
