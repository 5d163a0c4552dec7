"""Speaking time on the screen, in real Chromium: the own minutes, the hint to who is silent, the hint to who guides."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.static import test_app as app
from tests.web.static.scripted import Scripted

pytestmark = [pytest.mark.browser, pytest.mark.long]
browser, scripted, visit = app.browser, app.scripted, app.visit
expect = app.expect

SILENT = app.GROUP | {"spoken": {"minutes": 0, "nudge": "runde-1"}}
NUDGE = "Möchten Sie auch etwas sagen?"
GUIDES = app.GROUP | {"me": app.me(seat=3, role="facilitator", room="runde-1/2", audible=True)}


def told(scripted: Scripted, page: Any, *commands: tuple[str, dict[str, Any]]) -> None:
    """Waits until the page has sent as many commands, which are these."""
    for _ in range(1500):
        if len(scripted.heard) >= len(commands):
            break
        page.wait_for_timeout(20)  # the other end of the socket has no event for this one
    assert [(each["command"], each["data"]) for each in scripted.heard] == [*commands]


def test_own_minutes_are_shown_from_the_first(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(app.GROUP | {"spoken": {"minutes": 0, "nudge": None}})
    expect(page.locator(".phase__what")).to_contain_text("Kleingruppe 2")
    expect(page.locator(".spoken")).to_have_count(0)
    scripted.say(spoken={"minutes": 2, "nudge": None})
    expect(page.locator(".spoken")).to_have_text("Sie haben etwa 2 Minuten gesprochen. Das sehen nur Sie.")


def test_nudge_raises_the_hand_and_comes_once_in_a_phase(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(SILENT)
    hint = page.locator(".banner", has_text=NUDGE)
    hint.get_by_role("button", name="Hand heben").click()
    expect(hint).to_have_count(0)
    told(scripted, page, ("hand.raise", {}))
    page.reload()
    expect(page.locator(".phase__what")).to_contain_text("Kleingruppe 2")
    expect(hint).to_have_count(0)
    scripted.say(spoken={"minutes": 0, "nudge": "runde-2"})
    expect(hint).to_be_visible()


def test_nudge_is_put_away_and_goes_when_it_is_no_longer_true(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(SILENT)
    hint = page.locator(".banner", has_text=NUDGE)
    expect(hint).to_be_visible()
    for nudge in (None, "runde-1"):
        scripted.say(spoken={"minutes": 1, "nudge": nudge})
        expect(page.locator(".spoken")).to_be_visible()
        expect(hint).to_have_count(0)
    scripted.say(spoken={"minutes": 1, "nudge": "runde-2"})
    hint.get_by_role("button", name="Jetzt nicht").click()
    expect(hint).to_have_count(0)
    assert scripted.heard == []


def test_who_guides_reads_that_one_person_speaks_most(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(GUIDES | {"uneven": {"minutes": 3}})
    hint = page.locator(".banner", has_text="In den letzten 3 Minuten hat vor allem eine Person gesprochen.")
    hint.get_by_role("button", name="Schließen").click()
    expect(hint).to_have_count(0)
    scripted.say(uneven=None)
    scripted.say(uneven={"minutes": 3})
    expect(hint).to_be_visible()


def test_who_guides_bends_the_steps_of_the_own_group(visit: Callable[..., Any], scripted: Scripted) -> None:
    now = time.time()
    step = {"text": None, "cards": None, "turns": None, "ask": None}
    times = {"Vorstellung": (-10, 100), "Gespräch": (100, 500), "Auswahl": (500, 1000)}
    steps = [
        {"title": {"de": title}, "starts_at": now + begins, "ends_at": now + ends} | step
        for title, (begins, ends) in times.items()
    ]
    group = app.evening(phase=app.GROUP_WORK, steps=steps)
    page = visit(GUIDES | {"evening": group})
    for name in ("−1 Minute", "+1 Minute", "Nächster Schritt"):
        page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".step__title")).to_contain_text("Schritt 1 von 3 Vorstellung")
    here = {"room": "runde-1/2", "step": 0}
    told(
        scripted,
        page,
        ("step.extend", here | {"minutes": -1}),
        ("step.extend", here | {"minutes": 1}),
        ("step.next", here),
    )
    scripted.say(me=app.me(room="runde-1/2", audible=True))
    expect(page.get_by_role("button", name="Nächster Schritt")).to_have_count(0)


def test_who_guides_a_group_calls_first_who_spoke_least(visit: Callable[..., Any], scripted: Scripted) -> None:
    hands = {"queue": {"hands": [9, 7], "written": []}, "floor": {"seats": [], "since": {}, "limit_s": 0}}
    page = visit(GUIDES | hands | {"quiet": {"count": 2, "of": 5}})
    page.locator(".sides").get_by_role("button", name="Leute").click()
    expect(page.locator(".side")).to_contain_text("2 Personen in diesem Raum haben noch nicht gesprochen.")
    page.get_by_role("button", name="Wer am wenigsten gesprochen hat, zuerst").click()
    page.get_by_role("button", name="Wort geben").first.click()
    told(
        scripted,
        page,
        ("queue.least", {}),
        ("floor.give", {"seat": 9}),
    )
