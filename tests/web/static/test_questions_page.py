"""Questions and moderation on the screen, in real Chromium: asking, supporting, the stage, hiding, being told why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.static import test_app as app
from tests.web.static.scripted import Scripted
from web.words import catalogue

pytestmark = [pytest.mark.browser, pytest.mark.long]
browser, scripted, visit = app.browser, app.scripted, app.visit
expect = app.expect
WORDS = catalogue("de")

RADWEG = {"number": 1, "text": "Wann kommt der Radweg?", "name": None, "support": 1, "answered": False}
BUS = {"number": 2, "text": "<b>Bus</b> am Sonntag?", "name": "Ömer", "support": 4, "answered": False}
ASKING = {"open": True, "until": 0, "stage": None, "length": 40, "limit": 3}
TOLD = {"asking": ASKING, "questions": {"q1": RADWEG, "q2": BUS}}
CITIZEN = app.PLENARY | TOLD | {"my-questions": {"own": {}, "supported": []}, "my-withheld": {}}
LEAD = app.LEAD | TOLD | {"withheld": {}, "held-words": ["mist*"]}


def sent(scripted: Scripted, command: str) -> Any:
    return scripted.heard_of(command, 1)[0]["data"]


def test_question_is_asked_without_name_and_a_refused_one_comes_back(
    visit: Callable[..., Any], scripted: Scripted
) -> None:
    page = visit(CITIZEN)
    scripted.refuses = {"code": "too-many-questions", "text": "Drei Fragen warten schon."}
    field = page.locator(".questions textarea")
    field.fill("Und die Kosten?")
    page.click(f"text={WORDS['app.questions.send']}")
    assert sent(scripted, "question.ask") == {"text": "Und die Kosten?", "named": False}
    expect(page.locator(".questions .refused")).to_have_text("Drei Fragen warten schon.")
    expect(field).to_have_value("Und die Kosten?")
    page.reload()
    expect(page.locator(".questions textarea")).to_have_value("Und die Kosten?")


@pytest.mark.long
def test_most_wanted_question_is_first_and_supported_by_one_button(
    visit: Callable[..., Any], scripted: Scripted
) -> None:
    page = visit(CITIZEN)
    expect(page.locator("[data-question] .card__text")).to_have_text(
        ["<b>Bus</b> am Sonntag?", "Wann kommt der Radweg?"]
    )
    page.locator("[data-question=q1] button").focus()
    page.keyboard.press("Enter")
    assert sent(scripted, "question.support") == {"question": "q1", "on": True}
    scripted.say(**{"my-questions": {"own": {}, "supported": ["q1"]}})
    expect(page.locator("[data-question=q1] button")).to_have_attribute("aria-pressed", "true")


def test_question_on_the_stage_is_large_and_read_aloud(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(CITIZEN)
    expect(page.locator(".onstage")).to_have_count(0)
    scripted.say(asking=ASKING | {"stage": "q2"})
    expect(page.locator(".onstage__text")).to_have_text("<b>Bus</b> am Sonntag?")
    expect(page.locator("#polite")).to_contain_text("Frage 2 aus dem Publikum: <b>Bus</b> am Sonntag?")


@pytest.mark.long
def test_author_reads_why_a_question_is_hidden(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(CITIZEN | {"my-questions": {"own": {"q3": {"text": "Herr M.?", "answered": False}}, "supported": []}})
    scripted.say(**{"my-withheld": {"q3": {"kind": "question", "held": False, "reason": "Ein Name"}}})
    expect(page.locator("[data-question=q3] .card__kept")).to_have_text("Von der Moderation ausgeblendet: Ein Name")
    expect(page.locator("#polite")).to_contain_text("Ein Name")


def test_moderation_stages_hides_with_a_reason_and_shows_again(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(LEAD)
    page.locator(".sides .tab", has_text=WORDS["app.tab.questions"]).click()
    page.locator("[data-question=q2]").get_by_role("button", name=WORDS["app.questions.stage"]).click()
    assert sent(scripted, "question.stage") == {"question": "q2"}
    page.locator("[data-question=q2]").get_by_role("button", name=WORDS["app.hide"]).click()
    page.get_by_role("button", name=WORDS["app.hide.reason.name.short"]).click()
    page.get_by_role("button", name=WORDS["app.hide.now"], exact=True).click()
    assert sent(scripted, "moderation.hide") == {"item": "q2", "reason": WORDS["app.hide.reason.name"]}
    expect(page.locator("dialog")).to_have_count(0)
    held = {"kind": "card", "number": 7, "group": "runde-1/2", "text": "Mist", "held": True, "reason": None}
    scripted.say(withheld={"c1": held})
    page.locator(".sides .tab", has_text=WORDS["app.tab.console"]).click()
    page.get_by_role("button", name=WORDS["app.withheld"]).click()
    expect(page.locator("[data-withheld=c1]")).to_contain_text("Karte 7, Kleingruppe 2 · wartet auf einen Blick")
    page.get_by_role("button", name=WORDS["app.withheld.show"]).click()
    assert sent(scripted, "moderation.show") == {"item": "c1"}
    page.get_by_role("button", name="1 Wort").click()
    page.locator(".console textarea").fill("mist*\n\nheil dir ")
    page.get_by_role("button", name=WORDS["app.heldwords.save"]).click()
    assert sent(scripted, "moderation.words") == {"words": ["mist*", "heil dir"]}


SITTING = {"id": "t1", "number": 1, "title": "Sitzen im Ort", "cards": []}
THEMES = {"themes": {"at": 1.0, "rounds": {}, "themes": [SITTING], "single": []}, "answering": {"stage": None}}
CHECKED = {"kind": "theme", "number": 1, "version": 1, "status": "checked", "reason": "Es ist Platz.", "at": 1.0}
ANSWERS = {"theme-1": CHECKED | {"responsible": "Tiefbauamt", "until": "2027-03-31"}}


@pytest.mark.long
def test_answer_on_the_stage_is_read_by_everybody(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(app.PLENARY | THEMES | {"answers": {}})
    expect(page.locator(".sides .tab", has_text=WORDS["app.tab.answers"])).to_have_count(0)
    scripted.say(answers=ANSWERS, answering={"stage": "theme-1"})
    expect(page.locator(".onstage")).to_contain_text("Sitzen im Ort")
    expect(page.locator(".onstage")).to_contain_text("Wird geprüft bis 31. März 2027")
    expect(page.locator("#polite")).to_contain_text("Sitzen im Ort: Wird geprüft: Es ist Platz.")
    page.locator(".sides .tab", has_text=WORDS["app.tab.answers"]).click()
    expect(page.locator("[data-theme='1']")).to_contain_text("Zuständig: Tiefbauamt")


@pytest.mark.long
def test_answer_names_what_it_saw_and_a_refused_one_stays_in_its_fields(
    visit: Callable[..., Any], scripted: Scripted
) -> None:
    page = visit(LEAD | THEMES | {"answers": ANSWERS})
    page.locator(".sides .tab", has_text=WORDS["app.tab.answers"]).click()
    page.get_by_role("button", name=WORDS["answers.change"]).click()
    page.get_by_label(WORDS["answers.reason"]).fill("Gebaut wird 2027.")
    page.get_by_label(WORDS["answers.status"]).select_option("planned")
    scripted.refuses = {"code": "answered-meanwhile", "text": "Jemand war schneller."}
    scripted.say(answers={"theme-1": ANSWERS["theme-1"] | {"version": 2, "reason": "Anders."}})
    page.get_by_role("button", name=WORDS["answers.save"]).click()
    expect(page.locator(".answers .refused")).to_have_text("Jemand war schneller.")
    expect(page.get_by_label(WORDS["answers.reason"])).to_have_value("Gebaut wird 2027.")
    scripted.refuses = None
    page.get_by_role("button", name=WORDS["answers.save"]).click()
    expect(page.get_by_label(WORDS["answers.reason"])).to_have_count(0)
    first, second = (each["data"] for each in scripted.heard_of("answer.give", 2))
    said = {"kind": "theme", "number": 1, "status": "planned", "reason": "Gebaut wird 2027."}
    assert first == said | {"responsible": "Tiefbauamt", "until": "2027-03-31", "seen": 1}
    assert second == first | {"seen": 2}
