"""The secret ballot over real sockets: sent again it counts once, and no frame tells anybody what somebody chose."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from tests.web.guests import Guest, House

pytestmark = pytest.mark.asyncio(loop_scope="session")
SCRIPT = """
format: 1
title: {de: Probe, en: Trial}
language: de
end: open
phases:
  - id: wahl
    kind: vote
    title: {de: Abstimmung, en: Vote}
    minutes: 5
    advance: manual
    poll:
      secret: true
      questions:
        - id: frage
          title: {de: Autofrei?, en: No cars?}
          options:
            - {id: zaubernuss, title: {de: Ja, en: Yes}}
            - {id: holunder, title: {de: Nein, en: No}}
  - {id: ende, kind: close, title: {de: Ende, en: End}, minutes: 1, advance: manual}
"""


async def test_secret_ballot_counts_once_and_shows_nothing(
    build: Callable[..., Awaitable[House]], guests: Callable[[House], Guest]
) -> None:
    house = await build(script=SCRIPT, citizens=6, facilitators=0)
    moderator = await guests(house).join(house.seat("moderator").url, "Frau Berger")
    names = ("Ada", "Ben", "Cem", "Dora", "Eva", "Fadi")
    lines = [await guests(house).join(house.seat("citizen", n).url, name) for n, name in enumerate(names)]
    assert "ok" in await moderator.do("agenda.start")
    ballot = {"poll": "wahl", "texts": {}, "person": 1}
    for number, line in enumerate(lines):
        await line.topic("polls", lambda polls: polls["wahl"]["open"])
        chosen = {"frage": ["zaubernuss" if number < 4 else "holunder"]}
        first = await line.do("poll.vote", id="one", chosen=chosen, **ballot)
        assert await line.do("poll.vote", id="one", chosen=chosen, **ballot) == first  # the answer was lost
        second = await line.do("poll.vote", id="two", chosen={"frage": ["holunder"]}, **ballot)
        assert (second["code"], second["text"].startswith("Sie haben hier schon abgestimmt")) == ("voted", True)
    assert (await moderator.do("poll.vote", chosen={"frage": ["holunder"]}, **ballot))["code"] == "not-allowed"
    everybody = [moderator, *lines]
    await asyncio.gather(*(line.topic("polls", lambda polls: polls["wahl"]["voted"] == 6) for line in everybody))
    await asyncio.gather(*(line.fence() for line in everybody))
    for line in everybody:
        told = [frame for frame in line.frames if frame.get("topic") not in ("polls", "evening")]
        assert ("zaubernuss" in json.dumps(told), "count" in json.dumps(line.topics["polls"])) == (False, False)
    assert "ok" in await moderator.do("poll.close", poll="wahl")
    for line in everybody:
        polls = await line.topic("polls", lambda polls: not polls["wahl"]["open"])
        assert [(each["id"], each["count"]) for each in polls["wahl"]["results"][0]["options"]] == [
            ("zaubernuss", 4),
            ("holunder", 2),
        ]
    late = await lines[0].do("poll.vote", chosen={"frage": ["holunder"]}, **ballot)
    assert late["code"] == "poll-closed"
