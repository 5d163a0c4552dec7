"""The main journey: a moderator and four citizens, from the link to the review page."""

from __future__ import annotations

import asyncio
import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.people import SHORT, WORDS, Person, company, window
from tests.town import town

pytestmark = pytest.mark.browser


def others(everybody: Sequence[Person], but: Person) -> list[str]:
    return [each.name for each in everybody if each is not but]


async def decodes(person: Person, seats: set[int | None]) -> None:
    """Pictures of exactly these people arrive, more and more of them, and nothing is lost on the way."""
    await person.receives(*seats, kind="video")
    await asyncio.gather(*(person.decodes(seat) for seat in seats if seat is not None))
    await person.loses_nothing()


async def plenary(everybody: Sequence[Person]) -> None:
    """Everybody decodes everybody; only the moderator is heard."""
    moderator = everybody[0]
    await asyncio.gather(*(each.in_room("plenary") for each in everybody))
    await moderator.speak()
    await asyncio.gather(
        *(
            each.senses_only(heard=[] if each is moderator else [moderator.name], seen=others(everybody, each))
            for each in everybody
        )
    )
    await asyncio.gather(
        *(decodes(each, {other.seat for other in everybody if other is not each}) for each in everybody)
    )


async def foretold(person: Person) -> str:
    """What this person read last about the own group before anybody was moved, without the seconds left."""
    lines: list[str] = await person.page.evaluate("window.ahead")
    told = [line for line in lines if re.search(r"Kleingruppe \d", line)]
    return told[-1].partition(", in ")[0] if told else ""


async def groups_of(citizens: Sequence[Person]) -> dict[str, list[Person]]:
    """Who landed where, once the script's clock has moved everybody."""
    for each in citizens:
        await each.page.wait_for_selector('.app[data-room^="gruppe/"]')
    rooms = {each.name: await each.room() for each in citizens}
    return {room: [each for each in citizens if rooms[each.name] == room] for room in sorted(set(rooms.values()))}


async def apart(groups: Mapping[str, Sequence[Person]]) -> None:
    """Sound and picture of the own group and of nobody else."""
    pairs = groups.values()
    await asyncio.gather(*(each.speak() for pair in pairs for each in pair))
    await asyncio.gather(
        *(each.senses_only(heard=others(pair, each), seen=others(pair, each)) for pair in pairs for each in pair)
    )
    for pair in pairs:
        for each, other in zip(pair, reversed(pair), strict=True):
            await each.receives(other.seat, kind="audio")
            await each.receives(other.seat, kind="video")


def said(person: Person) -> str:
    return f"Mehr Bänke, sagt {person.name}"


async def write_hidden(pair: Sequence[Person]) -> None:
    """Each writes a card, sees only the own one, and that there are two."""
    for each in pair:
        await each.write("fehlt", said(each))
    for each in pair:
        await each.board(said(each))
        await expect(each.page.locator(".board__hidden")).to_contain_text("2 Karten")


async def choose(pair: Sequence[Person]) -> None:
    """All cards are shown now; nobody guides the group, so a dot makes a top card, for both."""
    for each in pair:
        await each.board(*(said(other) for other in pair))
    chosen = pair[0].cards().filter(has_text=said(pair[1]))
    await chosen.get_by_role("button", name=WORDS["app.dots.give"]).click()
    for each in pair:
        await expect(each.page.locator(".board .card--top .card__text")).to_have_text([said(pair[1])])


async def wall(person: Person, groups: Mapping[str, Sequence[Person]]) -> None:
    """Each group's cards stand under its number, the chosen one first."""
    await person.in_room("plenary")
    await person.look_at("wall")
    for room, pair in groups.items():
        shown = person.page.locator(f'.wall [data-group="{room}"] .card__text')
        await expect(shown).to_have_text([said(pair[1]), said(pair[0])])


async def review(moderator: Person, groups: Mapping[str, Sequence[Person]]) -> None:
    """The page names each card's group, and so does the file."""
    async with moderator.page.expect_popup() as opened:
        await moderator.page.get_by_role("link", name=WORDS["app.console.review"]).click()
    page = await opened.value
    for number, pair in enumerate(groups.values(), start=1):
        group = page.locator(".group").filter(has_text=WORDS["review.group"].format(number=number))
        await expect(group.locator(".card--top .card__text")).to_have_text([said(pair[1])])
        await expect(group.locator(".card__text")).to_have_text([said(pair[1]), said(pair[0])])
    async with page.expect_download() as download:
        await page.get_by_role("link", name=WORDS["review.csv"]).click()
    rows = csv.DictReader((await (await download.value).path()).read_text("utf-8-sig").splitlines(), delimiter=";")
    assert sorted((row[WORDS["csv.group"]], row[WORDS["csv.text"]]) for row in rows) == sorted(
        (room.rpartition("/")[2], said(each)) for room, pair in groups.items() for each in pair
    )


async def test_dialogue_from_link_to_review(tmp_path: Path, chromium: str) -> None:
    async with town(tmp_path) as place, window(chromium) as browser:
        everybody = await company(browser, await place.new(script=SHORT, citizens=4, facilitators=0))
        moderator, *citizens = everybody
        await moderator.button("app.agenda.start").click()
        await plenary(everybody)

        await moderator.next("Unsere Frage")
        groups = await groups_of(citizens)
        assert {each.name: await foretold(each) for each in citizens} == {
            each.name: WORDS["app.bar.group_with"].format(number=number, names=others(pair, each)[0])
            for number, pair in enumerate(groups.values(), start=1)
            for each in pair
        }
        assert {room: len(pair) for room, pair in groups.items()} == {"gruppe/1": 2, "gruppe/2": 2}
        await asyncio.gather(*(write_hidden(pair) for pair in groups.values()))
        await apart(groups)
        await moderator.senses_only(heard=[], seen=[])
        await moderator.take_a_minute()
        await asyncio.gather(*(choose(pair) for pair in groups.values()))

        await moderator.next("Kurzberichte")
        await asyncio.gather(*(wall(each, groups) for each in everybody))
        await plenary(everybody)

        await moderator.look_at("console")
        await moderator.next("Abschied")
        await moderator.next(WORDS["app.bar.lingering"])
        for each in citizens:
            await expect(each.page.locator("#room-heading")).to_contain_text(WORDS["app.bar.lingering"])
        await moderator.button("app.agenda.close").click()
        await moderator.button("app.agenda.close_now").click()
        for each in citizens:
            await expect(each.page.get_by_role("heading", name=WORDS["app.bye.closed.title"])).to_be_visible()
        await review(moderator, groups)
        assert [each.faults for each in everybody] == [[]] * 5
