"""Groups that became too small are offered another; the preview explains itself and can be mixed otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.agenda import Next, Start
from facilitation.groups import Groups, PlaceInGroup
from facilitation.merging import MergeGroups
from facilitation.regroup import MixGroups
from rooms.places import FOYER, Move
from rooms.presence import BACK_S
from tests.facilitation.evening import SCRIPT, Evening, in_groups, prepared

MODERATOR = 1
THREES = SCRIPT.replace("size: {min: 2, aim: 3, max: 4}", "size: {min: 3, aim: 3, max: 6}")


def running(citizens: int = 9, *, staff: tuple[str, ...] = ("moderator",), script: str = THREES) -> Evening:
    evening = prepared(citizens, staff=staff, script=script)
    evening.do(Start(), MODERATOR)
    evening.wait(360)
    evening.do(Next("auftakt", now=True), MODERATOR)
    return evening


def tiles(evening: Evening) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = evening.sees(MODERATOR)["console"]["groups"]
    return found


def test_merge_is_offered_from_when_nobody_who_dropped_counts_any_more() -> None:
    evening = running()
    assert [tile["merge"] for tile in tiles(evening)] == [None, None, None]
    dropped = evening.now
    evening.drop(evening.sitting()[1][0])
    offered = tiles(evening)[1]["merge"]
    assert (offered["into"] in (1, 3), offered["at"]) == (True, dropped + BACK_S)
    evening.come(evening.sitting()[1][0])
    assert [tile["merge"] for tile in tiles(evening)] == [None, None, None]


def test_merge_moves_everybody_with_one_click_and_nobody_lands_in_the_empty_group() -> None:
    evening = running(9, staff=("moderator", "facilitator", "facilitator", "facilitator"))
    small = evening.sitting()[1]
    evening.drop(small[0])
    into = tiles(evening)[1]["merge"]["into"]
    evening.do(MergeGroups("runde", 2, into), MODERATOR)
    room = f"runde/{into}"
    assert {evening.room(seat) for seat in small} == {room}
    evening.come(small[0])
    assert evening.room(small[0]) == room
    assert [tile["number"] for tile in tiles(evening)] == sorted({1, 3})
    late = evening.seat("citizen")
    evening.come(late)
    assert evening.room(late) != "runde/2"


def test_merge_leaves_alone_whom_staff_put_elsewhere() -> None:
    evening = running()
    away, stays = evening.sitting()[1][:2]
    evening.do(Move(away, FOYER), MODERATOR)
    evening.do(MergeGroups("runde", 2, 1), MODERATOR)
    assert (evening.room(away), evening.room(stays)) == (FOYER, "runde/1")


def test_merge_gives_a_facilitator_to_the_group_that_has_none() -> None:
    evening = running(9, staff=("moderator", "facilitator"))
    assert [group.facilitator for group in evening.dialogue.part(Groups).now()] == [2, None]
    evening.do(MergeGroups("runde", 1, 2), MODERATOR)
    assert (evening.room(2), evening.dialogue.part(Groups).now()[1].facilitator) == ("runde/2", 2)


@pytest.mark.parametrize(
    ("command", "actor", "code"),
    [
        (MergeGroups("runde", 1, 2), 2, "not-allowed"),
        (MergeGroups("runde", 1, 1), 1, "unknown-room"),
        (MergeGroups("runde", 1, 9), 1, "unknown-room"),
        (MergeGroups("start", 1, 2), 1, "phase-over"),
        (MixGroups("runde", "keep"), 1, "phase-over"),
        (MixGroups("runde", "keep"), 2, "not-allowed"),
    ],
)
def test_merge_and_mix_are_refused(command: Any, actor: int, code: str) -> None:
    assert in_groups().refused(command, actor)[0] == code


def test_preview_is_merged_by_one_click_too() -> None:
    evening = prepared(6, script=THREES)
    evening.do(Start(), MODERATOR)
    evening.wait(360)
    seat = evening.sees(MODERATOR)["console"]["preview"]["groups"][0]["seats"][0]
    evening.do(PlaceInGroup("runde", seat, 2), MODERATOR)
    small = evening.sees(MODERATOR)["console"]["preview"]["groups"][0]
    assert (len(small["seats"]), small["merge"]) == (2, {"into": 2, "at": 0})
    evening.do(MergeGroups("runde", 1, 2), MODERATOR)
    preview = evening.sees(MODERATOR)["console"]["preview"]
    assert [(group["number"], len(group["seats"]), group["merge"]) for group in preview["groups"]] == [(2, 6, None)]
    evening.do(Next("auftakt", now=True), MODERATOR)
    assert [len(seats) for seats in evening.sitting()] == [6]


def mixed(citizens: int = 6) -> Evening:
    """Half of the people from the north, half from the south, and the script spreads them."""
    script = THREES.replace("mix: new", "mix: new, diversify: [district]")
    evening = prepared(0, script=script)
    for number in range(citizens):
        evening.come(evening.seat("citizen", f"citizen-{number}", district=("Nord", "Süd")[number % 2]))
    evening.do(Start(), MODERATOR)
    evening.wait(360)
    return evening


def test_each_group_says_why_it_is_as_it_is_without_a_word_about_a_person() -> None:
    evening = mixed()
    why = {"code": "mixed", "facts": {"people": 3, "pairs": 3, "new": 3, "values": {"district": 2}}}
    assert [group["why"] for group in evening.sees(MODERATOR)["console"]["preview"]["groups"]] == [why, why]
    assert not any(word in row for _, row in evening.rows for word in ("Nord", "Süd"))
    assert "Nord" in str(evening.side.people)


def test_why_follows_what_staff_change_and_goes_when_somebody_joins() -> None:
    evening = mixed()
    seat = evening.sees(MODERATOR)["console"]["preview"]["groups"][0]["seats"][0]
    evening.do(PlaceInGroup("runde", seat, 2), MODERATOR)
    whys = [group["why"]["facts"]["people"] for group in evening.sees(MODERATOR)["console"]["preview"]["groups"]]
    assert whys == [2, 4]
    assert "size" in [note["code"] for note in evening.sees(MODERATOR)["console"]["preview"]["notes"]]
    evening.do(PlaceInGroup("runde", seat, 1), MODERATOR)
    evening.do(Next("auftakt", now=True), MODERATOR)
    assert [tile["why"]["facts"]["people"] for tile in tiles(evening)] == [3, 3]
    evening.come(evening.seat("citizen"))
    assert sorted(tile["why"] is None for tile in tiles(evening)) == [False, True]


def two_rounds() -> Evening:
    """Between two rounds of group work, the second one to be proposed."""
    again = THREES.split("  - id: runde")[1].split("  - {id: ernte")[0].replace("mix: new", "mix: keep")
    script = THREES.replace("  - {id: ende", f"  - id: zweite{again}  - {{id: ende")
    evening = running(9, script=script)
    evening.to(evening.agenda().ends_at)
    assert evening.phase() == "ernte"
    return evening


def proposed(evening: Evening) -> list[list[int]]:
    preview = evening.sees(MODERATOR)["console"]["preview"]
    return [sorted(group["seats"]) for group in preview["groups"]]


def test_same_groups_again_or_new_partners_as_staff_choose() -> None:
    """bigbluebutton #9591"""
    evening = two_rounds()
    before = [sorted(group.seats) for group in evening.dialogue.part(Groups).rounds["runde"]]
    evening.do(MixGroups("zweite", "new"), MODERATOR)
    assert evening.sees(MODERATOR)["console"]["preview"]["mix"] == "new"
    new = proposed(evening)
    assert all(len(set(one) & set(other)) <= 1 for one in before for other in new)
    evening.do(MixGroups("zweite", "keep"), MODERATOR)
    assert proposed(evening) == before
    evening.do(MixGroups("zweite", "new"), MODERATOR)
    chosen = proposed(evening)
    evening.to(evening.agenda().ends_at)
    assert (evening.phase(), evening.sitting()) == ("zweite", chosen)
    assert evening.replayed().slices == evening.dialogue.slices
