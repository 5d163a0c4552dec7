"""Cards on the screen, in real Chromium: what is typed is kept and counted, refusals and honesty are said."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import pytest

from tests.web.static import test_app as app
from tests.web.static import test_polls_page as polling
from tests.web.static.scripted import Scripted
from web.words import catalogue

pytestmark = [pytest.mark.browser, pytest.mark.long]
browser, scripted, visit = app.browser, app.scripted, app.visit
expect = app.expect
WORDS = catalogue("de")
GROUP = "runde-1/2"
MINE = {"column": "wishes", "text": "Mehr Bänke", "top": False, "at": time.time(), "called": False, "into": None}
MINE |= {"original": None, "name": None, "differs": None, "group": GROUP, "revealed": False}
BOARD = app.GROUP | {"my-cards": {"c1": MINE}}
FLUENT_MS = 100.0
TYPED = "Mehr Bänke im Schatten der"


def begin_to_change(page: Any) -> None:
    page.locator("[data-card=c1]").get_by_role("button", name=WORDS["app.card.edit"]).click()
    page.locator("[data-card=c1] textarea").fill(TYPED)


def test_half_changed_card_outlives_another_tab_and_a_reload(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(BOARD)
    begin_to_change(page)
    for tab in ("people", "cards"):
        page.locator(".sides").get_by_role("button", name=WORDS[f"app.tab.{tab}"]).click()
    expect(page.locator("[data-card=c1] textarea")).to_have_value(TYPED)
    page.reload()
    expect(page.locator("[data-card=c1] textarea")).to_have_value(TYPED)
    page.locator("[data-card=c1]").get_by_role("button", name=WORDS["app.card.save"]).click()
    assert scripted.heard_of("card.edit", 1)[0]["data"] == {"card": "c1", "text": TYPED}
    page.reload()
    expect(page.locator("[data-card=c1] .card__text")).to_have_text("Mehr Bänke")


def test_half_changed_card_is_handed_in_after_the_phase_and_comes_back_where_refused(
    visit: Callable[..., Any], scripted: Scripted
) -> None:
    page = visit(BOARD)
    begin_to_change(page)
    scripted.refuses = {"code": "no-cards", "text": "Die Zeit für Karten ist vorbei."}
    scripted.say(**app.PLENARY | {"evening": app.evening()}, **{f"board:{GROUP}": None})
    left = page.locator(".leftover")
    expect(left.locator("textarea")).to_have_value(TYPED)
    left.get_by_role("button", name=WORDS["app.card.send"]).click()
    assert scripted.heard_of("card.edit", 1)[0]["data"] == {"card": "c1", "text": TYPED}
    expect(left).to_contain_text(WORDS["app.leftover.late"].partition("}")[2])
    expect(left.locator("textarea")).to_have_value(TYPED)


def test_deleted_card_is_had_back_by_the_button_that_has_the_focus(
    visit: Callable[..., Any], scripted: Scripted
) -> None:
    page = visit(BOARD)
    page.locator("[data-card=c1]").get_by_role("button", name=WORDS["app.card.delete"]).click()
    expect(page.locator("[data-card=c1]")).to_have_count(0)
    scripted.say(**{"my-cards": {}})
    expect(page.locator(".board__undo button")).to_be_focused()
    page.keyboard.press("Enter")
    assert scripted.heard_of("card.restore", 1)[0]["data"] == {"card": "c1"}
    scripted.say(**{"my-cards": {"c1": MINE}})
    expect(page.locator("[data-card=c1] .card__text")).to_have_text("Mehr Bänke")


def test_length_is_counted_and_too_much_is_said_before_it_is_sent(
    visit: Callable[..., Any], scripted: Scripted
) -> None:
    page = visit(BOARD)
    editor = page.locator(".board .editor").first
    editor.locator("textarea").fill("a" * 281)
    expect(editor.locator(".editor__counter--over")).to_have_text("281 von 280 Zeichen")
    editor.get_by_role("button", name=WORDS["app.card.send"]).click()
    expect(editor.locator(".refused")).to_have_text(WORDS["app.card.too_long"].format(length=281, limit=280))
    expect(editor.locator("textarea")).to_have_value("a" * 281)
    assert scripted.heard == []


def test_honest_words_stand_where_cards_and_dots_are(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(BOARD | {f"board:{GROUP}": app.board(anonymous=True)})
    told = "Ohne Namen. In einer kleinen Gruppe kann man trotzdem ahnen, wer es war."
    assert WORDS["app.board.anonymous"] == told
    expect(page.locator(".board")).to_contain_text(told)
    scripted.say(**{f"board:{GROUP}": app.board(anonymous=False)})
    expect(page.locator(".board")).to_contain_text(WORDS["app.board.named"])
    expect(page.locator(".board")).not_to_contain_text("Ohne Namen")
    dots = {"phase": "impuls", "total": 3, "per_theme": 2, "open": True, "given": 1, "of": 2, "open_link": True}
    themes = {"at": 1.0, "rounds": {}, "themes": [], "single": []}
    page = visit(app.PLENARY | {"themes": themes, "theme-cards": {}, "dots": dots | {"results": None}})
    page.locator(".sides").get_by_role("button", name=WORDS["app.tab.themes"]).click()
    expect(page.locator(".dots__honest")).to_contain_text("Ein Meinungsbild. Entscheiden wird der Gemeinderat.")
    expect(page.locator(".dots__honest")).to_contain_text("Ohne Gewähr einer Stimme je Person")


GAP = """(id) => { window.gap = new Promise((done) => {
  const text = document.querySelector(`[data-card="${id}"] .card__text`), before = text.textContent;
  let last = performance.now(), longest = 0;
  requestAnimationFrame(function tick(now) {
    [longest, last] = [Math.max(longest, now - last), now];
    if (text.textContent === before) requestAnimationFrame(tick);
    else requestAnimationFrame((after) => done(Math.max(longest, after - last)));
  });
}); }"""
"""The longest time without a new picture while a card changes."""


@pytest.mark.parametrize("width", [360, 1440])
def test_wall_of_150_cards_stays_fluent_while_cards_change(
    visit: Callable[..., Any], scripted: Scripted, width: int
) -> None:
    groups = [{"id": f"runde-1/{number}", "number": number, "cards": 15} for number in range(1, 11)]
    wall = {
        f"c{at}": MINE | {"group": groups[at % 10]["id"], "number": at % 10 + 1, "text": f"Satz {at} auf einer Karte"}
        for at in range(150)
    }
    harvest = {"phase": "runde-1", "columns": app.COLUMNS, "groups": groups}
    page = visit(app.PLENARY | {"harvest": harvest, "wall": wall}, width=width)
    page.locator(".tabs" if width < 900 else ".sides").get_by_role("button", name=WORDS["app.tab.wall"]).click()
    expect(page.locator(".wall [data-card]")).to_have_count(150)
    gaps = []
    for at in range(11):
        page.evaluate(GAP, f"c{at}")
        wall |= {f"c{at}": wall[f"c{at}"] | {"text": f"Anders {at}"}}
        scripted.say(wall=wall)
        gaps.append(page.evaluate("window.gap"))
    expect(page.locator(".wall")).to_contain_text("Anders 10")
    assert median(gaps) < FLUENT_MS, gaps


@pytest.mark.parametrize("code", ["poll-closed", "voted", "not-allowed", "excluded"])
def test_refused_vote_is_said_in_words_and_stays_in_the_form(
    visit: Callable[..., Any], scripted: Scripted, code: str
) -> None:
    page = visit(polling.CITIZEN)
    scripted.refuses = {"code": code, "text": WORDS[f"refused.{code}"]}
    page.locator(".answer[data-option=gut]").click()
    page.get_by_role("button", name=WORDS["app.poll.send"]).click()
    expect(page.locator(".banner--lost")).to_contain_text(WORDS[f"refused.{code}"])
    expect(page.locator(".answer[data-option=gut] input")).to_be_checked()
