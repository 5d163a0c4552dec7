"""A word in every kind of text that the server keeps, and none of it left on a screen, in a file or on the disk."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Build
from tests.web.guests import ROUND, Guest, House, Line
from tests.web.test_outcome import Guests, on_disk
from tests.web.visitors import done

pytestmark = pytest.mark.asyncio(loop_scope="session")
POLL = """  - id: stimmung
    kind: poll
    title: {de: Stimmung, en: Mood}
    minutes: {target: 5, min: 1, max: 9}
    poll: {questions: [{id: wort, answer: text, title: {de: Ein Wort?, en: A word?}}]}
"""
SCRIPT = ROUND.replace("kind: harvest", "kind: answer").replace("  - {id: abschied", POLL + "  - {id: abschied")
ONE_WORD = f"""
format: 1
title: {{de: Probe, en: Trial}}
language: de
end: open
phases:
{POLL}  - {{id: ende, kind: close, title: {{de: Ende, en: End}}, minutes: 1}}
"""
PLANT = "Petersilienwurz"
ANSWER = {"status": "planned", "responsible": f"Amt {PLANT}"}
PAGES = ("mine", "review", "results", "answers", "cards.csv", "polls.csv", "report.json", "audit.csv")


class Planted:
    """An evening with that word in a card, its first wording, a theme's title, a question, a free answer, a quick
    question, answers in the evening and after it, a reason to hide and one to exclude, a turn and a message."""

    def __init__(self, house: House, staff: Guest, line: Line, citizens: list[Line]) -> None:
        self.house, self.staff, self.line, self.citizens = house, staff, line, citizens
        self.free = 0

    async def plant(self) -> None:
        await done(self.line, "agenda.start")
        await done(self.line, "agenda.next", leaving="auftakt", now=True)
        ada = self.citizens[0]
        await ada.topic("me", lambda me: (me["group"] or "").startswith("gruppe/"))
        await done(ada, "turn.write", text=f"turn {PLANT}")
        await done(ada, "card.write", column="gut", text=f"first {PLANT}")
        card = next(iter(await ada.topic("my-cards", lambda cards: len(cards) == 1)))
        await done(ada, "card.edit", card=card, text=f"second {PLANT}")
        for number in range(3):
            await done(ada, "turn.write", text=f"Satz {number}")
        await done(self.line, "agenda.next", leaving="gruppe", now=True)
        await done(self.line, "theme.add", title=f"theme {PLANT}", cards={card: None})
        await self.line.topic("editing", lambda editing: editing["edit"] == 1)
        await done(self.line, "themes.publish", edit=1)
        await self.ask(ada)
        for kind, seen in (("theme", 0), ("theme", 1), ("card", 0)):
            said = {"reason": f"live {kind} {seen} {PLANT}", **ANSWER}
            await done(self.line, "answer.give", kind=kind, number=1, seen=seen, **said)
        await done(self.line, "agenda.next", leaving="ernte", now=True)
        await self.vote(ada)
        for text in (f"message {PLANT}", "Danke"):
            await done(self.line, "message.send", text=text)
        cem = (await self.citizens[2].topic("me"))["seat"]
        await done(self.line, "order.exclude", seat=cem, reason=f"exclude {PLANT}")

    async def ask(self, ada: Line) -> None:
        await done(ada, "question.ask", text=f"question {PLANT}")
        question = next(iter(await self.line.topic("questions", lambda questions: len(questions) == 1)))
        await done(self.line, "moderation.hide", item=question, reason=f"hide {PLANT}")
        await done(self.line, "moderation.show", item=question)
        await done(self.line, "poll.ask", text=f"poll {PLANT}", options=[f"option {PLANT}", "Nein"])
        await done(self.line, "poll.close", poll="frage/1")

    async def vote(self, ada: Line) -> None:
        await ada.topic("polls", lambda polls: "stimmung" in polls)
        await done(ada, "poll.vote", poll="stimmung", chosen={}, texts={"wort": f"free {PLANT}"})
        desk = await self.line.topic("poll-desk", lambda desk: desk.get("stimmung", {}).get("voted") == 1)
        self.free = desk["stimmung"]["results"][0]["texts"][0]["number"]
        await done(self.line, "poll.close", poll="stimmung")

    async def form(self, page: str, **fields: Any) -> int:
        return (await self.staff.http.post(f"/d/{self.house.name}/{page}", data=fields)).status_code

    async def follow_up(self) -> None:
        await done(self.line, "agenda.close")
        await self.line.topic("evening", lambda evening: evening["status"] == "closed")
        for kind, seen in (("theme", "2"), ("card", "1")):
            said = {"kind": kind, "number": "1", "seen": seen, "reason": f"later {PLANT}", **ANSWER}
            assert await self.form("answers", **said) == 303

    async def pages(self) -> dict[str, str]:
        return {page: (await self.staff.http.get(f"/d/{self.house.name}/{page}")).text for page in PAGES}


async def test_no_redacted_word_is_left_anywhere(build: Build, guests: Guests) -> None:
    house = await build(script=SCRIPT, citizens=3, facilitators=0)
    staff = guests(house)
    line = await staff.join(house.seat("moderator").url, "Mona")
    links = [house.seat("citizen", number).url for number in range(3)]
    citizens = [await guests(house).join(url, name) for url, name in zip(links, ("Ada", "Bela", "Cem"), strict=True)]
    evening, data = Planted(house, staff, line, citizens), house.town.file.parent
    await evening.plant()
    await evening.follow_up()
    # Fleeting texts are gone by themselves, the others are there: else their absence below proves nothing.
    words = ("turn", "message", "second", "theme", "question", "hide", "poll", "option", "free", "exclude", "later")
    fleeting = ("turn", "message")
    assert {word: on_disk(data, f"{word} {PLANT}") != [] for word in words} == {w: w not in fleeting for w in words}
    shown = "".join((await evening.pages()).values())
    assert [word for word in ("second", "theme", "question", "free", "later") if f"{word} {PLANT}" not in shown] == []
    numbers = {kind: 1 for kind in ("card", "question", "theme", "theme-answer", "card-answer", "poll", "exclusion")}
    for kind, number in {**numbers, "written": evening.free}.items():
        assert await evening.form("redact", kind=kind, number=str(number), sure="yes") == 303, kind
    pages = await evening.pages()
    assert [page for page, text in pages.items() if PLANT in text] == []
    assert "Geschwärzt;Antworten zu Thema 1" in pages["audit.csv"]
    assert on_disk(data, PLANT) == []
    assert await evening.form("redact", kind="written", number="17", sure="yes") == 422


async def test_vote_that_is_sent_again_brings_no_redacted_text_back(build: Build, guests: Guests) -> None:
    """As a browser does that had no answer when its line broke: the same command, under the same id."""
    house = await build(script=ONE_WORD, citizens=1, facilitators=0)
    data = house.town.file.parent
    line = await guests(house).join(house.seat("moderator").url, "Mona")
    ada = await guests(house).join(house.seat("citizen").url, "Ada")
    await done(line, "agenda.start")
    await ada.topic("polls", lambda polls: "stimmung" in polls)
    said = {"poll": "stimmung", "chosen": {}, "texts": {"wort": f"free {PLANT}"}}
    once = await ada.do("poll.vote", id="v-1", **said)
    desk = await line.topic("poll-desk", lambda desk: desk["stimmung"]["voted"] == 1)
    assert on_disk(data, f"free {PLANT}") != []
    await done(line, "text.redact", kind="written", number=desk["stimmung"]["results"][0]["texts"][0]["number"])
    await ada.topic("my-votes", lambda votes: (votes["stimmung"]["1"] or {}).get("texts") == {"wort": None})
    assert await ada.do("poll.vote", id="v-1", **said) == once
    await ada.fence()
    assert ada.topics["my-votes"]["stimmung"]["1"]["texts"] == {"wort": None}
    assert on_disk(data, PLANT) == []
