"""Two real Chromium on a clean line: sound and picture of one person belong together."""

from __future__ import annotations

import pytest

from web.bench import sync

pytestmark = [pytest.mark.long, pytest.mark.alone, pytest.mark.browser]
APART_MS = 80  # media.md, clocks


async def test_sound_and_picture_of_one_person_are_within_80_ms(chromium: str) -> None:
    found = await sync.measure(15)
    assert found["looks"] >= 15
    assert found["apart_p50_ms"] < APART_MS
