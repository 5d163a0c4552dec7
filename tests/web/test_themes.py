"""Two editors at real sockets: they bundle at once, never overwrite each other, and see what the other does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.conftest import Build
from tests.web.guests import ROUND, Guest, House
from tests.web.visitors import done

pytestmark = pytest.mark.asyncio(loop_scope="session")
Guests = Callable[[House], Guest]
THEMED = ROUND.replace(
    "  - {id: abschied",
    "  - {id: themen, kind: themes, title: {de: Themen, en: Themes}, minutes: 9, dots: {total: 3, per-theme: 2}}\n"
    "  - {id: abschied",
)


async def test_two_editors_bundle_weigh_and_publish(build: Build, guests: Guests) -> None:
    house = await build(script=THEMED, citizens=2, facilitators=0, staff=["editor", "editor"])
    staff = await guests(house).join(house.seat("moderator").url, "Mona")
    anna, bernd = [await guests(house).join(house.seat("editor", n).url, f"Redaktion {n}") for n in range(2)]
    one, two = [await guests(house).join(house.seat("citizen", n).url, f"Gast {n}") for n in range(2)]
    await done(staff, "agenda.start")
    await done(staff, "agenda.next", leaving="auftakt", now=True)
    group = (await one.topic("me", lambda me: (me["group"] or "").startswith("gruppe/")))["group"]
    for line, text in ((one, "Mehr Bänke"), (two, "<b>Radweg</b>")):
        await done(line, "card.write", column="fehlt", text=text)
    await anna.topic("editing", lambda editing: not editing["groups"][0]["revealed"])
    await anna.topic("editing-cards", lambda cards: cards == {})
    await done(staff, "cards.reveal", group=group)
    first, second = await bernd.topic("editing-cards", lambda cards: len(cards) == 2)
    assert sorted(card["text"] for card in bernd.topics["editing-cards"].values()) == ["<b>Radweg</b>", "Mehr Bänke"]

    await done(anna, "theme.add", title="Sitzen", cards={first: None})
    [theme] = await bernd.topic("editing-themes", lambda themes: len(themes) == 1)
    late = await bernd.do("theme.add", title="Anders", cards={first: None})
    assert (late["code"], late["facts"]["theme"], late["facts"]["title"]) == ("changed", theme, "Sitzen")
    await done(bernd, "theme.rename", theme=theme, version=1, title="Bänke")
    stale = await anna.do("theme.rename", theme=theme, version=1, title="Stühle")
    assert (stale["code"], stale["facts"]["title"], stale["facts"]["version"]) == ("changed", "Bänke", 2)
    await done(anna, "themes.publish", edit=(await anna.topic("editing", lambda data: data["edit"] == 2))["edit"])

    await done(staff, "agenda.next", leaving="gruppe")
    await done(staff, "agenda.next", leaving="ernte")
    published = await one.topic("themes")
    assert [(each["title"], each["cards"]) for each in published["themes"]] == [("Bänke", [first])]
    assert published["single"] == [second]
    await one.topic("my-dots")
    await done(one, "dots.give", phase="themen", theme=theme, dots=2)
    assert (await two.do("dots.give", phase="themen", theme=theme, dots=3))["code"] == "too-many-dots"
    assert (await anna.do("dots.give", phase="themen", theme=theme, dots=1))["code"] == "not-allowed"
    await done(staff, "agenda.next", leaving="themen")
    results = (await two.topic("dots", lambda dots: dots["results"] is not None))["results"]
    assert results == [{"theme": theme, "dots": 2, "rank": 1, "tied": False}]
    assert (await two.do("dots.give", phase="themen", theme=theme, dots=1))["code"] == "phase-over"
