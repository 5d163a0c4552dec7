"""What users of other systems complain about in timers, where only the screen can show that it holds here."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.static import test_app as app

pytestmark = [pytest.mark.browser, pytest.mark.long]
browser, scripted, visit = app.browser, app.scripted, app.visit
expect = app.expect


@pytest.mark.parametrize("topics", [app.PLENARY, app.GROUP], ids=["plenary", "group"])
def test_countdown_is_on_the_screen_of_a_phone(visit: Callable[..., Any], topics: dict[str, Any]) -> None:
    """frankly PR #632: never on phones."""
    clock = visit(topics, width=360).locator(".phase__clock")
    expect(clock).to_be_in_viewport(ratio=1)
    expect(clock).to_contain_text(re.compile(r"\d:\d\d"))


def test_clock_counts_on_past_zero_for_who_leads(visit: Callable[..., Any]) -> None:
    """frankly PR #254: timers reset at zero."""
    over = app.evening(ends_at=time.time() - 134)
    page = visit(app.LEAD | {"evening": over})
    expect(page.locator(".console__time")).to_have_text(re.compile(r"\+2:[1-5]\d"))
