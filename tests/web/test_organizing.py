"""Organizers at the real server: set-up, sign-in, who may see what, and pages that keep the rules of all pages."""

from __future__ import annotations

import re

import httpx2 as httpx
import pytest

from tests.web.conftest import Build, Organizer
from tests.web.guests import heading
from web.words import LANGUAGES

pytestmark = pytest.mark.asyncio(loop_scope="session")
PAGES = ["/organize", "/organize/team", "/organize/audit"]


async def signed_in(organizer: Organizer, http: httpx.AsyncClient, **changes: str) -> httpx.Response:
    return await http.post("/organize/sign-in", data=organizer.form(**changes))


async def test_setup_link_works_once(organizer: Organizer) -> None:
    async with organizer.stranger() as other:
        for answer in (
            await other.get(organizer.setup),
            await other.post(organizer.setup, data=organizer.form(mail="eve@x.de")),
        ):
            assert (answer.status_code, heading(answer.text)) == (410, "Dieser Link gilt nicht mehr")
        assert (await signed_in(organizer, other, mail="eve@x.de")).status_code == 422


async def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(organizer: Organizer) -> None:
    async with organizer.stranger() as other:
        led = await other.get("/organize/team?lang=en")
        assert led.headers["location"] == "/organize/sign-in?lang=en&then=/organize/team"
        page = await other.get(led.headers["location"])
        assert 'name="then" value="/organize/team"' in page.text
        back = await other.post("/organize/sign-in?lang=en", data=organizer.form(then="/organize/team"))
        assert (back.status_code, back.headers["location"]) == (303, "/organize/team?lang=en")
        assert (await other.get("/organize/team")).status_code == 200


@pytest.mark.parametrize("then", ["//evil.example", "https://evil.example", "/organize/../x", "/metrics", "x:1"])
async def test_sign_in_leads_to_no_other_site(organizer: Organizer, then: str) -> None:
    async with organizer.stranger() as other:
        assert (await signed_in(organizer, other, then=then)).headers["location"] == "/organize"


async def test_session_cookie_is_for_the_server_alone(organizer: Organizer) -> None:
    async with organizer.stranger() as other:
        cookie = (await signed_in(organizer, other)).headers["set-cookie"]
        assert re.fullmatch(r"organizer=[\w-]{43}; HttpOnly; Path=/; SameSite=lax", cookie)


async def test_wrong_password_and_unknown_address_read_alike(organizer: Organizer) -> None:
    async with organizer.stranger() as other:
        answers = [
            await signed_in(organizer, other, password="falsch" * 3),
            await signed_in(organizer, other, mail="nobody@stadt.de"),
        ]
        bodies = {re.sub(r'value="[^"]*"', "", each.text) for each in answers}
        assert [each.status_code for each in answers] == [422, 422]
        assert len(bodies) == 1
        assert organizer.PASSWORD not in answers[0].text
        assert (await other.get("/organize")).status_code == 303


async def test_sign_out_ends_the_session_on_the_server(organizer: Organizer) -> None:
    async with organizer.stranger() as other:
        await signed_in(organizer, other)
        cookies = dict(other.cookies)
        assert (await other.get("/organize")).status_code == 200
        await other.post("/organize/sign-out")
        other.cookies.update(cookies)  # a stolen copy
        assert (await other.get("/organize")).status_code == 303


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_form_of_another_site_does_nothing(organizer: Organizer, headers: dict[str, str]) -> None:
    for address in ("/organize/team", "/organize/password", "/organize/sign-out"):
        answer = await organizer.http.post(address, data=organizer.form(mail="eve@x.de"), headers=headers)
        assert answer.status_code == 403
    assert "eve@x.de" not in (await organizer.http.get("/organize/team")).text


async def test_second_organizer_joins_by_a_link_and_is_ended_again(organizer: Organizer) -> None:
    added = await organizer.http.post("/organize/team", data={"name": "Ben Kurz", "mail": "ben@stadt.de"})
    link = re.search(r'class="secret">http://[^/]+(/organize/join/[\w-]+)<', added.text)
    assert link is not None
    again = await organizer.http.post("/organize/team", data={"name": "Ben", "mail": "BEN@stadt.de"})
    assert again.status_code == 422
    async with organizer.stranger() as ben:
        assert "Ben Kurz" in (await ben.get(link[1])).text
        short = await ben.post(link[1], data={"password": "kurz"})
        assert (short.status_code, "mindestens 12 Zeichen" in short.text) == (422, True)
        assert (await ben.post(link[1], data={"password": "lang genug und gut"})).status_code == 303
        assert (await ben.get(link[1])).status_code == 410
        assert (await ben.get("/organize")).status_code == 200
        number = re.findall(r'action="/organize/team/(\d+)"', (await organizer.http.get("/organize/team")).text)[-1]
        unsure = await organizer.http.post(f"/organize/team/{number}", data={"do": "end"})
        assert unsure.status_code == 422
        await organizer.http.post(f"/organize/team/{number}", data={"do": "end", "sure": "yes"})
        assert (await ben.get("/organize")).status_code == 303
    audit = (await organizer.http.get("/organize/audit")).text
    assert audit.index("Zugang von Ben Kurz beendet") < audit.index("Ben Kurz ins Organisationsteam genommen")


async def test_account_sees_what_leading_seats_see_and_strangers_do_not(organizer: Organizer, build: Build) -> None:
    house = await build()
    base = f"/d/{house.name}"
    pages = ["review", "answers", "script", "script.json", "cards.csv", "report.json", "run-of-show.pdf", "results"]
    async with organizer.stranger() as other:
        denied = [(await other.get(f"{base}/{page}")).status_code for page in pages]
    assert denied == [403] * 7 + [404]
    assert [(await organizer.http.get(f"{base}/{page}")).status_code for page in pages] == [200] * 8


async def test_account_publishes_through_the_organizers_seat_and_the_record_says_who(
    organizer: Organizer, build: Build
) -> None:
    house = await build()
    address = f"/d/{house.name}/publish"
    assert (await organizer.http.post(address, data={"to": "checked", "seen": "0"})).status_code == 303
    alone = await organizer.http.post(address, data={"to": "approved", "seen": "1"})
    assert (alone.status_code, "Freigeben muss eine zweite Person." in alone.text) == (422, True)
    async with organizer.stranger() as other:
        await other.post(house.seat("moderator").url, data={"name": "Mona", "rules": "yes"})
        assert (await other.post(address, data={"to": "approved", "seen": "1"})).status_code == 303
    assert (await organizer.http.post(address, data={"to": "published", "seen": "2"})).status_code == 303
    assert (await organizer.http.get(f"/d/{house.name}/results")).status_code == 200
    audit = (await organizer.http.get(f"/organize/audit?dialogue={house.name}")).text
    assert re.search(r"<td>Olga Berger</td>\s*<td>Ergebnis veröffentlicht</td>", audit)


async def test_home_lists_dialogues_with_their_state(organizer: Organizer, build: Build) -> None:
    house = await build(citizens=3)
    home = (await organizer.http.get("/organize")).text
    row = next(part for part in home.split('<li class="row') if f"/organize/d/{house.name}" in part)
    assert "3 Plätze für Bürgerinnen und Bürger" in row


async def test_password_is_changed_with_the_old_one_alone(organizer: Organizer) -> None:
    wrong = await organizer.http.post("/organize/password", data={"old": "falsch", "password": "neu und lang genug"})
    assert (wrong.status_code, "Das bisherige Passwort stimmt nicht." in wrong.text) == (422, True)
    form = {"old": organizer.PASSWORD, "password": organizer.PASSWORD}
    assert (await organizer.http.post("/organize/password", data=form)).status_code == 303
    assert (await organizer.http.get("/organize/team")).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
async def test_page_keeps_the_rules_of_all_pages(organizer: Organizer, address: str, language: str) -> None:
    text = (await organizer.http.get(f"{address}?lang={language}")).text
    ids = re.findall(r'\sid="([^"]+)"', text)
    wanted = {one for value in re.findall(r'\s(?:for|aria-\w+by)="([^"]*)"', text) for one in value.split()}
    assert (text.count("<h1"), sorted(set(ids)), wanted - set(ids)) == (1, sorted(ids), set())
    assert text.count("kern-btn--primary") <= 1
    assert re.findall(r"<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", text) == []
    assert re.findall(r'href="(/organize[^"?]*)"', text) == []  # the chosen language rides along


async def test_guessing_is_slowed_down(organizer: Organizer) -> None:
    async with organizer.stranger() as other:
        other.headers["X-Forwarded-For"] = "203.0.113.9"  # as the proxy in front says whose it is
        answers = [(await signed_in(organizer, other, mail=f"m{n}@x.de")).status_code for n in range(21)]
        assert answers[-1] == 429
        assert (await signed_in(organizer, other)).status_code == 429
        other.headers["X-Forwarded-For"] = "203.0.113.10"
        assert (await signed_in(organizer, other, mail="nobody@x.de")).status_code == 422
