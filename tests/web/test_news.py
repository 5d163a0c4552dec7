"""Hearing by mail what came of it: a yes of its own, one mail for the result, one for many answers, the way out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from dialogue.settings import Settings
from dialogue.tables import outbox as mails
from dialogue.tables import subscribers as rows
from dialogue.task import DialogueTask
from facilitation.answers import GiveAnswer
from tests.town import town as running
from tests.web.conftest import Organizer
from tests.web.guests import ROUND, Guest, House, heading
from tests.web.keeping import MODERATOR, NEWS, Archive, archive, held
from tests.web.test_outbox import Post
from tests.web.test_registering import addresses, letters
from tests.web.visitors import WORDS, done
from web.accounts import Lead
from web.herald import LOOK_S, QUIET_S, Herald
from web.outbox import Outbox
from web.publishing import Publications
from web.subscribers import UNCONFIRMED_S


class Desk:
    """A herald at a dialogue that was held; NEWS has said yes to it."""

    def __init__(self, place: Archive, task: DialogueTask) -> None:
        settings = Settings(_env_file=None, smtp_url="smtp://localhost:1", contact_mail="dialog@stadt.de")
        self.place, self.task = place, task
        self.outbox = Outbox(place.database, place.clock, settings)
        self.publications = Publications(place.database, place.clock)
        self.herald = Herald(
            place.host,
            place.subscribers,
            self.outbox,
            publications=self.publications,
            followups=place.followups,
            town_of=lambda dialogue: "Musterstadt",
            base="http://stadt.example",
        )

    async def publish(self) -> None:
        for number, (step, account) in enumerate((("checked", 1), ("approved", 2), ("published", 2))):
            by = Lead(MODERATOR, account, None)
            await self.publications.step("d1", step, by=by, seen=number, digest="x")

    async def told(self) -> list[tuple[str, str]]:
        """Address and subject of everything queued, oldest first."""
        await self.herald.look()
        async with self.place.database.read() as connection:
            return [tuple(row) for row in await connection.execute(select(mails.c.address, mails.c.subject))]

    async def answer(self, *, seen: int = 0) -> None:
        await self.place.followups.answer(self.task, MODERATOR, GiveAnswer("card", 1, seen, "planned"))

    async def known(self) -> list[str]:
        async with self.place.database.read() as connection:
            return list((await connection.execute(select(rows.c.address).order_by(rows.c.address))).scalars())


async def test_result_is_told_once_and_answers_in_one_mail(tmp_path: Path) -> None:
    async with archive(tmp_path) as place:
        desk = Desk(place, await held(place))
        assert await desk.told() == []
        await desk.publish()
        result = (NEWS, "Das Ergebnis ist da: Eine Runde")
        assert (await desk.told(), await desk.told()) == ([result], [result])
        await desk.answer()
        place.now += QUIET_S / 2
        await desk.answer(seen=1)
        place.now += QUIET_S - 1
        assert await desk.told() == [result]  # perhaps more is being answered at this moment
        place.now += 1
        answers = (NEWS, "Neue Antworten: Eine Runde")
        assert (await desk.told(), await desk.told()) == ([result, answers], [result, answers])


async def test_who_confirms_when_it_is_public_already_hears_of_answers_alone(tmp_path: Path) -> None:
    async with archive(tmp_path) as place:
        desk = Desk(place, await held(place))
        await place.subscribers.withdraw(place.subscribers.hash("d1", NEWS))
        await desk.publish()
        await place.subscribers.ask("d1", " Spaet@Example.org", "en")
        assert await desk.told() == []  # not confirmed yet
        await place.subscribers.confirm(place.subscribers.hash("d1", "spaet@example.org"), told=0)
        await desk.answer()
        place.now += QUIET_S
        assert await desk.told() == [("spaet@example.org", "New answers: One round")]


async def test_address_is_asked_once_in_a_while_and_forgotten_without_a_yes(tmp_path: Path) -> None:
    async with archive(tmp_path) as place:
        desk = Desk(place, await held(place))
        for _ in range(3):
            await desk.herald.ask("d1", "Vielleicht@example.org", "de")
        assert [address for address, _ in await desk.told()] == ["vielleicht@example.org"]
        assert await desk.known() == [NEWS, "vielleicht@example.org"]
        place.now += LOOK_S + 1
        await desk.herald.ask("d1", "vielleicht@example.org", "de")
        await desk.herald.ask("d1", NEWS, "de")  # has said yes already
        assert [address for address, _ in await desk.told()] == ["vielleicht@example.org"] * 2
        place.now += UNCONFIRMED_S + 1
        await desk.told()
        assert await desk.known() == [NEWS]


async def test_database_holds_no_token(tmp_path: Path) -> None:
    async with archive(tmp_path) as place:
        await held(place)
        token = place.subscribers.token("d1", NEWS)
        found = await place.subscribers.find(token)
        assert found is not None
        assert (found.address, found.dialogue, len(token)) == (NEWS, "d1", 22)
        assert not any(token.encode() in body for body in contents(tmp_path))


def contents(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.rglob("*") if file.is_file()]


@pytest.mark.long
@pytest.mark.asyncio(loop_scope="session")
async def test_citizen_and_reader_are_told_and_leave_again(tmp_path: Path) -> None:
    """At the door and on the public page, with a real mail server."""
    post = Post()
    await post.open()
    async with running(tmp_path, SMTP_URL=post.url, CONTACT_MAIL="dialog@stadt.de") as place:
        house = House(place, "d1", await place.new("d1", script=ROUND, citizens=1, facilitators=0))
        async with Guest(house) as lead, Guest(house) as second, Guest(house) as ada, Organizer(place).http as reader:
            line = await lead.join(house.seat("organizer").url, "Olga")
            await second.enter(house.seat("moderator").url, "Mona")
            form = {"seen": "0", "never_days": "7", "people_days": "30", "log_days": "183", "age": "16"}
            await lead.http.post("/d/d1/data", data=form | {"offer-news": "yes"})
            wrong = await ada.enter(house.seat("citizen").url, "Ada", **{"offer-news": "yes", "mail": "keine"})
            assert (wrong.status_code, WORDS["door.mail.wrong"] in wrong.text) == (422, True)
            await ada.enter(house.seat("citizen").url, "Ada", **{"offer-news": "yes", "mail": "Ada@example.org"})
            assert (await reader.get("/d/d1/news")).status_code == 404
            (asked,) = await letters(post, 1)
            assert (asked["To"], asked["Subject"]) == ("ada@example.org", "Bitte bestätigen: Neues zu „Eine Runde“")
            (way,) = addresses(asked)
            assert heading((await reader.get(way)).text) == WORDS["news.confirm"]
            assert await noted(lead, house) == "ada@example.org"
            assert heading((await reader.post(way, data={"do": "confirm"})).text) == WORDS["news.confirmed"]
            await done(line, "agenda.start")
            await done(line, "agenda.close")
            for guest, to, seen in ((lead, "checked", "0"), (second, "approved", "1"), (lead, "published", "2")):
                assert (await guest.http.post("/d/d1/publish", data={"to": to, "seen": seen})).status_code == 303
            told = (await letters(post, 2))[1]
            assert (told["To"], told["Subject"]) == ("ada@example.org", "Das Ergebnis ist da: Eine Runde")
            result, out = addresses(told)
            assert (await reader.get(result)).status_code == 200
            await reads(reader, post)
            assert heading((await reader.post(out, data={"do": "withdraw"})).text) == WORDS["news.withdrawn"]
            assert (await reader.get(out)).status_code == 404
            assert b"ada@example.org" not in b"".join(contents(place.data))
    await post.close()


async def noted(lead: Guest, house: House) -> str:
    """What the person's own file says of the wish."""
    found = (await lead.http.get(f"/d/d1/people/{house.seat('citizen').seat}.json")).json()["consents"]
    return next(str(each["said"]) for each in found if each["what"] == "news")


async def reads(reader: Any, post: Post) -> None:
    """Whoever reads the public page asks there, in English."""
    page = (await reader.get("/d/d1/results?lang=en")).text
    address = re.search(r'href="(/d/d1/news[^"]*)"', page)
    assert address is not None
    fault = await reader.post(address[1], data={"mail": "no address"})
    assert (fault.status_code, 'aria-invalid="true"' in fault.text) == (422, True)
    assert heading((await reader.post(address[1], data={"mail": "r@example.org"})).text) == "Please look into your mail"
    body = (await letters(post, 3))[2].get_body().get_content()
    assert "Please confirm that here" in body
