"""The control process: uvicorn around `web.app`. Run by the supervisor as `python -m web.control`."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator

import uvicorn
from starlette.applications import Starlette

from dialogue.logs import set_up
from dialogue.revisions import Unusable
from dialogue.settings import Settings, SettingsError, load, with_port
from web.app import create_app
from web.exits import ADDRESS, SETTINGS, CannotStart, exit_code, unwritable

SWITCH_S = 0.0005  # a loop that renders for a full house lets the log's thread on after that, not after Python's 5 ms


class Server(uvicorn.Server):
    """Leaves the signals to `serve`: what goes on in the application must end after the sockets, not with a signal."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(settings: Settings) -> None:
    """Until SIGTERM or SIGINT. Raises `Unusable` and `CannotStart` where nothing was served yet."""
    with bound(settings.host, settings.port) as door:
        async with started(settings) as app:
            await serve_at(door, app)


def bound(host: str, port: int) -> socket.socket:
    """The address of pages and sockets, before anything else starts; nobody is let in yet. Raises `CannotStart`."""
    door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
    except OSError as error:
        door.close()
        raise CannotStart(f"HOST and PORT: cannot use {with_port(host, port)}: {error.strerror}.", ADDRESS) from None
    return door


@contextlib.asynccontextmanager
async def started(settings: Settings) -> AsyncIterator[Starlette]:
    """The application, with all that it does in the background. Raises `Unusable`, `CannotStart`."""
    async with contextlib.AsyncExitStack() as life:
        try:
            app = create_app(settings)
            await life.enter_async_context(app.router.lifespan_context(app))
        except OSError as error:
            raise unwritable(error) from error
        yield app


async def serve_at(door: socket.socket, app: Starlette) -> None:
    config = uvicorn.Config(
        app,
        lifespan="off",  # uvicorn would only log why it fails
        log_level="warning",
        access_log=False,  # addresses of people and the tokens in paths are nobody's business
        ws_per_message_deflate=False,  # 75 x 59 kB would cost 43 ms a send
        ws_max_size=1024 * 1024,  # what is merely too long is refused by `web.socket`, the line stays
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    server = Server(config)

    def end() -> None:
        app.state.dialogue.drain()
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)
    await server.serve(sockets=[door])


def main() -> int:
    try:
        settings = load()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return SETTINGS
    sys.setswitchinterval(SWITCH_S)
    set_up(settings.log_level, settings.log_style)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    factory: Callable[[], asyncio.AbstractEventLoop] | None = None
    with contextlib.suppress(ImportError):
        import uvloop

        factory = uvloop.new_event_loop
    try:
        with asyncio.Runner(loop_factory=factory) as runner:
            runner.run(serve(settings))
    except (Unusable, CannotStart) as error:
        print(error, file=sys.stderr)
        return error.code if isinstance(error, CannotStart) else exit_code(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
