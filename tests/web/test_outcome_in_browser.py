"""Result page, "Mein Beitrag" and the page for answers in real Chromium: no barrier, by keyboard, no third party."""

from __future__ import annotations

import pytest

from tests.web.axe import COLOURS, serious
from tests.web.conftest import Build
from tests.web.test_outcome import Guests, Made, evening_of
from tests.web.visitors import WORDS, Visitor, chromium_at, done

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser, pytest.mark.long]
assert evening_of, Build  # a fixture comes by its name


async def barriers(visitor: Visitor, state: str) -> list[str]:
    """In both looks, and on the width of a phone too narrow for nothing."""
    await visitor.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = []
    for look, rules in (("light", None), ("dark", COLOURS)):
        await visitor.page.emulate_media(color_scheme=look)  # type: ignore[arg-type]
        found += await (serious(visitor.page) if rules is None else serious(visitor.page, rules))
    await visitor.page.set_viewport_size({"width": 320, "height": 700})
    wide = await visitor.page.evaluate("document.documentElement.scrollWidth")
    await visitor.page.set_viewport_size({"width": 1280, "height": 800})
    return [f"{state}: {one}" for one in (*found, *([f"{wide} px wide"] if wide > 320 else []))]


async def tab_to(visitor: Visitor, name: str) -> None:
    """By the tab key alone, to the control that says so."""
    for _ in range(60):
        await visitor.page.keyboard.press("Tab")
        if await visitor.page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"not reached: {name}")


async def test_organizer_answers_and_publishes_by_keyboard_and_everybody_reads(
    evening_of: Made, guests: Guests, chromium: str
) -> None:
    evening = await evening_of()
    await evening.close()
    found: list[str] = []
    async with chromium_at(chromium) as browser:
        staff = await Visitor.at(browser, evening.house)
        await staff.enter(evening.house.seat("organizer").url, "Olga")
        await staff.page.goto(evening.at("answers"))
        found += await barriers(staff, "answers")
        await staff.page.goto(evening.at("answers"))
        await tab_to(staff, WORDS["answers.give"])
        await staff.page.keyboard.press("Enter")
        await staff.page.keyboard.press("Tab")
        await staff.page.keyboard.press("Tab")
        await staff.page.keyboard.type("Im Sommer stehen sechs Bänke.")
        await tab_to(staff, WORDS["answers.save"])
        await staff.page.keyboard.press("Enter")
        await staff.page.wait_for_selector(".outcome__done")
        await tab_to(staff, WORDS["publish.to.checked"])
        await staff.page.keyboard.press("Enter")
        await staff.page.wait_for_selector("#checked")
        approved = {"to": "approved", "seen": "1"}
        assert (await evening.form("publish", **approved)).status_code == 303
        await staff.page.goto(evening.at("answers"))
        await tab_to(staff, WORDS["publish.to.published"])
        await staff.page.keyboard.press("Enter")
        await staff.page.wait_for_selector("#published")
        reader = await Visitor.at(browser, evening.house)
        await reader.page.goto(evening.at("results"))
        assert "Im Sommer stehen sechs Bänke." in await reader.page.inner_text(".theme .answer")
        found += await barriers(reader, "results")
        citizen = await Visitor.at(browser, evening.house)
        await citizen.page.goto(evening.house.seat("citizen").url)
        found += await barriers(citizen, "over")
        await citizen.press("mine.title")
        await citizen.page.wait_for_selector(".own")
        found += await barriers(citizen, "mine")
        assert "Wird umgesetzt" in await citizen.page.inner_text(".own")
        await citizen.press("mine.link")
        await citizen.page.wait_for_selector(".own__link")
        for visitor in (staff, reader, citizen):
            assert {url.split("/")[2] for url in visitor.asked} == {evening.house.town.base.split("/")[2]}
            assert visitor.faults == []
    assert found == []


async def test_citizen_asks_and_the_stage_shows_it_without_a_barrier(
    evening_of: Made, guests: Guests, chromium: str
) -> None:
    evening = await evening_of()
    found: list[str] = []
    async with chromium_at(chromium) as browser:
        citizen = await Visitor.at(browser, evening.house)
        await citizen.enter(evening.house.open, "Cem")
        await citizen.press("app.probe.open")
        await citizen.page.wait_for_selector(".probe__verdict")
        await citizen.press("app.probe.go")
        await citizen.in_room("plenary")
        await citizen.page.locator(".sides .tab", has_text=WORDS["app.tab.questions"]).click()
        await citizen.page.locator(".questions textarea").fill("Wer zahlt die Bänke? <b>")
        await citizen.page.keyboard.press("Tab")
        await tab_to(citizen, WORDS["app.questions.send"])
        await citizen.page.keyboard.press("Enter")
        question = next(iter(await evening.line.topic("questions", lambda questions: len(questions) == 1)))
        await done(evening.line, "question.stage", question=question)
        await done(evening.lines[0], "question.support", question=question, on=True)
        await citizen.page.wait_for_selector(".onstage")
        found += await barriers(citizen, "question on stage")
        await done(evening.line, "moderation.hide", item=question, reason="Ein Name")
        await citizen.page.wait_for_selector(".card__kept")
        found += await barriers(citizen, "question hidden")
        await done(evening.line, "answer.give", kind="theme", number=1, seen=0, status="planned")
        await done(evening.line, "answer.stage", number=1)
        await citizen.page.locator(".sides .tab", has_text=WORDS["app.tab.answers"]).click()
        await citizen.page.wait_for_selector(".answers__status")
        found += await barriers(citizen, "answers")
        assert citizen.faults == []
    assert found == []
