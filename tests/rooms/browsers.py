"""Real Chromium pages around web/static/media.js, and the smallest server that brings them to a MediaServer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import uvicorn
from playwright.async_api import Browser, Page, async_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from rooms.media.layout import Layout
from rooms.media.server import MediaServer
from rooms.plan import Plan

HERE = Path(__file__).parent
STATIC = HERE.parent.parent / "web" / "static"
DIALOGUE = "d1"
FLAGS = [
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
]


class Hall:
    """The server side of the pages: one websocket per seat."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.media = self.new_media()
        self.instance = 1
        self.refusing = False
        self.sockets: dict[int, WebSocket] = {}
        self.sending: set[asyncio.Task[None]] = set()

    def new_media(self) -> MediaServer:
        return MediaServer(addresses=[(self.host, 0)], on_signal=self.signal)

    async def restart(self, plan: Plan) -> None:
        """The media process dies without a word and another one takes its place."""
        dead, self.media = self.media, self.new_media()
        await dead.close()
        await self.media.start()
        self.media.plan(plan)
        self.instance += 1
        for socket in self.sockets.values():
            await tell(socket, {"signal": "instance", "data": {"instance": str(self.instance)}})

    def signal(self, dialogue: str, seat: int, name: str, data: dict[str, Any]) -> None:
        socket = self.sockets.get(seat)
        if socket is not None:
            task = asyncio.get_running_loop().create_task(tell(socket, {"signal": f"media.{name}", "data": data}))
            self.sending.add(task)
            task.add_done_callback(self.sending.discard)

    async def serve(self, socket: WebSocket) -> None:
        seat = int(socket.query_params["seat"])
        await socket.accept()
        self.sockets[seat] = socket
        async for message in socket.iter_json():
            reply = await self.act(seat, message["signal"], message["data"])
            await socket.send_json({"reply": message["id"], "data": reply})
        self.sockets.pop(seat, None)

    async def act(self, seat: int, name: str, data: dict[str, Any]) -> dict[str, Any]:
        match name:
            case "media.offer" if self.refusing:
                return {"error": "media-down"}
            case "media.offer":
                return {"sdp": await self.media.offer(DIALOGUE, seat, data["sdp"]), "instance": str(self.instance)}
            case "media.applied":
                self.media.applied(DIALOGUE, seat)
            case "media.layout":
                show = tuple((shown, height) for shown, height in data["show"])
                self.media.layout(DIALOGUE, seat, Layout(show=show, save=data["save"], pin=tuple(data["pin"])))
        return {}


async def tell(socket: WebSocket, message: dict[str, Any]) -> None:
    with contextlib.suppress(WebSocketDisconnect):
        await socket.send_json(message)


def application(hall: Hall) -> Starlette:
    async def page(request: Request) -> Response:
        return FileResponse(HERE / request.path_params.get("name", "page.html"))

    return Starlette(
        routes=[
            Route("/", page),
            Route("/{name:str}", page),
            WebSocketRoute("/socket", hall.serve),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
    )


@contextlib.asynccontextmanager
async def opened(hall: Hall) -> AsyncIterator[str]:
    """The address of the running pages."""
    await hall.media.start()
    config = uvicorn.Config(
        application(hall), host=hall.host, port=0, log_level="warning", lifespan="off", ws="websockets-sansio"
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined,method-assign]
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 (uvicorn has no event for it)
        await asyncio.sleep(0.01)
    try:
        name = "localhost" if hall.host == "127.0.0.1" else hall.host
        yield f"http://{name}:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        await hall.media.close()


@contextlib.asynccontextmanager
async def browser(path: str, *more: str) -> AsyncIterator[Browser]:
    """`more`: further flags."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*FLAGS, *more])
        try:
            yield browser
        finally:
            await browser.close()


async def leave(window: Browser) -> None:
    """Everybody closes the page."""
    for context in window.contexts:
        await context.close()


async def enter(browser: Browser, base: str, seat: int) -> Page:
    page = await (await browser.new_context()).new_page()
    page.on("pageerror", lambda error: print(f"seat {seat}: {error}"))
    page.on("console", lambda message: print(f"seat {seat}: {message.text}"))
    # not "load": elements that play a stream from the start hold it back
    await page.goto(f"{base}/?seat={seat}", wait_until="domcontentloaded")
    return page
