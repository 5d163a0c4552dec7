"""The socket of the real server: nonsense is refused, what is not for a seat never reaches it, nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.web.conftest import Build
from tests.web.document import column, examples, server_example
from tests.web.guests import ROUND, Guest, House, Line
from tests.web.test_doors import database
from web.flood import BURST, PATIENCE, RATE_PER_S
from web.words import catalogue

pytestmark = pytest.mark.asyncio(loop_scope="session")
Guests = Callable[[House], Guest]
WORDS = catalogue("de")
DEEP = "[" * 100_000
MALFORMED: dict[str, tuple[Any, str | None, str]] = {
    "no JSON": ("Guten Abend", None, "json"),
    "half JSON": ('{"command": "hand.raise", "id": "a"', None, "json"),
    "no object": ([1, 2], None, "message"),
    "neither command nor signal": ({"id": "a", "data": {}}, "a", "message"),
    "unknown command": ({"command": "agenda.explode", "id": "a", "data": {}}, "a", "command"),
    "command of the server": ({"command": "seat.add", "id": "a", "data": {"role": "moderator"}}, "a", "command"),
    "command that is no name": ({"command": ["hand.raise"], "id": "a"}, "a", "command"),
    "unknown signal": ({"signal": "media.reboot", "id": "a", "data": {}}, "a", "signal"),
    "signal that is no name": ({"signal": {"a": 1}, "id": "a", "data": {}}, "a", "signal"),
    "signal with a list": ({"signal": "clock", "id": "a", "data": [1]}, "a", "data"),
    "no id": ({"command": "hand.raise", "data": {}}, None, "id"),
    "id that is a number": ({"command": "hand.raise", "id": 7, "data": {}}, None, "id"),
    "id without end": ({"command": "hand.raise", "id": "a" * 81, "data": {}}, None, "id"),
    "id that cannot be written": ({"command": "hand.raise", "id": "a\nb", "data": {}}, None, "id"),
    "half a sign": ('{"command": "hand.raise", "id": "\\ud800", "data": {}}', None, "json"),
    "seat that is a text": ({"command": "floor.give", "id": "a", "data": {"seat": "7"}}, "a", "seat"),
    "seat that is a truth": ({"command": "floor.give", "id": "a", "data": {"seat": True}}, "a", "seat"),
    "something missing": ({"command": "floor.give", "id": "a", "data": {}}, "a", "seat"),
    "something too many": ({"command": "hand.raise", "id": "a", "data": {"seat": 3}}, "a", "seat"),
    "minutes without measure": (
        {"command": "agenda.extend", "id": "a", "data": {"phase": "x", "minutes": 999}},
        "a",
        "minutes",
    ),
    "data that is null": ({"command": "hand.raise", "id": "a", "data": None}, "a", ""),
    "an actor": ({"command": "hand.raise", "id": "a", "data": {"actor": 1}}, "a", "actor"),
    "layout of words": ({"signal": "media.layout", "id": "a", "data": {"show": [["a", "b"]]}}, "a", "show.0.0"),
    "offer that is no text": ({"signal": "media.offer", "id": "a", "data": {"sdp": 1}}, "a", "sdp"),
    "too deep": (DEEP, None, "json"),
    "too long": (json.dumps({"command": "message.send", "id": "a", "data": {"text": "x" * 130_000}}), None, "length"),
    "binary": (b"\x80\x60\x00\x01", None, "json"),
}


async def test_malformed_message_is_refused_and_the_line_stays(house: House, guests: Guests) -> None:
    line = await guests(house).join(house.seat("citizen").url)
    for name, (message, id, where) in MALFORMED.items():
        await line.send(message)
        answer = await line.until(lambda frame: "refused" in frame)
        assert (answer["refused"], answer["code"]) == (id, "malformed"), name
        assert answer["facts"] == {"where": where}, name
        assert answer["text"] == WORDS["refused.malformed"]
        assert set(answer) == set(server_example("refused"))
    assert "now" in (await line.ask("clock", sent=1.0))["data"]


async def test_message_over_a_megabyte_ends_the_line(house: House, guests: Guests) -> None:
    guest = guests(house)
    line = await guest.join(house.seat("citizen").url)
    with contextlib.suppress(Exception):  # the server may hang up while it is still being sent
        await line.send("x" * 1_100_000)
    assert await line.closed() == (None, 1009)
    assert (await (await guest.dial()).topic("me"))["seat"] == house.seat("citizen").seat


async def test_forbidden_command_is_refused_to_citizens(house: House, guests: Guests) -> None:
    """Every command of the document, as its example is."""
    line = await guests(house).join(house.seat("citizen").url)
    codes: dict[str, str] = {}
    for example in examples("browser"):
        if "command" in example:
            answer = await line.do(example["command"], **example["data"])
            codes[example["command"]] = answer.get("code", "ok")
    assert set(codes.values()) <= {*column("code"), "ok"}
    assert [name for name, code in codes.items() if code == "ok"] == [
        "hall.appear",
        "help.call",
        "tech.ask",
        "tech.withdraw",
        "concern.raise",
    ]
    staff = ("agenda.start", "agenda.next", "agenda.pause", "agenda.close", "rooms.move", "message.send", "seat.rename")
    assert [codes[name] for name in staff] == ["not-allowed"] * len(staff)


async def test_answers_have_the_documented_keys(house: House, guests: Guests) -> None:
    line = await guests(house).join(house.seat("citizen").url)
    hello = line.frames[0]
    shown = server_example("hello")["hello"]
    assert (set(hello), set(hello["hello"])) == ({"hello"}, set(shown))
    assert [set(each) for each in hello["hello"]["ice"]] == [set(each) for each in shown["ice"]]
    assert set(await line.do("help.call")) == set(server_example("ok"))
    for example in examples("browser"):
        if "signal" in example:
            answer = await line.ask(example["signal"], **example["data"])
            assert set(answer) == set(server_example("reply")) or answer["code"] in ("bad-offer", "media-down"), answer
    for frame in line.frames:
        if "topic" in frame:
            assert set(frame) in ({"topic", "v", "data"}, {"topic", "v", "set", "gone"})


async def test_socket_needs_the_cookie_and_the_origin(house: House, guests: Guests) -> None:
    guest = guests(house)
    assert await (await guest.dial()).closed() == (None, 4401)
    await guest.enter(house.seat("citizen").url)
    for origin in ("https://example.org", "http://localhost:1", "null"):
        assert await (await guest.dial(origin=origin)).closed() == (None, 4403)
    assert (await (await guest.dial()).topic("me"))["seat"] == house.seat("citizen").seat
    nowhere = House(house.town, "nowhere", house.invitations)
    stranger = guests(nowhere)
    assert await (await stranger.dial()).closed() == (None, 4404)


@pytest.mark.long
async def test_flood_is_slowed_then_closed(house: House, guests: Guests) -> None:
    guest = guests(house)
    line = await guest.join(house.seat("citizen").url)
    other = await guests(house).join(house.seat("citizen", 1).url, "Ömer")
    clock = json.dumps({"signal": "clock", "id": "x", "data": {"sent": 0.0}})

    async def flood() -> None:
        while True:
            await line.send(clock)
            await asyncio.sleep(0)

    began = time.perf_counter()
    flooding, closing = asyncio.create_task(flood()), asyncio.create_task(line.closed())
    assert "now" in (await other.ask("clock", sent=0.0))["data"]  # nobody else waits
    assert await closing == ("flood", 4429)
    took_s = time.perf_counter() - began
    with contextlib.suppress(Exception):  # the line closed while the last ones were being sent
        await flooding
    replies = sum("reply" in frame for frame in line.frames)
    assert BURST <= replies <= BURST + PATIENCE + RATE_PER_S * took_s
    assert (await (await guest.dial()).topic("me"))["seat"] == house.seat("citizen").seat


async def test_command_sent_twice_acts_once(build: Build, guests: Guests) -> None:
    house, evening = await in_groups(build, guests)
    line = evening[0]
    answers = [await line.do("card.write", id="k-1", column="gut", text="Nur einmal") for _ in range(3)]
    assert answers[0] == answers[1] == answers[2] == {"ok": "k-1", "seq": answers[0]["seq"]}
    guest = guests(house)
    again = await guest.join(house.seat("citizen").url, "citizen-0")  # the same seat on another line
    assert await again.do("card.write", id="k-1", column="gut", text="Nur einmal") == answers[0]
    mine = await again.topic("my-cards", lambda cards: len(cards) > 0)
    assert [card["text"] for card in mine.values()] == ["Nur einmal"]


async def in_groups(build: Build, guests: Guests) -> tuple[House, list[Line]]:
    """Four citizens in two groups, and the moderator as the last."""
    house = await build(script=ROUND, citizens=4, facilitators=0)
    lines = [await guests(house).join(house.seat("citizen", n).url, f"citizen-{n}") for n in range(4)]
    staff = await guests(house).join(house.seat("moderator").url, "Mona")
    assert "ok" in await staff.do("agenda.start")
    assert "ok" in await staff.do("agenda.next", leaving="auftakt", now=True)
    for line in lines:
        await line.topic("me", lambda me: (me["group"] or "").startswith("gruppe/"))
        await line.topic(f"board:{line.topics['me']['group']}", lambda board: board and board["open"])
    return house, [*lines, staff]


async def test_other_groups_cards_names_and_hands_never_arrive(build: Build, guests: Guests) -> None:
    _, (*citizens, staff) = await in_groups(build, guests)
    own = citizens[0]
    group = own.topics["me"]["group"]
    other = next(line for line in citizens if line.topics["me"]["group"] != group)
    theirs = other.topics["me"]["group"]
    mark = len(own.frames)
    before = json.dumps(own.frames, ensure_ascii=False)
    written = await other.do("card.write", column="gut", text="Das Geheimnis der anderen")
    assert "ok" in written
    (card,) = (await other.topic("my-cards", lambda cards: len(cards) == 1)).keys()
    assert "ok" in await staff.do("cards.reveal", group=theirs)
    await other.topic(f"cards:{theirs}", lambda cards: card in cards)
    assert "ok" in await other.do("hand.raise")
    seat = other.topics["me"]["seat"]
    assert (await other.topic("queue", lambda queue: queue["hands"]))["hands"] == [seat]
    assert "ok" in await staff.do("seat.rename", seat=seat, name="Umbenannte Person")
    await other.topic("names", lambda names: names[str(seat)] == "Umbenannte Person")
    asked = [
        await own.do("card.edit", card=card, text="Meins"),
        await own.do("card.delete", card=card),
        await own.do("card.top", card=card, on=True),
        await own.do("cards.reveal", group=theirs),
        await own.do("card.write", column="gut", text="Fremd", group=theirs),
        await own.do("rooms.move", seat=own.topics["me"]["seat"], room=theirs),
        await own.do("hand.lower", seat=seat),
    ]
    assert [answer["code"] for answer in asked] == [
        *["unknown-card"] * 3,
        "not-allowed",
        "wrong-room",
        "not-allowed",
        "not-allowed",
    ]
    await own.ask("media.layout", show=[[seat, 360]], save=False)
    await own.fence()
    received = json.dumps(own.frames[mark:], ensure_ascii=False)
    for secret in ("Geheimnis", "Umbenannte", card, f"board:{theirs}", f"cards:{theirs}", f'"hands": [{seat}]'):
        assert secret not in received, secret
    assert f"board:{theirs}" not in before
    sees = {name for name, data in own.topics.items() if data is not None}
    assert sees & {"console", "timeline", "wall", "harvest"} == set()


async def test_hidden_card_is_for_its_author_until_the_reveal(build: Build, guests: Guests) -> None:
    _, (*citizens, staff) = await in_groups(build, guests)
    author = citizens[0]
    group = author.topics["me"]["group"]
    beside = next(line for line in citizens[1:] if line.topics["me"]["group"] == group)
    assert "ok" in await author.do("card.write", column="fehlt", text="Noch verdeckt")
    await beside.topic(f"board:{group}", lambda board: board["hidden"] == 1)
    await staff.topic("console", lambda console: [g["cards"] for g in console["groups"] if g["id"] == group] == [1])
    for line in (beside, staff):
        assert "verdeckt" not in json.dumps(line.frames, ensure_ascii=False)
    assert "ok" in await staff.do("cards.reveal", group=group)
    seen = await beside.topic(f"cards:{group}", lambda cards: len(cards) == 1)
    assert [card["text"] for card in seen.values()] == ["Noch verdeckt"]
    assert "author" not in json.dumps(beside.frames)


async def test_excluded_seat_stays_out_by_every_door(house: House, guests: Guests) -> None:
    guest, url = guests(house), house.seat("citizen").url
    staff = await guests(house).join(house.seat("moderator").url, "Mona")
    beside = await guests(house).join(house.seat("citizen", 1).url, "Ömer")
    line = await guest.join(url)
    second = await guest.dial()  # a second tab: the first one yields to it
    assert await line.closed() == ("taken-over", 4409)
    await second.topic("me")
    seat = house.seat("citizen").seat
    assert "ok" in await staff.do("order.exclude", seat=seat, reason="Beleidigungen <trotz> Hinweis")
    assert await second.closed() == ("excluded", 4410)
    await beside.topic("room", lambda room: seat not in [person["seat"] for person in room["people"]])
    assert "Beleidigungen" not in json.dumps(beside.frames + staff.frames, ensure_ascii=False)
    for _ in range(2):
        assert await (await guest.dial()).closed() == ("excluded", 4410)
    for address in (url, house.open, f"/d/{house.name}"):
        page = await guest.http.get(address)
        assert page.status_code == 403
        assert "Beleidigungen &lt;trotz&gt; Hinweis" in page.text
        assert 'class="call__number" href="tel:0800123456"' in page.text
    for address in (url, house.open):
        assert (await guest.enter(address)).status_code == 403
    await guest.http.post(f"/d/{house.name}/leave")  # does not make the device forget
    assert (await guest.enter(house.open)).status_code == 403
    elsewhere = guests(house)
    assert (await elsewhere.enter(url)).status_code == 403
    assert (await elsewhere.http.get(house.open)).status_code == 200


@contextlib.asynccontextmanager
async def locked(house: House) -> AsyncIterator[None]:
    """Somebody else writes to the database and does not finish."""
    connection = sqlite3.connect(database(house.town), isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
    finally:
        connection.close()


async def test_locked_database_refuses_and_acknowledges_nothing(build: Build, guests: Guests) -> None:
    house, (line, *_) = await in_groups(build, guests)
    async with locked(house):
        answers = await asyncio.gather(line.do("card.write", id="lost", column="gut", text="Bitte nicht verlieren"))
        door = await guests(house).enter(house.open)
    assert [(answer.get("refused"), answer.get("code")) for answer in answers] == [("lost", "busy")]
    assert (door.status_code, WORDS["problem.busy.title"] in door.text) == (503, True)
    assert "Bitte nicht" not in json.dumps(line.frames, ensure_ascii=False)
    assert "ok" in await line.do("card.write", id="lost", column="gut", text="Bitte nicht verlieren")
    cards = await line.topic("my-cards", lambda cards: len(cards) > 0)
    assert [card["text"] for card in cards.values()] == ["Bitte nicht verlieren"]


async def test_reconnect_brings_every_topic_again(build: Build, guests: Guests) -> None:
    house, lines = await in_groups(build, guests)
    assert "ok" in await lines[0].do("card.write", column="gut", text="Bleibt")
    await lines[0].topic("my-cards", lambda cards: len(cards) == 1)
    guest = guests(house)
    again = await guest.join(house.seat("citizen").url, "citizen-0")
    await again.topic("my-cards")
    await again.fence()
    await lines[0].closed()
    held = {name: data for name, data in lines[0].topics.items() if data is not None}
    for name in held:
        await again.topic(name)
    assert {name: again.topics[name] for name in held} == held
    assert [name for name in again.topics if name not in held] == []
    # Whole topics, never patches of what an earlier line held.
    assert [frame["topic"] for frame in again.frames if "set" in frame] == []


async def test_two_staff_pressing_next_leave_one_phase(house: House, guests: Guests) -> None:
    first = await guests(house).join(house.seat("moderator").url, "Mona")
    second = await guests(house).join(house.seat("organizer").url, "Olga")
    assert "ok" in await first.do("agenda.start")
    answers = await asyncio.gather(*(each.do("agenda.next", leaving="willkommen") for each in (first, second)))
    assert sorted(answer.get("code", "ok") for answer in answers) == ["ok", "phase-over"]
    (refused,) = [answer for answer in answers if "refused" in answer]
    assert refused["facts"] == {"phase": "willkommen"}
    for line in (first, second):
        await line.topic("evening", lambda evening: evening["phase"] and evening["phase"]["id"] == "auftakt")
    await first.fence()
    phases = [frame["data"]["phase"] for frame in first.frames if frame.get("topic") == "evening"]
    # The first phase may have gone by between two renderings; a third never came.
    assert {phase["id"] for phase in phases if phase} <= {"willkommen", "auftakt"}
