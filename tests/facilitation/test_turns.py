"""Written turns: who may write where, who reads it, and that it ends one's floor."""

from __future__ import annotations

import pytest

from dialogue.machine import Refused
from facilitation.agenda import Start
from facilitation.queue import LowerHand, RaiseHand
from facilitation.turns import KEPT, WriteTurn, may_write
from rooms.order import SetSound
from rooms.places import PLENARY
from rooms.voices import GiveFloor, Voices
from tests.facilitation.evening import Evening, in_groups, prepared

MODERATOR, CITIZEN, OTHER = 1, 2, 3


def plenary() -> Evening:
    evening = prepared(4)
    evening.do(Start(), MODERATOR)
    return evening


def test_written_turn_needs_the_floor_in_the_plenary_and_ends_it() -> None:
    evening = plenary()
    assert evening.refused(WriteTurn("Mehr Bänke"), CITIZEN)[0] == "no-floor"
    evening.do(GiveFloor(CITIZEN), MODERATOR)
    evening.do(WriteTurn("Mehr Bänke"), CITIZEN)
    assert evening.dialogue.part(Voices).floor(PLENARY) == ()
    turn = {"seat": CITIZEN, "text": "Mehr Bänke", "at": evening.now, "until": evening.now + 20}
    assert evening.sees(OTHER)["turns"] == [turn]


def test_moderation_writes_in_the_plenary_without_asking() -> None:
    evening = plenary()
    evening.do(WriteTurn("Willkommen"), MODERATOR)
    assert [turn["text"] for turn in evening.sees(CITIZEN)["turns"]] == ["Willkommen"]


def test_written_turn_in_a_group_is_always_open_and_stays_in_the_group() -> None:
    evening = in_groups()
    one, two = evening.sitting()
    evening.do(WriteTurn("Nur für uns"), one[0])
    assert [evening.sees(seat)["turns"] != [] for seat in (*one, *two)] == [True] * 3 + [False] * 3


def test_room_shows_the_newest_turns_only() -> None:
    evening = in_groups()
    seat = evening.sitting()[0][0]
    for number in range(KEPT + 2):
        evening.do(WriteTurn(f"Satz {number}"), seat)
    assert [turn["text"] for turn in evening.sees(seat)["turns"]] == ["Satz 2", "Satz 3", "Satz 4"]


def test_written_hand_stands_in_the_same_queue_and_says_so() -> None:
    evening = plenary()
    evening.do(RaiseHand(), OTHER)
    evening.do(RaiseHand(written=True), CITIZEN)
    assert evening.sees(MODERATOR)["queue"] == {"hands": [OTHER, CITIZEN], "written": [CITIZEN]}
    evening.do(LowerHand(CITIZEN), CITIZEN)
    evening.do(RaiseHand(), CITIZEN)
    assert evening.sees(MODERATOR)["queue"]["written"] == []


@pytest.mark.parametrize(("text", "code"), [("  ", "empty"), ("x" * 501, "too-long")])
def test_written_turn_is_a_short_text(text: str, code: str) -> None:
    evening = in_groups()
    assert evening.refused(WriteTurn(text), evening.sitting()[0][0])[0] == code


def test_who_was_silenced_cannot_go_on_by_writing() -> None:
    evening = in_groups()
    seat = evening.sitting()[0][0]
    evening.do(SetSound(seat, True), MODERATOR)
    assert evening.refused(WriteTurn("Doch"), seat) == ("not-allowed", {"command": "turn.write"})


def test_nobody_types_in_the_foyer() -> None:
    with pytest.raises(Refused, match="wrong-room"):
        may_write(prepared(2).dialogue, CITIZEN)
