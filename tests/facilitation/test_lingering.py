"""The Ausklang: the programme is over, and nobody is cut off until staff close the evening for good."""

from __future__ import annotations

import pytest

from facilitation.agenda import Close, Next, Ready, Start
from facilitation.detours import Back, Finish
from rooms.places import FOYER, PLENARY, STAFF_ROOM
from rooms.voices import GiveFloor, Voices
from tests.facilitation.evening import Evening, in_groups, prepared

MODERATOR, CITIZEN = 1, 2


def lingering() -> Evening:
    evening = in_groups()
    evening.wait(10_000)
    assert evening.agenda().status == "lingering"
    return evening


def test_lingering_begins_by_itself_after_the_last_phase_and_lasts() -> None:
    evening = lingering()
    assert [run.phase for run in evening.agenda().runs] == ["start", "auftakt", "runde", "ernte", "ende"]
    assert evening.agenda().runs[-1].ended_at == evening.agenda().ends_at
    evening.wait(10_000)
    seen = evening.sees(CITIZEN)
    assert (seen["evening"]["status"], seen["evening"]["phase"], seen["me"]["room"]) == ("lingering", None, PLENARY)
    assert seen["evening"]["end_at"] == evening.agenda().ends_at
    assert {line["state"] for line in evening.sees(MODERATOR)["timeline"]} == {"past"}
    assert evening.replayed().slices == evening.dialogue.slices


def test_closing_for_good_ends_it() -> None:
    evening = lingering()
    evening.do(Close(), MODERATOR)
    assert (evening.agenda().status, evening.room(CITIZEN), evening.room(MODERATOR)) == ("closed", PLENARY, STAFF_ROOM)
    assert evening.refused(Close(), MODERATOR)[0] == "already-closed"


def test_who_has_the_floor_is_not_cut_off() -> None:
    evening = in_groups()
    evening.wait(1_560)
    assert evening.phase() == "ende"
    evening.do(GiveFloor(CITIZEN), MODERATOR)
    evening.wait(10_000)
    assert (evening.agenda().status, evening.dialogue.part(Voices).floor(PLENARY)) == ("lingering", (CITIZEN,))


def test_next_after_the_last_phase_is_the_lingering() -> None:
    evening = in_groups()
    evening.wait(1_560)
    evening.do(Next("ende"), MODERATOR)
    assert evening.agenda().status == "lingering"
    assert evening.refused(Next("ende"), MODERATOR)[0] == "not-running"


def test_finishing_early_leaves_out_what_is_to_come_and_warns_groups() -> None:
    """Two press at once: one Ausklang, and nothing is closed by it."""
    evening = in_groups()
    evening.do(Finish("runde"), MODERATOR)
    assert evening.do(Finish("runde"), MODERATOR) == []
    assert (evening.phase(), evening.agenda().ends_at, evening.agenda().next) == ("runde", evening.now + 30, None)
    evening.wait(30)
    assert (evening.agenda().status, evening.room(CITIZEN)) == ("lingering", PLENARY)
    assert evening.agenda().skipped == {"ernte", "ende"}
    assert evening.refused(Finish("runde"), MODERATOR)[0] == "not-running"


def test_programme_that_was_ended_by_mistake_goes_on() -> None:
    evening = in_groups()
    group = evening.room(CITIZEN)
    evening.do(Finish("runde", now=True), MODERATOR)
    assert evening.refused(Back("ernte", "runde"), MODERATOR) == ("phase-over", {"phase": "ernte"})
    assert evening.refused(Back("runde", "ernte"), MODERATOR)[0] == "unknown-phase"
    evening.do(Back("runde", "runde", 8), MODERATOR)
    assert (evening.phase(), evening.room(CITIZEN)) == ("runde", group)
    assert 8 * 60 <= evening.agenda().ends_at - evening.now <= 9 * 60


def test_latecomers_still_come_to_the_plenary() -> None:
    evening = lingering()
    late = evening.seat("citizen", "Spät")
    evening.come(late)
    assert evening.room(late) == PLENARY


@pytest.mark.parametrize("role", ["citizen", "facilitator"])
def test_only_leading_roles_finish(role: str) -> None:
    evening = in_groups(2, staff=("moderator", "facilitator"))
    actor = 3 if role == "citizen" else 2
    assert evening.refused(Finish("runde"), actor)[0] == "not-allowed"


def test_before_the_start_there_is_nothing_to_finish() -> None:
    evening = prepared(2)
    assert evening.refused(Finish("start"), MODERATOR)[0] == "not-running"
    evening.do(Start(), MODERATOR)
    assert evening.refused(Finish("ende"), MODERATOR) == ("phase-over", {"phase": "ende"})
    assert evening.refused(Ready("start"), CITIZEN)[0] == "not-allowed"
    assert evening.room(CITIZEN) != FOYER
