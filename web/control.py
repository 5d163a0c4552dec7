"""The control process: uvicorn around `web.app`. Run by the supervisor as `python -m web.control`."""

from __future__ import annotations

import logging
import sys

import uvicorn

from dialogue.database import Locked
from dialogue.settings import SettingsError, load
from web.app import create_app

EXIT_SETTINGS = 2
EXIT_LOCKED = 4


def main() -> int:
    try:
        settings = load()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return EXIT_SETTINGS
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,  # addresses of people and the tokens in paths are nobody's business
        ws_per_message_deflate=False,  # 75 x 59 kB would cost 43 ms a send
        ws_max_size=1024 * 1024,  # what is merely too long is refused by `web.socket`, the line stays
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    try:
        uvicorn.Server(config).run()
    except Locked as error:
        print(error, file=sys.stderr)
        return EXIT_LOCKED
    return 0


if __name__ == "__main__":
    sys.exit(main())
