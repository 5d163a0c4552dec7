"""What people type, made fit to keep: no blank ends, no control characters, within a limit. Knows no meaning."""

from __future__ import annotations

from dialogue.machine import Refused


def worded(text: str, *, limit: int) -> str:
    """The text as it is kept. Refuses `empty`, and `too-long` with `length` and `limit` in characters."""
    kept = "".join(sign for sign in text if sign in "\n\t" or sign.isprintable() or sign in ZERO_WIDTH_JOINERS).strip()
    if not kept:
        raise Refused("empty")
    if len(kept) > limit:
        raise Refused("too-long", length=len(kept), limit=limit)
    return kept


ZERO_WIDTH_JOINERS = "\u200c\u200d"
"""Not printable by themselves, but emoji and several scripts are spelled with them."""
