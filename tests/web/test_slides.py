"""Slides over HTTP: brought, drawn, fetched and removed; what is no good is refused with a sentence."""

from __future__ import annotations

import asyncio
import io
import sqlite3
from collections.abc import Callable
from functools import cache
from typing import Any

import httpx2 as httpx
import pypdfium2 as pdfium
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from tests.web.conftest import Build
from tests.web.guests import Guest, House, Line

Guests = Callable[[House], Guest]
pytestmark = pytest.mark.asyncio(loop_scope="session")


@cache
def pdf(pages: int = 2, *, password: str | None = None, width: float = 1600) -> bytes:
    """Blank pages, wide as screens are."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width, 900)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    body = io.BytesIO()
    writer.write(body)
    return body.getvalue()


@cache
def written(text: str) -> bytes:
    """One page with these words, in a font that is not in the file."""
    stream = f"BT /F1 60 Tf 100 400 Td ({text}) Tj ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 960 540] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body = "%PDF-1.4\n" + "".join(f"{number} 0 obj\n{part}\nendobj\n" for number, part in enumerate(parts, 1))
    return (body + "trailer << /Root 1 0 R >>\n").encode()


async def bring(guest: Guest, body: bytes, name: str = "Haushalt.pdf", **headers: str) -> httpx.Response:
    origin = {"Origin": guest.house.town.base}
    address = f"/d/{guest.house.name}/slides"
    return await guest.http.post(address, params={"name": name, "lang": "de"}, content=body, headers=origin | headers)


async def image(guest: Guest, address: str) -> httpx.Response:
    return await guest.http.get(f"/d/{guest.house.name}/{address}")


async def stage(build: Build, guests: Guests) -> tuple[House, Guest, Line, Guest, Line]:
    """The mayor and a citizen in the plenary of a running evening."""
    house = await build(staff=["podium"])
    lead = await guests(house).join(house.seat("moderator").url, "Frau Berger")
    mayor, maria = guests(house), guests(house)
    podium = await mayor.join(house.seat("podium").url, "Herr Kern")
    citizen = await maria.join(house.seat("citizen").url)
    await lead.do("agenda.start")
    await citizen.topic("room", lambda room: room["id"] == "plenary")
    return house, mayor, podium, maria, citizen


async def test_brought_slides_are_drawn_shown_and_fetched(build: Build, guests: Guests) -> None:
    _, mayor, podium, maria, citizen = await stage(build, guests)
    response = await bring(mayor, written("Haushalt 2027"), "C:\\Eigene\\Haushalt.pdf")
    assert response.status_code == 200, response.text
    decks = await podium.topic("decks", lambda data: data["decks"])
    (deck,) = decks["decks"]
    assert (deck["deck"], deck["name"], len(deck["images"])) == (response.json()["deck"], "Haushalt", 1)
    assert (await image(maria, deck["images"][0])).status_code == 404  # not shown yet
    await podium.do("slides.show", deck=deck["deck"], page=1)
    slide = await citizen.topic("slides")
    assert (slide["page"], slide["pages"], slide["next"], slide["text"]) == (1, 1, None, "Haushalt 2027")
    fetched = await image(maria, slide["image"])
    assert (fetched.status_code, fetched.headers["content-type"]) == (200, "image/webp")
    assert fetched.headers["cache-control"] == "private, max-age=43200, immutable"
    picture = Image.open(io.BytesIO(fetched.content)).convert("L")
    assert picture.size == (1600, 900)
    assert picture.getextrema() == (0, 255)  # black letters on white: a font that is not in the file is replaced


async def test_image_is_for_the_seats_of_this_dialogue(build: Build, guests: Guests) -> None:
    house, mayor, podium, _, citizen = await stage(build, guests)
    deck = (await bring(mayor, pdf())).json()["deck"]
    await podium.do("slides.show", deck=deck, page=1)
    address = (await citizen.topic("slides"))["image"]
    stranger, elsewhere = guests(house), guests(await build())
    assert (await image(mayor, address)).status_code == 200
    assert (await image(stranger, address)).status_code == 404
    await elsewhere.join(elsewhere.house.seat("moderator").url)
    assert (await image(elsewhere, address)).status_code == 404
    assert (await elsewhere.http.get(f"/d/{house.name}/{address}")).status_code == 404


async def test_removed_slides_are_nowhere(build: Build, guests: Guests) -> None:
    house, mayor, podium, _, citizen = await stage(build, guests)
    deck = (await bring(mayor, written("Streng vertraulich"), "Vertraulich.pdf")).json()["deck"]
    await podium.do("slides.show", deck=deck, page=1)
    address = (await citizen.topic("slides"))["image"]
    origin = {"Origin": house.town.base}
    assert (await mayor.http.post(f"/d/{house.name}/slides/{deck}/remove", headers=origin)).status_code == 200
    await citizen.topic("slides", lambda slide: slide is None)
    assert (await image(mayor, address)).status_code == 404
    with sqlite3.connect(house.town.file) as database:
        assert database.execute("SELECT count(*) FROM slides WHERE deck = ?", (deck,)).fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM texts WHERE body LIKE '%ertraulich%'").fetchone() == (0,)
    again = await mayor.http.post(f"/d/{house.name}/slides/{deck}/remove", headers=origin)
    assert (again.status_code, again.json()["code"]) == (422, "unknown-slides")


@pytest.mark.parametrize(
    ("body", "code", "text"),
    [
        (b"", "not-pdf", "Das ist kein PDF"),
        (b"PK\x03\x04 a presentation", "not-pdf", "Das ist kein PDF"),
        (b"%PDF-1.7 and nothing else", "unreadable", "lässt sich nicht darstellen"),
        (pdf()[:200], "unreadable", "lässt sich nicht darstellen"),
        (pdf(0), "unreadable", "lässt sich nicht darstellen"),
        (pdf(password="geheim"), "encrypted", "Kennwort"),
        (pdf(101), "too-many-pages", "höchstens 100"),
        (b"%PDF-1.7\n" + bytes(30_000_001), "too-large", "höchstens 30 MB"),
    ],
    ids=["empty", "other file", "head only", "cut off", "no pages", "encrypted", "101 pages", "30 MB"],
)
async def test_bad_file_is_refused_with_a_sentence(
    house: House, guests: Guests, body: bytes, code: str, text: str
) -> None:
    lead = guests(house)
    await lead.join(house.seat("moderator").url, "Frau Berger")
    response = await bring(lead, body)
    assert (response.status_code, response.json()["code"]) == (422, code)
    assert text in response.json()["text"]


async def test_page_of_absurd_shape_does_no_harm(house: House, guests: Guests) -> None:
    """A page as wide as a house is drawn small; the server lives on."""
    lead = guests(house)
    line = await lead.join(house.seat("moderator").url, "Frau Berger")
    deck = (await bring(lead, pdf(1, width=14_400))).json()["deck"]
    decks = await line.topic("decks", lambda data: data["decks"])
    picture = Image.open(io.BytesIO((await image(lead, decks["decks"][0]["images"][0])).content))
    assert (deck, picture.size) == (decks["decks"][0]["deck"], (1600, 100))


async def test_only_the_stage_and_who_leads_bring_slides_and_only_from_our_page(build: Build, guests: Guests) -> None:
    house, mayor, _, maria, _ = await stage(build, guests)
    for guest, headers in ((maria, {}), (guests(house), {}), (mayor, {"Origin": "https://evil.example"})):
        response = await bring(guest, pdf(), **headers)
        assert (response.status_code, response.json()["code"]) == (403, "not-allowed")


@pytest.mark.long
async def test_shown_slide_survives_the_death_of_the_control_process(build: Build, guests: Guests) -> None:
    house, mayor, podium, maria, _ = await stage(build, guests)
    deck = (await bring(mayor, pdf(3))).json()["deck"]
    await podium.do("slides.show", deck=deck, page=2)
    house.town.kill("web.control")
    async with asyncio.timeout(60):
        while (line := await redialled(maria)) is None:
            pass
    slide = await line.topic("slides")
    assert (slide["page"], (await image(maria, slide["image"])).status_code) == (2, 200)


async def redialled(guest: Guest) -> Any:
    """A new line, once somebody answers."""
    await guest.house.town.healthy()
    try:
        return await guest.dial()
    except OSError:
        return None


async def test_blank_pdf_of_the_tests_is_one() -> None:
    assert len(pdfium.PdfDocument(pdf(3))) == len(PdfReader(io.BytesIO(pdf(3))).pages) == 3
