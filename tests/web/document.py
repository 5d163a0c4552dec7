"""Reads web/PROTOCOL.md for tests: its literal examples and its tables; knows nothing of what they mean."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "web/PROTOCOL.md").read_text(encoding="utf-8")


def examples(side: str) -> list[dict[str, Any]]:
    """All that `browser` or `server` is shown to send."""
    return [json.loads(body) for body in re.findall(rf"^```json {side}\n(.*?)^```$", TEXT, re.M | re.S)]


def server_example(kind: str) -> dict[str, Any]:
    """The first message of the server with that key: `hello`, `ok`, `refused`, `reply`, ..."""
    return next(example for example in examples("server") if kind in example)


def column(heading: str, number: int = 0) -> list[str]:
    """What stands in backticks in one column of the table whose head begins with `| heading |`."""
    table = re.search(rf"^\| {re.escape(heading)} \|.*?(?=\n\n|\n```|\Z)", TEXT, re.M | re.S)
    assert table is not None, heading
    cells = [line.split(" | ")[number] for line in table[0].splitlines()[2:]]
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]
