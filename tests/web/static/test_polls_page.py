"""Polls on the screen, in real Chromium: answering by keyboard, secret and open votes, results, the quick question."""

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


def option(id: str, title: str) -> dict[str, Any]:
    return {"id": id, "title": {"de": title}}


def question(id: str, answer: str, title: str, *options: dict[str, Any], **facts: Any) -> dict[str, Any]:
    base = {"id": id, "title": {"de": title}, "answer": answer, "options": list(options), "most": 1}
    return base | {"low": {}, "high": {}} | facts


def poll(*questions: dict[str, Any], **facts: Any) -> dict[str, Any]:
    base = {"kind": "phase", "title": {"de": "Stimmung"}, "secret": False, "open": True, "ends_at": None}
    return base | {"voted": 12, "of": 31, "vouched": False, "questions": list(questions), "results": None} | facts


def outcome(id: str, title: str, count: int, percent: int | None, *, first: bool = False) -> dict[str, Any]:
    return option(id, title) | {"count": count, "percent": percent, "first": first}


FEELING = question("gefuehl", "single", "Wie ist die Stimmung?", option("gut", "Gut"), option("mittel", "Mittel"))
WAYS = question(
    "wege", "multiple", "Womit?", option("bus", "Bus"), option("rad", "Rad"), option("auto", "Auto"), most=2
)
MARK = question("note", "scale", "Konnten Sie sagen, was wichtig ist?", low={"de": "gar nicht"}, high={"de": "sehr"})
WORD = question("wort", "text", "Ein Wort dazu?")
OPEN = poll(FEELING, WAYS, MARK, WORD)
RESULTS = [
    {
        "id": "gefuehl",
        "title": {"de": "Wie ist die Stimmung?"},
        "answer": "single",
        "answered": 31,
        "options": [outcome("gut", "Gut", 14, 45, first=True), outcome("mittel", "Mittel", 14, 45, first=True)],
        "mean": None,
        "texts": [],
    }
]
CITIZEN = app.PLENARY | {"polls": {"stimmung": OPEN}, "my-votes": {"stimmung": {"1": None}}}


def sent(scripted: Scripted, command: str) -> Any:
    return scripted.heard_of(command, 1)[0]["data"]


def test_questions_are_answered_by_keyboard_and_changed(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(CITIZEN)
    page.locator(".answer[data-option=gut] input").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".answer[data-option=auto] input")).to_be_disabled()
    page.locator(".scale .answer[data-option='4'] input").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Endlich <b>!</b>")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert sent(scripted, "poll.vote") == {
        "poll": "stimmung",
        "chosen": {"gefuehl": ["mittel"], "wege": ["bus", "rad"], "note": ["4"]},
        "texts": {"wort": "Endlich <b>!</b>"},
        "person": 1,
    }
    scripted.say(**{"my-votes": {"stimmung": {"1": {"chosen": {"gefuehl": ["mittel"]}, "texts": {"wort": "Endlich"}}}}})
    expect(page.locator(".poll__done")).to_have_text(WORDS["app.poll.kept"])
    page.get_by_role("button", name=WORDS["app.poll.change"]).click()
    expect(page.locator(".answer[data-option=mittel] input")).to_be_checked()
    expect(page.locator(".poll textarea")).to_have_value("Endlich")


def test_text_that_was_removed_is_said_to_be_and_the_vote_can_still_be_changed(
    visit: Callable[..., Any], scripted: Scripted
) -> None:
    gone = {"stimmung": {"1": {"chosen": {"gefuehl": ["gut"]}, "texts": {"wort": None}}}}
    page = visit(CITIZEN | {"polls": {"stimmung": poll(FEELING, WORD)}, "my-votes": gone})
    expect(page.locator(".poll")).to_contain_text(WORDS["app.poll.redacted"])
    page.get_by_role("button", name=WORDS["app.poll.change"]).click()
    expect(page.locator(".poll textarea")).to_have_value("")
    page.locator(".answer[data-option=mittel]").click()
    page.get_by_role("button", name=WORDS["app.poll.send"]).click()
    said = sent(scripted, "poll.vote")
    assert (said["chosen"], said["texts"]) == ({"gefuehl": ["mittel"]}, {})


def test_secret_ballot_is_final(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(CITIZEN | {"polls": {"stimmung": poll(FEELING, secret=True)}})
    button = page.get_by_role("button", name=WORDS["app.poll.cast_now"])
    expect(button).to_have_attribute("aria-disabled", "true")
    page.locator(".answer[data-option=gut]").click()
    button.click()
    assert sent(scripted, "poll.vote")["chosen"] == {"gefuehl": ["gut"]}
    scripted.say(**{"my-votes": {"stimmung": {"1": {"chosen": None, "texts": None}}}})
    expect(page.locator(".poll__done")).to_have_text(WORDS["app.poll.cast"])
    expect(page.locator(".poll button, .poll input")).to_have_count(0)
    assert page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})").find("gefuehl") == -1


def test_two_at_one_device_vote_one_after_the_other(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(CITIZEN | {"my-votes": {"stimmung": {"1": {"chosen": {"gefuehl": ["gut"]}, "texts": {}}, "2": None}}})
    expect(page.locator(".poll select")).to_have_value("2")
    page.locator(".answer[data-option=mittel]").click()
    page.get_by_role("button", name=WORDS["app.poll.send"]).click()
    assert sent(scripted, "poll.vote")["person"] == 2


@pytest.mark.parametrize("width", [360, 1440])
def test_vote_comes_up_by_itself_and_so_does_its_result(
    visit: Callable[..., Any], scripted: Scripted, width: int
) -> None:
    page = visit(app.PLENARY, width=width, policy=False)
    scripted.say(**{"polls": {"stimmung": OPEN}, "my-votes": {"stimmung": {"1": None}}})
    expect(page.locator(".poll legend").first).to_be_visible()
    expect(page.locator("#polite")).to_contain_text("Jetzt abstimmen: Stimmung")
    assert findings(page) == []
    closed = poll(open=False, results=RESULTS, voted=31)
    scripted.say(**{"polls": {"stimmung": closed}, "my-votes": {}})
    expect(page.locator(".bar--first .bar__label")).to_have_text(["Gut gleich oft", "Mittel gleich oft"])
    expect(page.locator(".bar__figure").first).to_have_text("14 (45 %)")
    expect(page.locator(".poll")).to_contain_text(WORDS["app.poll.opinion"])
    expect(page.locator("#polite")).to_contain_text("Das Ergebnis ist da: Stimmung")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    scripted.say(polls={"stimmung": closed | {"results": None, "voted": 4}})
    expect(page.locator(".poll")).to_contain_text(WORDS["app.poll.few.other"].format(count=4))


def findings(page: Any) -> list[str]:
    if not app.AXE.exists():
        return []
    page.evaluate(app.AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run('.polls, .console', { resultTypes: ['violations'] })")
    return [
        f"{each['id']}: {node['html'][:120]}"
        for each in found["violations"]
        for node in each["nodes"]
        if each["impact"] in ("serious", "critical")
    ]


def test_moderation_asks_ends_and_shows(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(app.LEAD, policy=False)
    page.get_by_role("button", name=WORDS["app.polls"]).click()
    page.get_by_label(WORDS["app.polls.question"]).fill("Wohin?")
    page.get_by_label(WORDS["app.polls.options"]).fill("Markt\n\nPark ")
    page.get_by_role("button", name=WORDS["app.polls.send"]).click()
    asked = {"text": "Wohin?", "options": ["Markt", "Park"], "seconds": 60, "secret": False}
    assert sent(scripted, "poll.ask") == asked
    running = {key: value for key, value in poll(kind="quick", results=RESULTS).items() if key != "questions"}
    scripted.say(**{"poll-desk": {"frage/1": running | {"shown": False}}})
    expect(page.locator(".desk .bar")).to_have_count(2)
    expect(page.locator(".ask")).to_have_count(0)
    assert findings(page) == []
    page.get_by_role("button", name=WORDS["app.polls.finish"]).click()
    assert sent(scripted, "poll.close") == {"poll": "frage/1"}
    scripted.say(**{"poll-desk": {"frage/1": running | {"open": False, "shown": True}}})
    page.get_by_role("button", name=WORDS["app.polls.hide"]).click()
    assert sent(scripted, "poll.show") == {"poll": None}
