"""The doors of the real server: who gets in, who does not and is told why, and that looking changes nothing."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.town import Town
from tests.web.conftest import Build
from tests.web.guests import Guest, House, heading
from web.app import FOOTER, FROM_SERVER
from web.headers import HEADERS
from web.words import LANGUAGES, catalogue

pytestmark = pytest.mark.asyncio(loop_scope="session")
Guests = Callable[[House], Guest]
WORDS = catalogue("de")


def database(town: Town) -> Path:
    return town.file


def everything(house: House) -> dict[str, list[tuple[object, ...]]]:
    """All rows that belong to this dialogue; the town's others go on meanwhile, and so does the beat of its node."""
    connection = sqlite3.connect(f"file:{database(house.town)}?mode=ro", uri=True)
    try:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        owned = [table for table in tables if _owned(connection, table)]
        rows = {table: f"SELECT * FROM {table} WHERE dialogue = ?" for table in owned}
        rows["dialogues"] = "SELECT created_at, due_at FROM dialogues WHERE id = ?"
        return {table: sorted(connection.execute(query, [house.name]), key=repr) for table, query in rows.items()}
    finally:
        connection.close()


def _owned(connection: sqlite3.Connection, table: str) -> bool:
    return any(column[1] == "dialogue" for column in connection.execute(f"PRAGMA table_info({table})"))


def write(town: Town, statement: str, *values: object) -> None:
    connection = sqlite3.connect(database(town), timeout=30)
    try:
        with connection:
            assert connection.execute(statement, values).rowcount > 0
    finally:
        connection.close()


async def test_looking_changes_nothing(house: House, guests: Guests) -> None:
    staff, scanner = guests(house), guests(house)
    line = await staff.join(house.seat("moderator").url, "Mona")
    await line.topic("media", lambda data: data["instance"] is not None)
    before = everything(house)
    links = [house.seat("citizen").url, house.seat("facilitator").url, house.open]
    pages = ["/", f"/d/{house.name}", f"/d/{house.name}/review", f"/d/{house.name}/cards.csv", "/health"]
    for address in [*links, *links, *pages, f"/d/{house.name}/leave", f"/d/{house.name}/take"]:
        await scanner.http.get(address)
        await scanner.http.head(address)
        await scanner.http.get(address, headers={"User-Agent": "SafeLinks", "Cookie": "x=y"})
    assert everything(house) == before
    assert dict(scanner.http.cookies) == {}
    assert (await guests(house).enter(links[0])).status_code == 303
    assert everything(house) != before


async def test_wrong_link_is_said_with_the_hotline(house: House, guests: Guests) -> None:
    guest, right = guests(house), house.seat("citizen").url
    swapped = right.replace("/j/", "/o/")
    for address in (f"{right[:-1]}!", right[:-4], swapped, house.open.replace("/o/", "/j/")):
        for response in (await guest.http.get(address), await guest.enter(address)):
            assert (response.status_code, heading(response.text)) == (404, WORDS["problem.link-unknown.title"])
            assert 'class="call__number" href="tel:0800123456"' in response.text


async def test_expired_link_is_said(house: House, guests: Guests) -> None:
    write(house.town, "UPDATE links SET closes_at = 1 WHERE dialogue = ? AND seat IS NULL", house.name)
    guest = guests(house)
    for response in (await guest.http.get(house.open), await guest.enter(house.open)):
        assert (response.status_code, heading(response.text)) == (410, WORDS["problem.link-expired.title"])
    assert (await guest.enter(house.seat("citizen").url)).status_code == 303


async def test_closed_dialogue_lets_only_its_staff_in(house: House, guests: Guests) -> None:
    moderator = await guests(house).join(house.seat("moderator").url, "Mona")
    assert "ok" in await moderator.do("agenda.start")
    assert "ok" in await moderator.do("agenda.close")
    guest = guests(house)
    own = house.seat("citizen").url
    closed = (await guest.http.get(own), await guest.http.get(house.open), await guest.enter(house.open))
    for response in closed:
        assert (response.status_code, heading(response.text)) == (410, WORDS["problem.closed.title"])
    assert (await guest.enter(own)).headers["location"] == f"/d/{house.name}/mine"
    facilitator = await guests(house).join(house.seat("facilitator").url, "Fatma")
    assert facilitator.topics["me"]["room"] == "staff"
    assert (await guest.enter(house.seat("organizer").url, "Olga")).status_code == 303
    assert (await guest.http.get(f"/d/{house.name}/review")).status_code == 200


async def test_code_leads_to_the_door_however_it_is_typed(house: House, guests: Guests) -> None:
    invitation, guest = house.seat("citizen"), guests(house)
    assert invitation.code is not None
    code = invitation.code
    for typed in (code, f" {code[:4]} {code[4:]} ", f"{code[:2].lower()}-{code[2:]}", "  ".join(code.lower())):
        response = await guest.http.post("/", data={"code": typed})
        assert response.status_code == 303
        assert invitation.url.endswith(response.headers["location"])


async def test_wrong_code_is_said_and_kept(house: House, guests: Guests) -> None:
    guest = guests(house)
    unknown = await guest.http.post("/", data={"code": "ABCD <2345"})
    assert unknown.status_code == 404
    assert WORDS["code.unknown"] in unknown.text
    assert 'value="ABCD &lt;2345"' in unknown.text
    empty = await guest.http.post("/", data={"code": " - "})
    assert (empty.status_code, WORDS["code.empty"] in empty.text) == (422, True)
    # A link's token is no code and a code is no link: each door has its own key.
    assert (await guest.http.post("/", data={"code": house.open.rpartition("/")[2]})).status_code == 404


async def test_name_and_rules_are_asked_for(house: House, guests: Guests) -> None:
    guest, url = guests(house), house.seat("citizen").url
    nothing = await guest.http.post(url, data={})
    assert nothing.status_code == 422
    assert [WORDS["door.name.missing"] in nothing.text, WORDS["door.rules.missing"] in nothing.text] == [True, True]
    faults = {
        "door.name.missing": {"name": " \u202e\u200b "},
        "door.name.role": {"name": "Moderation"},
        "door.rules.missing": {"name": "Maria", "rules": ""},
        "door.name.long": {"name": "M" * 41},
    }
    for fault, fields in faults.items():
        data = {"name": "Maria", "rules": "yes"} | fields
        response = await guest.http.post(url, data={name: value for name, value in data.items() if value})
        assert response.status_code == 422, fault
        assert WORDS[fault].replace("{limit}", "40") in response.text
    assert dict(guest.http.cookies) == {}
    assert (await guest.enter(house.seat("moderator").url, "Moderation")).status_code == 303


async def test_same_name_gets_a_number(house: House, guests: Guests) -> None:
    for number, written in enumerate(("Maria", "maria", "MARIA ")):
        line = await guests(house).join(house.seat("citizen", number).url, written)
    names = await line.topic("names", lambda data: len(data) == 3)
    assert sorted(names.values()) == ["MARIA 3", "Maria", "maria 2"]
    again = guests(house)
    assert (await again.enter(house.seat("citizen").url, "Maria")).status_code == 303
    line = await again.dial()
    me = await line.topic("me")
    assert (await line.topic("names"))[str(me["seat"])] == "Maria"


async def test_open_link_makes_seats_and_remembers_the_device(house: House, guests: Guests) -> None:
    first, second = guests(house), guests(house)
    seats = [(await (await guest.join(house.open)).topic("me"))["seat"] for guest in (first, second, first)]
    assert seats[0] == seats[2] != seats[1]
    assert min(seats) > max(each.seat or 0 for each in house.invitations)
    assert heading((await first.http.get(house.open)).text) == "Probelauf in zehn Minuten"


async def test_seat_moves_to_a_second_device_and_back(house: House, guests: Guests) -> None:
    phone, laptop, url = guests(house), guests(house), house.seat("citizen").url
    there = await phone.join(url)
    assert WORDS["door.taken.title"] in (await laptop.http.get(url)).text
    here = await laptop.join(url)
    assert await there.closed() == ("taken-over", 4409)
    assert await (await phone.dial()).closed() == ("taken-over", 4409)
    elsewhere = await phone.http.post(f"/d/{house.name}/take", headers={"Origin": "https://example.org"})
    assert elsewhere.status_code == 403
    back = await phone.http.post(f"/d/{house.name}/take", headers={"Origin": house.town.base})
    assert back.status_code == 303
    assert await here.closed() == ("taken-over", 4409)
    line = await phone.dial()
    assert (await line.topic("me"))["seat"] == house.seat("citizen").seat
    stranger = await guests(house).http.post(f"/d/{house.name}/take", headers={"Origin": house.town.base})
    assert stranger.status_code == 403


async def test_cookie_is_for_the_server_alone(house: House, guests: Guests) -> None:
    response = await guests(house).enter(house.seat("citizen").url)
    value, *flags = response.headers["set-cookie"].split("; ")
    assert value.startswith(f"seat-{house.name}=")
    assert sorted(flags) == ["HttpOnly", "Path=/", "SameSite=lax"]
    token = house.seat("citizen").url.rpartition("/")[2]
    assert token not in value + response.headers["location"]


async def test_forged_cookie_opens_nothing(house: House, build: Build, guests: Guests) -> None:
    other = await build()
    guest, stranger = guests(house), guests(house)
    await guest.join(house.seat("organizer").url, "Olga")
    cookie = guest.http.cookies[f"seat-{house.name}"]
    for name, value in ((house.name, cookie[:-2] + "xx"), (house.name, '["d1", 1, "x"]'), (other.name, cookie)):
        stranger.http.cookies.set(f"seat-{name}", value)
        assert (await stranger.http.get(f"/d/{name}")).status_code == 403
        assert (await stranger.http.get(f"/d/{name}/report.json")).status_code == 403


async def test_every_answer_has_the_security_headers(house: House, guests: Guests) -> None:
    guest = guests(house)
    url = house.seat("citizen").url
    answers = [
        await guest.http.get(path) for path in ("/", url, "/nothing", "/static/main.js", "/theme.css", "/health")
    ]
    answers += [await guest.enter(url), await guest.http.get(f"/d/{house.name}")]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert {name: answer.headers[name] for name in HEADERS} == {**HEADERS, "Content-Security-Policy": policy}
        assert "server" not in answer.headers
    socket = re.search(r"connect-src ([^;]*)", policy)
    assert socket is not None
    origins = [house.town.base, house.town.base.replace("localhost", "127.0.0.1")]
    assert sorted(socket[1].split()) == sorted(["'self'", *(origin.replace("http", "ws", 1) for origin in origins)])


async def test_token_is_in_no_log_and_no_later_address(house: House, guests: Guests) -> None:
    guest = guests(house)
    await guest.http.post("/", data={"code": house.seat("citizen").code or ""})
    await guest.join(house.seat("citizen").url)
    await guest.join(house.open)
    log = house.town.log.read_text()
    secrets = [each.url.rpartition("/")[2] for each in house.invitations] + [each.code for each in house.invitations]
    assert [secret for secret in secrets if secret and secret in log] == []
    kept = database(house.town).read_bytes()
    assert [secret for secret in secrets if secret and secret.encode() in kept] == []


@pytest.mark.parametrize("head", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "same-site"}])
async def test_another_site_makes_nobody_leave(house: House, guests: Guests, head: dict[str, str]) -> None:
    guest = guests(house)
    line = await guest.join(house.seat("citizen").url)
    assert (await guest.http.post(f"/d/{house.name}/leave", headers=head)).status_code == 403
    assert dict(guest.http.cookies) != {}
    assert "now" in (await line.ask("clock", sent=0.0))["data"]


async def test_leaving_gives_the_cookie_back(house: House, guests: Guests) -> None:
    guest, url = guests(house), house.seat("citizen").url
    watching = await guests(house).join(house.seat("moderator").url, "Mona")
    line = await guest.join(url)
    await watching.topic("console", lambda data: data["counts"]["present"] == 1)
    response = await guest.http.post(f"/d/{house.name}/leave")
    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert dict(guest.http.cookies) == {}
    assert (await line.closed())[1] == 4404
    await watching.topic("console", lambda data: data["counts"]["present"] == 0)
    assert (await guest.http.get(f"/d/{house.name}")).status_code == 403
    assert (await (await guest.join(url)).topic("me"))["seat"] == house.seat("citizen").seat


async def test_language_is_switched_and_kept(house: House, guests: Guests) -> None:
    guest, url = guests(house), house.seat("citizen").url
    for language in LANGUAGES:
        text = (await guest.http.get(url, params={"lang": language})).text
        assert f'data-language="{language}"' in text
        assert catalogue(language)["door.submit"] in text
    on_screens = {key: text for key, text in catalogue("en").items() if not key.startswith(FROM_SERVER)}
    assert (await guests(house).http.get("/words/en.json")).json() == on_screens


async def test_hotline_is_on_every_page(house: House, guests: Guests) -> None:
    guest = guests(house)
    await guest.enter(house.seat("organizer").url, "Olga")
    inside = (f"/d/{house.name}", f"/d/{house.name}/review", "/d/nowhere")
    pages = ("/", house.seat("citizen").url, house.open, "/j/wrong", "/nothing", *inside, *(f"/{n}" for n in FOOTER))
    for page in pages:
        text = (await guest.http.get(page)).text
        assert '<a href="tel:0800123456">0800 123 456</a>' in text, page
        assert [name for name in FOOTER if f'href="/{name}"' not in text] == [], page
