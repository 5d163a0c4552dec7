"""The staff line: who writes, who reads, and that it is gone with the evening."""

from __future__ import annotations

import json

import pytest

from facilitation.agenda import Close, Start
from facilitation.staffline import SHOWN, TellStaff
from rooms.roles import ROLES
from rooms.seats import Rename
from tests.facilitation.evening import in_groups, prepared

READS = ("organizer", "moderator", "director", "facilitator", "editor", "support")
SECRET = "Gruppe 2 braucht dich"
MODERATOR, FACILITATOR = 1, 2


@pytest.mark.parametrize("role", sorted(ROLES))
def test_line_is_written_and_read_by_staff_alone(role: str) -> None:
    evening = prepared(1, staff=("moderator", role))
    evening.do(TellStaff(SECRET), MODERATOR)
    assert (SECRET in json.dumps(evening.sees(2))) is (role in READS)
    assert ("staff-line" in evening.sees(2)) is (role in READS)
    if role in READS:
        evening.do(TellStaff("Gut"), 2)
        assert [each["text"] for each in evening.sees(MODERATOR)["staff-line"].values()] == [SECRET, "Gut"]
    else:
        assert evening.refused(TellStaff("Hallo"), 2) == ("not-allowed", {"command": "staff.tell"})


def test_line_reaches_the_facilitator_in_the_group_and_nobody_beside() -> None:
    evening = in_groups(6, staff=("moderator", "facilitator", "podium", "scribe", "guest"))
    evening.do(TellStaff(SECRET), MODERATOR)
    assert evening.sees(FACILITATOR)["staff-line"] == {
        "1": {"seat": 1, "role": "moderator", "name": "moderator-1", "text": SECRET, "at": evening.now}
    }
    readers = [seat for seat in range(1, 12) if SECRET in json.dumps(evening.sees(seat))]
    assert readers == [MODERATOR, FACILITATOR]


def test_corrected_name_is_corrected_in_the_line() -> None:
    evening = prepared(1)
    evening.do(TellStaff(SECRET), MODERATOR)
    evening.do(Rename(MODERATOR, "Frau Berger"), MODERATOR)
    assert evening.sees(MODERATOR)["staff-line"]["1"]["name"] == "Frau Berger"


def test_newest_lines_are_sent_under_their_numbers() -> None:
    evening = prepared(0)
    for number in range(SHOWN + 3):
        evening.do(TellStaff(f"Zeile {number + 1}"), MODERATOR)
    numbers = [*evening.sees(MODERATOR)["staff-line"]]
    assert (numbers[0], numbers[-1], len(numbers)) == ("4", str(SHOWN + 3), SHOWN)


def test_texts_are_deleted_when_the_evening_is_closed() -> None:
    evening = prepared(2)
    evening.do(Start(), MODERATOR)
    evening.do(TellStaff(SECRET), MODERATOR)
    assert SECRET in evening.side.texts.values()
    evening.do(Close(), MODERATOR)
    evening.to(evening.now)
    assert (SECRET in evening.side.texts.values(), evening.sees(MODERATOR)["staff-line"]) == (False, {})
    assert SECRET not in json.dumps(evening.rows)
    assert "staff-line-forgotten" in evening.rows[-1][1]
    evening.wait(60)
    assert evening.rows[-1][1].count("forgotten") == 1
    assert evening.refused(TellStaff("Noch etwas"), MODERATOR)[0] == "already-closed"
    assert evening.replayed().slices == evening.dialogue.slices


@pytest.mark.parametrize(("text", "code"), [(" ", "empty"), ("x" * 501, "too-long")])
def test_unfit_text_is_refused(text: str, code: str) -> None:
    assert prepared(0).refused(TellStaff(text), MODERATOR)[0] == code
