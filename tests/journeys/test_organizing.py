"""The organizers' journey: prepare, a sample run, review, redact, approve by a second person, publish, delete; judged
from the screens, and from the disk once everything is deleted."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Page, expect
from pypdf import PdfReader

from tests.journeys.people import PATIENCE_MS, WORDS, window
from tests.town import Town, town
from tests.web.guests import ROUND, Guest, House, Line
from tests.web.keeping import written
from tests.web.visitors import done

pytestmark = [pytest.mark.browser, pytest.mark.long]
TITLE, SECRET = "Was fehlt am Marktplatz?", "vier Worte am Brunnen"
PEOPLE = ("Käthe Kamdoch", "Ömer Öffnete")
NEVER, IN_CARD, REDACTED, ANSWERED = "Nadja Nievorort", "Karl Kartentext", "Gerda Geschwaerzt", "Rita Ratsfrau"
MAILS = ("kaethe@example.org", "oemer@example.org", "nadja@example.org")
LIST = "name;mail\n" + "\n".join(f"{name};{mail}" for name, mail in zip((*PEOPLE, NEVER), MAILS, strict=True)) + "\n"
PLANTED = (*PEOPLE, NEVER, *MAILS, IN_CARD, REDACTED, ANSWERED)
SCRIPT = ROUND.replace("kind: harvest", "kind: answer")


@dataclass
class Desk:
    """An organizer at a browser; `faults` are errors of its scripts."""

    page: Page
    faults: list[str]

    @classmethod
    async def at(cls, browser: Browser, place: Town) -> Desk:
        context = await browser.new_context(base_url=place.base, locale="de-DE", accept_downloads=True)
        context.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        page, faults = await context.new_page(), list[str]()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return cls(page, faults)

    async def press(self, key: str, **facts: object) -> None:
        await self.page.get_by_role("button", name=WORDS[key].format(**facts), exact=True).click()

    async def follow(self, key: str) -> None:
        await self.page.get_by_role("link", name=WORDS[key], exact=True).click()

    async def fill(self, **fields: str) -> None:
        for field, value in fields.items():
            await self.page.fill(f"#{field}", value)

    async def fetched(self, key: str) -> bytes:
        """The file behind this link."""
        async with self.page.expect_download() as download:
            await self.follow(key)
        return (await (await download.value).path()).read_bytes()

    async def reads(self, *texts: str) -> None:
        for text in texts:
            await expect(self.page.locator("main")).to_contain_text(text)


def on_disk(place: Town) -> set[str]:
    """Which of PLANTED stand anywhere in the server's folder or in what it said."""
    files = [place.log, *(file for file in place.data.rglob("*") if file.is_file())]
    bodies = [file.read_bytes() for file in files]
    return {name for name in PLANTED if any(written(name, body) for body in bodies)}


async def signed_up(olga: Desk, paula: Desk, place: Town) -> None:
    """The first by the link that the server prints, the second by the first one's."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while (found := re.search(r"\S+(/organize/setup/\w+)", place.log.read_text())) is None:  # noqa: ASYNC110  # another process writes it
            await asyncio.sleep(0.05)
    await olga.page.goto(found[1])
    await olga.fill(name="Olga Berger", mail="olga@stadt.example", password=SECRET)
    await olga.press("organize.setup.submit")
    await olga.page.goto("/organize/team")
    await olga.fill(name="Paula Pruefer", mail="paula@stadt.example")
    await olga.press("organize.team.add.submit")
    await paula.page.goto(await olga.page.inner_text(".secret"))
    await paula.fill(password=SECRET)
    await paula.press("organize.join.submit")


async def prepared(olga: Desk, former: str) -> str:
    """The new dialogue's name, once it has a date and a list of people."""
    soon = datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(minutes=10)
    await olga.page.goto("/organize/new")
    await olga.fill(title=TITLE, day=f"{soon:%Y-%m-%d}", time=f"{soon:%H:%M}")
    await olga.page.locator("#script-former").check()
    await olga.page.select_option("#former", former)
    await olga.press("organize.new.submit")
    await olga.page.wait_for_selector(".checks")
    name = olga.page.url.rpartition("/")[2]
    await olga.follow("organize.check.people")
    file = {"name": "liste.csv", "mimeType": "text/csv", "buffer": LIST.encode("cp1252")}
    await olga.page.set_input_files("#file", file)  # type: ignore[arg-type]  # a dict of its own type
    await olga.press("organize.list.look")
    await olga.press("organize.list.import.other", count=3)
    await olga.reads(*PEOPLE, NEVER)
    return name


async def links(olga: Desk) -> list[str]:
    """Of the letters that go to the printer, in the order of the list."""
    rows = csv.DictReader((await olga.fetched("organize.letters.csv")).decode("utf-8-sig").splitlines(), delimiter=";")
    return [row[WORDS["organize.letters.link"]] for row in rows]


async def moderator_link(olga: Desk, name: str) -> str:
    await olga.page.goto(f"/organize/d/{name}/roles")
    row = olga.page.locator("tr").filter(has=olga.page.get_by_role("rowheader", name=WORDS["role.moderator"]))
    return (await row.first.locator(".roles__link").inner_text()).strip()


async def held(house: House, mona: Guest, people: Sequence[Guest], links: Sequence[str], leads: str) -> None:
    """A sample run: everybody invited but one comes, each writes a card, one is in a theme, the town answers."""
    line = await mona.join(leads, "Mona")
    lines = [await guest.join(link, name) for guest, link, name in zip(people, links, PEOPLE, strict=False)]
    await done(line, "agenda.start")
    await done(line, "agenda.next", leaving="auftakt", now=True)
    for citizen, text in zip(lines, (f"{IN_CARD} braucht eine Bank", f"{REDACTED} ist schuld"), strict=True):
        await citizen.topic("me", lambda me: (me["group"] or "").startswith("gruppe/"))
        await done(citizen, "card.write", column="gut", text=text)
    await done(line, "agenda.next", leaving="gruppe", now=True)
    await bundled(line)
    answer = f"Das übernimmt {ANSWERED}."
    await done(line, "answer.give", kind="theme", number=1, seen=0, status="planned", reason=answer)
    await done(line, "agenda.close")
    await line.topic("evening", lambda evening: evening["status"] == "closed")


async def bundled(line: Line) -> None:
    cards = await line.topic("editing-cards", lambda cards: len(cards) == 2)
    await done(line, "theme.add", title="Sitzen im Ort", cards={min(cards, key=lambda id: cards[id]["number"]): None})
    edit = (await line.topic("editing", lambda editing: editing["edit"] == 1))["edit"]
    await done(line, "themes.publish", edit=edit)


async def reviewed(olga: Desk, name: str) -> int:
    """What the groups said is on one page and in the report; returns the number of the card that has to go."""
    await olga.page.goto(f"/organize/d/{name}")
    await olga.follow("organize.task.review")
    await olga.reads(IN_CARD, REDACTED, "Sitzen im Ort", WORDS["print.plot.attendance"])
    report = PdfReader(io.BytesIO(await olga.fetched("review.output.report-pdf")))
    text = " ".join(" ".join(page.extract_text() for page in report.pages).split())
    assert (IN_CARD in text, WORDS["print.stage.draft"] in text) == (True, True)
    card = olga.page.locator("[data-card]").filter(has_text=REDACTED).locator(".card__number")
    return int("".join(re.findall(r"\d+", (await card.first.inner_text()).partition("·")[0])))


async def redacted(olga: Desk, number: int, place: Town) -> None:
    await olga.follow("answers.title")
    await olga.page.select_option("#redact-kind", "card")
    await olga.fill(**{"redact-number": str(number)})
    await olga.page.locator("#sure").check()
    await olga.press("redact.now")
    await olga.reads(WORDS["redact.done"])
    assert REDACTED not in await olga.page.content()
    assert REDACTED not in on_disk(place)


async def published(olga: Desk, paula: Desk, reader: Page, name: str) -> None:
    """Who checked cannot approve; nobody reads it before."""
    await olga.press("publish.to.checked")
    await olga.reads(WORDS["publish.done.checked"], WORDS["refused.second-person"])
    await expect(olga.page.get_by_role("button", name=WORDS["publish.to.approved"])).to_have_count(0)
    await reader.goto(f"/d/{name}/results")
    await expect(reader.locator("main")).not_to_contain_text(IN_CARD)
    await paula.page.goto(f"/d/{name}/answers")
    await paula.press("publish.to.approved")
    await paula.press("publish.to.published")
    await paula.reads(WORDS["publish.done.published"])
    await reader.goto(f"/d/{name}/results")
    await expect(reader.locator("main")).to_contain_text(IN_CARD)
    await expect(reader.locator("main")).to_contain_text(ANSWERED)
    page = await reader.content()
    assert [each for each in (*PEOPLE, NEVER, REDACTED) if each in page] == []


async def deleted(olga: Desk, reader: Page, name: str) -> str:
    """All of it, with its name typed; returns what the deletion record says."""
    await olga.page.goto(f"/organize/d/{name}/delete")
    await olga.fill(name=name)
    await olga.press("organize.delete.submit")
    await olga.reads(WORDS["organize.said.deleted"])
    await expect(olga.page.get_by_role("link", name=TITLE)).to_have_count(0)
    answer = await reader.goto(f"/d/{name}/results")
    assert answer is not None
    assert answer.status == 404
    address = await olga.page.get_by_role("link", name=WORDS["organize.deleted.record"]).get_attribute("href")
    assert address is not None
    body = await (await olga.page.request.get(address)).body()
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())


async def test_dialogue_from_preparing_to_deleting(tmp_path: Path, chromium: str) -> None:
    async with town(tmp_path) as place, window(chromium) as browser:
        former = await place.new("vorlage", script=SCRIPT, citizens=0, facilitators=0)
        olga, paula = await Desk.at(browser, place), await Desk.at(browser, place)
        reader = (await Desk.at(browser, place)).page
        await signed_up(olga, paula, place)
        name = await prepared(olga, "vorlage")
        invited, leads = await links(olga), await moderator_link(olga, name)
        house = House(place, name, former)
        async with Guest(house) as mona, Guest(house) as kaethe, Guest(house) as oemer:
            await held(house, mona, (kaethe, oemer), invited, leads)
        assert on_disk(place) == set(PLANTED)
        number = await reviewed(olga, name)
        await redacted(olga, number, place)
        await published(olga, paula, reader, name)
        record = await deleted(olga, reader, name)
        assert on_disk(place) == set()
        assert all(WORDS[f"data.step.{step}"] in record for step in ("night", "never", "people", "log", "all"))
        assert [each for each in PLANTED if each in record] == []
        assert (olga.faults, paula.faults) == ([], [])
