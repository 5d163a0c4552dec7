"""What people write breaks no layout: words without an end, emoji, Arabic and Hebrew, on a small telephone and a desk.

And who leads finds all views beside the pictures, however many there are.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.static import test_app as app
from tests.web.static import test_polls_page as polling
from tests.web.words_of_people import ENDLESS, TEXTS
from web.words import catalogue

pytestmark = [pytest.mark.browser, pytest.mark.long]
browser, scripted, visit = app.browser, app.scripted, app.visit
expect = app.expect
WORDS = catalogue("de")

SHAPE = {"top": False, "called": False, "into": None, "original": None, "name": ENDLESS, "differs": None}
NOW = time.time()
CARDS = {f"c{at}": {**SHAPE, "column": "wishes", "text": text, "at": NOW + at} for at, text in enumerate(TEXTS)}
STACKED = CARDS | {"under": {**SHAPE, "column": "wishes", "text": ENDLESS, "at": NOW, "into": "c1"}}
GROUP = "runde-1/2"
NUMBERED = {
    id: {"number": at, "phase": "runde-1", "group": 2, "column": "wishes", "text": card["text"]}
    | {"top": True, "called": True, "under": [{"number": 99, "text": ENDLESS}]}
    for at, (id, card) in enumerate(CARDS.items(), 1)
}
ROUNDS = {"runde-1": {"title": {"de": ENDLESS}, "columns": app.COLUMNS}}
THEMES = [{"id": f"t{at}", "number": at, "title": text, "cards": [f"c{at - 1}"]} for at, text in enumerate(TEXTS, 1)]
ANSWER = {"version": 1, "kind": "theme", "status": "checked", "until": "2027-03-31", "at": NOW, "responsible": ENDLESS}
DOTS = {"phase": "impuls", "total": 3, "per_theme": 2, "given": 1, "of": 2, "open_link": True}
THEMED = {
    "themes": {"at": NOW, "rounds": ROUNDS, "themes": THEMES, "single": []},
    "theme-cards": NUMBERED,
    "answers": {f"theme-{at}": ANSWER | {"number": at, "reason": text} for at, text in enumerate(TEXTS, 1)},
    "answering": {"stage": "theme-2"},
}
HARVEST = {
    "harvest": {"phase": "runde-1", "columns": app.COLUMNS, "groups": [{"id": GROUP, "number": 2, "cards": 5}]},
    "wall": {id: card | {"group": GROUP, "number": 2} for id, card in STACKED.items()},
}
EDITING = {
    "editing": {"rounds": ROUNDS, "groups": [{"phase": "runde-1", "number": 2, "revealed": True}]}
    | {"edit": 3, "published": None},
    "editing-cards": NUMBERED,
    "editing-themes": {theme["id"]: theme | {"version": 1, "cards": theme["cards"][:2]} for theme in THEMES[:3]},
}
ASKED = {
    "asking": {"open": True, "until": 0, "stage": "q1", "length": 280, "limit": 3},
    "questions": {
        f"q{at}": {"number": at, "text": text, "name": ENDLESS, "support": 1, "answered": False}
        for at, text in enumerate(TEXTS)
    },
    "my-questions": {"own": {}, "supported": []},
}
WITHHELD = {
    "my-withheld": {"c1": {"kind": "card", "held": False, "reason": ENDLESS}},
    "my-cards": {"c1": CARDS["c1"] | {"group": GROUP, "revealed": True}},
}
OPTIONS = [{"id": f"o{at}", "title": text} for at, text in enumerate(TEXTS)]
COUNTED = [option | {"count": 7, "percent": 20, "first": True} for option in OPTIONS]
RESULT = {"id": "frage", "title": ENDLESS, "answer": "single", "answered": 35, "options": COUNTED, "mean": None}
QUICK = {"kind": "quick", "title": {"de": "Kurze Frage"}, "secret": False, "ends_at": None, "voted": 2, "of": 2}
OPEN = (
    QUICK
    | {"vouched": True, "open": True, "results": None}
    | {"questions": [polling.question("frage", "single", "") | {"title": ENDLESS, "options": OPTIONS}]}
)
CLOSED = OPEN | {"open": False, "questions": [], "results": [RESULT | {"texts": []}]}
WRITTEN = [{"number": 4000 + at, "text": text} for at, text in enumerate(TEXTS)]
ITEM = {"kind": "question", "number": 1, "group": None, "text": ENDLESS, "held": False, "reason": ENDLESS}
LED = {
    "withheld": {"q1": ITEM, "q2": ITEM | {"held": True, "reason": None, "text": TEXTS[2]}},
    "held-words": [ENDLESS],
    "poll-desk": {"frage/1": CLOSED | {"shown": True, "results": [RESULT | {"texts": WRITTEN}]}},
}
PLENARY = app.PLENARY | {"names": app.NAMES | {"9": ENDLESS}}
BOARD = app.board(revealed=True, open=True)
SCREENS: dict[str, tuple[dict[str, Any], str]] = {
    "board": (app.GROUP | {f"board:{GROUP}": BOARD, f"cards:{GROUP}": STACKED} | WITHHELD, "cards"),
    "wall": (PLENARY | HARVEST, "wall"),
    "themes": (PLENARY | THEMED | {"dots": DOTS | {"open": False, "results": None}}, "themes"),
    "answers": (PLENARY | THEMED, "answers"),
    "questions": (PLENARY | ASKED, "questions"),
    "voting": (PLENARY | {"polls": {"frage/1": OPEN}, "my-votes": {"frage/1": {"1": None}}}, "poll"),
    "result": (PLENARY | {"polls": {"frage/1": CLOSED}}, "poll"),
    "desk": (PLENARY | {"me": app.me(role="editor")} | EDITING, "editing"),
    "led answers": (app.LEAD | THEMED, "answers"),
    "led questions": (app.LEAD | ASKED | LED, "questions"),
}
WIDE = """() => [...document.querySelectorAll(".app, .side, .side *, .onstage, .onstage *")].filter((each) => {
  const style = getComputedStyle(each);
  const passed = style.display === "inline" || each.closest(".kern-sr-only, select") || each.matches(".tabs");
  return !passed && each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1;
}).map((each) => `${each.className} ${each.scrollWidth} > ${each.clientWidth}`)"""


def turn_to(page: Any, tab: str, width: int) -> None:
    button = page.locator(".tabs" if width < 900 else ".sides").get_by_role("button", name=WORDS[f"app.tab.{tab}"])
    if button.count():
        button.first.click()


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("screen", SCREENS)
def test_what_people_write_stays_in_its_place(visit: Callable[..., Any], screen: str, width: int) -> None:
    topics, tab = SCREENS[screen]
    page = visit(topics, width=width)
    turn_to(page, tab, width)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    shown = page.locator(".side").inner_text()
    assert ENDLESS in shown, shown
    assert page.evaluate(WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_what_is_withheld_and_counted_stays_in_its_place_on_the_desk(visit: Callable[..., Any]) -> None:
    page = visit(app.LEAD | ASKED | LED)
    for key in ("app.polls", "app.withheld"):
        page.locator(".console").get_by_role("button", name=WORDS[key]).first.click()
        expect(page.locator(".console").get_by_text(ENDLESS).first).to_be_visible()
        assert page.evaluate(WIDE) == []


@pytest.mark.parametrize("width", [900, 1366])
def test_all_views_of_who_leads_are_in_sight(visit: Callable[..., Any], width: int) -> None:
    page = visit(app.LEAD | THEMED | HARVEST | EDITING | ASKED | LED, width=width)
    tabs = page.locator(".sides .tab")
    expect(tabs).to_have_count(7)
    side = page.locator(".side").bounding_box()
    boxes = [tab.bounding_box() for tab in tabs.all()]
    assert [box for box in boxes if box["x"] + box["width"] > side["x"] + side["width"] + 1] == []
