"""One lived evening for all outputs, and one in whose texts stands everything that could break a file."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from facilitation.record import plain_record, record_of
from web.bench.lived import Lived, evening
from web.creation import read_script
from web.outputs.letterhead import Letterhead, Voice

HEAD = Letterhead("Musterstadt", "#1d4f91", "de", 1_795_040_000.0)
NASTY = (
    *("#let x = 1 $a$ *b* _c_ `d` <e> @f \\ [g] // h /* i */", '=HYPERLINK("http://x","y")', "+1", "-1", "@a"),
    *(
        "مرحبا بالعالم 123",
        "שלום עולם",
        "Привет Ωμέγα şğıİ łżź",
        "👍🏽 👨‍👩‍👧 🇩🇪 ❤️ 1️⃣",
        "漢字かな한글",
        "x\u0301\u0327\u20e3",
    ),
    *(
        "a\x00b\x07\x1bc\x7f",
        "\u202everkehrt\u2066",
        "\ufdd0\ufffe\uffff\U0010ffff",
        "\ue000\U000f0000",
        "z\u0335" * 40,
    ),
    *("W" * 500, "Donaudampfschifffahrtsgesellschaftskapitän" * 6, "a\u2028b\u2029c\td\r\ne\nf", "<b>&amp;</b>", ""),
    *("]]></svg><script>alert(1)</script>", "{number} {count}", "'; DROP TABLE cards; --", "\ud800", "ﷺ𝕳①½″☃→"),
)


@pytest.fixture(scope="session")
def lived() -> Lived:
    return evening(read_script("classic"), citizens=14, cards=30, themes=4)


@pytest.fixture(scope="session")
def record(lived: Lived) -> dict[str, Any]:
    return plain_record(record_of(lived.dialogue, {}), lived.side)


@pytest.fixture
def voice() -> Voice:
    return Voice(HEAD)


@pytest.fixture
def nasty(record: dict[str, Any]) -> dict[str, Any]:
    """Every text that people write is another one of these; one is redacted."""
    broken = copy.deepcopy(record)
    texts = iter(NASTY * 40)
    outcome = broken["outcome"]
    for theme in outcome["themes"]:
        theme["title"] = next(texts)
        for reply in theme["replies"]:
            reply["reason"] = reply["responsible"] = next(texts)
    cards = [card for theme in outcome["themes"] for card in theme["cards"]] + outcome["single"]
    groups = [group for round_ in broken["report"]["rounds"] for group in round_["groups"]]
    cards += [card for group in groups for column in group["columns"] for card in column["cards"]]
    for card in cards:
        card["text"] = next(texts)
    for question in broken["report"]["questions"]:
        question["text"] = next(texts)
    cards[-1]["text"] = None
    return broken
