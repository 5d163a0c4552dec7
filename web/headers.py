"""What every answer carries: nothing from elsewhere runs here, nothing of ours leaks to elsewhere. Pure ASGI."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self' ws: wss:; media-src 'self' blob: mediastream:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self), screen-wake-lock=(self)",
}
STRICT_TRANSPORT: Final = "max-age=31536000"


class SecurityHeaders:
    """`secure`: pages are served over https, and browsers should never try anything else."""

    def __init__(self, app: ASGIApp, *, secure: bool, socket: str) -> None:
        self.app = app
        policy = HEADERS["Content-Security-Policy"].replace("ws: wss:", socket)
        self.headers = {**HEADERS, "Content-Security-Policy": policy}
        if secure:
            self.headers["Strict-Transport-Security"] = STRICT_TRANSPORT

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.headers)
                # Asked again each time (a 304 costs nothing): an update never mixes old and new modules.
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self.app(scope, receive, send_with_headers)
