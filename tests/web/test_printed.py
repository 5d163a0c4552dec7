"""Printed sheets: what stands on them, in both languages, as PDF/UA; and who gets them."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from tests.web.conftest import Build
from tests.web.guests import Guest, House
from tests.web.visitors import done
from web.sheets import render
from web.words import catalogue

pytestmark = pytest.mark.asyncio(loop_scope="session")
Guests = Callable[[House], Guest]
BERLIN = ZoneInfo("Europe/Berlin")
SIX = 4_100_000_400.0  # 18:00 in Berlin, years ahead
SHEETS = ("run-of-show", "emergency")


def read(body: bytes) -> str:
    """Its text in one line, as a screen reader would go through it."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())


async def desk(build: Build, guests: Guests, **wanted: Any) -> Guest:
    house = await build(script="classic", staff=["director", "podium"], **wanted)
    guest = guests(house)
    await guest.join(house.seat("organizer").url, "Frau Berger")  # who may prepare days before
    return guest


async def sheet(guest: Guest, name: str, language: str = "de") -> bytes:
    response = await guest.http.get(f"/d/{guest.house.name}/{name}.pdf", params={"lang": language})
    assert (response.status_code, response.headers["content-type"]) == (200, "application/pdf"), response.text[:300]
    return response.content


async def test_run_of_show_has_times_cues_rooms_and_people(build: Build, guests: Guests) -> None:
    guest = await desk(build, guests, starts_at=SIX)
    text = read(await sheet(guest, "run-of-show"))
    for expected in (
        "Regiezettel",
        "18:00",
        "18:05",
        "Ende: 20:00 Uhr",
        "Wo drückt der Schuh?",
        "Kleingruppen",
        "Plenum",
    ):
        assert expected in text
    assert "Frau Berger" in text
    assert "Podium" in text
    english = read(await sheet(guest, "run-of-show", "en"))
    for expected in ("Run of show", "End: 20:00", "Small groups", "Plenary", "Frau Berger"):
        assert expected in english


async def test_run_of_show_follows_the_evening(build: Build, guests: Guests) -> None:
    starts_at = time.time() + 12 * 3600  # so that no minute of the planned evening is one of the real one
    planned = f"{datetime.fromtimestamp(starts_at, BERLIN):%H:%M}"
    house = await build(script="classic", starts_at=starts_at)
    guest = guests(house)
    line = await guest.join(house.seat("organizer").url, "Frau Berger")
    assert planned in read(await sheet(guest, "run-of-show"))
    phases = [phase["id"] for phase in await line.topic("timeline")]
    await done(line, "agenda.start")
    await done(line, "agenda.skip", phase="pause", skipped=True, anyway=True)
    assert "pause" in phases
    text = read(await sheet(guest, "run-of-show"))
    assert "(entfällt)" in text
    assert planned not in text  # it did not begin then


async def test_emergency_sheet_says_whom_to_call_and_what_to_do(build: Build, guests: Guests) -> None:
    guest = await desk(build, guests)
    body = await sheet(guest, "emergency")
    text = read(body)
    for expected in ("Notfallzettel", "0800 123 456", "112", "Wenn etwas rot wird", "Ton aus. Dann Bild aus."):
        assert expected in text
    assert len(PdfReader(io.BytesIO(body)).pages) == 1
    english = await sheet(guest, "emergency", "en")
    assert "When something turns red" in read(english)
    assert len(PdfReader(io.BytesIO(english)).pages) == 1


@pytest.mark.parametrize("name", SHEETS)
async def test_sheet_is_for_who_leads(build: Build, guests: Guests, name: str) -> None:
    house = await build()
    citizen, stranger = guests(house), guests(house)
    await citizen.join(house.seat("citizen").url)
    address = f"/d/{house.name}/{name}.pdf"
    assert [(await each.http.get(address)).status_code for each in (citizen, stranger)] == [403, 403]
    assert (await stranger.http.get(f"/d/nowhere/{name}.pdf")).status_code == 404


@pytest.mark.parametrize("name", SHEETS)
async def test_sheet_is_accessible_and_says_its_title_and_language(build: Build, guests: Guests, name: str) -> None:
    guest = await desk(build, guests)
    reader = PdfReader(io.BytesIO(await sheet(guest, name)))
    root: Any = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("de", True)
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert (reader.metadata or {})["/Title"].startswith(catalogue("de")[f"print.{name}"])


async def test_text_that_looks_like_a_command_is_printed_as_it_stands() -> None:
    odd = '#panic("no") *fett* $x$ <label> \\ „Zitat“ @ref // nichts'
    row = {"at": "18:00", "minutes": "5 Min.", "title": odd, "note": "", "skipped": False, "cues": [odd]}
    row |= {"steps": [{"title": odd, "cue": odd}], "room": "Plenum", "who": odd}
    data = {"language": "de", "town": odd, "heading": "Regiezettel", "title": odd, "day": "", "printed": odd}
    data |= {"columns": ["a", "b", "c", "d"], "rows": [row], "end": odd}
    data |= {"team": {"heading": odd, "columns": ["a", "b"], "people": [{"role": odd, "name": odd}]}}
    assert '#panic("no") *fett* $x$ <label>' in read(render("run-of-show", data))


async def test_no_sign_in_a_title_or_cue_keeps_a_sheet_from_being_printed() -> None:
    data = {
        "language": "de",
        "town": "漢字",
        "heading": "Löschprotokoll",
        "title": "Markt 😀 مرحبا",
        "day": "",
        "printed": "x",
    }
    parts = {part: {"heading": "H", "rows": ["a\x07b 漢"]} for part in ("ahead", "stays", "beyond")}
    rows = [{"at": "heute", "step": "Das Protokoll 😀", "counts": "x"}]
    body = render("deletions", {**data, **parts, "columns": ["a", "b", "c"], "rows": rows, "none": "-"})
    assert "Das Protokoll" in read(body)


async def test_long_evening_goes_on_on_further_pages() -> None:
    row = {
        "at": "18:00",
        "minutes": "5 Min.",
        "title": "Gespräch",
        "note": "",
        "skipped": True,
        "cues": ["Stichwort " * 60],
    }
    row |= {"steps": [], "room": "Plenum", "who": "Moderation"}
    data = {
        "language": "de",
        "town": "Stadt",
        "heading": "Regiezettel",
        "title": "Abend",
        "day": "heute",
        "printed": "",
    }
    data |= {"columns": ["a", "b", "c", "d"], "rows": [row] * 30, "end": ""}
    data |= {"team": {"heading": "Team", "columns": ["a", "b"], "people": []}}
    assert len(PdfReader(io.BytesIO(render("run-of-show", data))).pages) > 2


async def test_texts_of_paper_do_not_travel_with_the_pages(house: House, guests: Guests) -> None:
    served = (await guests(house).http.get("/words/de.json")).json()
    assert [key for key in served if key.startswith("print.")] == []
    assert "print.emergency" in catalogue("de")
    assert "app.console" in served
