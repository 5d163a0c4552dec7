"""The operator's handbook names every setting with the default that it really has."""

from __future__ import annotations

import re
from pathlib import Path

from dialogue.settings import table

HANDBOOK = Path(__file__).parent.parent / "deploy/README.md"


def test_handbook_lists_every_setting_with_its_default() -> None:
    text = HANDBOOK.read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \| `?([^`|]*?)`? \|", text, re.MULTILINE))
    assert listed == {row.name: row.default or "–" for row in table()}
