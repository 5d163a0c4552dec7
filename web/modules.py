"""The browser modules behind an entry, found by their imports; knows files, not what is in them.

There is no bundler: a browser that follows imports one by one would pay a round trip for each level. The page names
them all at once (`modulepreload`), so that they come together.
"""

from __future__ import annotations

import re
from pathlib import Path

IMPORTED = re.compile(r"""(?:\bfrom|^\s*import)\s*["'](\.{1,2}/[^"'\s]+)["']""", re.MULTILINE)


def modules(entry: Path) -> list[Path]:
    """`entry` and every module it imports, directly or not, each once, in the order a browser meets them."""
    found: list[Path] = []
    ahead = [entry.resolve()]
    while ahead:
        module = ahead.pop(0)
        if module not in found and module.exists():
            found.append(module)
            ahead += [(module.parent / name).resolve() for name in IMPORTED.findall(module.read_text("utf-8"))]
    return found
