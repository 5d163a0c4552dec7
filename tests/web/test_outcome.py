"""From card to answer through the real server: the result page before and after publishing, "Mein Beitrag", follow-ups,
redaction to the last byte, and who gets none of it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import httpx2 as httpx
import pytest

from tests.web.conftest import Build
from tests.web.guests import ROUND, Guest, House, Line, heading
from tests.web.visitors import done

pytestmark = pytest.mark.asyncio(loop_scope="session")
Guests = Callable[[House], Guest]
NASTY = "<script>alert(1)</script> Straße \u202eimnarF \N{BICYCLE} =1+1"


ANSWERING = ROUND.replace("kind: harvest", "kind: answer")


class Evening:
    """A house in which two citizens wrote a card each, the first is in a theme, and answers are given."""

    def __init__(self, house: House, staff: Guest, ada: Guest, bela: Guest, line: Line, lines: list[Line]) -> None:
        self.house, self.staff, self.ada, self.bela, self.line, self.lines = house, staff, ada, bela, line, lines

    def at(self, page: str) -> str:
        return f"/d/{self.house.name}/{page}"

    async def close(self) -> None:
        await done(self.line, "agenda.close")
        await self.line.topic("evening", lambda evening: evening["status"] == "closed")

    async def publish(self, second: Guest) -> None:
        """The organizer checks, the moderator approves and publishes."""
        await second.enter(self.house.seat("organizer").url, "Olga")
        for guest, to, seen in ((second, "checked", 0), (self.staff, "approved", 1), (self.staff, "published", 2)):
            fields = {"to": to, "seen": str(seen)}
            assert (await guest.http.post(self.at("publish"), data=fields)).status_code == 303

    async def form(self, page: str, **fields: str) -> httpx.Response:
        return await self.staff.http.post(self.at(page), data=fields)


Made = Callable[[], Awaitable[Evening]]


@pytest.fixture
def evening_of(build: Build, guests: Guests) -> Made:
    async def made() -> Evening:
        house = await build(script=ANSWERING, citizens=2, facilitators=0)
        staff, ada, bela = (guests(house) for _ in range(3))
        line = await staff.join(house.seat("moderator").url, "Mona")
        lines = [
            await ada.join(house.seat("citizen").url, "Ada"),
            await bela.join(house.seat("citizen", 1).url, "Bela"),
        ]
        await done(line, "agenda.start")
        await done(line, "agenda.next", leaving="auftakt", now=True)
        for citizen, text in zip(lines, ("Mehr Bänke", NASTY), strict=True):
            await citizen.topic("me", lambda me: (me["group"] or "").startswith("gruppe/"))
            await done(citizen, "card.write", column="gut", text=text)
        await done(line, "agenda.next", leaving="gruppe", now=True)
        cards = await line.topic("editing-cards", lambda cards: len(cards) == 2)
        first = min(cards, key=lambda id: cards[id]["number"])
        await done(line, "theme.add", title="Sitzen im Ort", cards={first: None})
        edit = (await line.topic("editing", lambda editing: editing["edit"] == 1))["edit"]
        await done(line, "themes.publish", edit=edit)
        return Evening(house, staff, ada, bela, line, lines)

    return made


ANSWER = {"kind": "theme", "number": "1", "status": "checked", "reason": "Es ist Platz.", "responsible": "Tiefbauamt"}


async def test_result_is_there_once_it_is_published_and_gone_when_withdrawn(evening_of: Made, guests: Guests) -> None:
    evening = await evening_of()
    stranger = guests(evening.house)
    unknown = await stranger.http.get("/d/nosuch/results")
    for guest in (stranger, evening.ada):
        before = await guest.http.get(evening.at("results"))
        assert (before.status_code, heading(before.text)) == (404, heading(unknown.text))
    preview = await evening.staff.http.get(evening.at("results"))
    assert (preview.status_code, "Vorschau" in preview.text) == (200, True)
    await done(evening.line, "answer.give", **ANSWER | {"number": 1, "seen": 0, "until": "2027-03-31"})
    await evening.publish(guests(evening.house))
    page = (await stranger.http.get(evening.at("results"))).text
    for text in ("Sitzen im Ort", "Mehr Bänke", "Wird geprüft", "bis 31. März 2027", "Es ist Platz.", "Tiefbauamt"):
        assert text in page
    assert "Entscheiden wird der Gemeinderat." in page
    assert [name for name in ("Ada", "Bela", "Mona") if name in page] == []
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)" in page) == (False, True)
    english = (await stranger.http.get(f"{evening.at('results')}?lang=en")).text
    assert "31 March 2027" in english
    assert (await evening.form("publish", to="draft", seen="0")).status_code == 422
    assert (await evening.form("publish", to="draft", seen="3")).status_code == 303
    assert (await stranger.http.get(evening.at("results"))).status_code == 404


async def test_result_tells_what_was_asked_and_what_few_voted_only_as_a_number(
    evening_of: Made, guests: Guests
) -> None:
    evening = await evening_of()
    await done(evening.lines[0], "question.ask", text="Wer bezahlt die Bänke?", named=True)
    await done(evening.line, "poll.ask", text="Soll der Platz autofrei werden?", options=[])
    await evening.lines[0].topic("polls", lambda polls: "frage/1" in polls)
    await done(evening.lines[0], "poll.vote", poll="frage/1", chosen={"frage": ["ja"]}, texts={})
    await done(evening.line, "poll.close", poll="frage/1")
    assert "Soll der Platz autofrei werden?" in (await evening.staff.http.get(evening.at("review"))).text
    await evening.publish(guests(evening.house))
    page = (await guests(evening.house).http.get(evening.at("results"))).text
    told = ("Wer bezahlt die Bänke?", "1 Person hat abgestimmt", "Erst ab fünf Stimmen")
    assert [text for text in told if text not in page] == []
    assert [text for text in ("autofrei", "Ada", "<progress") if text in page] == []


async def test_answers_go_on_after_the_evening_and_nobody_overwrites_another(evening_of: Made, guests: Guests) -> None:
    evening = await evening_of()
    await done(evening.line, "answer.give", **ANSWER | {"number": 1, "seen": 0, "until": "2027-03-31"})
    await evening.close()
    later = ANSWER | {"status": "planned", "reason": "Gebaut wird 2027.", "until": ""}
    both = await asyncio.gather(*(evening.form("answers", seen="1", **later) for _ in range(2)))
    assert sorted(answer.status_code for answer in both) == [303, 422]
    late = await evening.form("answers", seen="1", **later | {"reason": "Zu spät getippt"})
    assert (late.status_code, "Inzwischen hat jemand anderes geantwortet" in late.text) == (422, True)
    assert "Zu spät getippt" in late.text  # what was typed stands there again
    assert (await evening.form("answers", seen="9", **later)).status_code == 422
    assert (await evening.form("answers", seen="2", **ANSWER, until="31.3.")).status_code == 422
    assert (await evening.form("answers", seen="2", **later | {"number": "7"})).status_code == 422
    page = (await evening.staff.http.get(evening.at("results"))).text
    found = [page.index(text) for text in ("Gebaut wird 2027.", "Eine frühere Antwort", "Es ist Platz.")]
    assert found == sorted(found)


async def test_forms_are_for_who_leads_and_from_our_own_pages(evening_of: Made, guests: Guests) -> None:
    evening = await evening_of()
    fields = {"to": "checked", "seen": "0", "sure": "yes"} | ANSWER | {"kind": "card"}
    foreign = {"Origin": "https://elsewhere.example"}
    for page in ("answers", "publish", "redact"):
        for guest in (evening.ada, guests(evening.house)):
            assert (await guest.http.post(evening.at(page), data=fields)).status_code == 403
        assert (await evening.staff.http.post(evening.at(page), data=fields, headers=foreign)).status_code == 422
        assert (await evening.form(page, kind="theme", number="x", seen="-1")).status_code == 422
    assert (await guests(evening.house).http.get(evening.at("results"))).status_code == 404
    assert "Mehr Bänke" in (await evening.staff.http.get(evening.at("results"))).text


async def test_own_page_is_for_the_own_seat_alone(evening_of: Made, guests: Guests) -> None:
    evening = await evening_of()
    await done(evening.line, "answer.give", **ANSWER | {"number": 1, "seen": 0, "until": "2027-03-31"})
    ada = (await evening.ada.http.get(evening.at("mine"))).text
    assert [text for text in ("Mehr Bänke", "Sitzen im Ort", "Es ist Platz.") if text not in ada] == []
    assert "alert(1)" not in ada
    bela = (await evening.bela.http.get(evening.at("mine"))).text
    assert ("Mehr Bänke" in bela, "&lt;script&gt;alert(1)" in bela) == (False, True)
    assert (await guests(evening.house).http.get(evening.at("mine"))).status_code == 403
    assert "Mehr Bänke" not in (await evening.staff.http.get(evening.at("mine"))).text


async def test_personal_link_leads_to_the_own_page_after_the_evening(evening_of: Made, guests: Guests) -> None:
    evening = await evening_of()
    await evening.close()
    url = evening.house.seat("citizen").url
    later = guests(evening.house)
    door = await later.http.get(url)
    assert (door.status_code, heading(door.text), "Mehr Bänke" in door.text) == (410, "Der Dialog ist zu Ende", False)
    entered = await later.http.post(url, data={})
    assert (entered.status_code, entered.headers["location"]) == (303, evening.at("mine"))
    assert "Mehr Bänke" in (await later.http.get(evening.at("mine"))).text
    stranger = guests(evening.house)
    assert (await stranger.http.post(evening.house.open, data={})).status_code == 410


async def test_nobody_but_the_author_is_told_who_wrote_a_card(evening_of: Made) -> None:
    """On no page and in no file of who leads, neither by name nor by a person's own page, before and after the end."""
    evening = await evening_of()
    cards = await evening.line.topic("editing-cards", lambda cards: len(cards) == 2)
    await done(evening.line, "moderation.hide", item=next(iter(cards)), reason="Ein Name")
    seats = [evening.house.seat("citizen", number).seat for number in range(2)]
    people = [f"people/{seat}{kind}" for seat in seats for kind in ("", ".json")]
    told = ("review", "answers", "results", "cards.csv", "polls.csv", "report.json", "audit.csv")

    async def shown(pages: Sequence[str]) -> dict[str, str]:
        return {page: (await evening.staff.http.get(evening.at(page))).text for page in pages}

    for runs in (True, False):
        persons, pages = await shown(people), await shown(told)
        assert [page for page, text in persons.items() if "Ada" in text or "Bela" in text] == people
        assert [page for page, text in persons.items() if "Bänke" in text or "card-written" in text] == []
        assert [page for page, text in pages.items() if "Ada" in text or "Bela" in text] == []
        assert "Bänke" in pages["cards.csv"] or "imnarF" in pages["cards.csv"]
        if runs:
            await evening.close()
    log = [json.loads(persons[f"people/{seat}.json"]) for seat in seats]
    assert [(each["texts"], isinstance(each["log"], int)) for each in log] == [(1, True), (1, True)]


async def test_everything_about_oneself_is_a_file_for_oneself_alone(evening_of: Made, guests: Guests) -> None:
    evening = await evening_of()
    own = (await evening.ada.http.get(evening.at("mine.json"))).json()
    assert (own["fields"]["name"], [each["text"] for each in own["texts"]]) == ("Ada", ["Mehr Bänke"])
    assert "card-written" in [kind for _, kind in own["log"]]
    assert evening.at("mine.json") in (await evening.ada.http.get(evening.at("mine"))).text
    assert (await guests(evening.house).http.get(evening.at("mine.json"))).status_code == 403


async def test_who_came_by_the_open_link_gets_a_link_of_their_own(evening_of: Made, guests: Guests) -> None:
    evening = await evening_of()
    guest, again = guests(evening.house), guests(evening.house)
    await guest.join(evening.house.open, "Cem")
    assert "/j/" not in (await guest.http.get(evening.at("mine"))).text
    shown = (await guest.http.post(evening.at("mine"), data={})).text
    link = re.findall(r'href="[^"]*(/j/[\w-]+)"', shown)[0]
    foreign = await guest.http.post(evening.at("mine"), data={}, headers={"Origin": "https://elsewhere.example"})
    assert foreign.status_code == 403
    await evening.close()
    await again.http.post(link, data={})
    assert "Guten Tag, Cem." in (await again.http.get(evening.at("mine"))).text


def on_disk(folder: Path, text: str) -> list[str]:
    """Files of the server in which these bytes stand."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if text.encode() in file.read_bytes()]


async def test_redacted_text_is_on_no_screen_in_no_file_and_not_on_the_disk(evening_of: Made, guests: Guests) -> None:
    evening = await evening_of()
    planted = "Herr Petersilienwurz wohnt Ahornweg 7"
    await done(evening.lines[0], "question.ask", text=planted)
    question = next(iter(await evening.line.topic("questions", lambda questions: len(questions) == 1)))
    await done(evening.line, "moderation.hide", item=question, reason=f"Bitte ohne: {planted}")
    await done(evening.line, "moderation.show", item=question)
    data = evening.house.town.file.parent
    assert on_disk(data, planted) != []
    assert (await evening.form("redact", kind="question", number="1")).status_code == 422  # not without the tick
    assert (await evening.form("redact", kind="question", number="1", sure="yes")).status_code == 303
    seen = await evening.lines[1].topic("questions", lambda all: question in all and all[question]["text"] is None)
    assert seen[question]["number"] == 1
    pages = ("mine", "review", "results", "answers", "cards.csv", "report.json", "audit.csv")
    texts = {page: (await evening.staff.http.get(evening.at(page))).text for page in pages}
    assert [page for page, text in texts.items() if "Petersilienwurz" in text] == []
    assert "Geschwärzt;Frage 1" in texts["audit.csv"]
    assert "Petersilienwurz" not in (await evening.ada.http.get(evening.at("mine"))).text
    assert on_disk(data, "Petersilienwurz") == []
