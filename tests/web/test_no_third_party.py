"""No page asks any host but the server's for anything: no font, no script, no counter, before, during and after."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.web.conftest import Build
from tests.web.guests import ROUND, Guest, House
from tests.web.visitors import Visitor, chromium_at, done
from web.app import FOOTER

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]
Guests = Callable[[House], Guest]


def hosts(*visitors: Visitor) -> set[str]:
    """Of everything that was asked for; `data:` and `blob:` ask nobody."""
    addresses = [urlsplit(url) for visitor in visitors for url in visitor.asked]
    return {address.netloc for address in addresses if address.scheme not in ("data", "blob")}


async def test_pages_ask_only_their_server(build: Build, guests: Guests, chromium: str) -> None:
    house = await build(script=ROUND, citizens=2, facilitators=0)
    own = urlsplit(house.town.base).netloc
    staff = await guests(house).join(house.seat("moderator").url, "Mona")
    await guests(house).join(house.seat("citizen").url, "Ada")
    async with chromium_at(chromium) as browser:
        citizen = await Visitor.at(browser, house)
        for path in ("/", house.open, "/j/wrong", "/nothing", f"/d/{house.name}", *(f"/{name}" for name in FOOTER)):
            await citizen.page.goto(path)
        for language in ("en", "easy", "de"):
            await citizen.page.goto(f"/?lang={language}")
        await citizen.enter(house.seat("citizen", 1).url, "Bela")
        await citizen.press("app.probe.open")
        await citizen.page.wait_for_selector(".probe__verdict")
        await citizen.press("app.probe.go")
        await citizen.in_room("foyer")
        await done(staff, "agenda.start")
        await citizen.in_room("plenary")
        await done(staff, "agenda.next", leaving="auftakt", now=True)
        await citizen.in_room("gruppe/")
        await done(staff, "agenda.next", leaving="gruppe")
        await citizen.in_room("plenary")
        organizer = await Visitor.at(browser, house)
        await organizer.enter(house.seat("organizer").url, "Olga")
        await organizer.page.goto(f"/d/{house.name}/review", wait_until="networkidle")
        assert hosts(citizen, organizer) == {own}
        sockets = {url for url in citizen.asked if url.startswith("ws:")}
        assert sockets == {f"ws://{own}/d/{house.name}/socket?lang=de&door"}  # one line, kept after the probe
        assert [*citizen.faults, *citizen.blocked, *organizer.faults, *organizer.blocked] == []
