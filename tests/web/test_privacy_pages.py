"""The pages of a dialogue's data: terms, one person shown, exported, erased, the deletion record; and who may."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dialogue.machine import Refused
from facilitation.report import report_of, to_plain
from rooms.seats import Seats
from tests.web.conftest import Build
from tests.web.guests import ROUND, Guest, House
from tests.web.keeping import CAME, FIRST, IN_CARD, MAIL, NEED, NEWS, archive, held
from tests.web.test_printed import read
from tests.web.visitors import done
from web.outputs.press import KINDS
from web.persons import Persons
from web.terms import Terms
from web.words import catalogue

pytestmark = pytest.mark.asyncio(loop_scope="session")
Guests = Callable[[House], Guest]
WORDS = catalogue("de")


async def test_a_person_is_shown_with_everything_that_is_kept(tmp_path: Path) -> None:
    async with archive(tmp_path) as place:
        task = await held(place)
        persons = Persons(place.retention, place.consents, place.subscribers)
        person = await persons.show(task, FIRST)
        assert (person.role, person.fields) == ("citizen", {"name": CAME, "mail": MAIL})
        assert [(each.what, each.said) for each in person.consents] == [("needs", NEED), ("news", NEWS), ("notice", "")]
        assert [(each.kind, each.number) for each in person.texts] == [("card", 1), ("card", 2), ("card", 3)]
        assert [each.text is None for each in person.texts] == [False, True, False]
        assert {"arrived", "card-written", "turn-written", "grouped"} - {kind for _, kind in person.log} == {"grouped"}
        assert [phase for phase, _ in person.groups] == ["gruppe"]
        with pytest.raises(Refused, match="unknown-seat"):
            await persons.show(task, 99)


@pytest.mark.parametrize("texts", ["keep", "redact"])
async def test_erased_person_leaves_texts_without_anybody_or_none(tmp_path: Path, texts: str) -> None:
    async with archive(tmp_path) as place:
        task = await held(place)
        before = to_plain(report_of(task.state), task.side)
        persons = Persons(place.retention, place.consents, place.subscribers)
        await persons.erase(task, FIRST, texts=texts)
        after = to_plain(report_of(task.state), task.side)
        person = await persons.show(task, FIRST)
        assert (person.fields, person.consents, person.texts) == ({}, (), ())
        assert FIRST in task.state.part(Seats).forgotten
        assert await place.links.find(place.links.token("d1", FIRST)) is None
        on_disk = set().union(*place.on_disk().values())
        assert {CAME, MAIL, NEWS} & on_disk == set()
        assert (IN_CARD in on_disk) == (texts == "keep")
        assert (after == before) == (texts == "keep")
        # The log names nobody as the author, and the other people's rows are what they were.
        rows = [data for row in await task.log.read("d1") for _, _, data in json.loads(row.events)]
        assert {data["author"] for data in rows if "author" in data} == {0}


@pytest.mark.long
async def test_nobody_is_erased_while_the_evening_runs(build: Build, guests: Guests) -> None:
    house = await build(script=ROUND, citizens=1, facilitators=0)
    lead = guests(house)
    line = await lead.join(house.seat("organizer").url, "Olga")
    await done(line, "agenda.start")
    seat = house.seat("citizen").seat
    page = await lead.http.post(f"/d/{house.name}/people/{seat}/erase", data={"texts": "keep", "sure": "yes"})
    assert page.status_code == 422
    assert WORDS["refused.evening-runs"] in page.text
    assert WORDS["refused.evening-runs"] in (await lead.http.get(f"/d/{house.name}/data")).text


async def test_who_leads_sees_exports_and_erases_and_the_record_says_so(build: Build, guests: Guests) -> None:
    house = await build(script=ROUND, citizens=2, facilitators=0)
    lead, citizen = guests(house), guests(house)
    await lead.join(house.seat("organizer").url, "Olga")
    seat = house.seat("citizen").seat
    await citizen.enter(house.seat("citizen").url, "Käthe")
    base = f"/d/{house.name}"
    assert "Käthe" in (await lead.http.get(f"{base}/data")).text
    export = (await lead.http.get(f"{base}/people/{seat}.json")).json()
    assert (export["fields"], [each["what"] for each in export["consents"]]) == ({"name": "Käthe"}, ["notice"])
    wrong = await lead.http.post(f"{base}/people/{seat}/erase", data={"texts": "keep"})
    assert wrong.status_code == 422
    erased = await lead.http.post(f"{base}/people/{seat}/erase", data={"texts": "redact", "sure": "yes"})
    assert erased.status_code == 303
    page = (await lead.http.get(f"{base}/people/{seat}")).text
    assert "Käthe" not in page
    assert WORDS["person.done"] not in page
    assert (await citizen.http.get(base)).status_code == 403  # the device's cookie opens nothing any more
    assert (await citizen.http.get(house.seat("citizen").url)).status_code == 404
    record = read((await lead.http.get(f"{base}/deletions.pdf")).content)
    for expected in ("Löschprotokoll", "Eine Person auf Verlangen", "eine Person", "14 Tagen", "heruntergeladen"):
        assert expected in record
    assert "Käthe" not in record


@pytest.mark.long
async def test_terms_are_saved_and_the_later_one_is_told(build: Build, guests: Guests) -> None:
    house = await build(script=ROUND, citizens=1, facilitators=0)
    lead = guests(house)
    await lead.join(house.seat("organizer").url, "Olga")
    form = {"seen": "0", "never_days": "3", "people_days": "20", "log_days": "90", "age": "14", "offer-captions": "yes"}
    path = f"/d/{house.name}/data"
    assert (await lead.http.post(path, data=form)).status_code == 303
    again = await lead.http.post(path, data=form)
    assert (again.status_code, WORDS["refused.terms-changed"] in again.text) == (422, True)
    wrong = await lead.http.post(path, data={**form, "seen": "1", "people_days": "400"})
    assert (wrong.status_code, "möglich sind 1 bis 180" in wrong.text) == (422, True)
    door = (await lead.http.get(house.seat("citizen").url)).text
    assert "ab 14 Jahren" in door
    assert re.findall(r'name="offer-(\w+)"', door) == ["captions"]


async def test_ticks_are_kept_shown_again_and_taken_back(build: Build, guests: Guests) -> None:
    house = await build(script=ROUND, citizens=1, facilitators=0)
    lead, citizen = guests(house), guests(house)
    await lead.join(house.seat("organizer").url, "Olga")
    form = {"seen": "0", "never_days": "7", "people_days": "30", "log_days": "183", "age": "16"}
    offers = {"offer-news": "yes", "offer-captions": "yes", "offer-time": "yes"}
    await lead.http.post(f"/d/{house.name}/data", data=form | offers)
    link = house.seat("citizen").url
    ticks = {"offer-news": "yes", "mail": "ada@example.org", "offer-captions": "yes", "offer-named": "yes"}
    assert (await citizen.enter(link, "Ada", **ticks)).status_code == 303
    path = f"/d/{house.name}/people/{house.seat('citizen').seat}.json"

    async def said() -> dict[str, str]:
        return {each["what"]: each["said"] for each in (await lead.http.get(path)).json()["consents"]}

    # `named` is not offered here, and news by mail not where no mail is sent
    assert await said() == {"notice": "", "needs": "captions"}
    door = (await citizen.http.get(link)).text
    assert re.findall(r'name="(offer-\w+)"[^>]* checked', door) == ["offer-captions"]
    await citizen.enter(link, "Ada")
    assert await said() == {"notice": ""}


async def test_name_stands_in_the_report_where_it_was_allowed_and_nowhere_else(build: Build, guests: Guests) -> None:
    house = await build(script=ROUND, citizens=3, facilitators=0)
    lead, ada, bela = guests(house), guests(house), guests(house)
    line = await lead.join(house.seat("organizer").url, "Olga")
    form = {"seen": "0", "never_days": "7", "people_days": "30", "log_days": "183", "age": "16", "offer-named": "yes"}
    await lead.http.post(f"/d/{house.name}/data", data=form)
    for guest, number, name, ticks in ((ada, 0, "Adalgunde", {"offer-named": "yes"}), (bela, 1, "Belalgunde", {})):
        await guest.enter(house.seat("citizen", number).url, name, **ticks)
        await (await guest.dial()).topic("me")
    late = guests(house)  # has a seat and the tick, but never stood in the foyer
    await late.enter(house.seat("citizen", 2).url, "Celalgunde", **{"offer-named": "yes"})
    await done(line, "agenda.start")
    await done(line, "agenda.close")
    told = {kind: read_all((await lead.http.get(f"/d/{house.name}/{kind}")).content) for kind in KINDS}
    assert [kind for kind, text in told.items() if "Adalgunde" in text] == ["report.pdf", "report.docx"]
    assert not any("Belalgunde" in text or "Celalgunde" in text for text in told.values())
    seat = house.seat("citizen").seat
    await lead.http.post(f"/d/{house.name}/people/{seat}/erase", data={"texts": "keep", "sure": "yes"})
    assert "Adalgunde" not in read_all((await lead.http.get(f"/d/{house.name}/report.pdf")).content)


def read_all(body: bytes) -> str:
    """Whatever a file says, in files within it, too."""
    if body.startswith(b"%PDF"):
        return read(body)
    if not body.startswith(b"PK"):
        return body.decode()
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        parts = [packed.read(name) for name in packed.namelist() if not name.endswith((".png", ".bin", ".jpeg"))]
        return " ".join(read_all(part) for part in parts)


async def test_pages_are_for_who_leads(build: Build, guests: Guests) -> None:
    house = await build(script=ROUND, citizens=1, facilitators=1)
    facilitator = guests(house)
    await facilitator.enter(house.seat("facilitator").url, "Frida")
    base = f"/d/{house.name}"
    for path in ("data", "people/1", "people/1.json", "deletions.pdf"):
        assert (await facilitator.http.get(f"{base}/{path}")).status_code == 403
    for path in ("data", "data/delete", "people/1/erase"):
        assert (await facilitator.http.post(f"{base}/{path}", data={"sure": "yes"})).status_code == 403


@pytest.mark.long
async def test_deleting_now_keeps_the_report_for_everybody(build: Build, guests: Guests) -> None:
    house = await build(script=ROUND, citizens=1, facilitators=0)
    lead = guests(house)
    line = await lead.join(house.seat("organizer").url, "Olga")
    await done(line, "agenda.start")
    await done(line, "agenda.close")
    base = f"/d/{house.name}"
    second = guests(house)
    await second.enter(house.seat("moderator").url, "Mona")
    for guest, to, seen in ((lead, "checked", "0"), (second, "approved", "1"), (lead, "published", "2")):
        await guest.http.post(f"{base}/publish", data={"to": to, "seen": seen})
    assert (await lead.http.post(f"{base}/data/delete", data={"step": "people", "sure": "yes"})).status_code == 303
    assert WORDS["data.people.none"] in (await lead.http.get(f"{base}/data")).text
    await lead.http.post(f"{base}/data/delete", data={"step": "log", "sure": "yes"})
    page = await lead.http.get(f"{base}/results")
    assert (page.status_code, "Eine Runde" in page.text) == (200, True)
    assert (await lead.http.get(base)).status_code == 404


async def test_terms_have_the_defaults_that_people_are_told() -> None:
    terms = Terms()
    assert (terms.never_days, terms.people_days, terms.log_days, terms.age, terms.offers) == (7, 30, 183, 16, ())
