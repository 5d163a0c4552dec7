"""Signing up and taking it back, and deleting a dialogue, at the real server; with mail in the long tests."""

from __future__ import annotations

import asyncio
import io
import re
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.town import town as running
from tests.web.conftest import Build, Organizer
from tests.web.guests import Guest, heading
from tests.web.test_inviting import Desk
from tests.web.test_outbox import Post
from tests.web.test_preparing import fields, made, rules
from tests.web.visitors import WORDS
from web.words import LANGUAGES

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def open_house(organizer: Organizer, **changes: str) -> str:
    """The name of a new dialogue for which people may register."""
    address = await made(organizer, **changes)
    form = fields((await organizer.http.get(f"{address}/settings")).text)
    assert (await organizer.http.post(f"{address}/settings", data=form | {"register": "yes"})).status_code == 303
    return address.rpartition("/")[2]


async def test_registration_asks_what_the_script_needs_and_is_taken_back(organizer: Organizer) -> None:
    name = await open_house(organizer)
    async with organizer.stranger() as citizen:
        page = await citizen.get(f"/d/{name}/register")
        assert re.findall(r'<input[^>]* name="([^"]+)"', page.text)[0] == "name"
        assert 'name="mail"' not in page.text  # no mail is sent here
        empty = await citizen.post(f"/d/{name}/register", data={"name": " "})
        assert empty.status_code == 422
        done = await citizen.post(f"/d/{name}/register", data={"name": "Ada Groß", "trait-0": "Nord"})
        link = re.search(r'own__link"><a href="http://[^/]+(/j/[\w-]+)"', done.text)
        assert link is not None
        assert "Ada Groß" in (await organizer.http.get(f"/organize/d/{name}/people")).text
        assert (await citizen.get(f"{link[1]}/calendar.ics")).status_code == 200
        asked = await citizen.get(f"{link[1]}/withdraw")
        assert (heading(asked.text), (await citizen.get(link[1])).status_code) == ("Anmeldung zurücknehmen?", 200)
        gone = await citizen.post(f"{link[1]}/withdraw")
        assert heading(gone.text) == "Ihre Anmeldung ist gelöscht"
        assert (await citizen.get(link[1])).status_code == 404
    assert "Ada Groß" not in (await organizer.http.get(f"/organize/d/{name}/people")).text


async def test_nobody_registers_where_the_organizers_have_not_opened_it(organizer: Organizer, build: Build) -> None:
    house = await build()
    async with organizer.stranger() as citizen:
        assert (await citizen.get(f"/d/{house.name}/register")).status_code == 404
        assert (await citizen.post(f"/d/{house.name}/register", data={"name": "Ada"})).status_code == 404
        staff = house.seat("moderator").url
        assert (await citizen.post(f"{staff}/withdraw")).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
async def test_pages_keep_the_rules_of_all_pages(organizer: Organizer, language: str) -> None:
    name = await open_house(organizer)
    async with organizer.stranger() as citizen:
        rules((await citizen.get(f"/d/{name}/register?lang={language}")).text)
        done = await citizen.post(f"/d/{name}/register?lang={language}", data={"name": "Ada"})
        rules(done.text)
        link = re.search(r'own__link"><a href="http://[^/]+(/j/[\w-]+)"', done.text)
        assert link is not None
        rules((await citizen.get(f"{link[1]}/withdraw?lang={language}")).text)
    rules((await organizer.http.get(f"/organize/d/{name}/delete?lang={language}")).text)
    rules((await organizer.http.get(f"/organize/mail?lang={language}")).text)


async def test_dialogue_is_deleted_with_its_name_typed_and_who_has_it_open_is_told(
    organizer: Organizer, build: Build
) -> None:
    house = await build(citizens=1)
    base = f"/organize/d/{house.name}"
    async with Guest(house) as staff:
        line = await staff.join(house.seat("moderator").url, "Mona")
        wrong = await organizer.http.post(f"{base}/delete", data={"name": "anders"})
        assert (wrong.status_code, "Das ist nicht der Name." in wrong.text) == (422, True)
        assert (await organizer.http.get(base)).status_code == 200
        done = await organizer.http.post(f"{base}/delete", data={"name": house.name})
        assert (done.status_code, done.headers["location"]) == (303, f"/organize?said=deleted&dialogue={house.name}")
        await line.closed()
        assert (await staff.http.get(f"/d/{house.name}")).status_code == 404
    assert (await organizer.http.get(base)).status_code == 404
    assert f"/organize/d/{house.name}" not in (await organizer.http.get("/organize")).text
    assert "Dialog mit allen Daten gelöscht" in (await organizer.http.get("/organize/audit")).text
    page = (await organizer.http.get(done.headers["location"])).text
    address = f"/d/{house.name}/deletions.pdf"
    assert f'href="{address}"' in page
    record = " ".join(
        PdfReader(io.BytesIO((await organizer.http.get(address)).content)).pages[0].extract_text().split()
    )
    assert (WORDS["data.step.all"] in record, WORDS["data.stays.record"] in record) == (True, True)
    async with organizer.stranger() as other:
        assert (await other.get(address)).status_code == 403
    with pytest.raises(ValueError, match="exists already"):
        await house.town.new(house.name)  # its deletion record must stay its own
    late = await organizer.http.post(f"{base}/settings", data={"seen": "0"})  # a page that was still open
    assert late.status_code == 404


async def letters(post: Post, count: int) -> list[Any]:
    async with asyncio.timeout(180):
        while len(post.got) < count:  # noqa: ASYNC110  # another process sends
            await asyncio.sleep(0.05)
    found = [each.content for each in post.got]
    return [message_from_bytes(body, policy=policy.default) for body in found if isinstance(body, bytes)]


def addresses(message: Any) -> list[str]:
    return re.findall(r"http://localhost:\d+(/\S+)", message.get_body().get_content())


@pytest.mark.long
async def test_with_mail_people_are_invited_registered_and_organizers_signed_in(tmp_path: Path) -> None:
    post = Post()
    await post.open()
    async with running(tmp_path, SMTP_URL=post.url, CONTACT_MAIL="dialog@stadt.de") as place:
        organizer = Organizer(place)
        async with organizer.http, organizer.stranger() as citizen:
            async with asyncio.timeout(180):
                while "/organize/setup/" not in place.log.read_text():  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            await organizer.http.post(organizer.setup, data=organizer.form())
            name = await open_house(organizer)
            desk = Desk(organizer, name)
            await desk.take((await desk.bring(b"name;mail\nAda;ada@example.org\n")).text)
            await organizer.http.post(f"{desk.base}/invite")
            (invitation,) = await letters(post, 1)
            assert (invitation["To"], invitation["From"]) == ("ada@example.org", "dialog@stadt.de")
            assert (await citizen.get(addresses(invitation)[0])).status_code == 200
            await organizer.http.post(f"{desk.base}/invite")  # nobody twice
            await citizen.post(f"/d/{name}/register", data={"name": "Bela", "mail": "bela@example.org"})
            await citizen.post(f"/d/{name}/register", data={"name": "Bela", "mail": "BELA@example.org"})
            registered = (await letters(post, 2))[1]
            link, away = addresses(registered)
            assert (await citizen.get(link)).status_code == 200
            assert heading((await citizen.get(away)).text) == "Anmeldung zurücknehmen?"
            await citizen.post("/organize/sign-in/mail", data={"mail": "nobody@stadt.de"})
            await citizen.post("/organize/sign-in/mail", data={"mail": organizer.MAIL})
            (address,) = addresses((await letters(post, 3))[2])
            assert (await citizen.get(address)).status_code == 200
            assert (await citizen.get("/organize")).status_code == 303  # looking signs nobody in
            assert (await citizen.post(address)).status_code == 303
            assert (await citizen.get("/organize")).status_code == 200
            assert (await citizen.post(address)).status_code == 410
            assert len(post.got) == 3
    await post.close()
