"""Reihum: everyone of a group has a turn, the next one is told, nobody who left holds the others up."""

from __future__ import annotations

from typing import Any

from facilitation.agenda import Next, Pause, Resume
from facilitation.goround import EndRound, PassTurn, StartRound
from tests.facilitation.evening import Evening, in_groups

MODERATOR, FACILITATOR = 1, 2


def introducing() -> tuple[Evening, str, list[int]]:
    """Two groups of three in their first step, of two minutes; the first has a facilitator."""
    evening = in_groups(6, staff=("moderator", "facilitator"))
    evening.to(evening.agenda().steps[0])
    room = evening.room(FACILITATOR)
    return evening, room, [seat for seat in range(3, 9) if evening.room(seat) == room]


def turn(evening: Evening, seat: int) -> Any:
    return evening.sees(seat).get("round")


def test_introductions_begin_with_a_round_in_every_group() -> None:
    evening, _, seats = introducing()
    first = turn(evening, seats[0])
    assert (first["seat"], first["next"], first["seconds"], first["left"]) == (seats[0], seats[1], 40, 2)
    assert all(turn(evening, seat) is not None for seat in range(3, 9))
    assert turn(evening, MODERATOR) is None


def test_round_goes_on_by_the_clock_until_all_have_had_a_turn() -> None:
    evening, _, seats = introducing()
    order = []
    while (now := turn(evening, seats[0])) is not None:
        order.append(now["seat"])
        evening.to(now["ends_at"])
    assert order == seats


def test_weiter_is_said_by_whose_turn_it_is_or_who_guides() -> None:
    evening, room, seats = introducing()
    assert evening.refused(PassTurn(room, seats[0]), seats[1])[0] == "not-allowed"
    evening.do(PassTurn(room, seats[0]), seats[0])
    assert evening.refused(PassTurn(room, seats[0]), FACILITATOR)[0] == "turn-over"
    evening.do(PassTurn(room, seats[1]), FACILITATOR)
    assert (turn(evening, seats[0])["seat"], turn(evening, seats[0])["next"]) == (seats[2], None)


def test_who_is_gone_has_no_turn_and_who_comes_back_gets_one() -> None:
    evening, room, seats = introducing()
    evening.drop(seats[1])
    evening.do(PassTurn(room, seats[0]), FACILITATOR)
    assert turn(evening, seats[0])["seat"] == seats[2]
    evening.come(seats[1])
    evening.do(PassTurn(room, seats[2]), FACILITATOR)
    assert turn(evening, seats[0])["seat"] == seats[1]


def test_pause_stops_the_turn_too() -> None:
    evening, _, seats = introducing()
    before = turn(evening, seats[0])
    evening.wait(10)
    evening.do(Pause(), MODERATOR)
    evening.wait(1_000)
    assert turn(evening, seats[0])["seat"] == seats[0]
    evening.do(Resume(), MODERATOR)
    assert turn(evening, seats[0])["ends_at"] == before["ends_at"] + 1_000


def test_next_step_ends_the_round() -> None:
    evening, room, seats = introducing()
    evening.do(StartRound(room, 120), FACILITATOR)
    evening.to(evening.agenda().steps[1])
    assert turn(evening, seats[0]) is None


def test_facilitator_starts_and_ends_a_round_in_the_own_group_alone() -> None:
    evening, room, seats = introducing()
    other = next(evening.room(seat) for seat in range(3, 9) if evening.room(seat) != room)
    assert evening.refused(StartRound(other, 30), FACILITATOR)[0] == "not-allowed"
    assert evening.refused(StartRound(room, 30), seats[0])[0] == "not-allowed"
    assert evening.refused(StartRound("plenary", 30), MODERATOR)[0] == "wrong-room"
    evening.do(EndRound(room), FACILITATOR)
    assert turn(evening, seats[0]) is None
    evening.do(StartRound(room, 30), FACILITATOR)
    assert turn(evening, seats[0])["seconds"] == 30


def test_end_of_the_phase_ends_all_rounds() -> None:
    evening, _, seats = introducing()
    evening.do(Next("runde", now=True), MODERATOR)
    assert turn(evening, seats[0]) is None
    assert evening.replayed().slices == evening.dialogue.slices
