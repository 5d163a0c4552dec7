"""A server that tells the page what a test wants and remembers what the page said: the other end of the socket."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.web.test_pages import settings
from web.pages import Pages, theme
from web.words import catalogue

ROOT = Path(__file__).parents[3]
# As strict as the real server's, so that what it forbids is missing here too.
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"


class Scripted:
    """`topics` is what a new socket is told; `heard` every command of the page; `answers` whether they get `ok`."""

    def __init__(self) -> None:
        self.pages = Pages(settings(), build="0.1.0")
        self.topics: dict[str, Any] = {}
        self.heard: list[dict[str, Any]] = []
        self.answers = True
        self.refuses: dict[str, Any] | None = None
        self.sockets: list[WebSocket] = []
        self.loop: asyncio.AbstractEventLoop | None = None
        self.base = ""
        self.v = 100
        self.taken = 0

    def app(self) -> Starlette:
        routes = [
            Mount("/static", StaticFiles(directory=ROOT / "web/static")),
            Route(
                "/words/{language}.json", lambda request: JSONResponse(dict(catalogue(request.path_params["language"])))
            ),
            Route("/theme.css", lambda request: Response(theme(settings()), media_type="text/css")),
            Route("/d/d1", self.page),
            Route("/d/d1/take", self.take, methods=["POST"]),
            WebSocketRoute("/d/d1/socket", self.socket),
        ]
        return Starlette(routes=routes)

    def page(self, request: Request) -> Response:
        title = {"de": "Wo drückt der Schuh?", "en": "Where does the shoe pinch?"}
        me = self.topics["me"]
        known = {"dialogue": "d1", "title": title, "seat": me["seat"], "role": me["role"], "farewell": ""}
        response = self.pages.render(request, "dialogue", **known)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def take(self, request: Request) -> Response:
        self.taken += 1
        return Response(status_code=303, headers={"Location": "/d/d1"})

    async def socket(self, socket: WebSocket) -> None:
        await socket.accept()
        self.loop = asyncio.get_running_loop()
        me = self.topics["me"]
        hello = {
            "dialogue": "d1",
            "seat": me["seat"],
            "role": me["role"],
            "now": time.time(),
            "build": "0.1.0",
            "ice": [],
        }
        await socket.send_json({"hello": hello})
        for name, data in self.topics.items():
            await socket.send_json({"topic": name, "v": self.v, "data": data})
        self.sockets.append(socket)
        try:
            while True:
                await self.hear(socket, await socket.receive_json())
        except WebSocketDisconnect:
            self.sockets.remove(socket)

    async def hear(self, socket: WebSocket, message: dict[str, Any]) -> None:
        if message.get("signal") == "clock":
            await socket.send_json({"reply": message["id"], "data": {"now": time.time()}})
        if "command" not in message:
            return
        self.heard.append(message)
        if self.refuses:
            await socket.send_json({"refused": message["id"], "facts": {}, **self.refuses})
        elif self.answers:
            self.v += 1
            await socket.send_json({"ok": message["id"], "seq": self.v})

    def heard_of(self, command: str, count: int) -> list[dict[str, Any]]:
        """The first so many of this command, once they have come."""
        deadline = time.monotonic() + 30
        while len(found := [message for message in self.heard if message["command"] == command]) < count:
            assert time.monotonic() < deadline, self.heard
            time.sleep(0.01)
        return found[:count]

    def say(self, **topics: Any) -> None:
        """Topics that changed, to every page."""
        self.topics |= topics
        self.v += 1
        for name, data in topics.items():
            self._send({"topic": name, "v": self.v, "data": data})

    def bye(self, why: str, code: int) -> None:
        assert self.loop is not None
        for each in list(self.sockets):
            self._send({"bye": why})
            asyncio.run_coroutine_threadsafe(each.close(code), self.loop).result(5)

    def _send(self, message: dict[str, Any]) -> None:
        assert self.loop is not None
        for each in list(self.sockets):
            asyncio.run_coroutine_threadsafe(each.send_json(message), self.loop).result(5)


@contextmanager
def serving(scripted: Scripted) -> Iterator[Scripted]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = uvicorn.Server(
        uvicorn.Config(scripted.app(), port=port, log_level="error", lifespan="off", ws="websockets-sansio")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        scripted.base = f"http://localhost:{port}"
        yield scripted
    finally:
        server.should_exit = True
        thread.join(10)
