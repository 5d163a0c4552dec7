"""Interpreters and captioners: they go where their person goes, one of a team is on, and are heard with the floor."""

from __future__ import annotations

from typing import Any

import pytest

from dialogue.machine import Tick
from rooms.interpreting import BindInterpreter, TakeOver, may_caption, on_duty
from rooms.order import Exclude, SetSound
from rooms.places import FOYER, PLENARY, Move, Seated
from rooms.planning import FLOOR_RANK, LEAD_RANK, render_plan
from rooms.presence import Drop
from rooms.voices import GiveFloor, TakeFloor, audible
from tests.rooms.house import MACHINE, House


@pytest.fixture
def house() -> House:
    """In the plenary: who leads (1), a deaf citizen (2), another one (3), two interpreters (4, 5), a captioner (6)."""
    house = House()
    for role in ("moderator", "citizen", "citizen", "interpreter", "interpreter", "captioner"):
        house.add(role, PLENARY, name=f"{role} {len(house.side.people) + 1}")
    house.fold(Seated({house.add("facilitator"): "runde/1"}))
    return house


LEAD, DEAF, OTHER, FIRST, SECOND, WRITER = range(1, 7)


def settle(house: House) -> None:
    """As the clock does at once when something is due."""
    while MACHINE.due_at(house.dialogue) is not None:
        house.do(Tick())


def bound(house: House, *seats: int) -> None:
    for seat in seats:
        house.do(BindInterpreter(seat, DEAF), LEAD)
    settle(house)


def ranks(house: House) -> dict[int, int]:
    return {seat.seat: seat.rank for room in render_plan(house.dialogue, "d1").rooms for seat in room.seats}


def teams(house: House, room: str = PLENARY) -> Any:
    return house.shown("citizen", room)["interpreters"]


def test_interpreters_go_where_their_person_goes(house: House) -> None:
    bound(house, FIRST, SECOND)
    house.do(Move(DEAF, "runde/1"), LEAD)
    settle(house)
    assert [house.room(seat) for seat in (DEAF, FIRST, SECOND, WRITER)] == ["runde/1"] * 3 + [PLENARY]


def test_interpreter_who_is_moved_away_comes_back_until_let_go(house: House) -> None:
    bound(house, FIRST)
    house.do(Move(FIRST, "runde/1"), LEAD)
    settle(house)
    assert house.room(FIRST) == PLENARY
    house.do(BindInterpreter(FIRST, None), LEAD)
    house.do(Move(FIRST, "runde/1"), LEAD)
    settle(house)
    assert house.room(FIRST) == "runde/1"


def test_binding_brings_an_interpreter_to_its_person(house: House) -> None:
    house.do(Move(DEAF, "runde/1"), LEAD)
    bound(house, FIRST)
    assert house.room(FIRST) == "runde/1"


def test_interpreter_waits_where_it_is_for_a_person_who_never_came(house: House) -> None:
    missing = house.add("citizen")
    house.do(BindInterpreter(FIRST, missing), LEAD)
    settle(house)
    assert house.room(FIRST) == PLENARY


def test_interpreter_of_an_excluded_person_is_free(house: House) -> None:
    bound(house, FIRST)
    house.do(Exclude(DEAF, "Grund"), LEAD)
    house.do(Move(FIRST, "runde/1"), LEAD)
    settle(house)
    assert house.room(FIRST) == "runde/1"


def test_interpreter_is_heard_with_the_floor_of_its_person(house: House) -> None:
    bound(house, FIRST, SECOND)
    assert [audible(house.dialogue, seat) for seat in (FIRST, SECOND)] == [False, False]
    house.do(GiveFloor(DEAF), LEAD)
    assert [audible(house.dialogue, seat) for seat in (FIRST, SECOND)] == [True, False]
    assert [ranks(house)[seat] for seat in (DEAF, FIRST, SECOND)] == [FLOOR_RANK, FLOOR_RANK, 0]
    house.do(TakeFloor(DEAF), LEAD)
    assert not audible(house.dialogue, FIRST)
    assert ranks(house)[FIRST] == LEAD_RANK


def test_interpreter_for_all_is_heard_and_ranked_with_the_stage(house: House) -> None:
    assert [audible(house.dialogue, seat) for seat in (FIRST, SECOND, WRITER)] == [True, False, False]
    assert [ranks(house)[seat] for seat in (FIRST, SECOND, WRITER)] == [LEAD_RANK, 0, 0]


def test_silenced_interpreter_is_not_heard(house: House) -> None:
    house.do(SetSound(FIRST, True), LEAD)
    assert not audible(house.dialogue, FIRST)


def test_team_of_two_shares_one_pin(house: House) -> None:
    assert teams(house) == [
        {"role": "interpreter", "seats": [FIRST, SECOND], "on": FIRST},
        {"role": "captioner", "seats": [WRITER], "on": WRITER},
    ]
    house.do(TakeOver(SECOND), SECOND)
    assert [teams(house)[0]["on"], on_duty(house.dialogue, FIRST)] == [SECOND, False]
    house.do(TakeOver(FIRST), SECOND)  # handing over is the same click
    assert teams(house)[0]["on"] == FIRST
    assert house.do(TakeOver(FIRST), FIRST) == []


def test_who_is_left_of_a_team_is_on(house: House) -> None:
    house.do(Drop(FIRST))
    assert on_duty(house.dialogue, SECOND)
    assert teams(house)[0] == {"role": "interpreter", "seats": [FIRST, SECOND], "on": SECOND}


def test_team_is_parted_where_one_goes_with_a_person(house: House) -> None:
    bound(house, FIRST)
    assert [on_duty(house.dialogue, seat) for seat in (FIRST, SECOND)] == [True, True]
    assert [team["seats"] for team in teams(house)] == [[FIRST], [SECOND], [WRITER]]


def test_captions_go_to_the_room_of_who_is_on(house: House) -> None:
    second = house.add("captioner", PLENARY)
    assert [may_caption(house.dialogue, seat) for seat in (WRITER, second, FIRST, LEAD)] == [PLENARY, None, None, None]
    house.do(TakeOver(second), second)
    assert [may_caption(house.dialogue, seat) for seat in (WRITER, second)] == [None, PLENARY]
    house.do(Move(second, FOYER), LEAD)
    assert may_caption(house.dialogue, second) is None
    assert may_caption(house.dialogue, WRITER) == PLENARY


@pytest.mark.parametrize(("seat", "person"), [(OTHER, DEAF), (FIRST, SECOND), (LEAD, DEAF)])
def test_binding_is_refused_for_who_does_not_interpret(house: House, seat: int, person: int) -> None:
    assert house.refused(BindInterpreter(seat, person), LEAD) == "not-allowed"


def test_binding_is_for_who_leads_and_for_seats_that_are_there(house: House) -> None:
    assert house.refused(BindInterpreter(FIRST, DEAF), DEAF) == "not-allowed"
    assert house.refused(BindInterpreter(99, DEAF), LEAD) == "unknown-seat"
    assert house.refused(BindInterpreter(FIRST, 99), LEAD) == "unknown-seat"


def test_taking_over_is_for_the_team_and_who_leads(house: House) -> None:
    assert house.refused(TakeOver(SECOND), OTHER) == "not-allowed"
    assert house.refused(TakeOver(SECOND), WRITER) == "not-allowed"
    assert house.refused(TakeOver(OTHER), OTHER) == "not-allowed"
    house.do(TakeOver(SECOND), LEAD)
    assert on_duty(house.dialogue, SECOND)


def test_for_whom_somebody_interprets_is_told_to_them_and_to_who_leads_alone(house: House) -> None:
    bound(house, FIRST)
    row = {"seat": FIRST, "role": "interpreter", "person": DEAF, "on": True}
    assert house.shown("moderator", PLENARY)["beside"][0] == row
    assert house.own(FIRST)["my-person"] == {"seat": DEAF, "name": "citizen 2"}
    for role in ("citizen", "facilitator", "podium", "interpreter", "guest"):
        assert "beside" not in house.shown(role, PLENARY)
        assert "person" not in str(house.shown(role, PLENARY)["interpreters"])
    assert "my-person" not in house.own(OTHER) | house.own(SECOND)


def test_only_what_is_booked_is_offered(house: House) -> None:
    assert house.shown("citizen", PLENARY)["booked"] == {"captions": True, "interpreter": True}
    bare = House()
    bare.add("citizen", PLENARY)
    assert bare.shown("citizen", PLENARY)["booked"] == {"captions": False, "interpreter": False}
