"""Name, colour and logo: what is refused, what lies over what, and that a file becomes a picture of ours."""

from __future__ import annotations

import io

import pytest
import pytest_asyncio
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from dialogue.database import Database
from dialogue.machine import Refused
from dialogue.settings import Settings
from web.logo import redrawn
from web.looks import TOWN, Looks, checked, contrast


@pytest_asyncio.fixture
async def looks(database: Database) -> Looks:
    return Looks(database, Settings(_env_file=None, town="Musterstadt", hotline="0800 1"))


async def test_dialogue_lies_over_town_and_town_over_settings(looks: Looks) -> None:
    assert await looks.write(TOWN, {"town": "Neustadt", "accent": "#003366"}, seen=0)
    assert await looks.write("d1", {"hotline": "0800 2", "zone": "Europe/Vienna", "text": "Hallo"}, seen=0)
    own, town = looks.of("d1"), looks.of("d2")
    assert (own.town, own.accent, own.hotline, own.zone.key, own.text) == (
        *("Neustadt", "#003366", "0800 2", "Europe/Vienna", "Hallo"),
    )
    assert (town.town, town.hotline, town.zone.key, town.text) == ("Neustadt", "0800 1", "Europe/Berlin", "")


async def test_who_saves_an_older_version_stores_nothing(looks: Looks) -> None:
    assert await looks.write(TOWN, {"town": "A"}, seen=0)
    assert not await looks.write(TOWN, {"town": "B"}, seen=0)
    assert not await looks.write(TOWN, {"town": "B"}, seen=2)
    assert await looks.write(TOWN, {"town": "C"}, seen=1)
    assert looks.of(None).town == "C"


async def test_logo_comes_stays_and_goes(looks: Looks) -> None:
    await looks.write(TOWN, {}, seen=0, logo=b"png")
    assert (looks.of("d1").logo, await looks.logo_of("d1")) == ("/logo/town/1.png", b"png")
    await looks.write(TOWN, {"town": "A"}, seen=1)
    assert await looks.logo(TOWN) == b"png"
    await looks.write(TOWN, {"town": "A"}, seen=2, logo=None)
    assert (looks.of(None).logo, await looks.logo_of("d1")) == ("", None)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("accent", "blau", "bad-colour"),
        ("accent", "#ffee00", "pale-colour"),
        ("hotline", "ruf mich an", "bad-phone"),
        ("contact_mail", "dialog", "bad-mail"),
        ("zone", "Mars/Base", "bad-zone"),
        ("town", "x" * 81, "too-long-field"),
        ("text", "x" * 601, "too-long-field"),
    ],
)
def test_unfit_field_is_refused(field: str, value: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        checked({field: value})
    assert refusal.value.code == code


def test_empty_fields_are_left_to_the_town() -> None:
    assert checked({"town": "  ", "accent": "#1D4F91", "unknown": "x"}) == {"accent": "#1d4f91"}


def test_contrast_is_that_of_the_guideline() -> None:
    assert [round(contrast(colour), 2) for colour in ("#ffffff", "#000000", "#767676")] == [1.0, 21.0, 4.54]


def picture(kind: str, width: int = 1200, height: int = 300) -> bytes:
    out, info = io.BytesIO(), PngInfo()
    info.add_text("comment", "<script>alert(1)</script>")
    extra = {"pnginfo": info} if kind == "PNG" else {}
    Image.new("RGB", (width, height), "#1d4f91").save(out, kind, **extra)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_logo_is_drawn_anew_and_small(kind: str) -> None:
    drawn = redrawn(picture(kind))
    assert isinstance(drawn, bytes)
    assert b"script" not in drawn
    with Image.open(io.BytesIO(drawn)) as found:
        assert (found.format, found.size) == ("PNG", (640, 160))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "logo-kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "logo-kind"),
        (b"%PDF-1.7", "logo-kind"),
        (b"x" * 2_000_001, "logo-large"),
        (picture("PNG", 8000, 8000), "logo-large"),
        (picture("PNG")[:200], "logo-broken"),
        (picture("BMP"), "logo-kind"),
    ],
)
def test_unfit_logo_is_told(body: bytes, code: str) -> None:
    assert redrawn(body) == code
