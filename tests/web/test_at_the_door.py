"""Between the door and the seat: who tries sound and picture has a line and takes no place, until the probe is over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.guests import Guest, House, Line

pytestmark = pytest.mark.asyncio(loop_scope="session")
Guests = Callable[[House], Guest]


async def at_door(guests: Guests, house: House, name: str = "Ada") -> tuple[Guest, Line]:
    guest = guests(house)
    assert (await guest.enter(house.open, name)).status_code == 303
    line = await guest.dial(door=True)
    await line.topic("me")
    return guest, line


async def test_seat_is_taken_only_when_the_probe_is_over(house: House, guests: Guests) -> None:
    watching = await guests(house).join(house.seat("moderator").url)
    before = (await watching.topic("console"))["counts"]
    _, line = await at_door(guests, house)
    seat = line.topics["me"]["seat"]
    waiting = await watching.topic("console", lambda data: data["counts"]["door"] == before["door"] + 1)
    assert waiting["counts"]["present"] == before["present"]
    assert seat not in [each["seat"] for each in watching.topics["room"]["people"]]
    assert "reply" in await line.ask("probe.start")
    assert "reply" in await line.ask("probe.done")
    await line.topic("room", lambda room: room and seat in [each["seat"] for each in room["people"]])
    present = await watching.topic("console", lambda data: data["counts"]["present"] == before["present"] + 1)
    assert present["counts"]["door"] == before["door"] + 1  # in the foyer now


async def test_line_at_the_door_gets_what_the_probe_needs_and_does_nothing(house: House, guests: Guests) -> None:
    _, line = await at_door(guests, house)
    refused = await line.do("hand.raise")
    assert (refused["code"], refused["facts"]) == ("at-door", {})
    assert (await line.ask("turn.typing", text="Hallo"))["code"] == "at-door"
    await line.fence()
    assert set(line.topics) == {"me", "evening", "media"}


@pytest.mark.long
async def test_line_lost_at_the_door_leaves_nothing_behind(house: House, guests: Guests) -> None:
    watching = await guests(house).join(house.seat("moderator").url)
    before = (await watching.topic("console"))["counts"]
    _, line = await at_door(guests, house)
    await watching.topic("console", lambda data: data["counts"]["door"] == before["door"] + 1)
    await line.socket.close()
    after = await watching.topic("console", lambda data: data["counts"]["door"] == before["door"])
    assert after["counts"]["lost"] == before["lost"]


async def test_who_is_here_already_knocks_in_vain(house: House, guests: Guests) -> None:
    guest = guests(house)
    await guest.join(house.seat("citizen").url)
    again = await guest.dial(door=True)
    seat = house.seat("citizen").seat
    await again.topic("room", lambda room: room and seat in [each["seat"] for each in room["people"]])
