"""The survey after the evening, with real doors, pages and sockets: by the personal link, one answer a person."""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.web.guests import Guest, House, Line, heading

pytestmark = pytest.mark.asyncio(loop_scope="session")
SCRIPT = """
format: 1
title: {de: Probe, en: Trial}
language: de
end: open
phases:
  - {id: start, kind: talk, title: {de: Start, en: Start}, minutes: 5}
  - id: umfrage
    kind: survey
    title: {de: Rückmeldung, en: Feedback}
    minutes: 3
    advance: manual
    poll:
      questions:
        - id: note
          answer: scale
          title: {de: Wie war es?, en: How was it?}
          low: {de: schlecht, en: bad}
          high: {de: sehr gut, en: very good}
        - {id: wort, answer: text, title: {de: Und sonst?, en: What else?}}
"""
Build = Callable[..., Awaitable[House]]
Guests = Callable[[House], Guest]


async def closed(build: Build, guests: Guests) -> tuple[House, Guest, Line]:
    """A dialogue whose evening is over: a citizen who was there, and the moderator's line."""
    house = await build(script=SCRIPT, citizens=6)
    citizen, moderator = guests(house), guests(house)
    line = await moderator.join(house.seat("moderator").url, "Frau Berger")
    await (await citizen.join(house.seat("citizen").url)).topic("me")
    for command, data in (("agenda.start", {}), ("agenda.close", {})):
        assert "ok" in await line.do(command, **data)
    await line.topic("poll-desk", lambda desk: desk["umfrage"]["open"])
    return house, citizen, line


async def line_of(house: House, guests: Guests) -> Guest:
    """The organizer's device."""
    organizer = guests(house)
    await organizer.http.post(house.seat("organizer").url, data={"name": "Herr Klein"})
    return organizer


def once(page: str) -> list[str]:
    return re.findall(r'name="once" value="(\w+)"', page)


async def test_survey_is_answered_by_the_personal_link_after_the_evening(build: Build, guests: Guests) -> None:
    house, _, line = await closed(build, guests)
    phone, url = guests(house), house.seat("citizen").url  # another device than on the evening
    door = await phone.http.get(url)
    assert (door.status_code, "Zur Rückmeldung" in door.text) == (410, True)
    assert (await phone.http.get(f"/d/{house.name}/survey")).status_code == 403
    in_ = await phone.http.post(url, data={"survey": "yes"})
    assert (in_.status_code, in_.headers["location"]) == (303, f"/d/{house.name}/survey")
    page = await phone.http.get(in_.headers["location"])
    assert (page.status_code, heading(page.text)) == (200, "Rückmeldung")
    answers = {"person": "1", "once": once(page.text)[0], "q-note": "4", "q-wort": "<b>Mehr</b> \u202eZeit"}
    for _ in range(2):  # a double click
        sent = await phone.http.post(f"/d/{house.name}/survey", data=answers)
        assert (sent.status_code, sent.headers["location"]) == (303, f"/d/{house.name}/survey?done=1")
    thanks = (await phone.http.get(sent.headers["location"])).text
    assert "Vielen Dank" in thanks
    assert re.search(r'value="4" checked', thanks)
    assert html.escape("<b>Mehr</b>") in thanks
    desk = await line.topic("poll-desk", lambda desk: desk["umfrage"]["voted"] == 1)
    assert desk["umfrage"]["results"] is None
    assert "ok" in await line.do("poll.close", poll="umfrage")
    lead = await line_of(house, guests)
    review = (await lead.http.get(f"/d/{house.name}/review")).text
    assert ("Kein Ergebnis" in review, "Mehr" in review) == (True, False)  # one answer alone is not broken down
    table = (await lead.http.get(f"/d/{house.name}/polls.csv")).text
    assert table.splitlines()[1].startswith("Rückmeldung;;Kein Ergebnis")
    over = await phone.http.post(f"/d/{house.name}/survey", data=answers)
    assert (over.status_code, heading(over.text)) == (410, "Die Rückmeldung ist beendet")
    assert "Zur Rückmeldung" not in (await phone.http.get(url)).text


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"q-note": "9"}, "passt nicht zur Frage"),
        ({}, "mindestens eine Frage"),
        ({"q-wort": " "}, "mindestens eine Frage"),
        ({"q-wort": "x" * 501}, "zu lang"),
        ({"q-note": "4", "person": "2"}, "nicht möglich"),
    ],
)
async def test_answer_that_does_not_fit_is_told_in_words(
    build: Build, guests: Guests, answers: dict[str, Any], said: str
) -> None:
    house, citizen, _ = await closed(build, guests)
    answer = await citizen.http.post(f"/d/{house.name}/survey", data={"person": "1", **answers})
    assert (answer.status_code, said in answer.text) == (422, True)
    foreign = await citizen.http.post(
        f"/d/{house.name}/survey", data={"q-note": "4"}, headers={"Origin": "https://example.org"}
    )
    assert foreign.status_code == 403


async def test_staff_are_not_asked(build: Build, guests: Guests) -> None:
    house, _, _ = await closed(build, guests)
    staff = guests(house)
    await staff.http.post(house.seat("organizer").url, data={"name": "Herr Klein"})
    assert (await staff.http.get(f"/d/{house.name}/survey")).status_code == 403
