"""From card to answer: six citizens in two groups, two editors, a moderator; once by mouse, once by keyboard alone.

One of them loses the line in mid-sentence while the groups' time ends. What everybody wrote ends on the public page,
and what became of it on each one's own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.journeys.hands import Hand, Keys, Mouse
from tests.journeys.people import HERE, WORDS, Person, person, window
from tests.town import town
from web.creation import Invitation

pytestmark = [pytest.mark.browser, pytest.mark.long]
SCRIPT = (HERE / "answers.yaml").read_text()
CITIZENS = ("Ada", "Bela", "Cem", "Dora", "Emil", "Fatma")
EDITORS = ("Rita", "Karl")
THEMES = ("Sitzen im Ort", "Bus und Bahn")
OFFLINE_MS = 30_000
SILENT_MINUTES = 12  # of answers.yaml: long enough to write in on any machine, and taken away once everybody has
NINE_MS = 240_000  # nine browsers on two cores that others use as well
LATE = "Schatten auf dem Weg zur Schule"
DIFFERS = "Ich finde, es gibt genug Bänke"
ANSWER = "Im Frühjahr stehen sechs neue Bänke."


@dataclass
class Evening:
    """Who is there, and with what they use their pages."""

    hand: Hand
    moderator: Person
    editors: Sequence[Person]
    citizens: Sequence[Person]
    organizer: Person
    base: str

    @property
    def everybody(self) -> list[Person]:
        return [self.moderator, *self.editors, *self.citizens]

    async def press(self, person: Person, key: str, **facts: object) -> None:
        await self.hand.press(named(person, key, **facts))

    async def next(self, title: str) -> None:
        await self.press(self.moderator, "app.agenda.next", title=title)

    async def turn_to(self, person: Person, tab: str) -> None:
        await self.hand.press(person.page.locator(".sides").get_by_role("button", name=WORDS[f"app.tab.{tab}"]))


def named(person: Person, key: str, **facts: object) -> Locator:
    return person.page.get_by_role("button", name=WORDS[key].format(**facts), exact=True)


def said(person: Person) -> str:
    return f"Mehr Bänke, sagt {person.name}"


async def invited(browser: Browser, invitations: Sequence[Invitation], hand: Hand, base: str) -> Evening:
    def links(role: str) -> list[Invitation]:
        return [each for each in invitations if each.role == role and each.seat is not None]

    async def people(role: str, names: Sequence[str]) -> list[Person]:
        return [await person(browser, name, link) for name, link in zip(names, links(role), strict=True)]

    (moderator,) = await people("moderator", ("Mona",))
    editors, citizens = await people("editor", EDITORS), await people("citizen", CITIZENS)
    (organizer,) = await people("organizer", ("Olga",))
    evening = Evening(hand, moderator, editors, citizens, organizer, base)
    for each in (*evening.everybody, organizer):
        each.context.set_default_timeout(NINE_MS)
    expect.set_options(timeout=NINE_MS)
    return evening


async def enter(evening: Evening, person: Person) -> None:
    """Without devices: this is about cards."""
    page, hand = person.page, evening.hand
    await page.goto(person.link, wait_until="domcontentloaded")
    await hand.write(page.locator("#name"), person.name)
    if await page.locator("#rules").count():
        await hand.tick(page.locator("#rules"))
    await hand.press(page.get_by_role("button", name=WORDS["door.submit"]))
    await page.wait_for_selector(".probe, .app")
    if person in evening.citizens:
        await hand.press(person.button("app.probe.skip"))
        await page.wait_for_selector(".app")


async def groups_of(evening: Evening) -> dict[str, list[Person]]:
    for each in evening.citizens:
        await each.page.wait_for_selector('.app[data-room^="gruppe/"]')
    rooms = {each.name: await each.room() for each in evening.citizens}
    return {room: [each for each in evening.citizens if rooms[each.name] == room] for room in sorted({*rooms.values()})}


async def write(evening: Evening, citizen: Person) -> None:
    editor = citizen.editor("fehlt")
    await evening.hand.write(editor.locator("textarea"), said(citizen))
    await evening.hand.press(editor.locator("button[type=submit]"))
    await citizen.board(said(citizen))


async def read_back(evening: Evening, group: Sequence[Person], *, doubter: Person | None) -> None:
    """Everybody says whether the cards are right; who doubts adds a differing opinion to the first of them."""
    for each in group:
        await expect(each.cards()).to_have_count(3)
        await evening.press(each, "app.readback.not_yet" if each is doubter else "app.readback.right")
    right = len(group) - (doubter is not None)
    told = WORDS["app.readback.result"].format(right=right, not_yet=len(group) - right, of=len(group))
    for each in group:
        await expect(each.page.locator(".readback [role=status]")).to_have_text(told)
    if doubter is None:
        return
    card = doubter.cards().filter(has_text=said(next(each for each in group if each is not doubter)))
    await evening.hand.press(card.get_by_role("button", name=WORDS["app.differ"]))
    await evening.hand.write(card.locator("form textarea"), DIFFERS)
    await evening.hand.press(card.get_by_role("button", name=WORDS["app.card.send"]))
    for each in group:
        await expect(each.page.locator(".card--differs .card__text")).to_have_text([DIFFERS])


async def lose_the_line(evening: Evening, unlucky: Person, about: Person) -> None:
    """In mid-sentence, for half a minute in which the groups' time ends; what was typed meanwhile is handed in once."""
    card = unlucky.cards().filter(has_text=said(about))
    await evening.hand.press(card.get_by_role("button", name=WORDS["app.differ"]))
    field = card.locator("form textarea")
    await evening.hand.write(field, LATE[:12])
    gone = await unlucky.page.evaluate("cut() ?? performance.now()")
    await evening.next("Kurzberichte")
    others = [each for each in evening.citizens if each is not unlucky]
    await asyncio.gather(*(each.in_room("plenary") for each in others))
    await evening.hand.write(field, LATE[12:])
    await unlucky.once(f"gone => performance.now() - gone >= {OFFLINE_MS}", gone)
    await unlucky.page.evaluate("mend()")
    await unlucky.in_room("plenary")
    await expect(unlucky.page.locator(".leftover")).to_have_count(0)  # by itself, at the end of the grace period


async def on_the_wall(evening: Evening, cards: dict[str, list[str]]) -> None:
    for room, texts in cards.items():
        for each in evening.citizens:
            shown = each.page.locator(f'.wall [data-group="{room}"] [data-card] .card__text')
            await expect(shown).to_have_count(len(texts))
            assert sorted(await shown.all_inner_texts()) == sorted(texts)


def theme_of(editor: Person, title: str) -> Locator:
    return editor.page.locator(".desk-theme").filter(has=editor.page.locator("h3", has_text=title))


async def bundle(evening: Evening) -> None:
    """Each editor makes a theme and fills it; both see both, and nothing is lost or doubled."""
    rita, karl = evening.editors
    for each in evening.editors:
        await expect(each.page.locator(".desk__cards .desk-card")).to_have_count(8)
    for number, (each, title) in enumerate(zip(evening.editors, THEMES, strict=True), start=1):
        await evening.hand.write(each.page.locator("#desk-new"), title)
        await each.page.keyboard.press("Enter")
        for other in evening.editors:
            await expect(other.page.locator(".desk-theme h3")).to_have_count(number)
    late = karl.page.locator(".desk__cards .desk-card").filter(has_text=LATE)
    mine = [rita.page.locator(".desk__cards .desk-card").filter(has_text=said(each)) for each in evening.citizens]

    async def fill(editor: Person, theme: str, cards: Sequence[Locator]) -> None:
        place = theme_of(editor, theme)
        for count, card in enumerate(cards, start=1):
            await evening.hand.bundle(card, place)
            await expect(place.locator(".desk-card")).to_have_count(count)

    await fill(karl, THEMES[1], [late])  # not both at once: what one puts in moves what the other aims at
    await fill(rita, THEMES[0], mine)
    for each in evening.editors:
        for title, count in zip(THEMES, (6, 1), strict=True):
            await expect(theme_of(each, title).locator(".desk-card")).to_have_count(count)
        await expect(each.page.locator(".desk__cards .desk-card")).to_have_count(1)
    await evening.press(rita, "app.editing.publish")
    await evening.press(rita, "app.editing.publish.yes")
    await expect(rita.page.locator(".desk__published")).to_be_visible()


async def weigh(evening: Evening) -> None:
    """Three give two dots to the first theme, three one to the first and two to the second."""

    async def give(citizen: Person, theme: int, dots: int) -> None:
        picker = citizen.page.locator(".theme").filter(has_text=THEMES[theme])
        for count in range(1, dots + 1):
            await evening.hand.press(picker.locator(".dots__button--more"))
            await expect(picker.locator(".dots__mark--on")).to_have_count(count)

    for place, citizen in enumerate(evening.citizens):
        await give(citizen, 0, 2 if place < 3 else 1)
        if place >= 3:
            await give(citizen, 1, 2)


async def answer(evening: Evening) -> None:
    mona = evening.moderator
    await evening.turn_to(mona, "answers")
    theme = mona.page.locator(".answers [data-theme='1']")
    await evening.hand.press(theme.get_by_role("button", name=WORDS["answers.give"]))
    await evening.hand.write(theme.locator("textarea"), ANSWER)
    await evening.hand.press(theme.get_by_role("button", name=WORDS["answers.save"]))
    await expect(theme.locator("form")).to_have_count(0)
    await evening.hand.press(theme.get_by_role("button", name=WORDS["app.questions.stage"]))
    for each in evening.citizens:
        await expect(each.page.locator(".onstage")).to_contain_text(ANSWER)
    await evening.turn_to(mona, "console")


async def close(evening: Evening) -> None:
    for key in ("app.agenda.finish", "app.agenda.finish_now", "app.agenda.close", "app.agenda.close_now"):
        await evening.press(evening.moderator, key)
    for each in evening.citizens:  # staff stay in the Regieraum
        await expect(each.page.locator(".bye")).to_be_visible()


async def publish(evening: Evening) -> None:
    """From the desk to the page that everybody reads: one has checked it, another approves."""
    hand, desk = evening.hand, evening.moderator.page
    async with desk.expect_popup() as opened:
        await hand.press(desk.get_by_role("link", name=WORDS["app.console.review"]))
    page = await opened.value
    await hand.press(page.get_by_role("link", name=WORDS["answers.title"]))
    await hand.press(page.get_by_role("button", name=WORDS["publish.to.checked"]))
    await expect(page.locator("#checked")).to_be_visible()
    await enter(evening, evening.organizer)
    second = evening.organizer.page
    await second.goto(page.url)
    await hand.press(second.get_by_role("button", name=WORDS["publish.to.approved"]))
    await expect(second.locator("#approved")).to_be_visible()
    await page.reload()
    await hand.press(page.get_by_role("button", name=WORDS["publish.to.published"]))
    await expect(page.locator("#published")).to_be_visible()


async def public_page(browser: Browser, evening: Evening, cards: dict[str, list[str]]) -> None:
    """A stranger reads themes by weight, the answer, each card with its group, and nobody's name."""
    context = await browser.new_context(locale="de-DE")
    page = await context.new_page()
    await page.goto(f"{evening.base}/d/d1/results")
    first = page.locator("section.theme").first
    await expect(first).to_contain_text(THEMES[0])
    await expect(first.locator(".theme__dots")).to_contain_text(WORDS["app.dots.count.other"].format(count=9))
    await expect(first.locator(".answer")).to_contain_text(ANSWER)
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for room, texts in cards.items():
        group = WORDS["outcome.group"].format(number=room.rpartition("/")[2])
        shown = page.locator(".card").filter(has_text=group).locator(".card__text").first
        await expect(shown).to_be_visible()
        found = await page.locator(".card").filter(has=page.locator(".card__number", has_text=group)).all_inner_texts()
        assert sorted(text for text in texts if any(text in each for each in found)) == sorted(texts)
        assert len(found) == len(texts)
    text = await page.locator("main").inner_text()
    assert [each.name for each in evening.everybody if each.name in text.replace(f"sagt {each.name}", "")] == []
    await context.close()


async def own_page(evening: Evening, citizen: Person, unlucky: Person, doubter: Person) -> None:
    """By the link on the last page: the own cards, their theme, its answer, and nobody else's."""
    page = citizen.page
    await evening.hand.press(page.get_by_role("link", name=WORDS["app.mine"]))
    await expect(page.locator(".own").filter(has_text=said(citizen))).to_contain_text([THEMES[0]])
    await expect(page.locator(".own").filter(has_text=said(citizen)).locator(".answer")).to_contain_text(ANSWER)
    await expect(page.locator(".own")).to_have_count(2 if citizen in (unlucky, doubter) else 1)
    for other in evening.citizens:
        await expect(page.get_by_text(said(other))).to_have_count(int(other is citizen))
    if citizen is unlucky:
        await expect(page.locator(".own").filter(has_text=LATE)).to_contain_text(THEMES[1])


@pytest.mark.parametrize("hand", [Mouse(), Keys()], ids=["mouse", "keyboard"])
async def test_from_card_to_answer(tmp_path: Path, chromium: str, hand: Hand) -> None:
    async with town(tmp_path) as place, window(chromium) as browser:
        links = await place.new(script=SCRIPT, citizens=len(CITIZENS), facilitators=0, staff=["editor", "editor"])
        evening = await invited(browser, links, hand, place.base)
        await asyncio.gather(*(enter(evening, each) for each in evening.everybody))
        await evening.press(evening.moderator, "app.agenda.start")
        await evening.next("In der Kleingruppe")
        groups = await groups_of(evening)
        assert [len(group) for group in groups.values()] == [3, 3]

        await asyncio.gather(*(write(evening, each) for each in evening.citizens))
        for each in evening.editors:
            await expect(each.page.locator(".desk-card")).to_have_count(0)
        for _ in range(SILENT_MINUTES):
            await hand.press(evening.moderator.page.get_by_role("button", name=WORDS["app.agenda.less.one"]))
        one, two = groups.values()
        doubter, unlucky = one[-1], two[-1]
        await asyncio.gather(read_back(evening, one, doubter=doubter), read_back(evening, two, doubter=None))
        await lose_the_line(evening, unlucky, two[0])

        cards = {room: [said(each) for each in group] for room, group in groups.items()}
        for room, text in zip(cards, (DIFFERS, LATE), strict=True):
            cards[room].append(text)
        await on_the_wall(evening, cards)
        await bundle(evening)
        await evening.next("Themen gewichten")
        await weigh(evening)
        await evening.next("Antwort der Stadt")
        await answer(evening)
        await close(evening)
        await publish(evening)
        await public_page(browser, evening, cards)
        for each in evening.citizens:
            await own_page(evening, each, unlucky, doubter)
        assert {each.name: each.faults for each in evening.everybody if each is not unlucky and each.faults} == {}
