"""Log lines: for eyes, or one JSON object each for a collector; without addresses of people, tokens and mail addresses.

What is logged names no person anyway; this is the net below it, for what libraries and errors might say.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import sys
import time
from collections import deque
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

HIDDEN: Final = (
    (re.compile(r"/(j|o)/[\w-]+"), r"/\1/…"),
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "[mail]"),
    (re.compile(r"\b\d{1,3}(\.\d{1,3}){3}\b(?<!127\.0\.0\.1)(?<!0\.0\.0\.0)"), "[address]"),
    (re.compile(r"(://[^:/@\s]*):[^@/\s]+@"), r"\1:…@"),
)
PERHAPS_IPV6: Final = re.compile(r"(?<![\w:.])[0-9a-f:]{3,45}(?![\w:])", re.IGNORECASE)
KEPT = 20


def scrub(text: str) -> str:
    """The text without what could lead to a person, or through a door."""
    for pattern, instead in HIDDEN:
        text = pattern.sub(instead, text)
    return PERHAPS_IPV6.sub(lambda found: "[address]" if _is_address(found[0]) else found[0], text)


def _is_address(text: str) -> bool:
    try:
        return not ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


class Errors(logging.Handler):
    """Counts errors and keeps when and where the last ones were, for the operator's page; never what they said."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.count = 0
        self.last: deque[tuple[float, str, str]] = deque(maxlen=KEPT)

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1
        fault = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        self.last.appendleft((time.time(), record.name, fault))


errors = Errors()


def _scrubbed(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: scrub(value) if isinstance(value, str) else value for key, value in event.items()}


def set_up(level: str, style: str) -> None:
    """`style`: `text` or `json`. To stderr, once per process."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.format_exc_info,
        _scrubbed,
    ]
    render = structlog.processors.JSONRenderer(ensure_ascii=False) if style == "json" else _line
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render]
        )
    )
    logging.basicConfig(level=level.upper(), handlers=[handler, errors], force=True)


def _line(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
    fault = f"\n{event['exception']}" if "exception" in event else ""
    return f"{str(event['level']).upper()} {event['logger']} {event['event']}{fault}"
