"""Bench: how long the report takes, the review page and a roster. The evening is lived in memory by the real parts.

The report is made by a fresh worker process, its start included, as for whoever asks first; the page from the state to
its last byte, without the network; the roster as an organizer brings it to a real server.
"""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from starlette.requests import Request

from dialogue.settings import load
from facilitation.record import plain_record, record_of
from web.bench import roster
from web.bench.lived import Lived, evening
from web.creation import read_script
from web.outputs.letterhead import Letterhead
from web.outputs.press import Order
from web.outputs.press_room import Press
from web.pages import Pages
from web.review_page import context

RUNS = 15


async def measure(citizens: int, cards: int, themes: int, people: int) -> dict[str, Any]:
    lived = evening(read_script("classic"), citizens=citizens, cards=cards, themes=themes)
    head = Letterhead("Musterstadt", "#1d4f91", "de", lived.now)
    figures = {"citizens": citizens, "cards": cards, "themes": themes, "people": people}
    return {
        **figures,
        "pdf_s": round(await _pdf(lived, head), 3),
        "review_ms": round(_review(lived, head), 1),
        "roster_s": round(await roster.measure(people), 3),
    }


async def _pdf(lived: Lived, head: Letterhead) -> float:
    press, began = Press(), time.perf_counter()
    try:
        record = plain_record(record_of(lived.dialogue, {}), lived.side)
        assert (await press.make(Order("report.pdf", record, head, 1))).startswith(b"%PDF")
        return time.perf_counter() - began
    finally:
        press.close()


def _review(lived: Lived, head: Letterhead) -> float:
    """The middle one of some; the very first also reads its templates."""
    pages = Pages(load(), build="bench")
    scope = {"type": "http", "method": "GET", "path": "/d/bench/review", "query_string": b"", "headers": []}
    request, times = Request({**scope, "path_params": {"dialogue": "bench"}}), []
    for _ in range(RUNS):
        began = time.perf_counter()
        record = plain_record(record_of(lived.dialogue, {}), lived.side)
        assert pages.render(request, "review", **context("bench", record, head, {})).body
        times.append(1000 * (time.perf_counter() - began))
    return median(times)
