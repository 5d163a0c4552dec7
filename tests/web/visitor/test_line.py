"""The visitor's line behaves as the page's."""

from __future__ import annotations

import json
import re
from pathlib import Path

from web.visitor.line import PAUSES_S

PAGE = Path(__file__).parents[3] / "web/static/protocol.js"


def test_pauses_between_attempts_are_those_of_the_page() -> None:
    soon = re.search(r"SOON_MS = (\[[\d, ]+\])", PAGE.read_text())
    assert soon is not None
    first = [milliseconds / 1000 for milliseconds in json.loads(soon[1])]
    assert list(PAUSES_S) == [*first, 2.0, 4.0, 8.0]
