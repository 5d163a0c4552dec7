"""Composition root of the control process: routes, middleware and the state they share."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from dialogue.machine import Refused
from dialogue.settings import Settings
from web import (
    answer_pages,
    audit,
    creation,
    deletion_record,
    doors,
    guides,
    law_pages,
    news_pages,
    organizing,
    outcome_pages,
    printed,
    privacy_pages,
    rehearsing,
    results,
    review_page,
    script_files,
    script_page,
    slides,
    survey,
)
from web.headers import SecurityHeaders
from web.looks import TOWN
from web.metrics import show_metrics
from web.outputs import pages
from web.outputs.press import KINDS
from web.pages import theme
from web.socket import talk
from web.state import BUILD, State
from web.status import show_status
from web.vitals import vitals
from web.words import LANGUAGES, catalogue

logger = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
FROM_SERVER = (
    *("accessibility.", "barrier.", "data.", "guide.", "mail.", "news.", "organize."),
    *("person.", "print.", "privacy.", "rehearsal.", "rules.", "text."),
)
"""What stands on paper or on pages that come whole from the server need not travel with every page."""
FOOTER = ("imprint", "privacy", "accessibility", "easy")


def create_app(settings: Settings) -> Starlette:
    """The ASGI application; its lifespan owns everything that runs."""
    state = State(settings)
    state.answer("control.create", creation.answer)
    state.answer("control.setup", organizing.setup_link)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.dialogue = state
        ready = asyncio.Event()
        running = asyncio.create_task(state.run(ready))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            waiting.cancel()
            running.result()  # raises why it could not start
        yield
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    socket = " ".join(sorted(origin.replace("http", "ws", 1) for origin in state.origins))
    return Starlette(
        routes=[*_pages(), Mount("/static", StaticFiles(directory=STATIC))],
        middleware=[
            Middleware(SecurityHeaders, secure=settings.secure, socket=socket),
            Middleware(GZipMiddleware, minimum_size=1000),
        ],
        exception_handlers={404: _not_found, 405: _not_found, 500: _internal, Refused: _busy, DBAPIError: _busy},
        lifespan=lifespan,
    )


def _pages() -> list[Route | WebSocketRoute]:
    return [
        Route("/", doors.show_code, methods=["GET"]),
        Route("/", doors.enter_code, methods=["POST"]),
        Route("/j/{token}", doors.show_door, methods=["GET"]),
        Route("/j/{token}", doors.enter_door, methods=["POST"]),
        Route("/o/{token}", doors.show_door, methods=["GET"]),
        Route("/o/{token}", doors.enter_door, methods=["POST"]),
        Route("/d/{dialogue}", results.show_dialogue, methods=["GET", "POST"]),
        Route("/d/{dialogue}/take", doors.take_back, methods=["POST"]),
        Route("/d/{dialogue}/leave", doors.leave, methods=["POST"]),
        Route("/d/{dialogue}/survey", survey.show_survey, methods=["GET"]),
        Route("/d/{dialogue}/survey", survey.answer_survey, methods=["POST"]),
        Route("/d/{dialogue}/review", review_page.review),
        Route("/d/{dialogue}/cards.csv", results.cards_csv),
        Route("/d/{dialogue}/polls.csv", results.polls_csv),
        *(Route(f"/d/{{dialogue}}/{kind}", pages.show_output) for kind in KINDS),
        *(Route(f"/d/{{dialogue}}/results/{kind}", pages.show_open) for kind in pages.OPEN),
        Route("/d/{dialogue}/audit.csv", audit.audit_csv),
        *outcome_pages.routes(),
        Route("/d/{dialogue}/answers", answer_pages.show_answers, methods=["GET"]),
        Route("/d/{dialogue}/answers", answer_pages.give_answer, methods=["POST"]),
        Route("/d/{dialogue}/publish", answer_pages.publish, methods=["POST"]),
        Route("/d/{dialogue}/redact", answer_pages.redact, methods=["POST"]),
        Route("/d/{dialogue}/script", script_page.show_script),
        Route("/d/{dialogue}/script.json", script_page.show_draft, methods=["GET"]),
        Route("/d/{dialogue}/script.json", script_page.save_draft, methods=["POST"]),
        Route("/d/{dialogue}/run-of-show.pdf", printed.run_of_show),
        Route("/d/{dialogue}/emergency.pdf", printed.emergency),
        Route("/d/{dialogue}/data", privacy_pages.show_data, methods=["GET"]),
        Route("/d/{dialogue}/data", privacy_pages.save_terms, methods=["POST"]),
        Route("/d/{dialogue}/data/delete", privacy_pages.delete_now, methods=["POST"]),
        Route("/d/{dialogue}/people/{seat:int}.json", privacy_pages.export_person),
        Route("/d/{dialogue}/people/{seat:int}", privacy_pages.show_person),
        Route("/d/{dialogue}/people/{seat:int}/erase", privacy_pages.erase_person, methods=["POST"]),
        Route("/d/{dialogue}/deletions.pdf", deletion_record.deletions_pdf),
        Route("/d/{dialogue}/slides", slides.upload, methods=["POST"]),
        Route("/d/{dialogue}/slides/{deck}/{page:int}.webp", slides.image),
        Route("/d/{dialogue}/slides/{deck}/remove", slides.remove, methods=["POST"]),
        Route("/d/{dialogue}/script/start", script_page.set_start, methods=["POST"]),
        Route("/d/{dialogue}/script.yaml", script_files.script_yaml),
        Route("/d/{dialogue}/script.csv", script_files.script_csv),
        Route("/d/{dialogue}/script/blocks.json", script_files.show_blocks),
        Route("/d/{dialogue}/script/template/{name}.json", script_files.show_template),
        Route("/d/{dialogue}/script/import", script_files.take_in, methods=["POST"]),
        WebSocketRoute("/d/{dialogue}/socket", talk),
        *organizing.routes(),
        *rehearsing.routes(),
        *news_pages.routes(),
        Route("/words/{language}.json", _words),
        Route("/theme.css", _theme),
        Route("/logo/{about}/{version:int}.png", _logo),
        Route("/health", _health),
        Route("/ready", _ready),
        Route("/metrics", show_metrics),
        Route("/status", show_status),
        *law_pages.routes(),
        Route("/guide/{who}", guides.show_guide),
    ]


async def _words(request: Request) -> Response:
    language = request.path_params["language"]
    if language not in LANGUAGES:
        return await _not_found(request, Exception())
    texts = {key: text for key, text in catalogue(language).items() if not key.startswith(FROM_SERVER)}
    return JSONResponse(texts, headers={"Cache-Control": "no-cache"})


async def _theme(request: Request) -> Response:
    look = doors.state_of(request).looks.of(request.query_params.get("of"))
    return Response(theme(look), media_type="text/css")


async def _logo(request: Request) -> Response:
    """`GET /logo/{about}/{version}.png`: the version only keeps browsers from showing an old one."""
    about = request.path_params["about"]
    body = await doors.state_of(request).looks.logo(TOWN if about == "town" else about)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(status_code=404) if body is None else Response(body, media_type="image/png", headers=headers)


async def _health(request: Request) -> Response:
    """Red where something is: the clock, the database, the bus to the other machines, the disk, media, its port, the
    release."""
    found = vitals(doors.state_of(request))
    return JSONResponse(found.body(BUILD), status_code=200 if found.ok else 503)


async def _ready(request: Request) -> Response:
    """Whether a reverse proxy shall send people here: not to a node that cannot read what another one writes."""
    state = doors.state_of(request)
    better = bool(state.host.outgrown) and state.several is not None and state.several.newer_elsewhere
    ready = state.host.well and not state.draining and not better
    return JSONResponse({"ready": ready}, status_code=200 if ready else 503)


async def _not_found(request: Request, error: Exception) -> Response:
    return doors.state_of(request).pages.problem(request, "not-found", status=404)


async def _busy(request: Request, error: Exception) -> Response:
    """The database did not take what the door wanted; a command's refusal at a door means the same."""
    logger.warning("x %s: %s", request.url.path.split("/")[1], error)
    return doors.state_of(request).pages.problem(request, "busy", status=503)


async def _internal(request: Request, error: Exception) -> Response:
    return doors.state_of(request).pages.problem(request, "internal", status=500)
