"""Who speaks when, and which pictures a screen shows."""

from __future__ import annotations

from typing import Any

import pytest

from web.visitor.looking import LARGE, STRIP, layout, tall
from web.visitor.talking import SPOKEN, TURN_S, speaks


def screen(seat: int, people: dict[int, str], *, kind: str = "group", audible: bool = True, **more: Any) -> Any:
    room = {"id": "plenary" if kind == "plenary" else "runde-1/2", "kind": kind}
    shown = [{"seat": each, "role": role} for each, role in people.items()]
    return {"me": {"seat": seat, "room": room["id"], "audible": audible}, "room": room | {"people": shown}, **more}


def speakers(people: dict[int, str], at: float, **given: Any) -> set[int]:
    return {seat for seat in people if speaks(screen(seat, people, **given), seat, at)}


GROUP = dict.fromkeys((3, 5, 8, 9), "citizen")


@pytest.mark.parametrize("turn", range(12))
def test_one_speaks_at_a_time_and_then_there_is_a_pause(turn: int) -> None:
    assert len(speakers(GROUP, (turn + 0.5 * SPOKEN) * TURN_S)) == 1
    assert speakers(GROUP, (turn + SPOKEN + 0.01) * TURN_S) == set()


def test_everybody_of_a_group_has_a_turn() -> None:
    assert set.union(*(speakers(GROUP, turn * TURN_S) for turn in range(4))) == {*GROUP}


def test_in_a_reihum_whose_turn_it_is_speaks() -> None:
    assert {*map(frozenset, (speakers(GROUP, turn * TURN_S, round={"seat": 8}) for turn in range(4)))} == {
        frozenset({8})
    }


def test_in_the_plenary_the_floor_speaks_else_the_stage() -> None:
    people = {1: "moderator", 2: "podium", 7: "citizen", 8: "citizen"}
    heard = set.union(*(speakers(people, turn * TURN_S, kind="plenary") for turn in range(6)))
    assert heard == {1, 2}
    assert speakers(people, 0.0, kind="plenary", floor={"seats": [8]}) == {8}


def test_while_a_line_is_judged_everybody_speaks_who_may_be_heard_and_without_a_pause() -> None:
    in_the_pause = (1 + SPOKEN + 0.01) * TURN_S
    assert {seat for seat in GROUP if speaks(screen(seat, GROUP), seat, in_the_pause, aloud=True)} == {*GROUP}
    assert not speaks(screen(3, GROUP, audible=False), 3, in_the_pause, aloud=True)
    elsewhere = screen(3, GROUP) | {"me": {"seat": 3, "room": "plenary", "audible": True}}
    assert not speaks(elsewhere, 3, in_the_pause, aloud=True)


def test_who_cannot_be_heard_is_silent() -> None:
    assert speakers(GROUP, 0.0, audible=False) == set()
    assert not speaks({}, 3, 0.0)


def test_a_group_shows_all_others_equally_large() -> None:
    assert layout(screen(5, GROUP)) == [[3, tall(3)], [8, tall(3)], [9, tall(3)]]


def test_the_plenary_shows_the_stage_large_and_a_page_of_others_small() -> None:
    people = {1: "moderator", 2: "podium", **dict.fromkeys(range(10, 60), "citizen")}
    shown = layout(screen(30, people, kind="plenary", floor={"seats": [17], "lead": 1}))
    assert [seat for seat, _ in shown[:3]] == [17, 1, 2]
    assert len(shown) == LARGE + STRIP
    assert 30 not in [seat for seat, _ in shown]
    assert shown[0][1] > shown[3][1]


def test_who_saves_data_sees_the_stage_alone() -> None:
    people = {1: "moderator", **dict.fromkeys(range(10, 60), "citizen")}
    assert [seat for seat, _ in layout(screen(30, people, kind="plenary"), weak=True)] == [1]


def test_a_sharp_screen_wants_more_and_nobody_more_than_the_camera_gives() -> None:
    assert layout(screen(3, {3: "citizen", 5: "citizen"}), ratio=1.5) == [[5, 720]]
    assert tall(1) == 500


@pytest.mark.parametrize("seen", [{}, {"me": None}, screen(3, GROUP, kind="foyer")])
def test_in_the_foyer_nobody_is_seen(seen: Any) -> None:
    assert layout(seen) == []
