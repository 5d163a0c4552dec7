"""People at real Chromium pages: each has a tone and a colour, does what a person does, and tells what arrives."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

from web.creation import Invitation

HERE = Path(__file__).parent
WORDS: dict[str, str] = json.loads((HERE.parents[1] / "web" / "words" / "de.json").read_text())
SHORT = (HERE / "short.yaml").read_text()
FLAGS = [
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
]
NAMES = ("Mona", "Ada", "Bela", "Cem", "Dora")
TOLD = [
    {"name": name, "hue": 20 + 72 * index, "hertz": hertz}
    for index, (name, hertz) in enumerate(zip(NAMES, (440, 620, 830, 1070, 1330), strict=True))
]
PATIENCE_MS = 90_000  # machines are shared; nothing here waits longer than it must
MANY = 300  # packets, some seconds of four people
ROUNDS = 10  # of senses, four a second: long enough for what should not come to have come


class Person:
    """One person at one browser of their own. `seat` is None until an open link has given one."""

    def __init__(self, context: BrowserContext, page: Page, name: str, invitation: Invitation) -> None:
        self.context = context
        self.page = page
        self.name = name
        self.link = invitation.url
        self.seat = invitation.seat
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("requestfailed", lambda request: self.faults.append(f"{request.url}: {request.failure}"))

    def button(self, key: str) -> Locator:
        """By its words in the catalogue, as its reader finds it."""
        return self.page.get_by_role("button", name=WORDS[key], exact=True)

    def tile(self, name: str) -> Locator:
        return self.page.locator(".tile[data-seat]").filter(has_text=name)

    def cards(self) -> Locator:
        return self.page.locator(".board [data-card]")

    async def enter(self) -> None:
        """From the link through name and rules to the page of the evening."""
        await self.page.goto(self.link, wait_until="domcontentloaded")
        await self.page.locator("#name").fill(self.name)
        await self.page.locator("#rules").check()
        await self.page.get_by_role("button", name=WORDS["door.submit"]).click()
        await self.page.wait_for_selector(".probe, .app")

    async def probe(self) -> None:
        """Microphone and camera on in the probe, and on into the foyer."""
        await self.button("app.probe.open").click()
        await self.page.wait_for_selector(".probe__verdict:not(.probe__verdict--checking)")
        await self.button("app.probe.go").click()
        await self.page.wait_for_selector(".app")

    async def switch_on(self) -> None:
        """Microphone and camera by the controls, as staff do who have no probe."""
        await self.page.locator("[data-control=microphone]").click()
        await self.page.locator("[data-control=camera]").click()
        await self.page.wait_for_selector("[data-control=camera].control--on")

    async def speak(self) -> None:
        """Microphone on where a move has muted it, as it does whoever was heard by nobody before."""
        control = self.page.locator("[data-control=microphone]")
        if "control--off" in (await control.get_attribute("class") or ""):
            await control.click()
        await self.page.wait_for_selector("[data-control=microphone].control--on")

    async def look_at(self, side: str) -> None:
        """Turns to another view beside the pictures."""
        await self.page.locator(".sides").get_by_role("button", name=WORDS[f"app.tab.{side}"]).click()

    async def next(self, title: str) -> None:
        """On to the next phase, which has this title."""
        await self.page.get_by_role("button", name=WORDS["app.agenda.next"].format(title=title)).click()

    async def send_to_groups(self) -> None:
        """Without waiting for the end of what comes before."""
        await self.next("Unsere Frage")
        await self.next("In der Kleingruppe")

    async def take_a_minute(self) -> None:
        await self.page.get_by_role("button", name=WORDS["app.agenda.less.one"]).click()

    async def in_room(self, room: str) -> None:
        await self.page.wait_for_selector(f'.app[data-room="{room}"]', state="attached")

    async def room(self) -> str:
        return await self.page.locator(".app").get_attribute("data-room") or ""

    def editor(self, column: str) -> Locator:
        return self.page.locator(f"[aria-labelledby=column-{column}] > .editor")

    async def type(self, column: str, text: str) -> None:
        await self.editor(column).locator("textarea").fill(text)

    async def hand_in(self, column: str) -> None:
        """Returns before the card is answered."""
        await self.editor(column).locator("button[type=submit]").click()

    async def write(self, column: str, text: str) -> None:
        await self.type(column, text)
        await self.hand_in(column)

    async def board(self, *texts: str) -> None:
        """Waits until the board shows exactly these cards, all of them answered."""
        await expect(self.page.locator(".board .card--pending")).to_have_count(0)
        await expect(self.cards().locator(".card__text")).to_have_text(list(texts))

    async def once(self, condition: str, given: Any = None) -> Any:
        """What this function of the page gives, once that is something."""
        async with asyncio.timeout(PATIENCE_MS / 1000):
            return await self.page.evaluate(f"given => until({condition}, given)", given)

    async def topic(self, name: str) -> Any:
        """What the newest socket of this page has brought under this name."""
        return await self.page.evaluate("name => wire.topics[name]", name)

    async def lines(self) -> int:
        """How many sockets this page has opened."""
        return int(await self.page.evaluate("wire.lines"))

    async def back(self, lines: int) -> None:
        """Waits until the page has a further socket and everything came over it."""
        await self.once("lines => wire.lines > lines && 'evening' in wire.topics && 'media' in wire.topics", lines)
        await expect(self.page.locator(".banner--lost")).to_have_count(0)

    async def senses(self, *, heard: Sequence[str], seen: Sequence[str]) -> None:
        """Waits until exactly these people are heard and seen."""
        wanted = {"heard": sorted(heard), "seen": sorted(seen)}
        now = "JSON.stringify({ heard: senses.heard, seen: senses.seen })"
        try:
            await self.once(f"wanted => {now} === JSON.stringify(wanted)", wanted)
        except TimeoutError as error:
            raise AssertionError(f"{self.name} wants {wanted}, has {await self.page.evaluate(now)}") from error

    async def senses_only(self, *, heard: Sequence[str], seen: Sequence[str]) -> None:
        """The same, through a while of watching nobody else, and all of them still there at its end."""
        await self.senses(heard=heard, seen=seen)
        await self.page.evaluate("forget()")
        await self.once("rounds => senses.rounds >= rounds", ROUNDS)
        now = await self.page.evaluate("remembered()")
        strangers = {"heard": set(now["heard"]) - set(heard), "seen": set(now["seen"]) - set(seen)}
        assert strangers == {"heard": set(), "seen": set()}, f"{self.name}: {strangers}"
        await self.senses(heard=heard, seen=seen)

    async def received(self, kind: str) -> dict[int, dict[str, Any]]:
        """What has come in over the slots that carry somebody now, by seat."""
        found = await self.page.evaluate("received()")
        return {entry["seat"]: entry for entry in found if entry["kind"] == kind and entry["seat"] is not None}

    async def receives(self, *seats: int | None, kind: str) -> None:
        """Waits until packets come from exactly these seats."""
        whose = "(await received()).filter((each) => each.kind === kind && each.seat !== null).map((each) => each.seat)"
        same = f"async ([kind, seats]) => `${{seats.sort()}}` === `${{{whose}.sort()}}`"
        await self.once(same, [kind, list(seats)])

    async def decodes(self, seat: int) -> None:
        """More and more pictures of this seat arrive. A camera that a busy machine held up may be away for a moment."""
        there = (
            "async (seat) => 1 + (await received()).find((each) => each.kind === 'video' && each.seat === seat)?.frames"
        )
        frames = await self.once(there, seat)
        more = "async ([seat, frames]) => (await received()).some((each) => each.seat === seat && each.frames > frames)"
        await self.once(more, [seat, frames + 10])

    async def loses_nothing(self) -> None:
        """Waits for hundreds of packets in a row of which none is lost: while five browsers begin on two cores, one
        that does not get its turn overruns its socket's buffer."""
        whole = """async (many) => {
          const sum = (found, name) => found.reduce((all, each) => all + each[name], 0);
          const before = await received();
          const enough = (now) => sum(now, "packets") >= sum(before, "packets") + many && now;
          return sum(await until(async () => enough(await received())), "lost") === sum(before, "lost");
        }"""
        await self.once(whole, MANY)


@contextlib.asynccontextmanager
async def window(path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


async def person(browser: Browser, name: str, invitation: Invitation) -> Person:
    """A browser profile of their own, German, with devices of this person's colour and tone."""
    context = await browser.new_context(locale="de-DE", viewport={"width": 1280, "height": 720})
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    own = next((each for each in TOLD if each["name"] == name), {"name": name, "hue": 0, "hertz": 330})
    told = {"own": own, "people": TOLD}
    await context.add_init_script(f"window.person = {json.dumps(told)};")
    await context.add_init_script(path=HERE / "person.js")
    return Person(context, await context.new_page(), name, invitation)


async def invited(browser: Browser, invitations: Sequence[Invitation]) -> list[Person]:
    """A moderator and as many citizens as there are links for, none of whom has opened theirs yet."""
    moderator = next(each for each in invitations if each.role == "moderator")
    citizens = [each for each in invitations if each.role == "citizen" and each.seat is not None]
    pairs = zip(NAMES, [moderator, *citizens], strict=False)
    return [await person(browser, name, invitation) for name, invitation in pairs]


async def company(browser: Browser, invitations: Sequence[Invitation]) -> list[Person]:
    """The same people with their devices on, in the foyer."""
    everybody = await invited(browser, invitations)
    await asyncio.gather(*(settle(each) for each in everybody))
    return everybody


async def settle(person: Person) -> None:
    try:
        await person.enter()
        await (person.switch_on() if person.name == NAMES[0] else person.probe())
    except Exception as error:
        text = await person.page.locator("body").inner_text()
        error.add_note(f"{person.name} at {person.page.url} reads {text[:400]!r}; faults: {person.faults}")
        raise
