"""The agenda by its own clock and by hand: phases, steps, pause, minutes, refusals."""

from __future__ import annotations

import pytest

from dialogue.machine import Tick
from facilitation.agenda import Close, Extend, Next, Pause, Prepare, Resume, Start
from facilitation.boards import Boards
from facilitation.course import Run
from facilitation.groups import Groups
from rooms.places import FOYER, PLENARY
from rooms.voices import GiveFloor, Voices
from tests.facilitation.evening import NOON, SCRIPT, Evening, frozen, in_groups, prepared

MODERATOR, CITIZEN = 1, 2


def test_first_phase_never_starts_by_itself() -> None:
    evening = prepared(3)
    evening.wait(10_000)
    assert (evening.phase(), evening.agenda().status, evening.room(CITIZEN)) == (None, "waiting", FOYER)


def test_start_brings_everybody_present_into_the_plenary() -> None:
    evening = prepared(3)
    evening.do(Start(), MODERATOR)
    assert [evening.room(seat) for seat in (1, 2, 3, 4)] == [PLENARY] * 4
    assert (evening.phase(), evening.agenda().ends_at) == ("start", NOON + 120)


def test_phase_ends_by_itself_and_the_next_begins_at_once() -> None:
    evening = prepared(3)
    evening.do(Start(), MODERATOR)
    evening.wait(121)
    assert evening.agenda().runs == (Run("start", NOON, NOON + 120), Run("auftakt", NOON + 120))


def test_talk_never_ends_by_itself() -> None:
    evening = prepared(3)
    evening.do(Start(), MODERATOR)
    evening.wait(3_000)
    assert evening.phase() == "auftakt"


def test_lead_in_comes_before_the_steps_and_again_on_return() -> None:
    evening = in_groups()
    began = evening.agenda().started_at
    assert evening.agenda().steps == (began + 60, began + 180, began + 360, began + 1080)
    assert evening.agenda().ends_at == began + 60 + 1200
    evening.to(evening.agenda().ends_at)
    assert (evening.phase(), evening.agenda().ends_at) == ("ernte", evening.now + 60 + 240)


def test_steps_begin_on_time_and_the_open_one_reveals() -> None:
    evening = in_groups()
    seen = []
    for at in (*evening.agenda().steps, evening.agenda().ends_at - 1):
        evening.to(at - 1)
        boards = evening.dialogue.part(Boards)
        seen.append((evening.agenda().step, boards.writing("runde/1"), "runde/1" in boards.revealed))
    assert seen == [(-1, False, False), (0, False, False), (1, True, False), (2, True, True), (3, True, True)]


def test_outage_ends_one_phase_at_most_and_the_next_begins_now() -> None:
    evening = in_groups()
    evening.to(evening.agenda().ends_at)
    evening.now += 5_000
    evening.do(Tick())
    assert (evening.phase(), evening.agenda().started_at) == ("ende", evening.now)


def test_outage_over_the_end_of_group_work_leaves_the_countdown() -> None:
    evening = in_groups()
    evening.now += 5_000
    evening.do(Tick())
    assert (evening.phase(), evening.agenda().ends_at) == ("runde", evening.now + 30)
    evening.wait(29)
    assert (evening.phase(), evening.agenda().step) == ("runde", 3)
    evening.wait(1)
    assert (evening.phase(), evening.agenda().started_at, evening.agenda().ends_at) == (
        "ernte",
        evening.now,
        evening.now + 300,
    )


def test_next_is_one_phase_when_two_press_at_once() -> None:
    evening = prepared(3, staff=("moderator", "director"))
    evening.do(Start(), 1)
    evening.do(Next("start"), 1)
    assert evening.refused(Next("start"), 2) == ("phase-over", {"phase": "start"})
    assert evening.phase() == "auftakt"


def test_pause_stops_every_clock_and_resume_goes_on_where_it_stood() -> None:
    evening = in_groups()
    before = evening.agenda()
    evening.wait(200)
    evening.do(Pause(), MODERATOR)
    evening.wait(4_000)
    assert (evening.phase(), evening.agenda().step, evening.agenda().status) == ("runde", 1, "paused")
    evening.do(Resume(), MODERATOR)
    after = evening.agenda()
    assert (after.status, after.ends_at) == ("running", before.ends_at + 4_000)
    assert after.steps == (*before.steps[:2], before.steps[2] + 4_000, before.steps[3] + 4_000)


def test_extend_gives_the_minutes_to_the_flex_step() -> None:
    evening = in_groups()
    before = evening.agenda()
    evening.do(Extend("runde", 2), MODERATOR)
    assert evening.agenda().ends_at == before.ends_at + 120
    assert evening.agenda().steps == (*before.steps[:3], before.steps[3] + 120)


def test_extend_after_the_flex_step_lengthens_the_running_one() -> None:
    evening = in_groups()
    evening.to(evening.agenda().steps[3] + 10)
    before = evening.agenda()
    evening.do(Extend("runde", 2), MODERATOR)
    assert (evening.agenda().steps, evening.agenda().ends_at) == (before.steps, before.ends_at + 120)


def test_extend_while_paused_shifts_with_the_pause() -> None:
    evening = in_groups()
    before = evening.agenda()
    evening.do(Pause(), MODERATOR)
    evening.wait(100)
    evening.do(Extend("runde", -1), MODERATOR)
    evening.do(Resume(), MODERATOR)
    assert evening.agenda().ends_at == before.ends_at - 60 + 100


def test_extend_never_ends_a_phase_in_the_past() -> None:
    evening = in_groups()
    evening.to(evening.agenda().ends_at - 90)
    assert evening.refused(Extend("runde", -2), MODERATOR) == ("too-short", {"left_s": 90})
    evening.do(Extend("runde", -1), MODERATOR)
    assert evening.agenda().ends_at == evening.now + 30


def test_people_are_warned_before_they_are_moved_into_groups() -> None:
    """By hand: the countdown, in which the groups are formed and told; a second click moves at once."""
    evening = prepared(6)
    evening.do(Start(), MODERATOR)
    evening.wait(125)
    evening.do(Next("auftakt"), MODERATOR)
    seen = evening.sees(CITIZEN)
    assert (evening.phase(), seen["evening"]["leaving"], seen["evening"]["return_s"]) == ("auftakt", True, 30)
    assert seen["evening"]["ends_at"] == evening.now + 30
    evening.wait(1)
    assert evening.sees(CITIZEN)["me"]["next_group"]["number"] in (1, 2)
    assert evening.do(Next("auftakt"), MODERATOR) == []
    evening.do(Next("auftakt", now=True), MODERATOR)
    assert (evening.phase(), evening.room(CITIZEN)[:6]) == ("runde", "runde/")


def test_minutes_given_meanwhile_keep_people_in_the_plenary() -> None:
    evening = prepared(6)
    evening.do(Start(), MODERATOR)
    evening.wait(125)
    evening.do(Next("auftakt"), MODERATOR)
    evening.do(Extend("auftakt", 1), MODERATOR)
    evening.wait(60)
    assert (evening.phase(), evening.sees(CITIZEN)["evening"]["leaving"]) == ("auftakt", False)


def test_late_minutes_never_reach_the_wrong_phase() -> None:
    evening = in_groups()
    evening.to(evening.agenda().ends_at)
    assert evening.refused(Extend("runde", 2), MODERATOR) == ("phase-over", {"phase": "runde"})


def test_end_of_phase_takes_floors_back() -> None:
    evening = prepared(3)
    evening.do(Start(), MODERATOR)
    evening.do(GiveFloor(CITIZEN), MODERATOR)
    assert evening.dialogue.part(Voices).floor(PLENARY) == (CITIZEN,)
    evening.wait(121)
    assert evening.dialogue.part(Voices).floor(PLENARY) == ()


def test_groups_are_proposed_before_a_manual_phase_reaches_its_planned_end() -> None:
    evening = prepared(6)
    evening.do(Start(), MODERATOR)
    evening.to(NOON + 120 + 239)
    assert evening.dialogue.part(Groups).proposal is None
    evening.wait(1)
    proposal = evening.dialogue.part(Groups).proposal
    assert proposal is not None
    assert (proposal.phase, [len(group.seats) for group in proposal.groups]) == ("runde", [3, 3])


def _paused() -> Evening:
    evening = in_groups()
    evening.do(Pause(), MODERATOR)
    return evening


def _closed() -> Evening:
    evening = in_groups()
    evening.do(Close(), MODERATOR)
    return evening


def _lingering() -> Evening:
    evening = in_groups()
    evening.wait(10_000)
    return evening


@pytest.mark.parametrize(
    ("evening", "command", "code"),
    [
        (prepared(2), Next("start"), "not-running"),
        (prepared(2), Pause(), "not-running"),
        (prepared(2), Close(), "not-running"),
        (Evening(), Start(), "not-running"),
        (in_groups(), Start(), "already-started"),
        (in_groups(), Prepare(frozen(SCRIPT), NOON), "already-started"),
        (_paused(), Pause(), "already-paused"),
        (_paused(), Next("runde"), "not-running"),
        (_lingering(), Next("ende"), "not-running"),
        (_lingering(), Extend("ende", 1), "not-running"),
        (_lingering(), Start(), "already-started"),
        (_closed(), Start(), "already-closed"),
        (_closed(), Next("runde"), "already-closed"),
        (_closed(), Close(), "already-closed"),
        (_closed(), Extend("runde", 1), "already-closed"),
    ],
)
def test_command_at_the_wrong_time_is_refused(evening: Evening, command: object, code: str) -> None:
    assert evening.refused(command, 0)[0] == code


@pytest.mark.parametrize("command", [Start(), Next("runde"), Pause(), Resume(), Extend("runde", 1), Close()])
@pytest.mark.parametrize("role", ["citizen", "facilitator", "podium", "support", "editor", "guest"])
def test_only_leading_roles_run_the_evening(role: str, command: object) -> None:
    evening = in_groups(2, staff=("moderator", "facilitator", "podium", "support", "editor", "guest"))
    actor = next(seat for seat in range(1, 9) if evening.sees(seat)["me"]["role"] == role)
    assert evening.refused(command, actor)[0] == "not-allowed"


def test_resume_while_running_changes_nothing() -> None:
    assert in_groups().do(Resume(), MODERATOR) == []


def test_evening_topic_counts_to_the_end() -> None:
    evening = prepared(3)
    announced = evening.sees(CITIZEN)["evening"]
    assert (announced["phase"], announced["end_at"]) == (None, NOON + (2 + 5 + 1 + 20 + 1 + 4 + 1) * 60)
    evening.do(Start(), MODERATOR)
    running = evening.sees(CITIZEN)["evening"]
    assert (running["phase"]["id"], running["next"]["id"], running["phase"]["manual"]) == ("start", "auftakt", False)
    assert running["end_at"] == announced["end_at"]


def test_timeline_tells_planned_from_real() -> None:
    evening = prepared(3)
    evening.wait(30)
    evening.do(Start(), MODERATOR)
    lines = {line["id"]: line for line in evening.sees(MODERATOR)["timeline"]}
    assert [line["state"] for line in lines.values()] == ["now", "next", "later", "later", "later"]
    assert (lines["start"]["planned_at"], lines["start"]["started_at"]) == (NOON, NOON + 30)
    assert (lines["auftakt"]["planned_at"], lines["auftakt"]["expected_at"]) == (NOON + 120, NOON + 150)
    assert lines["runde"]["cue"] == {"de": "Nur für die Regie", "en": "For staff only"}
