"""The script's page, really served: who may edit, what saving answers, and that the start takes what was written."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Any

import httpx2 as httpx
import pytest
from playwright.async_api import Locator, Page, expect

from tests.web.axe import serious
from tests.web.conftest import Build
from tests.web.document import examples
from tests.web.guests import Guest, House, Line
from tests.web.visitors import WORDS, Visitor, chromium_at

pytestmark = pytest.mark.asyncio(loop_scope="session")
Guests = Callable[[House], Guest]


class Writer:
    """Somebody of staff with the script open."""

    def __init__(self, guest: Guest, line: Line) -> None:
        self.guest, self.line = guest, line
        self.address = f"/d/{guest.house.name}/script.json"

    async def look(self, seen: int = -1, start: float = 0) -> httpx.Response:
        return await self.guest.http.get(f"{self.address}?seen={seen}&start={start:.0f}")

    async def begin(self, starts: object, *, origin: str | None = None) -> httpx.Response:
        headers = {"Origin": origin or self.guest.house.town.base}
        address = f"/d/{self.guest.house.name}/script/start"
        return await self.guest.http.post(address, json=starts, headers=headers)

    async def save(self, document: object, *, seen: object, origin: str | None = None) -> httpx.Response:
        headers = {"Origin": origin or self.guest.house.town.base}
        return await self.guest.http.post(self.address, json={"seen": seen, "document": document}, headers=headers)


async def writer(guests: Guests, house: House, role: str = "organizer", name: str = "Olga") -> Writer:
    guest = guests(house)
    return Writer(guest, await guest.join(house.seat(role).url, name))


def longer(document: dict[str, Any], minutes: float = 1.5) -> dict[str, Any]:
    """The first phase takes so many minutes."""
    changed = copy.deepcopy(document)
    changed["phases"][0]["minutes"] = {"target": minutes, "min": minutes, "max": minutes}
    return changed


async def test_only_who_leads_may_see_or_save_the_script(house: House, guests: Guests) -> None:
    for role in ("citizen", "facilitator"):
        other = await writer(guests, house, role, "Ada")
        page = await other.guest.http.get(f"/d/{house.name}/script")
        answers = [page, await other.look(), await other.save({}, seen=0)]
        assert [answer.status_code for answer in answers] == [403, 403, 403]
    stranger = guests(house)
    assert (await stranger.http.get(f"/d/{house.name}/script.json")).status_code == 403
    for role in ("organizer", "moderator"):
        lead = await writer(guests, house, role, "Olga")
        assert (await lead.guest.http.get(f"/d/{house.name}/script")).status_code == 200
        assert (await lead.look()).json()["document"]["title"]["de"] == "Probelauf in zehn Minuten"


async def test_draft_begins_as_the_script_of_the_dialogue(house: House, guests: Guests) -> None:
    lead = await writer(guests, house)
    draft = (await lead.look()).json()
    assert (draft["version"], draft["by"], draft["status"], draft["findings"]) == (0, None, "waiting", [])
    assert len(draft["phases"]) == len(draft["document"]["phases"]) == 5
    assert draft["end_at"] == draft["promised_at"] == draft["starts_at"] + 600
    assert (await lead.look(seen=0, start=draft["starts_at"])).status_code == 204
    assert (await lead.look(seen=0, start=draft["starts_at"] + 60)).status_code == 200


async def test_saving_answers_with_times_and_findings(house: House, guests: Guests) -> None:
    lead = await writer(guests, house)
    document = (await lead.look()).json()["document"]
    saved = (await lead.save(longer(document, 3), seen=0)).json()
    assert (saved["version"], saved["by"], saved["mine"]) == (1, "Olga", True)
    assert saved["end_at"] == saved["starts_at"] + 600 + 120
    assert [(each["level"], each["code"]) for each in saved["findings"]] == [("warning", "plan-over-end")]
    assert "document" not in saved


async def test_answers_have_the_shape_of_the_protocol(house: House, guests: Guests) -> None:
    lead = await writer(guests, house)
    (shown,), (sent,), (refusal,) = examples("draft"), examples("save"), examples("refusal")
    draft = (await lead.look()).json()
    assert set(draft) == set(shown)
    timed = [each for each in (*draft["phases"], *shown["phases"]) if each]
    assert {frozenset(each) for each in timed} == {frozenset({"starts_at", "moving_s", "steps", "groups"})}
    draft["document"]["phases"][0]["minutes"] = None
    assert (saved := (await lead.save(draft["document"], seen=0)).json()).keys() == shown.keys() - {"document"}
    assert {frozenset(each) for each in saved["findings"]} == {frozenset(each) for each in shown["findings"]}
    answer = await lead.guest.http.post(lead.address, json=sent, headers={"Origin": "https://example.org"})
    assert (answer.status_code, set(answer.json())) == (403, set(refusal))


async def test_who_saves_on_an_old_version_gets_the_newer_one(house: House, guests: Guests) -> None:
    first, second = await writer(guests, house), await writer(guests, house, "moderator", "Mona")
    document = (await first.look()).json()["document"]
    assert (await first.save(longer(document), seen=0)).status_code == 200
    answer = await second.save(longer(document, 2), seen=0)
    assert (answer.status_code, answer.json()["version"], answer.json()["by"]) == (409, 1, "Olga")
    assert answer.json()["document"] == longer(document)
    assert (await second.save(longer(document, 2), seen=1)).json()["version"] == 2
    assert (await first.look()).json()["document"] == longer(document, 2)


async def test_of_two_who_save_at_once_one_is_first(house: House, guests: Guests) -> None:
    first, second = await writer(guests, house), await writer(guests, house, "moderator", "Mona")
    document = (await first.look()).json()["document"]
    for seen in (0, 1, 2):
        answers = await asyncio.gather(
            first.save(longer(document, seen + 1), seen=seen), second.save(longer(document, seen + 2), seen=seen)
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_only_our_own_pages_may_save(house: House, guests: Guests) -> None:
    lead = await writer(guests, house)
    document = (await lead.look()).json()["document"]
    answer = await lead.save(longer(document), seen=0, origin="https://example.org")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    assert (await lead.look()).json()["version"] == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"seen": 0}',
        b'{"seen": "0", "document": {}}',
        b'{"seen": true, "document": {}}',
        b'{"seen": -1, "document": {}}',
        b'{"seen": 0, "document": []}',
        b'{"seen": 0, "document": {"title": "\\ud800"}}',
        b'{"seen": 0, "document": {"length": NaN}}',
        b'{"seen": 0, "document": ' + b'{"a":' * 40 + b"0" + b"}" * 40 + b"}",
        b'{"seen": 0, "document": ' + b'{"a":' * 100_000 + b"0" + b"}" * 100_000 + b"}",
        b'{"seen": 0, "document": {"title": "' + b"x" * 600_000 + b'"}}',
    ],
    ids=lambda body: body[:24].decode("latin-1") + str(len(body)),
)
async def test_what_is_no_draft_is_refused_and_nothing_is_stored(house: House, guests: Guests, body: bytes) -> None:
    lead = await writer(guests, house)
    headers = {"Origin": house.town.base}
    answer = await lead.guest.http.post(lead.address, content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert (await lead.look()).json()["version"] == 0


async def test_pause_in_writing_brings_the_draft_into_the_dialogue(house: House, guests: Guests) -> None:
    lead = await writer(guests, house)
    document = (await lead.look()).json()["document"]
    document["title"]["de"] = "Unser Marktplatz"
    await lead.save(document, seen=0)
    evening = await lead.line.topic("evening", lambda data: data["title"]["de"] == "Unser Marktplatz")
    assert evening["status"] == "waiting"


async def test_announced_start_moves_every_time(house: House, guests: Guests) -> None:
    lead = await writer(guests, house)
    (shown,) = examples("start")
    moved = (await lead.begin(shown)).json()
    assert (moved["starts"], moved["starts_at"]) == ("2026-11-23T18:00", 1795453200.0)
    assert (moved["phases"][0]["starts_at"], moved["end_at"]) == (1795453200.0, 1795453800.0)
    await lead.line.topic("evening", lambda data: data["starts_at"] == 1795453200.0)
    for wrong in ({}, [], {"starts": "abends"}, {"starts": 5}, {"starts": "0001-01-01T00:00"}):
        assert (await lead.begin(wrong)).status_code == 422
    assert (await lead.begin(shown, origin="https://example.org")).status_code == 403
    assert "ok" in await lead.line.do("agenda.start")
    assert (await lead.begin(shown)).json()["code"] == "already-started"


async def test_start_takes_the_draft_and_ends_the_writing(house: House, guests: Guests) -> None:
    lead = await writer(guests, house)
    document = (await lead.look()).json()["document"]
    document["phases"][0]["title"] = {"de": "Willkommen auf dem Marktplatz"}
    await lead.save(document, seen=0)
    assert "ok" in await lead.line.do("agenda.start")
    evening = await lead.line.topic("evening", lambda data: data["phase"] is not None)
    assert evening["phase"]["title"] == {"de": "Willkommen auf dem Marktplatz"}
    answer = await lead.save(longer(document), seen=1)
    assert (answer.status_code, answer.json()["code"]) == (409, "already-started")
    assert (await lead.look(seen=1)).json()["status"] == "running"


async def test_start_is_refused_while_the_draft_has_faults(house: House, guests: Guests) -> None:
    lead = await writer(guests, house)
    document = (await lead.look()).json()["document"]
    broken = copy.deepcopy(document)
    broken["phases"][0]["minutes"] = {"target": 1, "min": 2, "max": 1.5}
    await lead.save(broken, seen=0)
    refused = await lead.line.do("agenda.start")
    assert (refused["code"], refused["facts"]["count"]) == ("script-faults", 1)
    assert "1,5" in refused["text"]
    await lead.save(document, seen=1)
    assert "ok" in await lead.line.do("agenda.start")


@pytest.mark.long
@pytest.mark.browser
async def test_two_organizers_write_in_real_browsers(build: Build, guests: Guests, chromium: str) -> None:
    """Edits minutes and sees the clock move; sees a fault at its field; meets another's version; starts."""
    house = await build(script="classic", citizens=0, facilitators=0)
    async with chromium_at(chromium) as browser:
        olga, mona = await at_script(browser, house, "organizer"), await at_script(browser, house, "moderator")
        page = olga.page
        before = await page.locator(".phase-row__at").nth(1).inner_text()
        await page.locator("#f-0-minutes-target").fill("8")
        await expect(page.locator(".phase-row__at").nth(1)).to_contain_text(later(before, 3))
        await page.wait_for_selector(".script-bar__end--over")

        await page.locator("#f-0-minutes-min").fill("12")
        await page.wait_for_selector("#f-0-minutes-min[aria-invalid]")
        assert "12" in await page.locator("#f-0-minutes-found").inner_text()
        assert olga.blocked + mona.blocked == []  # before axe, which sets styles of its own
        assert await serious(page) == []
        await olga.press("script.undo")
        await page.wait_for_selector(".script-bar__state--saved")
        assert await page.locator("#f-0-minutes-min").input_value() == "4"

        await mona.page.wait_for_selector(".script-news")  # what Olga saved came by itself
        assert await serious(mona.page) == []
        await mona.page.locator("#f-0-title").fill("Moin")
        await page.locator("#f-0-title").fill("Guten Abend")
        first = await mona.page.wait_for_selector(".script-bar__state--saved, dialog[open]")
        asked = mona if await first.evaluate("node => node.tagName === 'DIALOG'") else olga
        await asked.page.wait_for_selector("dialog[open] .conflict")
        assert await serious(asked.page) == []
        await asked.press("script.conflict.mine")
        await asked.page.wait_for_selector(".script-bar__state--saved")
        title = await asked.page.locator("#f-0-title").input_value()

        staff = await guests(house).join(house.seat("organizer").url, "Olga")
        await done_start(staff)
        evening = await staff.topic("evening", lambda data: data["phase"] is not None)
        assert evening["phase"]["title"]["de"] == title
        await page.wait_for_selector(".script-bar__state--started")
        assert olga.faults + mona.faults == []


@pytest.mark.browser
@pytest.mark.long
async def test_script_is_rebuilt_by_keyboard_alone(build: Build, chromium: str) -> None:
    """Adds, moves, doubles and deletes parts, undoes it, reads it as a citizen, takes a template."""
    house = await build(citizens=0, facilitators=0)
    async with chromium_at(chromium) as browser:
        visitor = await at_script(browser, house, "moderator")
        await moved_doubled_and_deleted(visitor.page)
        await added(visitor.page)
        await read_as_a_citizen(visitor.page)
        await replaced_by_a_template(visitor.page)
        assert visitor.faults == []


async def pressed(page: Page, button: str) -> None:
    await page.get_by_role("button", name=button, exact=True).first.focus()
    await page.keyboard.press("Enter")


def titles_of(page: Page) -> Locator:
    return page.locator(".phase-row__title input")


async def moved_doubled_and_deleted(page: Page) -> None:
    titles = titles_of(page)
    before = [await titles.nth(n).input_value() for n in range(await titles.count())]
    await pressed(page, "Nach unten: Begrüßung")
    await expect(titles.nth(1)).to_have_value("Begrüßung")
    assert await page.evaluate("() => document.activeElement.dataset.move") == "willkommen-down"
    await page.keyboard.press("Control+z")
    await expect(titles.nth(0)).to_have_value("Begrüßung")

    await page.locator(".phase-row summary").first.focus()
    await page.keyboard.press("Enter")
    await pressed(page, WORDS["script.duplicate"])
    await expect(titles).to_have_count(6)
    assert [await titles.nth(n).input_value() for n in range(6)] == [before[0], *before]
    await page.locator(".phase-row summary").nth(1).focus()
    await page.keyboard.press("Enter")
    await page.locator(".phase-row").nth(1).get_by_role("button", name=WORDS["script.remove"], exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(titles).to_have_count(5)


async def added(page: Page) -> None:
    await pressed(page, WORDS["script.add"])
    await page.locator("dialog .block", has_text="Pause").first.focus()
    await page.keyboard.press("Enter")
    await expect(titles_of(page).nth(5)).to_have_value("Pause")
    await page.wait_for_selector(".details textarea")
    await page.evaluate("() => scrollTo(0, 0)")  # axe takes what is half under the sticky bar for too small
    assert await serious(page) == []
    await page.locator("#f-5-minutes-target").focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#f-5-minutes-target")).to_have_value("6")


async def read_as_a_citizen(page: Page) -> None:
    await page.locator("#f-2-row-open").focus()
    await page.keyboard.press("Enter")
    await page.locator("#f-2-text").fill("Was fehlt am Marktplatz?")
    await pressed(page, WORDS["script.preview"])
    await expect(page.locator(".citizen__text")).to_have_text("Was fehlt am Marktplatz?")
    await pressed(page, WORDS["page.lang.easy"])
    await expect(page.locator(".citizen__text")).to_contain_text("Was ist gut an Ihrem Ort?")
    assert await serious(page) == []
    await page.keyboard.press("Escape")


async def replaced_by_a_template(page: Page) -> None:
    """And back: what is shown is also what was saved."""
    titles = titles_of(page)
    await pressed(page, WORDS["script.files"])
    await page.locator("dialog .block", has_text="World Café").focus()
    await page.keyboard.press("Enter")
    await expect(titles).to_have_count(8)
    await pressed(page, WORDS["script.undo"])
    await expect(titles).to_have_count(6)
    await page.wait_for_selector(".script-bar__state--saved")
    await page.reload()
    await expect(titles).to_have_count(6)


async def at_script(browser: Any, house: House, role: str) -> Visitor:
    visitor = await Visitor.at(browser, house)
    await visitor.enter(house.seat(role).url, role.title())
    await visitor.page.goto(f"/d/{house.name}/script")
    await visitor.page.wait_for_selector(".phase-row")
    return visitor


def later(clock: str, minutes: int) -> str:
    hours, rest = (int(part) for part in clock.split()[-1].split(":"))
    whole = (hours * 60 + rest + minutes) % 1440
    return f"{whole // 60:02}:{whole % 60:02}"


async def done_start(line: Line) -> None:
    answer = await line.do("agenda.start")
    assert "ok" in answer, answer
