"""Inviting at the real server: lists in every dress, letters and calendar files read again, the open link's limits."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from datetime import UTC, datetime

import httpx2 as httpx
import pypdf
import pytest
import vobject

from tests.web.conftest import Build, Organizer
from tests.web.guests import House, heading
from tests.web.test_preparing import made, rules
from web.invited import decoded
from web.letters import as_csv, as_pdf
from web.words import LANGUAGES

pytestmark = pytest.mark.asyncio(loop_scope="session")
LIST = "name;mail;district\nAda Groß;ada@example.org;Nord\nBela Öztürk;bela@example.org;Süd\n"


@pytest.mark.parametrize(
    ("body", "how"),
    [
        (LIST.encode(), "utf-8"),
        (LIST.encode("utf-8-sig"), "utf-8"),
        (LIST.encode("utf-16"), "utf-16"),
        (LIST.encode("cp1252"), "windows"),
    ],
    ids=["plain", "mark", "wide", "windows"],
)
async def test_file_is_read_in_its_encoding(body: bytes, how: str) -> None:
    assert decoded(body) == (LIST, how)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0rest", "spreadsheet"),
        (b"a\0b", "binary"),
        (b"\xff\0\xfe\x81", "binary"),
        (b"x" * 4_000_001, "large"),
    ],
    ids=["xlsx", "xls", "zero", "bytes", "large"],
)
async def test_what_is_no_list_is_told(body: bytes, why: str) -> None:
    assert decoded(body) == ("", why)


class Desk:
    """A dialogue's page for inviting."""

    def __init__(self, organizer: Organizer, house_name: str) -> None:
        self.organizer = organizer
        self.base = f"/organize/d/{house_name}"

    async def bring(self, body: bytes, name: str = "liste.csv") -> httpx.Response:
        return await self.organizer.http.post(f"{self.base}/list", files={"file": (name, body, "text/csv")})

    async def take(self, shown: str, **changes: str) -> httpx.Response:
        """What the page's form sends."""
        text = re.search(r'<textarea name="text"[^>]*>\n?(.*?)</textarea>', shown, re.S)
        assert text is not None, shown
        form = {"text": html.unescape(text[1]), "how": "utf-8"}
        for name, options in re.findall(r'<select[^>]* name="(column-\d+)">(.*?)</select>', shown, re.S):
            form[name] = html.unescape(re.findall(r'value="([^"]*)" selected', options)[-1])
        return await self.organizer.http.post(f"{self.base}/import", data={**form, "do": "import", **changes})

    async def table(self) -> list[dict[str, str]]:
        """The mail merge table, as a spreadsheet reads it."""
        answer = await self.organizer.http.get(f"{self.base}/letters/csv")
        assert answer.content.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


async def desk_of(organizer: Organizer, **changes: str) -> Desk:
    return Desk(organizer, (await made(organizer, **changes)).rpartition("/")[2])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
async def test_list_is_shown_before_it_is_taken_in(organizer: Organizer, encoding: str) -> None:
    desk = await desk_of(organizer)
    shown = await desk.bring(LIST.encode(encoding))
    assert (heading(shown.text), "2 Personen ohne Fehler" in shown.text) == ("Stimmt die Liste so?", True)
    assert ("als Windows-Datei gelesen" in shown.text) == (encoding == "cp1252")
    assert await desk.table() == []
    assert (await desk.take(shown.text)).status_code == 303
    table = await desk.table()
    assert [(row["Name"], row["Mailadresse"]) for row in table] == [
        ("Ada Groß", "ada@example.org"),
        ("Bela Öztürk", "bela@example.org"),
    ]
    async with organizer.stranger() as ada:
        assert (await ada.get(table[0]["Link"])).status_code == 200
        code = await ada.post("/", data={"code": table[0]["Code"].lower()})
        assert table[0]["Link"].endswith(code.headers["location"])


async def test_list_with_a_fault_is_not_taken_in_at_all(organizer: Organizer) -> None:
    desk = await desk_of(organizer)
    shown = await desk.bring((LIST + "Cem;cem@example.org;Ost\n;keine;West\nModeration;m@x.de;\n").encode())
    assert "Zeile 5: „keine“ ist keine Mailadresse." in shown.text
    assert "Zeile 6: „Moderation“ kann kein Name sein." in shown.text
    assert 'value="import"' not in shown.text
    assert (await desk.take(shown.text)).status_code == 422
    assert await desk.table() == []


async def test_same_people_are_not_invited_twice(organizer: Organizer) -> None:
    desk = await desk_of(organizer)
    await desk.take((await desk.bring(LIST.encode())).text)
    again = await desk.bring(LIST.upper().replace("NAME;MAIL", "name;mail").encode())
    assert "Zeile 2: „ADA@EXAMPLE.ORG“ ist schon eingeladen." in again.text
    assert len(await desk.table()) == 2


async def test_column_gets_another_meaning(organizer: Organizer) -> None:
    desk = await desk_of(organizer)
    shown = (await desk.bring(b"Wer;Adresse\nAda;ada@example.org\n")).text
    await desk.take(shown, **{"column-0": "name", "column-1": "mail"})
    assert [(row["Name"], row["Mailadresse"]) for row in await desk.table()] == [("Ada", "ada@example.org")]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [(b"PK\x03\x04", "Das ist eine Excel-Datei."), (b"", "Bitte wählen Sie eine Datei"), (b"a\0b", "ist kein Text")],
)
async def test_wrong_file_is_told(organizer: Organizer, body: bytes, sentence: str) -> None:
    desk = await desk_of(organizer)
    answer = await desk.bring(body)
    assert (answer.status_code, sentence in answer.text) == (422, True)


async def test_formula_never_reaches_the_merge_table() -> None:
    row = {"called": "=1+1", "name": "+x", "mail": "@y", "link": "http://x/j/1", "code": "ABCD"}
    cells = next(csv.reader(io.StringIO(as_csv(["n"] * 7, [row]).decode("utf-8-sig").splitlines()[1]), delimiter=";"))
    assert [cell[0] in "=+-@" for cell in cells[1:4]] == [False] * 3


async def test_letters_have_code_link_and_qr_and_are_accessible(organizer: Organizer) -> None:
    desk = await desk_of(organizer, title="Wohin mit dem Markt?")
    await desk.take((await desk.bring(LIST.encode())).text)
    table = await desk.table()
    answer = await organizer.http.get(f"{desk.base}/letters/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    found = pypdf.PdfReader(io.BytesIO(answer.content))
    assert (len(found.pages), found.trailer["/Root"]["/MarkInfo"]["/Marked"]) == (2, True)
    assert found.metadata is not None
    assert "Wohin mit dem Markt?" in (found.metadata.title or "")
    for row, page in zip(table, found.pages, strict=True):
        text = page.extract_text().replace("\n", "")
        assert row["Name"] in text
        assert row["Code"] in text.replace(" ", "")
        assert row["Link"] in text
        assert "Sonntag, 28. März 2027, 18:00 Uhr. Einlass ab 17:30 Uhr." in text


async def test_packed_table_names_its_pictures(organizer: Organizer) -> None:
    desk = await desk_of(organizer)
    await organizer.http.post(f"{desk.base}/nameless", data={"count": "2"})
    packed = zipfile.ZipFile(io.BytesIO((await organizer.http.get(f"{desk.base}/letters/zip")).content))
    table = next(name for name in packed.namelist() if name.endswith(".csv"))
    rows = csv.DictReader(io.StringIO(packed.read(table).decode("utf-8-sig")), delimiter=";")
    pictures = [row["QR-Bild"] for row in rows]
    assert pictures == ["qr/0001.png", "qr/0002.png"]
    assert all(packed.read(name).startswith(b"\x89PNG") for name in pictures)


async def test_letter_prints_markup_as_it_stands() -> None:
    texts = dict.fromkeys(("town", "when", "text", "how", "code", "link", "qr", "personal", "help", "contact"), "x")
    data = {**texts, "title": "#panic() *fett* $x$", "heading": "E", "language": "de", "steps": ["a"], "hotline": ""}
    letter = {"language": "de", "name": '#image("x")', "link": "http://x/j/1", "code": "ABCDEFGH"}
    text = pypdf.PdfReader(io.BytesIO(as_pdf({"de": data}, [letter], None))).pages[0].extract_text()
    assert "#panic() *fett* $x$" in text
    assert '#image("x")' in text


@pytest.mark.parametrize("name", ["مريم العربي", "Владимир", "Ada 😀", "漢字", "a\x07b\u202e", "\ud800"])
async def test_no_name_of_the_list_spoils_the_letters(name: str) -> None:
    """PDF/UA forbids signs without a picture: one name would keep a whole town's letters from being printed."""
    texts = dict.fromkeys(("town", "when", "text", "how", "code", "link", "qr", "personal", "help", "contact"), name)
    data = {
        **texts,
        "title": f"T {name}",
        "how": "H",
        "qr": "Q",
        "heading": "E",
        "language": "de",
        "steps": [name],
        "hotline": "",
    }
    link = "https://dialog.eine-sehr-lange-adresse.example/j/oUL0s1ENaUcbZZZ4Nz7fp4"
    letter = {"language": "de", "name": name, "link": link, "code": "ABCDEFGH"}
    page = pypdf.PdfReader(io.BytesIO(as_pdf({"de": data}, [letter], None))).pages[0]
    assert link in page.extract_text().replace("\n", "")  # as it stands, to be copied


@pytest.mark.parametrize(
    ("day", "role", "utc"),
    [
        ("2027-03-27", "citizen", "2027-03-27T17:00"),
        ("2027-03-28", "citizen", "2027-03-28T16:00"),
        ("2027-10-31", "citizen", "2027-10-31T17:00"),
        ("2027-03-28", "moderator", "2027-03-28T15:00"),
    ],
)
async def test_calendar_file_says_the_right_instant_to_another_library(
    organizer: Organizer, day: str, role: str, utc: str
) -> None:
    desk = await desk_of(organizer, day=day)
    body = (await organizer.http.get(f"{desk.base}/calendar/{role}.ics")).text
    event = vobject.readOne(body).vevent
    assert f"{event.dtstart.value.astimezone(UTC):%Y-%m-%dT%H:%M}" == utc
    assert "DTSTART;TZID=Europe/Berlin:" in body
    assert event.dtend.value > event.dtstart.value
    assert [alarm.action.value for alarm in event.valarm_list] == ["DISPLAY", "DISPLAY"]
    assert event.uid.value != ""


async def test_own_calendar_file_has_the_own_link(organizer: Organizer, build: Build) -> None:
    house = await build()
    link = house.seat("citizen").url
    async with organizer.stranger() as citizen:
        event = vobject.readOne((await citizen.get(f"{link}/calendar.ics")).text).vevent
        assert (event.url.value, link in event.description.value) == (link, True)
        assert isinstance(event.dtstart.value, datetime)
        assert (await citizen.get("/j/nosuch/calendar.ics")).status_code == 404


async def open_link(organizer: Organizer, house: House, **changes: str) -> httpx.Response:
    base = f"/organize/d/{house.name}"
    seen = re.search(r'name="seen" value="(\d+)"', (await organizer.http.get(f"{base}/people")).text)
    assert seen is not None
    return await organizer.http.post(f"{base}/open", data={"seen": seen[1], **changes})


async def test_open_link_is_closed_counted_and_timed(organizer: Organizer, build: Build) -> None:
    house = await build(citizens=0)
    async with organizer.stranger() as citizen, organizer.stranger() as second:
        assert (await open_link(organizer, house)).status_code == 303  # without the tick
        assert (await citizen.get(house.open)).status_code == 410
        assert (await citizen.post(house.open, data={"name": "Ada", "rules": "yes"})).status_code == 410
        await open_link(organizer, house, open="yes", places="1")
        assert (await citizen.post(house.open, data={"name": "Ada", "rules": "yes"})).status_code == 303
        full = await second.get(house.open)
        assert (full.status_code, heading(full.text)) == (410, "Alle Plätze dieses Links sind vergeben")
        assert (await citizen.get(house.open)).status_code == 200  # has a seat already
        await open_link(organizer, house, open="yes", day="2020-01-01", time="12:00")
        assert (await second.get(house.open)).status_code == 410
        await open_link(organizer, house, open="yes", day="2099-01-01", time="12:00", by_hand="yes")
        assert (await second.get(house.open)).status_code == 200


async def test_older_form_of_the_open_link_stores_nothing(organizer: Organizer, build: Build) -> None:
    house = await build(citizens=0)
    assert (await open_link(organizer, house, open="yes", places="5")).status_code == 303
    late = await organizer.http.post(f"/organize/d/{house.name}/open", data={"seen": "0", "open": "yes", "places": "9"})
    assert (late.status_code, "inzwischen anders eingestellt" in late.text) == (409, True)
    assert (
        'name="places" type="number" value="5"' in (await organizer.http.get(f"/organize/d/{house.name}/people")).text
    )


async def test_team_gets_seats_with_links(organizer: Organizer, build: Build) -> None:
    house = await build()
    base = f"/organize/d/{house.name}/roles"
    wrong = await organizer.http.post(base, data={"role": "king"})
    assert (wrong.status_code, "Bitte wählen Sie eine Rolle." in wrong.text) == (422, True)
    assert (await organizer.http.post(base, data={"role": "podium", "name": "Frau Stadträtin"})).status_code == 303
    page = (await organizer.http.get(base)).text
    row = next(part for part in page.split("<tr>") if "Frau Stadträtin" in part)
    link = re.search(r'roles__link">([^<]+)<', row)
    assert link is not None
    async with organizer.stranger() as podium:
        assert 'value="Frau Stadträtin"' in (await podium.get(link[1])).text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_pages_keep_the_rules_of_all_pages(organizer: Organizer, build: Build, language: str) -> None:
    house = await build(citizens=2)
    for page in ("people", "roles"):
        rules((await organizer.http.get(f"/organize/d/{house.name}/{page}?lang={language}")).text)
    sent = {"file": ("l.csv", LIST.encode(), "text/csv")}
    rules((await organizer.http.post(f"/organize/d/{house.name}/list?lang={language}", files=sent)).text)
