"""Preparing a dialogue at the real server: made in the browser, its settings, two organizers at once, the open link."""

from __future__ import annotations

import io
import re
from itertools import count

import pytest
from PIL import Image

from tests.web.conftest import Build, Organizer
from tests.web.guests import heading
from web.words import LANGUAGES

pytestmark = pytest.mark.asyncio(loop_scope="session")
numbers = count(1)


def order(**changes: str) -> dict[str, str]:
    made = {"title": f"Wohin mit dem Markt? {next(numbers)}", "script": "classic", "facilitators": "2"}
    return {**made, "day": "2027-03-28", "time": "18:00", **changes}


async def made(organizer: Organizer, **changes: str) -> str:
    """The address of a new dialogue's page."""
    answer = await organizer.http.post("/organize/new", data=order(**changes))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def fields(page: str) -> dict[str, str]:
    """The form as it stands."""
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    return found | {name: text for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)<', page)}


async def test_dialogue_is_made_and_its_page_says_what_is_missing(organizer: Organizer) -> None:
    address = await made(organizer, title="Größe & Maß: Wohin?")
    assert address == "/organize/d/groesse-mass-wohin"
    page = (await organizer.http.get(address)).text
    assert heading(page) == "Größe &amp; Maß: Wohin?"
    assert "Sonntag, 28. März 2027" in page
    assert "18:00" in page
    assert "Menschen einladen: Liste, Briefe oder offener Link" in page
    script = (await organizer.http.get("/d/groesse-mass-wohin/script.json")).json()
    assert (script["starts"], script["starts_at"]) == ("2027-03-28T18:00", 1806249600.0)
    assert await made(organizer, title="Größe & Maß: Wohin?") == "/organize/d/groesse-mass-wohin-2"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "Bitte geben Sie dem Dialog einen Titel"),
        ({"title": "x" * 121}, "höchstens 120 Zeichen"),
        ({"script": "nosuch"}, "Bitte wählen Sie einen Ablauf."),
        ({"script": "former", "former": "nosuch"}, "Bitte wählen Sie einen Ablauf."),
        ({"day": ""}, "Bitte geben Sie Tag und Uhrzeit an."),
        ({"time": "02:30"}, "Am 28.03.2027 gibt es 02:30 Uhr nicht"),
        ({"facilitators": "31"}, "höchstens 30"),
        ({"facilitators": "-1"}, "höchstens 30"),
    ],
)
async def test_unfit_order_makes_nothing_and_says_why(
    organizer: Organizer, changes: dict[str, str], sentence: str
) -> None:
    before = (await organizer.http.get("/organize")).text.count("/organize/d/")
    answer = await organizer.http.post("/organize/new", data=order(**changes))
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert (await organizer.http.get("/organize")).text.count("/organize/d/") == before


async def test_former_dialogue_gives_its_script(organizer: Organizer, build: Build) -> None:
    house = await build(script="worldcafe")
    address = await made(organizer, script="former", former=house.name, title="Noch einmal")
    document = (await organizer.http.get(f"/d/{address.rpartition('/')[2]}/script.json")).json()["document"]
    former = (await organizer.http.get(f"/d/{house.name}/script.json")).json()["document"]
    assert document["title"]["de"] == "Noch einmal"
    assert document["phases"] == former["phases"]


async def test_settings_move_the_start_and_dress_the_door(organizer: Organizer, build: Build) -> None:
    house = await build()
    address = f"/organize/d/{house.name}/settings"
    form = fields((await organizer.http.get(address)).text)
    form |= {"day": "2027-11-05", "time": "19:30", "zone": "Europe/London", "town": "Neustadt", "accent": "#006633"}
    form |= {"text": "Der Rat <b>lädt ein</b>.", "hotline": "0555 42"}
    assert (await organizer.http.post(address, data=form)).status_code == 303
    async with organizer.stranger() as citizen:
        door = (await citizen.get(house.open)).text
        theme = (await citizen.get(f"/theme.css?of={house.name}")).text
    assert "<strong>Neustadt</strong>" in door
    assert "Freitag, 5. November 2027" in door
    assert "von 19:30" in door or "19:30" in door
    assert "Der Rat &lt;b&gt;lädt ein&lt;/b&gt;." in door
    assert 'href="tel:055542"' in door
    assert theme == ":root{--town-accent:#006633}"
    starts = (await organizer.http.get(f"/d/{house.name}/script.json")).json()
    assert (starts["zone"], starts["starts"]) == ("Europe/London", "2027-11-05T19:30")


async def test_later_of_two_organizers_is_shown_the_difference(organizer: Organizer) -> None:
    address = await made(organizer) + "/settings"
    first = fields((await organizer.http.get(address)).text)
    second = dict(first)
    await organizer.http.post(address, data=first | {"hotline": "0800 11", "time": "17:00"})
    late = await organizer.http.post(address, data=second | {"hotline": "0800 22"})
    assert (late.status_code, "Jemand hat inzwischen etwas anderes gespeichert" in late.text) == (409, True)
    rows = re.findall(r'<th scope="row">([^<]+)</th><td>([^<]*)</td><td>([^<]*)</td>', late.text)
    assert rows == [("Telefonnummer für Hilfe", "0800 11", "0800 22"), ("Beginn", "17:00", "18:00")]
    assert fields((await organizer.http.get(address)).text)["hotline"] == "0800 11"
    assert (await organizer.http.post(address, data=fields(late.text))).status_code == 303
    stored = fields((await organizer.http.get(address)).text)
    assert (stored["hotline"], stored["time"]) == ("0800 22", "18:00")


async def test_logo_is_shown_and_a_wrong_file_is_told(organizer: Organizer) -> None:
    address = await made(organizer) + "/settings"
    form = fields((await organizer.http.get(address)).text)
    body = io.BytesIO()
    Image.new("RGB", (300, 100), "#aa0000").save(body, "PNG")
    wrong = await organizer.http.post(address, data=form, files={"logo": ("l.svg", b"<svg/>", "image/svg+xml")})
    assert (wrong.status_code, "kein Bild in PNG" in wrong.text) == (422, True)
    right = await organizer.http.post(address, data=form, files={"logo": ("l.png", body.getvalue(), "image/png")})
    assert right.status_code == 303
    shown = re.search(r'class="head__logo" src="(/logo/[^"]+)"', (await organizer.http.get(address)).text)
    assert shown is not None
    picture = await organizer.http.get(shown[1])
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")


async def test_organizer_enters_with_the_own_name(organizer: Organizer) -> None:
    address = await made(organizer)
    entered = await organizer.http.post(f"{address}/enter")
    name = address.rpartition("/")[2]
    assert (entered.status_code, entered.headers["location"]) == (303, f"/d/{name}")
    assert (await organizer.http.get(f"/d/{name}")).status_code == 200


async def test_stranger_gets_none_of_it(organizer: Organizer, build: Build) -> None:
    house = await build()
    async with organizer.stranger() as other:
        for page in ("", "/settings", "/rehearsal"):
            assert (await other.get(f"/organize/d/{house.name}{page}")).status_code == 303
        for page in ("/enter", "/settings", "/rehearsal", "/rehearsal/stop"):
            assert (await other.post(f"/organize/d/{house.name}{page}", data={})).status_code == 403
    assert (await organizer.http.get("/organize/d/nosuch")).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
async def test_pages_keep_the_rules_of_all_pages(organizer: Organizer, build: Build, language: str) -> None:
    house = await build(citizens=1)
    for page in (
        "/organize/new",
        "/organize/town",
        *(f"/organize/d/{house.name}{each}" for each in ("", "/settings", "/rehearsal")),
    ):
        text = (await organizer.http.get(f"{page}?lang={language}")).text
        rules(text)


def rules(text: str) -> None:
    """One heading, unique ids, labels that lead somewhere, one filled button at most, nothing inline."""
    ids = re.findall(r'\sid="([^"]+)"', text)
    wanted = {one for value in re.findall(r'\s(?:for|aria-\w+by)="([^"]*)"', text) for one in value.split()}
    assert (text.count("<h1"), sorted(set(ids)), wanted - set(ids)) == (1, sorted(ids), set())
    assert text.count("kern-btn--primary") <= 1
    assert re.findall(r"<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", text) == []
    assert re.findall(r'href="(/organize[^"?]*)"', text) == []  # the chosen language rides along
