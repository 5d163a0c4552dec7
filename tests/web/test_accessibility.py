"""axe-core on every page and in every state of the evening, light and dark: no serious or critical finding."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.axe import COLOURS, serious
from tests.web.conftest import Build
from tests.web.guests import ROUND, Guest, House
from tests.web.visitors import WORDS, Visitor, chromium_at, done
from web.app import FOOTER

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]
Guests = Callable[[House], Guest]


async def barriers(visitor: Visitor, state: str) -> list[str]:
    """Findings in both looks, each with the state it was found in; only colours differ between them."""
    await visitor.page.emulate_media(color_scheme="light")
    light = [f"{state}, light: {one}" for one in await serious(visitor.page)]
    await visitor.page.emulate_media(color_scheme="dark")
    return [*light, *(f"{state}, dark: {one}" for one in await serious(visitor.page, COLOURS))]


async def test_pages_have_no_barrier(build: Build, guests: Guests, chromium: str) -> None:
    house = await build(script=ROUND, citizens=1, facilitators=0)
    found: list[str] = []
    async with chromium_at(chromium) as browser:
        visitor = await Visitor.at(browser, house)
        door = house.seat("citizen").url
        for path in ("/", door, f"{door}?lang=en", "/j/wrong", f"/d/{house.name}", *(f"/{name}" for name in FOOTER)):
            await visitor.page.goto(path)
            found += await barriers(visitor, path)
        await visitor.page.goto(f"{door}?lang=de")
        await visitor.press("door.submit")
        await visitor.page.wait_for_selector("#faults")
        found += await barriers(visitor, "door with faults")
        await visitor.page.goto("/")
        await visitor.page.locator("#code").fill("ABCD2345")
        await visitor.press("code.submit")
        await visitor.page.wait_for_selector("#code-fault")
        found += await barriers(visitor, "wrong code")
        await visitor.page.evaluate("document.querySelector('label[for=code]').remove()")
        assert "label" in {one.partition(":")[0] for one in await serious(visitor.page)}  # it would be found
        assert visitor.faults == []
    assert found == []


async def test_evening_has_no_barrier_for_citizens(build: Build, guests: Guests, chromium: str) -> None:
    house = await build(script=ROUND.replace("cards: choose", "cards: read-back"), citizens=2, facilitators=0)
    staff = await guests(house).join(house.seat("moderator").url, "Mona")
    other = await guests(house).join(house.seat("citizen").url, "Ada")
    found: list[str] = []
    async with chromium_at(chromium) as browser:
        citizen = await Visitor.at(browser, house)
        await citizen.enter(house.seat("citizen", 1).url, "Bela")
        found += await barriers(citizen, "probe")
        await citizen.press("app.probe.open")
        await citizen.page.wait_for_selector(".probe__verdict")
        found += await barriers(citizen, "probe, devices open")
        await citizen.press("app.probe.go")
        await citizen.in_room("foyer")
        found += await barriers(citizen, "foyer")
        await done(staff, "agenda.start")
        await citizen.in_room("plenary")
        await done(staff, "message.send", text="Noch fünf Minuten.")
        await citizen.press("app.hand")
        await staff.topic("queue", lambda queue: len(queue["hands"]) == 1)
        found += await barriers(citizen, "plenary")
        await citizen.press("app.help")
        await citizen.page.wait_for_selector("dialog[open]")
        found += await barriers(citizen, "help")
        await citizen.page.keyboard.press("Escape")
        await citizen.press("app.leave")
        await citizen.page.wait_for_selector("dialog[open]")
        found += await barriers(citizen, "leave")
        await citizen.page.keyboard.press("Escape")
        await done(staff, "agenda.next", leaving="auftakt", now=True)
        await citizen.in_room("gruppe/")
        await citizen.page.locator(".editor textarea").first.fill("Mehr Bänke")
        await citizen.page.locator(".editor button[type=submit]").first.click()
        await citizen.page.wait_for_selector(".board [data-card]")
        found += await barriers(citizen, "group, hidden cards")
        group = (await other.topic("me", lambda me: (me["group"] or "").startswith("gruppe/")))["group"]
        await done(other, "card.write", column="fehlt", text="Ein Bus am Abend")
        await done(staff, "cards.reveal", group=group)
        await citizen.page.wait_for_selector(".board [data-card] >> nth=1")
        await arrange(citizen)
        found += await barriers(citizen, "group, open cards")
        await done(staff, "step.next", room=group, step=0)
        await citizen.page.wait_for_selector(".readback__answers")
        await by_key(citizen, "app.differ")
        found += await barriers(citizen, "group, Gegenlesen")
        await done(other, "reporter.name", group=group, seat=other.topics["me"]["seat"])
        await done(staff, "agenda.next", leaving="gruppe")
        await citizen.in_room("plenary")
        await citizen.page.wait_for_selector(".wall")
        await citizen.page.wait_for_selector(".leftover")
        await done(staff, "report.next")
        await citizen.page.wait_for_selector(".report")
        found += await barriers(citizen, "wall")
        await done(staff, "agenda.close")
        await citizen.page.wait_for_selector(".bye")
        found += await barriers(citizen, "farewell")
        assert citizen.faults == []
    assert found == []


async def by_key(visitor: Visitor, key: str) -> None:
    """Presses the first button of that name, without a mouse."""
    await visitor.page.get_by_role("button", name=WORDS[key]).first.press("Enter")


async def arrange(citizen: Visitor) -> None:
    """In a group without facilitator, by keyboard alone: a card deleted and had back, a dot, two cards put together,
    the menu of one; and half a card that is not handed in."""
    await by_key(citizen, "app.card.delete")
    await citizen.page.wait_for_selector(".board__undo button:focus")
    await citizen.page.keyboard.press("Enter")
    await citizen.page.wait_for_selector(".board__undo", state="detached")
    await by_key(citizen, "app.dots.give")
    await citizen.page.locator(".card--top").wait_for()
    await citizen.page.locator(".editor textarea").last.fill("Mitten im")
    await by_key(citizen, "app.card.arrange")
    menu = citizen.page.locator(".card__arrange select").last
    await menu.focus()
    await citizen.page.keyboard.press("ArrowDown")
    await citizen.page.wait_for_selector(".card__under button")
    await by_key(citizen, "app.card.arrange")
    await citizen.page.wait_for_selector(".card__arrange")


@pytest.mark.long
async def test_evening_has_no_barrier_for_staff(build: Build, guests: Guests, chromium: str) -> None:
    house = await build(script=ROUND, citizens=4, facilitators=0)
    lines = [await guests(house).join(house.seat("citizen", n).url, f"Gast {n}") for n in range(4)]
    found: list[str] = []
    async with chromium_at(chromium) as browser:
        visitor = await Visitor.at(browser, house)
        await visitor.enter(house.seat("moderator").url, "Mona")
        await visitor.page.wait_for_selector(".console")
        found += await barriers(visitor, "console, before the start")
        await visitor.press("app.agenda.start")
        await visitor.in_room("plenary")
        await done(lines[0], "hand.raise")
        await visitor.press("app.console.hands", count=1)
        found += await barriers(visitor, "console, hands")
        await visitor.press("app.console.people")
        found += await barriers(visitor, "console, people")
        await visitor.press("app.console.groups")
        await visitor.press("app.agenda.next", title="In der Kleingruppe")
        await lines[0].topic("me", lambda me: (me["group"] or "").startswith("gruppe/"))
        await done(lines[0], "card.write", column="gut", text="Der Marktplatz")
        await done(lines[1], "help.call")
        await visitor.page.wait_for_selector(".tab--alert")
        found += await barriers(visitor, "console, groups")
        await visitor.page.goto(f"/d/{house.name}/review")
        found += await barriers(visitor, "review")
        assert visitor.faults == []
    assert found == []
