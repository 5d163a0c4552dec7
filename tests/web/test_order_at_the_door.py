"""Order through the real server: admission by hand for the open link, what the audit tells, who may read it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from tests.web.conftest import Build
from tests.web.guests import ROUND, Guest, House
from tests.web.visitors import done

pytestmark = pytest.mark.asyncio(loop_scope="session")
Guests = Callable[[House], Guest]


async def test_newcomers_by_the_open_link_wait_until_they_are_let_in(house: House, guests: Guests) -> None:
    desk = await guests(house).join(house.seat("moderator").url, "Frau Berger")
    assert "ok" in await desk.do("door.by-hand", on=True)
    device = guests(house)
    new = await device.join(house.open, "Neu")
    seat = (await new.topic("me", lambda me: me["waiting"]))["seat"]
    await desk.topic("console", lambda console: any(s["seat"] == seat and s["waiting"] for s in console["seats"]))
    invited = await guests(house).join(house.seat("citizen").url, "Ömer")
    assert not (await invited.topic("me"))["waiting"]
    assert (await invited.do("door.admit", seat=seat))["code"] == "not-allowed"
    assert "ok" in await desk.do("door.admit", seat=seat)
    await new.topic("me", lambda me: not me["waiting"])
    again = await device.join(house.open, "Neu")
    assert not (await again.topic("me"))["waiting"]


async def test_audit_tells_what_was_done_to_leading_staff_alone(house: House, guests: Guests) -> None:
    staff, citizen = guests(house), guests(house)
    desk = await staff.join(house.seat("moderator").url, "Frau Berger")
    seat = (await (await citizen.join(house.seat("citizen").url, "=Maria")).topic("me"))["seat"]
    await desk.do("order.sound", seat=seat, off=True)
    await desk.do("order.exclude", seat=seat, reason="Beleidigungen trotz Hinweis")
    answer = await staff.http.get(f"/d/{house.name}/audit.csv")
    assert answer.headers["cache-control"] == "no-store"
    head, *rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";")
    assert head == ["Zeit", "Wer", "Rolle", "Was", "Wen"]
    assert [row[1:] for row in rows] == [
        ["Frau Berger", "Moderation", "Ton ausgeschaltet", "'=Maria"],
        ["Frau Berger", "Moderation", "Ausgeschlossen", "'=Maria (Ausschluss 1)"],
    ]
    assert "Beleidigungen" not in answer.text
    assert (await citizen.http.get(f"/d/{house.name}/audit.csv")).status_code == 403
    assert (await guests(house).http.get(f"/d/{house.name}/audit.csv")).status_code == 403


async def test_facilitator_proposes_and_the_desk_excludes(build: Build, guests: Guests) -> None:
    """The person is out at the desk's word alone; the record tells who proposed and who did it, never why."""
    house = await build(script=ROUND, citizens=4, facilitators=1)
    staff = guests(house)
    desk = await staff.join(house.seat("moderator").url, "Frau Berger")
    lead = await guests(house).join(house.seat("facilitator").url, "Herr Kaya")
    people = [await guests(house).join(house.seat("citizen", n).url, f"Gast {n}") for n in range(4)]
    await done(desk, "agenda.start")
    await done(desk, "agenda.next", leaving="auftakt", now=True)
    room = (await lead.topic("room", lambda room: room["kind"] == "group"))["people"]
    seat = next(person["seat"] for person in room if person["role"] == "citizen")
    person = next(line for line in people if (line.topics["me"])["seat"] == seat)
    assert (await lead.do("order.exclude", seat=seat, reason="Beleidigungen"))["code"] == "not-allowed"
    await done(lead, "order.propose-exclude", seat=seat, reason="Beleidigungen")
    assert await lead.topic("my-exclusions", bool) == [seat]
    [proposal] = await desk.topic("exclusions", bool)
    assert (proposal["seat"], proposal["reason"]) == (seat, "Beleidigungen")
    await person.fence()
    assert "Beleidigungen" not in str([line.frames for line in people])
    await done(desk, "order.exclude", seat=seat, reason=proposal["reason"])
    assert await person.closed() == ("excluded", 4410)
    await desk.topic("exclusions", lambda open: open == [])
    rows = (await staff.http.get(f"/d/{house.name}/audit.csv")).text
    assert [row.split(";")[1:4] for row in rows.splitlines()[1:]] == [
        ["Herr Kaya", "Gruppenmoderation", "Ausschluss vorgeschlagen"],
        ["Frau Berger", "Moderation", "Ausgeschlossen"],
    ]
    assert "Beleidigungen" not in rows


async def test_report_of_a_microphone_is_answered_and_shown_to_nobody(house: House, guests: Guests) -> None:
    line = await guests(house).join(house.seat("citizen").url)
    desk = await guests(house).join(house.seat("moderator").url, "Frau Berger")
    assert (await line.ask("media.microphone", works=False))["data"] == {}
    assert (await line.ask("media.microphone", works="nein"))["code"] == "malformed"
    await desk.fence()
    assert not any("broken" in str(frame) for frame in (*line.frames, *desk.frames))
