"""Who can be heard: what browsers report of their microphones reaches the groups, and nothing else ever."""

from __future__ import annotations

from dialogue.refs import Side
from facilitation.agenda import Next, Start
from facilitation.forming import BROKEN, MICROPHONE
from facilitation.groups import Groups
from rooms.interpreting import BindInterpreter
from rooms.places import PLENARY
from tests.facilitation.evening import SCRIPT, Evening, prepared

THREES = SCRIPT.replace("size: {min: 2, aim: 3, max: 4}", "size: {min: 3, aim: 3, max: 6}")


def with_broken(*seats: int) -> Evening:
    evening = prepared(9, script=THREES)
    evening.side.reported |= {seat: {MICROPHONE: BROKEN} for seat in seats}
    evening.do(Start(), 1)
    evening.wait(360)
    return evening


def test_three_of_each_group_can_be_heard() -> None:
    quiet = {2, 5, 8}
    assert [len(group["seats"]) for group in with_broken().sees(1)["console"]["preview"]["groups"]] == [3, 3, 3]
    groups = [set(group["seats"]) for group in with_broken(*quiet).sees(1)["console"]["preview"]["groups"]]
    assert [len(seats - quiet) for seats in groups] == [3, 3]


def test_few_voices_are_said_to_give_way_without_a_name() -> None:
    evening = with_broken(2, 3, 4, 5, 6, 7, 8)
    [note] = [n for n in evening.sees(1)["console"]["preview"]["notes"] if n["code"] == "heard"]
    assert set(note["facts"]) == {"groups"}


def test_report_of_a_microphone_is_in_no_row_and_nobody_sees_it() -> None:
    evening = with_broken(2, 5, 8)
    evening.do(Next("auftakt", now=True), 1)
    assert len(evening.dialogue.part(Groups).now()) == 2
    seen = [str(evening.sees(seat)) for seat in range(1, 11)]
    assert [
        found for found in (*[row for _, row in evening.rows], *seen) if MICROPHONE in found or BROKEN in found
    ] == []


def test_report_stands_beside_the_roster_and_leaves_it_as_it_is() -> None:
    side = Side(people={1: {"name": "Maria", "district": "Nord"}}, reported={1: {"a": "b"}, 2: {"a": "c"}})
    assert side.traits() == {1: {"district": "Nord", "a": "b"}, 2: {"a": "c"}}
    assert side.people == {1: {"name": "Maria", "district": "Nord"}}


def test_who_signs_with_an_interpreter_is_heard_without_a_microphone() -> None:
    """Nine who can be heard make three groups; with two of them unheard there would be two."""
    groups = []
    for bound in (False, True):
        evening = prepared(9, staff=("moderator", "interpreter", "interpreter"), script=THREES)
        evening.side.reported |= {seat: {MICROPHONE: BROKEN} for seat in (5, 6)}
        for interpreter, person in ((2, 5), (3, 6)) if bound else ():
            evening.do(BindInterpreter(interpreter, person), 1)
        evening.do(Start(), 1)
        evening.wait(360)
        groups.append(len(evening.sees(1)["console"]["preview"]["groups"]))
    assert groups == [2, 3]


def test_interpreter_comes_along_into_the_group_and_is_not_counted() -> None:
    evening = prepared(6, staff=("moderator", "interpreter", "captioner"))
    evening.do(BindInterpreter(2, 5), 1)
    evening.do(Start(), 1)
    evening.wait(120)
    evening.wait(240)
    evening.do(Next("auftakt", now=True), 1)
    assert sorted(len(seats) for seats in evening.sitting()) == [3, 3]
    assert evening.room(2) == evening.room(5) != PLENARY
    assert evening.room(3) == PLENARY
    assert all("plenary" not in str(row) for _, row in evening.rows[-1:])  # nobody was moved twice
    evening.wait(1300)
    assert [evening.room(seat) for seat in (2, 5)] == [PLENARY, PLENARY]
