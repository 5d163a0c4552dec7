"""The guides: one page each for citizens, moderators and organizers, to read or to print. Texts are the catalogue's."""

from __future__ import annotations

from itertools import count, takewhile
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from web.doors import state_of
from web.words import Words, words_for

GUIDES: Final = ("citizen", "moderator", "organizer")


async def show_guide(request: Request) -> Response:
    """`GET /guide/{who}`."""
    state, who = state_of(request), request.path_params["who"]
    if who not in GUIDES:
        return state.pages.problem(request, "not-found", status=404)
    parts = parts_of(who, words_for(state.pages.language(request)))
    return state.pages.render(request, "guide", who=who, parts=parts, guides=GUIDES)


def parts_of(who: str, words: Words) -> list[dict[str, object]]:
    """Headings with their lines, as many as the catalogue has."""
    return [
        {"title": words.t(key), "lines": [words.t(line) for line in _numbered(key, words)]}
        for key in _numbered(f"guide.{who}", words)
    ]


def _numbered(key: str, words: Words) -> list[str]:
    return list(takewhile(words.has, (f"{key}.{number}" for number in count(1))))
