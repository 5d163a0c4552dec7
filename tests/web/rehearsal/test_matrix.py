"""The matrix tells who heard and saw whom, and is really red where one room's mapping is wrong."""

from __future__ import annotations

import asyncio

import pytest

from rooms.plan import RoomPlan
from tests.rooms.town import Town, room, town
from web.rehearsal.matrix import ENOUGH, GRACE_S, SETTLED_S, Matrix
from web.visitor.visitor import UNKNOWN


def seated(**rooms: tuple[int, ...]) -> Matrix:
    matrix = Matrix()
    for name, seats in rooms.items():
        for seat in seats:
            matrix.moved(seat, name, 0.0)
    return matrix


def test_who_is_with_somebody_hears_them_rightly() -> None:
    matrix = seated(a=(1, 2), b=(3,))
    matrix.noticed(1, "voice", 2, 10.0)
    matrix.sweep(20.0)
    assert (matrix.wrong("voice"), matrix.senses["voice"].met) == (0, {(1, 2, "a")})


@pytest.mark.parametrize("kind", ["voice", "picture"])
def test_somebody_of_another_room_is_wrong(kind: str) -> None:
    matrix = seated(a=(1, 2), b=(3,))
    matrix.noticed(1, kind, 3, 10.0)
    matrix.sweep(20.0)
    assert (matrix.wrong("voice"), matrix.wrong("picture")) == ((1, 0) if kind == "voice" else (0, 1))


def test_in_the_foyer_nobody_is_heard() -> None:
    matrix = seated(foyer=(1, 2))
    matrix.noticed(1, "voice", 2, 10.0)
    matrix.sweep(20.0)
    assert matrix.wrong("voice") == 1


@pytest.mark.parametrize(("late", "wrong"), [(0.5, 0), (GRACE_S, 0), (GRACE_S + 0.1, 1)])
def test_what_is_on_its_way_at_a_move_is_not_held_against_anybody(late: float, wrong: int) -> None:
    matrix = seated(a=(1, 2))
    matrix.moved(2, "b", 10.0)
    matrix.noticed(1, "voice", 2, 10.0 + late)
    matrix.sweep(30.0)
    assert matrix.wrong("voice") == wrong


def test_a_leak_that_goes_on_after_a_move_is_found_however_it_began() -> None:
    matrix = seated(a=(1, 2))
    matrix.moved(2, "b", 10.0)
    for tenth in range(60):
        matrix.noticed(1, "voice", 2, 9.5 + tenth / 10)
    matrix.sweep(30.0)
    assert matrix.wrong("voice") == 1


def test_a_screen_may_tell_of_a_move_a_moment_later_than_the_sound() -> None:
    matrix = seated(a=(1,), b=(2,))
    matrix.noticed(1, "voice", 2, 10.0)
    matrix.moved(2, "a", 11.0)
    matrix.sweep(30.0)
    assert matrix.wrong("voice") == 0


def test_who_has_no_line_may_be_anywhere() -> None:
    matrix = seated(a=(1,), b=(2,))
    matrix.moved(2, UNKNOWN, 5.0)
    matrix.noticed(1, "voice", 2, 10.0)
    matrix.sweep(30.0)
    assert (matrix.wrong("voice"), matrix.senses["voice"].met) == (0, set())


def test_who_should_be_heard_and_is_not_is_missing() -> None:
    matrix = seated(a=(1, 2, 3))
    for second in range(ENOUGH["voice"]):
        matrix.expected(1, "voice", (1, 2, 3), SETTLED_S + second)
    matrix.noticed(1, "voice", 2, 10.0)
    matrix.sweep(30.0)
    assert (matrix.wanted("voice"), matrix.missing("voice")) == (2, [(1, 3, "a")])


def test_nobody_is_missed_who_just_came() -> None:
    matrix = seated(a=(1, 2))
    matrix.moved(2, "b", 10.0)
    matrix.moved(2, "a", 20.0)
    for second in range(2):
        matrix.expected(1, "voice", (2,), 20.5 + second)
    assert matrix.senses["voice"].should == {}


def watched(place: Town, rooms: tuple[RoomPlan, ...]) -> Matrix:
    """What the peers really decrypt, judged by rooms that are told to the matrix alone, seconds ago."""
    matrix, loop = Matrix(), asyncio.get_running_loop()
    for each in rooms:
        for plan in each.seats:
            matrix.moved(plan.seat, each.room, loop.time() - 2 * GRACE_S)

    def note(receiver: int, kind: str, seat: int) -> None:
        matrix.noticed(receiver, kind, seat, loop.time())

    for receiver, peer in place.peers.items():
        peer.ledger.noticed = lambda kind, seat, receiver=receiver: note(receiver, kind, seat)
    return matrix


@pytest.mark.parametrize("tampered", [False, True])
async def test_the_matrix_is_red_where_one_rooms_mapping_is_tampered_with(tampered: bool) -> None:
    true = room("a", 1, 2), room("b", 3, 4)
    async with town() as place:
        place.plan(*((room("a", 1, 2, 3), room("b", 4)) if tampered else true))
        await place.join(1, 2, 3, 4)
        await place.fence()
        matrix = watched(place, true)
        await place.judge(packets=20)
        matrix.sweep(asyncio.get_running_loop().time(), all_of_it=True)
    strangers = {(1, 3), (2, 3), (3, 1), (3, 2)} if tampered else set()
    for kind in ("voice", "picture"):
        assert set(matrix.senses[kind].wrong) == strangers, kind
        assert {(own, other) for own, other, _ in matrix.senses[kind].met} >= {(1, 2), (2, 1)}
