"""Log lines hold nothing that leads to a person or through a door, in either style; errors are counted, not quoted."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

import pytest

from dialogue.logs import Errors, scrub

SCRIPT = """
import logging
from dialogue.logs import set_up
set_up("info", {style!r})
logging.getLogger("web.app").warning("x %s from %s", "/j/abcDEF123_-x", "203.0.113.9")
try:
    raise ValueError("ada@example.org via postgresql://u:geheim@db/x")
except ValueError:
    logging.getLogger("web.app").exception("x failed")
logging.getLogger("web.app").debug("never")
"""


def lines(style: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(style=style)], capture_output=True, text=True, timeout=60, check=True
    )
    return ran.stderr


@pytest.mark.parametrize("style", ["text", "json"])
def test_lines_hold_no_address_token_mail_or_password(style: str) -> None:
    said = lines(style)
    assert [word for word in ("abcDEF", "203.0.113.9", "ada@", "geheim", "never") if word in said] == []
    assert "/j/…" in said
    assert "ValueError" in said


def test_json_style_is_one_object_a_line() -> None:
    first, second = map(json.loads, lines("json").splitlines())
    assert {key: first[key] for key in ("level", "logger", "event")} == {
        "level": "warning",
        "logger": "web.app",
        "event": "x /j/… from [address]",
    }
    assert second["exception"].splitlines()[-1] == "ValueError: [mail] via postgresql://u:…@db/x"
    assert first["time"].endswith("Z")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("127.0.0.1:8000 listens", "127.0.0.1:8000 listens"),
        ("2001:db8::7:1 came", "[address] came"),
        ("at 18:05:30 revision 0009", "at 18:05:30 revision 0009"),
        ("media0_1a2b3c4d-1f2e3d4c", "media0_1a2b3c4d-1f2e3d4c"),
    ],
)
def test_scrubbing_takes_no_more_than_it_must(text: str, kept: str) -> None:
    assert scrub(text) == kept


def test_errors_are_counted_with_their_place_alone() -> None:
    errors = Errors()
    logger = logging.Logger("web.app")
    logger.addHandler(errors)
    logger.warning("no error")
    try:
        raise KeyError("Ada")
    except KeyError:
        logger.exception("x Ada failed")
    assert (errors.count, [each[1:] for each in errors.last]) == (1, [("web.app", "KeyError")])
