"""Slides over HTTP: a PDF in, its pages as pictures out to the seats of the dialogue. Draws nothing itself.

The pictures lie in a table beside the log; events carry only how many there are and the ids of what is written on them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import delete, insert, select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dialogue.cage import Broken, caged
from dialogue.machine import Refused
from dialogue.tables import slides, texts
from dialogue.task import DialogueTask, new_id
from facilitation.slides import PAGES, AddSlides, RemoveSlides, Slides, may_fetch, must_add
from web.doors import state_of
from web.state import State

MEGABYTES = 30
SECONDS = 180.0  # of a machine that has more important things to do
ANSWER_BYTES = 120_000_000
NAME_LENGTH = 100
FOREVER = {"Cache-Control": "private, max-age=43200, immutable"}


async def upload(request: Request) -> Response:
    """`POST /d/{dialogue}/slides?name=`: the body is the PDF. `{"deck"}`, or the refusal as on the socket."""
    state = state_of(request)
    try:
        task, seat = await _writer(request)
        must_add(task.state, seat)
        pdf = await _body(request)
        async with state.drawing:
            pages, pictures = await _drawn(pdf)
        return JSONResponse({"deck": await _keep(state, task, seat, _name(request), pages, pictures)})
    except Refused as refusal:
        return _refused(request, refusal)


async def _writer(request: Request) -> tuple[DialogueTask, int]:
    """Whose request it is, from a page of ours."""
    state, dialogue = state_of(request), request.path_params["dialogue"]
    held = state.held(request, dialogue)
    task = await state.host.open(dialogue)
    if held is None or task is None or request.headers.get("origin") not in state.origins:
        raise Refused("not-allowed", command="slides")
    return task, held.seat


async def _body(request: Request) -> bytes:
    """A body that is too long is not read to its end."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MEGABYTES * 1_000_000:
            raise Refused("too-large", limit=MEGABYTES)
    return bytes(body)


async def _drawn(pdf: bytes) -> tuple[list[tuple[str, float]], Sequence[bytes]]:
    """Text and ratio of each page, and its picture. What comes out of the cage is checked like what comes from a
    browser: a PDF may have taken over the program that read it."""
    try:
        head, *pictures = await caged("web.slide_pages", pdf, seconds=SECONDS, answer_bytes=ANSWER_BYTES)
        told = json.loads(head)
        if "fault" in told:
            raise _fault(told["fault"])
        pages = [(str(page["text"]), float(page["ratio"])) for page in told["pages"]]
    except (Broken, ValueError, KeyError, TypeError):
        raise Refused("unreadable") from None
    if not pages or len(pages) != len(pictures) or any(picture[8:12] != b"WEBP" for picture in pictures):
        raise Refused("unreadable")
    return pages, pictures


def _fault(code: object) -> Refused:
    match code:
        case "not-pdf":
            return Refused("not-pdf")
        case "encrypted":
            return Refused("encrypted")
        case "too-many-pages":
            return Refused("too-many-pages", limit=PAGES)
    return Refused("unreadable")


def _name(request: Request) -> str:
    """The file's name as its owner knows it, without folder and ending."""
    name = request.query_params.get("name", "").replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in name if sign.isprintable()).removesuffix(".pdf").strip()
    return shown[:NAME_LENGTH] or "PDF"


async def _keep(
    state: State, task: DialogueTask, seat: int, name: str, pages: list[tuple[str, float]], pictures: Sequence[bytes]
) -> str:
    deck = new_id()
    rows = [
        {"dialogue": task.name, "deck": deck, "page": page, "image": image} for page, image in enumerate(pictures, 1)
    ]
    async with state.database.begin() as connection:
        await connection.execute(insert(slides), rows)
    try:
        await task.submit(seat, AddSlides(deck, name, tuple(text for text, _ in pages), pages[0][1]))
    except Refused:
        await _erase(state, task, deck, ())
        raise
    return deck


async def _erase(state: State, task: DialogueTask, deck: str, text_ids: Sequence[str]) -> None:
    """Pictures and what is written on them: out of the database, and out of its journal."""
    async with state.database.begin() as connection:
        await connection.execute(delete(slides).where(slides.c.dialogue == task.name, slides.c.deck == deck))
        await connection.execute(delete(texts).where(texts.c.dialogue == task.name, texts.c.id.in_(text_ids)))
    for text_id in text_ids:
        task.side.texts.pop(text_id, None)
    await state.database.forget_deleted()


async def image(request: Request) -> Response:
    """`GET /d/{dialogue}/slides/{deck}/{page}.webp`, by the seat cookie: for who turns pages all, for the others what
    is shown and the page after it."""
    state, at = state_of(request), request.path_params
    held, task = state.held(request, at["dialogue"]), await state.host.open(at["dialogue"])
    if held is None or task is None or not may_fetch(task.state, held.seat, at["deck"], at["page"]):
        return Response(status_code=404)
    wanted = (slides.c.dialogue == task.name) & (slides.c.deck == at["deck"]) & (slides.c.page == at["page"])
    async with state.database.read() as connection:
        body = (await connection.execute(select(slides.c.image).where(wanted))).scalar_one_or_none()
    return Response(status_code=404) if body is None else Response(body, media_type="image/webp", headers=FOREVER)


async def remove(request: Request) -> Response:
    """`POST /d/{dialogue}/slides/{deck}/remove`: the deck goes for good."""
    state, deck = state_of(request), request.path_params["deck"]
    try:
        task, seat = await _writer(request)
        known = task.state.part(Slides).decks.get(deck)
        await task.submit(seat, RemoveSlides(deck))
    except Refused as refusal:
        return _refused(request, refusal)
    await _erase(state, task, deck, (known.name, *known.pages) if known else ())
    return JSONResponse({})


def _refused(request: Request, refusal: Refused) -> Response:
    state = state_of(request)
    text = state.words(state.language_of(request)).refusal(refusal.code, refusal.facts)
    status = 403 if refusal.code == "not-allowed" else 422
    return JSONResponse({"code": refusal.code, "facts": refusal.facts, "text": text}, status_code=status)
